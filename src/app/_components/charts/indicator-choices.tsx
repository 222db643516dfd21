"use client";

import { Command } from "cmdk";
import { Search, X } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Field, filterOptions, IconButton, NumberInput } from "@/app/_components/ui";
import { findIndicator, type IndicatorDefinition } from "@/modules/data";
import { type ActiveIndicator, INDICATORS_MAX } from "./indicator-lines";
import {
  chartIndicators,
  formatIndicators,
  indicatorKey,
  indicatorLabel,
  nextInstance,
  parseIndicators,
} from "./indicators";

export interface IndicatorChoicesProps {
  /** As an address names them. */
  readonly active: string;
  readonly onChange: (active: string) => void;
}

/** Running sums have no natural start: theirs is the first bar on the chart, which moves as history comes in. */
const CUMULATIVE = new Set(["obv", "adl", "vwap", "renko"]);

/** What an indicator has against these parameters, by field; empty when it takes them. */
function errorsOf(active: ActiveIndicator): Readonly<Record<string, string>> {
  const checked = findIndicator(active.name)?.check(active.params);
  if (checked === undefined || checked.ok) return {};
  return Object.fromEntries(checked.error.faults.map(({ name, expected }) => [name ?? "", expected]));
}

interface IndicatorRowProps {
  readonly active: ActiveIndicator;
  readonly onChange: (active: ActiveIndicator) => void;
  readonly onRemove: () => void;
}

/** One indicator and its parameters. What it refuses stays in the box with its reason, and off the chart. */
function IndicatorRow({ active, onChange, onRemove }: IndicatorRowProps) {
  const t = useTranslations("chart");
  const [draft, setDraft] = useState<Readonly<Record<string, number | null>>>({});
  const definition = findIndicator(active.name);
  if (definition === undefined) return null;
  const params = { ...active.params, ...draft };
  const numbers = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value ?? Number.NaN]));
  const errors = errorsOf({ name: active.name, params: numbers });
  const change = (name: string, value: number | null) => {
    const next = { ...numbers, [name]: value ?? Number.NaN };
    setDraft({ ...draft, [name]: value });
    if (!definition.check(next).ok) return;
    setDraft({});
    onChange({ name: active.name, params: next });
  };
  return (
    <li className="flex flex-col gap-1 border-b border-line-1 px-3 py-2">
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">{definition.title}</span>
        <IconButton
          label={t("removeIndicator", { title: indicatorLabel(active) })}
          icon={<X aria-hidden="true" size={14} />}
          tooltip={false}
          onClick={onRemove}
        />
      </div>
      <div className="grid grid-cols-3 gap-2">
        {definition.fields.map((field) => (
          <Field key={field.name} label={field.label} error={errors[field.name]}>
            <NumberInput
              value={params[field.name] ?? null}
              onChange={(value) => change(field.name, value)}
              unit={field.type === "integer" ? t("bars") : ""}
              minimum={field.minimum}
              maximum={field.maximum}
              {...(field.type === "integer" ? { step: 1 } : {})}
            />
          </Field>
        ))}
      </div>
      <p className="text-11 text-tx-3">{definition.summary}</p>
      {definition.lookAhead.length === 0 ? null : (
        <p className="text-11 text-warn">
          {t("looksAhead", {
            lines:
              definition.lookAhead.length === definition.lines.length ? t("allOfIt") : definition.lookAhead.join(", "),
          })}
        </p>
      )}
      {CUMULATIVE.has(active.name) ? <p className="text-11 text-tx-3">{t("fromFirstBar")}</p> : null}
    </li>
  );
}

interface IndicatorSearchProps {
  readonly onChoose: (definition: IndicatorDefinition) => void;
}

/** Every indicator by category, with what it shows; typing narrows it down. */
function IndicatorSearch({ onChoose }: IndicatorSearchProps) {
  const t = useTranslations("chart");
  const [text, setText] = useState("");
  const groups = [...chartIndicators].map(([category, definitions]) => {
    const options = definitions.map((definition) => ({
      value: definition.name,
      label: definition.title,
      note: definition.summary,
      keywords: [t(`category.${category}`)],
      definition,
    }));
    const listed = new Set(filterOptions(options, text).map(({ value }) => value));
    return { category, found: options.filter(({ value }) => listed.has(value)) };
  });
  return (
    <Command shouldFilter={false} label={t("addIndicatorSearch")} className="flex min-h-0 flex-col">
      <div className="flex items-center gap-2 border-b border-line-2 px-3">
        <Search aria-hidden="true" size={14} className="text-tx-3" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder={t("addIndicatorSearch")}
          className="h-(--ctl-lg) w-full bg-transparent text-13 outline-none"
        />
      </div>
      <Command.List label={t("addIndicatorSearch")} className="max-h-72 overflow-auto py-1">
        <Command.Empty className="px-3 py-2 text-12 text-tx-2">{t("indicatorUnknown")}</Command.Empty>
        {groups
          .filter(({ found }) => found.length > 0)
          .map(({ category, found }) => (
            <Command.Group
              key={category}
              heading={t(`category.${category}`)}
              className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:text-tx-3"
            >
              {found.map(({ value, label, note, definition }) => (
                <Command.Item
                  key={value}
                  value={value}
                  onSelect={() => onChoose(definition)}
                  className="flex min-h-8 flex-col justify-center px-3 py-1 text-12 text-tx-1 select-none data-[selected=true]:bg-bg-3 data-[selected=true]:shadow-[inset_2px_0_0_var(--accent)] max-md:min-h-11"
                >
                  <span className="flex gap-2">
                    <span className="min-w-0 flex-1 truncate">{label}</span>
                    <span className="num text-11 text-tx-3">{value}</span>
                  </span>
                  <span className="text-11 text-tx-3">{note}</span>
                </Command.Item>
              ))}
            </Command.Group>
          ))}
      </Command.List>
    </Command>
  );
}

/** The indicators that are on the chart with their parameters, and those that may be added. */
export function IndicatorChoices({ active: text, onChange: onText }: IndicatorChoicesProps) {
  const t = useTranslations("chart");
  const active = parseIndicators(text);
  const onChange = (next: readonly ActiveIndicator[]) => onText(formatIndicators(next));
  const [hint, setHint] = useState<string | null>(null);
  const add = (definition: IndicatorDefinition) => {
    const added = nextInstance(definition, active);
    if (active.some((one) => indicatorKey(one) === indicatorKey(added))) return setHint(t("indicatorTaken"));
    setHint(null);
    return onChange([...active, added]);
  };
  return (
    <>
      {active.length === 0 ? <p className="px-3 py-2 text-tx-2">{t("indicatorNone")}</p> : null}
      <ul>
        {active.map((one, place) => (
          <IndicatorRow
            // Two of one kind may trade places; their parameters are in the address, so the place is who they are.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={`${one.name}-${place}`}
            active={one}
            onChange={(next) => onChange(active.map((known, at) => (at === place ? next : known)))}
            onRemove={() => {
              setHint(null);
              onChange(active.filter((_, at) => at !== place));
            }}
          />
        ))}
      </ul>
      {active.length >= INDICATORS_MAX ? (
        <p className="p-3 text-tx-2">{t("indicatorsFull", { max: INDICATORS_MAX })}</p>
      ) : (
        <IndicatorSearch onChoose={add} />
      )}
      {hint === null ? null : <output className="block px-3 py-2 text-11 text-warn">{hint}</output>}
    </>
  );
}
