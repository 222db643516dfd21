"use client";

import { useTranslations } from "use-intl";
import type { ParameterField } from "@/app/_components/form";
import { Checkbox, Field, NumberInput, Segmented } from "@/app/_components/ui";
import type { RangeDraft } from "./form-state";

export interface RangeFieldProps {
  readonly field: ParameterField;
  readonly draft: RangeDraft;
  readonly onChange: (draft: RangeDraft) => void;
  /** What the server said, by the part of the range: `from`, `step`, or "" for all of it. */
  readonly errorOf: (part: string) => string | undefined;
  readonly count: number | null;
}

/** How one parameter varies. */
export function RangeField({ field, draft, onChange, errorOf, count }: RangeFieldProps) {
  const t = useTranslations("search");
  const isNumber = field.type === "integer" || field.type === "number";
  const change = (part: Partial<RangeDraft>) => onChange({ ...draft, ...part });
  const step = field.step ?? (field.type === "integer" ? 1 : 0.1);
  const number = (part: "from" | "to" | "step" | "count", label: string) => (
    <Field label={label} error={errorOf(part)}>
      <NumberInput
        value={draft[part]}
        step={part === "count" ? 1 : step}
        onChange={(value) => change({ [part]: value })}
      />
    </Field>
  );
  return (
    <fieldset className="flex flex-col gap-1.5 border-b border-line-1 pb-2.5" title={field.description}>
      <legend className="sr-only">{field.label}</legend>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 flex-1 truncate text-12 text-tx-1">
          {field.label}
          {count === null ? null : <span className="num ml-1.5 text-11 text-tx-3">{t("values", { count })}</span>}
        </span>
        {isNumber ? (
          <Segmented
            label={t("rangeKind", { name: field.label })}
            value={draft.kind === "choices" ? "fixed" : draft.kind}
            onChange={(kind) => change({ kind })}
            options={[
              { value: "range", label: t("kindRange") },
              { value: "log", label: t("kindLog") },
              { value: "fixed", label: t("kindFixed") },
            ]}
          />
        ) : null}
      </div>
      {isNumber && draft.kind === "range" ? (
        <div className="grid grid-cols-3 items-start gap-2">
          {number("from", t("rangeFrom"))}
          {number("to", t("rangeTo"))}
          {number("step", t("rangeStep"))}
        </div>
      ) : null}
      {isNumber && draft.kind === "log" ? (
        <div className="grid grid-cols-3 items-start gap-2">
          {number("from", t("rangeFrom"))}
          {number("to", t("rangeTo"))}
          {number("count", t("rangeCount"))}
        </div>
      ) : null}
      {isNumber && draft.kind === "fixed" ? (
        <Field label={t("rangeValue")} error={errorOf("value")}>
          <NumberInput
            value={typeof draft.value === "number" ? draft.value : null}
            step={step}
            unit={field.unit}
            onChange={(value) => change({ value })}
          />
        </Field>
      ) : null}
      {isNumber ? null : <Choices field={field} draft={draft} onChange={onChange} />}
      {errorOf("") === undefined ? null : <p className="text-11 text-danger">{errorOf("")}</p>}
    </fieldset>
  );
}

/** Boxes to tick for values that have no order. */
function Choices({ field, draft, onChange }: Pick<RangeFieldProps, "field" | "draft" | "onChange">) {
  const values: readonly (boolean | string)[] = field.type === "boolean" ? [false, true] : (field.choices ?? []);
  return (
    <div className="flex flex-wrap gap-x-4">
      {values.map((value) => (
        <Checkbox
          key={String(value)}
          label={String(value)}
          checked={draft.values.includes(value)}
          onChange={(on) =>
            onChange({
              ...draft,
              kind: "choices",
              values: values.filter((one) => (one === value ? on : draft.values.includes(one))),
            })
          }
        />
      ))}
    </div>
  );
}
