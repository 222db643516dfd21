"use client";

import { useTranslations } from "use-intl";
import type { ParameterField } from "@/app/_components/form";
import { Checkbox, Field, NumberInput, Select } from "@/app/_components/ui";
import type { Draft } from "./create/draft";

export interface ParamsFieldsProps {
  readonly fields: readonly ParameterField[];
  /** What differs from the defaults, by name. */
  readonly values: Draft["params"];
  readonly onChange: (values: Draft["params"]) => void;
  /** What is wrong with a parameter, by its name. */
  readonly errorOf: (name: string) => string | null;
}

/** A box for each parameter of a strategy. */
export function ParamsFields({ fields, values, onChange, errorOf }: ParamsFieldsProps) {
  const t = useTranslations("deployments");
  if (fields.length === 0) return <p className="text-12 text-tx-2">{t("noParams")}</p>;
  return (
    <div className="grid grid-cols-2 items-start gap-x-3 gap-y-2 max-md:grid-cols-1">
      {fields.map((field) => {
        const value = Object.hasOwn(values, field.name) ? (values[field.name] ?? null) : field.default;
        const set = (next: Draft["params"][string]) => onChange({ ...values, [field.name]: next });
        if (field.type === "boolean")
          return (
            <Checkbox
              key={field.name}
              checked={value === true}
              onChange={set}
              label={field.label}
              hint={field.description}
            />
          );
        const error = errorOf(field.name);
        return (
          <Field
            key={field.name}
            label={field.label}
            error={error}
            {...(field.description === "" ? {} : { hint: field.description })}
          >
            {field.type === "choice" ? (
              <Select
                value={typeof value === "string" ? value : null}
                options={(field.choices ?? []).map((choice) => ({ value: choice, label: choice }))}
                onChange={set}
              />
            ) : (
              <NumberInput
                value={typeof value === "number" ? value : null}
                onChange={(next) => set(next === null || Number.isNaN(next) ? null : next)}
                step={field.step ?? 1}
                {...(field.unit === "" ? {} : { unit: field.unit })}
                {...(field.minimum === undefined ? {} : { minimum: field.minimum })}
                {...(field.maximum === undefined ? {} : { maximum: field.maximum })}
              />
            )}
          </Field>
        );
      })}
    </div>
  );
}
