"use client";

import { SlidersHorizontal } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useSentence } from "@/app/_components/form";
import { Combobox, type ComboboxOption, Field, IconButton, NumberInput, Select } from "@/app/_components/ui";
import { assertNever } from "@/modules/_kernel";
import { type DraftOperand, findIndicator } from "@/modules/data";
import { choiceKey, linesOf, OPERAND_CHOICES } from "./draft";

/** What is wrong, by place: `condition.of[1].left.value`. */
export type Faults = ReadonlyMap<string, string>;

export interface OperandEditorProps {
  readonly operand: DraftOperand;
  /** Where the operand stands, as faults name it. */
  readonly place: string;
  /** "Left side". */
  readonly label: string;
  readonly faults: Faults;
  readonly readOnly: boolean;
  readonly onChange: (operand: DraftOperand) => void;
}

const isPlainName = (key: string): key is PlainKey => PLAIN_KEYS.some((plain) => plain === key);
const PLAIN_KEYS = [
  "value",
  "price:open",
  "price:high",
  "price:low",
  "price:close",
  "price:volume",
  "change",
  "average_volume",
] as const;
type PlainKey = (typeof PLAIN_KEYS)[number];

function useOperandOptions(): readonly ComboboxOption[] {
  const t = useTranslations("screenSetup");
  const c = useTranslations("chart");
  return useMemo(
    () =>
      OPERAND_CHOICES.map(({ key, indicator, category }) => {
        if (indicator === null || category === null)
          return { value: key, label: isPlainName(key) ? t(`operand.${key}`) : key };
        return {
          value: key,
          label: indicator.title,
          note: indicator.name,
          keywords: [c(`category.${category}`), indicator.summary],
        };
      }),
    [t, c],
  );
}

/** One side of a comparison: what it is, then what that needs. */
export function OperandEditor(props: OperandEditorProps) {
  const { operand, place, label, faults, readOnly, onChange } = props;
  const t = useTranslations("screenSetup");
  const sentence = useSentence();
  const options = useOperandOptions();
  const isPlain = operand.kind === "value" || (operand.times === 1 && operand.barsAgo === 0);
  const [isMoreOpen, setIsMoreOpen] = useState(false);
  const shows = !isPlain || isMoreOpen;
  const faultAt = (step: string) => {
    const message = faults.get(`${place}.${step}`);
    return message === undefined ? undefined : sentence(message);
  };
  const choose = (key: string) => {
    const chosen = OPERAND_CHOICES.find((choice) => choice.key === key);
    if (chosen !== undefined && key !== choiceKey(operand)) onChange(chosen.operand);
  };
  return (
    <div className="flex min-w-0 flex-wrap items-start gap-2 max-md:w-full">
      <Field
        label={label}
        error={faultAt("name") ?? faultAt("kind") ?? faultAt("field")}
        className={operand.kind === "value" ? "w-28" : "w-52 max-md:w-full"}
      >
        <Combobox
          options={options}
          value={choiceKey(operand)}
          onChange={choose}
          searchLabel={t("searchOperand")}
          disabled={readOnly}
          // The short name is for the list: beside the title it would take its room.
          className="[&_[data-note]]:hidden"
        />
      </Field>
      <OperandNumbers {...props} faultAt={faultAt} />
      {operand.kind === "value" ? null : shows ? (
        <>
          <NumberField
            label={t("times")}
            value={operand.times}
            error={faultAt("times")}
            readOnly={readOnly}
            step={0.5}
            onChange={(times) => onChange({ ...operand, times })}
          />
          <NumberField
            label={t("barsAgo")}
            value={operand.barsAgo}
            error={faultAt("barsAgo")}
            readOnly={readOnly}
            onChange={(barsAgo) => onChange({ ...operand, barsAgo })}
          />
        </>
      ) : readOnly ? null : (
        <IconButton
          label={t("more")}
          icon={<SlidersHorizontal aria-hidden="true" size={14} />}
          className="mt-4.75"
          onClick={() => setIsMoreOpen(true)}
        />
      )}
    </div>
  );
}

/** What only this kind of operand needs. */
function OperandNumbers({
  operand,
  faultAt,
  readOnly,
  onChange,
}: OperandEditorProps & { readonly faultAt: (step: string) => string | undefined }) {
  const t = useTranslations("screenSetup");
  switch (operand.kind) {
    case "value":
      return (
        <NumberField
          label={t("value")}
          wide
          value={operand.value}
          error={faultAt("value")}
          readOnly={readOnly}
          onChange={(value) => onChange({ ...operand, value })}
        />
      );
    case "change":
    case "average_volume":
      return (
        <NumberField
          label={t("span")}
          unit={t("bars")}
          value={operand.bars}
          error={faultAt("bars")}
          readOnly={readOnly}
          onChange={(bars) => onChange({ ...operand, bars })}
        />
      );
    case "indicator": {
      const definition = findIndicator(operand.name);
      const lines = definition === undefined ? [] : linesOf(definition);
      return (
        <>
          {(definition?.fields ?? []).map((field) => (
            <NumberField
              key={field.name}
              label={field.label}
              value={operand.params[field.name] ?? null}
              error={
                faultAt(`params.${field.name}`) ??
                (field.name === definition?.fields[0]?.name ? faultAt("params") : undefined)
              }
              readOnly={readOnly}
              step={field.type === "integer" ? 1 : 0.1}
              onChange={(value) => onChange({ ...operand, params: { ...operand.params, [field.name]: value } })}
            />
          ))}
          {lines.length > 1 ? (
            <Field label={t("line")} error={faultAt("line")} className="w-28 max-md:w-auto max-md:flex-1">
              <Select
                value={operand.line}
                disabled={readOnly}
                options={lines.map((line) => ({ value: line, label: line.replaceAll("_", " ") }))}
                onChange={(line) => onChange({ ...operand, line })}
              />
            </Field>
          ) : null}
        </>
      );
    }
    case "price":
      return null;
    default:
      return assertNever(operand, "OperandNumbers");
  }
}

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number | null;
  readonly error: string | undefined;
  readonly readOnly: boolean;
  readonly unit?: string;
  readonly step?: number;
  readonly wide?: boolean;
  readonly onChange: (value: number | null) => void;
}

/** A number with its label and fault; on a phone as wide as there is room for. */
export function NumberField({
  label,
  value,
  error,
  readOnly,
  unit,
  step = 1,
  wide = false,
  onChange,
}: NumberFieldProps) {
  const width = wide ? "w-32" : unit === undefined ? "w-18" : "w-24";
  return (
    <Field label={label} error={error} className={`${width} max-md:w-auto max-md:min-w-20 max-md:flex-1`}>
      <NumberInput
        value={value}
        onChange={onChange}
        step={step}
        disabled={readOnly}
        {...(unit === undefined ? {} : { unit })}
      />
    </Field>
  );
}
