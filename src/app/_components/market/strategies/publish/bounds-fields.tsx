"use client";

import { useTranslations } from "use-intl";
import type { ParameterField } from "@/app/_components/form";
import { Field, TextInput } from "@/app/_components/ui";
import type { PublishDraft } from "./publish-draft";

const EMPTY = { least: "", most: "" };

export interface BoundsFieldsProps {
  readonly parameters: readonly ParameterField[];
  readonly bounds: PublishDraft["bounds"];
  readonly onChange: (bounds: PublishDraft["bounds"]) => void;
  readonly errorOf: (name: string) => string | null;
}

/** Two ends for each number that may move. */
export function BoundsFields({ parameters, bounds, onChange, errorOf }: BoundsFieldsProps) {
  const t = useTranslations("publications");
  const numbers = parameters.filter(({ type }) => type === "integer" || type === "number");
  if (numbers.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-11 text-tx-2">{t("bounds")}</legend>
      <p className="text-tx-3">{t("boundsHint")}</p>
      {numbers.map(({ name, label }) => {
        const range = bounds[name] ?? EMPTY;
        const error = errorOf(name);
        return (
          <div key={name} className="grid grid-cols-[minmax(0,1fr)_96px_96px] items-start gap-2">
            <span className="leading-7 text-tx-2 max-md:leading-11">{label}</span>
            {(["least", "most"] as const).map((end) => (
              <Field key={end} label={t(end, { name: label })} hideLabel error={end === "least" ? error : null}>
                <TextInput
                  value={range[end]}
                  placeholder={t(`ends.${end}`)}
                  inputMode="decimal"
                  autoComplete="off"
                  className="num text-right"
                  onChange={(event) => onChange({ ...bounds, [name]: { ...range, [end]: event.target.value } })}
                />
              </Field>
            ))}
          </div>
        );
      })}
    </fieldset>
  );
}
