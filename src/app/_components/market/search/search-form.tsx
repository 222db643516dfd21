"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Field, Note, NumberInput, Segmented, Select, TextInput } from "@/app/_components/ui";
import { CONTROL } from "@/app/_components/ui/field";
import { cn } from "@/app/_lib/cn";
import { type Failure, toFailure } from "@/app/_lib/failure";
import { formatInteger } from "@/app/_lib/format";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useStartOnce } from "@/app/_lib/use-start-once";
import { OBJECTIVES } from "@/modules/strategy";
import { PresetBar } from "../strategies/presets/preset-bar";
import { SymbolBox } from "../symbol-box";
import type { Instrument, Strategy } from "../types";
import { useInstrument } from "../use-instrument";
import { draftsAround, type SearchForm as FormState, offeredDrafts, readConstraints, requestOf } from "./form-state";
import { RangeField } from "./range-field";
import type { SearchRequest } from "./search-types";
import { useChecked } from "./use-checked";

export interface SearchFormProps {
  readonly form: FormState;
  readonly onChange: (form: FormState) => void;
  readonly strategies: readonly Strategy[];
  readonly onStarted: (searchId: string) => void;
}

function useSend({ onStarted }: Pick<SearchFormProps, "onStarted">) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = useMutation(
    trpc.search.submit.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ searchId }) => {
        setFailure(null);
        void client.invalidateQueries(trpc.search.list.pathFilter());
        onStarted(searchId);
      },
      onError: (error) => setFailure(toFailure(error)),
    }),
  );
  return { send: useStartOnce<SearchRequest>(submit), isSending: submit.isPending, failure };
}

function SectionHead({ children }: { readonly children: string }) {
  return <h3 className="mt-1 border-t border-line-1 pt-2.5 text-12 text-tx-3">{children}</h3>;
}

interface PartProps {
  readonly form: FormState;
  readonly set: (change: Partial<FormState>) => void;
  readonly errorAt: (path: string) => string | undefined;
}

interface NumberFieldProps extends PartProps {
  readonly name: NumberName;
  readonly label: string;
  readonly step?: number;
  readonly unit?: string;
  /** Where the server finds fault with it; its name unless said. */
  readonly path?: string;
}

function NumberField({ form, set, errorAt, name, label, step = 1, unit = "", path = name }: NumberFieldProps) {
  return (
    <Field label={label} error={errorAt(path)}>
      <NumberInput value={form[name]} onChange={(value) => set({ [name]: value })} step={step} unit={unit} />
    </Field>
  );
}

/** Instrument, bars and dates. */
function DataFields({ form, set, errorAt }: PartProps) {
  const t = useTranslations("search");
  const { instrument } = useInstrument(form.symbol);
  const resolutions = [...new Set([...(instrument?.resolutions.map((one) => one.resolution) ?? []), form.resolution])];
  const choose = (symbol: string, series: Instrument | undefined) => {
    const has = series?.resolutions.some(({ resolution }) => resolution === form.resolution) === true;
    set({ symbol, resolution: has ? form.resolution : (series?.coverage[0]?.resolution ?? form.resolution) });
  };
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_88px] items-start gap-x-3">
        <Field label={t("instrument")} error={errorAt("symbol")}>
          <SymbolBox value={form.symbol} feeds={false} onChange={choose} />
        </Field>
        <Field label={t("bars")} error={errorAt("resolution")}>
          <Select
            value={form.resolution}
            onChange={(resolution) => set({ resolution })}
            options={resolutions.map((value) => ({ value, label: value }))}
          />
        </Field>
      </div>
      <div className="grid grid-cols-2 items-start gap-x-3">
        <Field label={t("from")} hint={t("allBars")} error={errorAt("from")}>
          <TextInput type="date" value={form.from} onChange={(event) => set({ from: event.target.value })} />
        </Field>
        <Field label={t("to")} hint={t("allBars")} error={errorAt("to")}>
          <TextInput type="date" value={form.to} onChange={(event) => set({ to: event.target.value })} />
        </Field>
      </div>
    </>
  );
}

/** How combinations are chosen and judged. */
function MethodFields(part: PartProps) {
  const { form, set, errorAt } = part;
  const t = useTranslations("search");
  return (
    <>
      <SectionHead>{t("method")}</SectionHead>
      <Segmented
        label={t("method")}
        value={form.method}
        onChange={(method) => set({ method })}
        options={[
          { value: "grid", label: t("grid") },
          { value: "random", label: t("random") },
          { value: "tpe", label: t("tpe") },
        ]}
      />
      <p className="text-11 text-tx-3">{t(`methodHint_${form.method}`)}</p>
      {form.method === "grid" ? null : (
        <div className="grid grid-cols-2 items-start gap-x-3">
          <NumberField {...part} name="trials" label={t("trials")} path="method.trials" />
          <NumberField {...part} name="seed" label={t("seed")} />
        </div>
      )}
      <div className="grid grid-cols-2 items-start gap-x-3">
        <Field label={t("objective")} error={errorAt("objective")}>
          <Select
            value={form.objective}
            onChange={(objective) => set({ objective })}
            options={OBJECTIVES.map((value) => ({ value, label: t(`objectives.${value}`) }))}
          />
        </Field>
        <NumberField {...part} name="minTrades" label={t("minTrades")} />
      </div>
    </>
  );
}

/** How the choice is tried on what came after it. */
function WalkFields(part: PartProps) {
  const { form, set } = part;
  const t = useTranslations("search");
  return (
    <>
      <SectionHead>{t("walkForward")}</SectionHead>
      <Segmented
        label={t("walkForward")}
        value={form.walk}
        onChange={(walk) => set({ walk })}
        options={[
          { value: "rolling", label: t("rolling") },
          { value: "anchored", label: t("anchored") },
          { value: "none", label: t("walkOff") },
        ]}
      />
      <p className="text-11 text-tx-3">{t("walkHint")}</p>
      {form.walk === "none" ? null : (
        <div className="grid grid-cols-3 items-start gap-x-2">
          <NumberField {...part} name="windows" label={t("windows")} path="walkForward.windows" />
          <NumberField {...part} name="trainRatio" label={t("trainRatio")} path="walkForward.trainRatio" />
          <NumberField {...part} name="embargoBars" label={t("embargo")} path="walkForward.embargoBars" />
        </div>
      )}
    </>
  );
}

/** What to search: ranges made from the strategy's parameters, how to choose, and how to judge. */
export function SearchForm({ form, onChange, strategies, onStarted }: SearchFormProps) {
  const t = useTranslations("search");
  const say = useFailureText();
  const mayTrade = useMayTrade();
  const { send, isSending, failure } = useSend({ onStarted });
  const strategy = strategies.find(({ name }) => name === form.strategy);
  const { points, allowed, counts } = useChecked(form, strategy);
  const { wrong } = readConstraints(form.constraints);
  const set = (change: Partial<FormState>) => onChange({ ...form, ...change });
  const errorAt = (path: string) =>
    failure?.issues.find((issue) => issue.path === path)?.message ??
    (failure?.path === path && failure.issues.length === 0 ? say(failure) : undefined);
  const part = { form, set, errorAt };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong.length === 0 && mayTrade) send(requestOf(form));
  };
  return (
    <form onSubmit={onSubmit} noValidate className="flex min-h-0 flex-1 flex-col" id="search-form">
      <div className="flex min-h-0 flex-1 flex-col gap-2 overflow-auto p-3 max-md:flex-none max-md:gap-3 max-md:overflow-visible max-md:p-4">
        <Field label={t("strategy")} error={errorAt("strategy")}>
          <Select
            value={form.strategy}
            onChange={(name) => {
              const next = strategies.find((one) => one.name === name);
              if (next !== undefined) set({ strategy: name, ranges: offeredDrafts(next.parameters), constraints: "" });
            }}
            options={strategies.map(({ name, title }) => ({ value: name, label: title }))}
          />
        </Field>
        <DataFields {...part} />
        <SectionHead>{t("ranges")}</SectionHead>
        <PresetBar
          key={form.strategy}
          strategy={form.strategy}
          params={null}
          onLoad={(params) => set({ ranges: draftsAround(strategy?.parameters ?? [], params) })}
        />
        {strategy?.parameters.map((field) => {
          const draft = form.ranges[field.name];
          return draft === undefined ? null : (
            <RangeField
              key={`${form.strategy} ${field.name}`}
              field={field}
              draft={draft}
              count={counts[field.name] ?? null}
              onChange={(next) => set({ ranges: { ...form.ranges, [field.name]: next } })}
              errorOf={(place) => errorAt(`ranges.${field.name}${place === "" ? "" : `.${place}`}`)}
            />
          );
        })}
        <Field
          label={t("constraints")}
          hint={t("constraintsHint")}
          error={wrong[0] === undefined ? errorAt("constraints") : t("constraintWrong", { text: wrong[0] })}
        >
          <ConstraintBox value={form.constraints} onChange={(constraints) => set({ constraints })} />
        </Field>
        <MethodFields {...part} />
        <WalkFields {...part} />
        <SectionHead>{t("broker")}</SectionHead>
        <div className="grid grid-cols-3 items-start gap-x-2">
          <NumberField {...part} name="cash" label={t("cash")} step={1_000} />
          <NumberField {...part} name="commissionPercent" label={t("commission")} step={0.01} unit="%" />
          <NumberField {...part} name="slippageBps" label={t("slippage")} unit="bps" />
        </div>
      </div>
      <div className="flex shrink-0 flex-col gap-1 border-t border-line-1 bg-bg-1 px-3 py-2.5 max-md:sticky max-md:bottom-0 max-md:px-4">
        {failure === null ? null : <Note tone="bad">{say(failure)}</Note>}
        <Button type="submit" variant="primary" size="lg" busy={isSending} disabled={!mayTrade || wrong.length > 0}>
          {form.method === "grid" || points === null
            ? t("start", { count: allowed ?? points ?? 0 })
            : t("startDraw", {
                count: Math.min(form.trials ?? 0, allowed ?? points),
                points: formatInteger(allowed ?? points),
              })}
        </Button>
        {mayTrade ? null : <p className="text-11 text-tx-3">{t("viewer")}</p>}
      </div>
    </form>
  );
}

type NumberName = {
  [Name in keyof FormState]: FormState[Name] extends number | null ? Name : never;
}[keyof FormState];

interface ConstraintBoxProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
}

const CONSTRAINT_LINES = 2;

function ConstraintBox({ value, onChange }: ConstraintBoxProps) {
  const t = useTranslations("search");
  return (
    <textarea
      aria-label={t("constraints")}
      rows={CONSTRAINT_LINES}
      value={value}
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
      className={cn(CONTROL, "num h-auto resize-y py-1.5")}
    />
  );
}
