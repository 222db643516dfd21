"use client";

import { X } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Combobox, Field, IconButton, NumberInput, Popover } from "@/app/_components/ui";
import { indicatorList } from "@/modules/data";
import {
  type ActiveIndicator,
  findIndicator,
  INDICATORS_MAX,
  indicatorFields,
  indicatorKey,
  indicatorLabel,
  withDefaults,
} from "./indicators";

export interface IndicatorPickerProps {
  readonly active: readonly ActiveIndicator[];
  readonly onChange: (active: readonly ActiveIndicator[]) => void;
}

/** Running sums have no natural start: theirs is the first bar on the chart, which moves as history comes in. */
const CUMULATIVE = new Set(["obv"]);

/** What the schema says against these parameters, by field; empty when it takes them. */
function errorsOf(active: ActiveIndicator): Readonly<Record<string, string>> {
  const parsed = findIndicator(active.name)?.params.safeParse(active.params);
  if (parsed === undefined || parsed.success) return {};
  return Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0] ?? ""), issue.message]));
}

interface IndicatorRowProps {
  readonly active: ActiveIndicator;
  readonly onChange: (active: ActiveIndicator) => void;
  readonly onRemove: () => void;
}

/** One indicator and its parameters. What the schema refuses stays in the box with its reason, and off the chart. */
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
    if (!definition.params.safeParse(next).success) return;
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
        {indicatorFields(definition).map((field) => (
          <Field key={field.name} label={field.label} error={errors[field.name]}>
            <NumberInput
              value={params[field.name] ?? null}
              onChange={(value) => change(field.name, value)}
              unit={field.unit}
              {...(field.step === undefined ? {} : { step: field.step })}
              {...(field.minimum === undefined ? {} : { minimum: field.minimum })}
              {...(field.maximum === undefined ? {} : { maximum: field.maximum })}
            />
          </Field>
        ))}
      </div>
      {CUMULATIVE.has(active.name) ? <p className="text-11 text-tx-3">{t("fromFirstBar")}</p> : null}
    </li>
  );
}

/** Chooses indicators from the list that `calc` and strategies use, with their parameters. */
export function IndicatorPicker({ active, onChange }: IndicatorPickerProps) {
  const t = useTranslations("chart");
  const [hint, setHint] = useState<string | null>(null);
  const add = (name: string) => {
    const definition = findIndicator(name);
    if (definition === undefined) return;
    const added = withDefaults(definition);
    if (active.some((one) => indicatorKey(one) === indicatorKey(added))) return setHint(t("indicatorTaken"));
    setHint(null);
    return onChange([...active, added]);
  };
  return (
    <Popover
      label={t("indicators")}
      trigger={
        <Button size="sm" variant="quiet">
          {t("indicators")} <span className="num text-tx-3">{active.length}</span>
        </Button>
      }
    >
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
      <div className="p-3">
        {active.length >= INDICATORS_MAX ? (
          <p className="text-tx-2">{t("indicatorsFull", { max: INDICATORS_MAX })}</p>
        ) : (
          <Field label={t("addIndicator")} hint={hint}>
            <Combobox
              value={null}
              onChange={add}
              searchLabel={t("addIndicatorSearch")}
              placeholder={t("addIndicatorSearch")}
              options={indicatorList.map(({ name, title }) => ({ value: name, label: title, note: name }))}
            />
          </Field>
        )}
      </div>
    </Popover>
  );
}
