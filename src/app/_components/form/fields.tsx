"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import {
  type FieldValues,
  FormProvider,
  get,
  type SubmitHandler,
  type UseFormReturn,
  useController,
  useFormContext,
} from "react-hook-form";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { assertNever } from "@/modules/_kernel";
import { Checkbox, Field, NumberInput, Select, TextInput } from "../ui";
import type { FieldSpec } from "./spec";
import { useSentence } from "./words";

export interface FormProps<Input extends FieldValues, Output> extends Omit<ComponentProps<"form">, "onSubmit"> {
  readonly form: UseFormReturn<Input, unknown, Output>;
  readonly onSubmit: SubmitHandler<Output>;
  readonly children: ReactNode;
}

/** Its button stays pressable: pressing it points at the first field to correct. */
export function Form<Input extends FieldValues, Output>({
  form,
  onSubmit,
  children,
  ...rest
}: FormProps<Input, Output>) {
  return (
    <FormProvider {...form}>
      <form noValidate {...rest} onSubmit={(event) => void form.handleSubmit(onSubmit)(event)}>
        {children}
      </form>
    </FormProvider>
  );
}

/** How many fields wait for a correction, as a word beside the button. Nothing when there is none. */
export function ToCorrect() {
  const t = useTranslations("form");
  const { formState } = useFormContext();
  const count = countErrors(formState.errors);
  return <output className="text-11 text-tx-2">{count === 0 ? null : t("toCorrect", { count })}</output>;
}

function countErrors(errors: unknown): number {
  if (typeof errors !== "object" || errors === null) return 0;
  if ("type" in errors && typeof errors.type === "string") return 1;
  return Object.values(errors).reduce((sum: number, error) => sum + countErrors(error), 0);
}

function messageOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("message" in error)) return null;
  return typeof error.message === "string" && error.message !== "" ? error.message : null;
}

function useField(name: string) {
  const sentence = useSentence();
  const { field, formState } = useController({ name });
  const message = messageOf(get(formState.errors, name));
  return { field, error: message === null ? undefined : sentence(message) };
}

/** One field as its spec describes it, joined to the form around it. */
export function FormField({ spec, className }: { readonly spec: FieldSpec; readonly className?: string }) {
  const { field, error } = useField(spec.name);
  const common = { name: field.name, ref: field.ref, onBlur: field.onBlur, disabled: field.disabled };
  const frame = {
    label: spec.label,
    error,
    ...(spec.hint === undefined ? {} : { hint: spec.hint }),
    ...(spec.required === undefined ? {} : { required: spec.required }),
    ...(className === undefined ? {} : { className }),
  };
  switch (spec.type) {
    case "boolean":
      return (
        <BooleanField
          spec={spec}
          value={field.value === true}
          onChange={field.onChange}
          error={error}
          className={className}
        />
      );
    case "integer":
    case "number":
      return (
        <Field {...frame}>
          <NumberInput
            {...common}
            value={typeof field.value === "number" ? field.value : null}
            onChange={field.onChange}
            step={spec.step ?? 1}
            {...(spec.unit === undefined ? {} : { unit: spec.unit })}
            {...(spec.minimum === undefined ? {} : { minimum: spec.minimum })}
            {...(spec.maximum === undefined ? {} : { maximum: spec.maximum })}
          />
        </Field>
      );
    case "choice":
      return (
        <Field {...frame}>
          <Select
            {...common}
            options={spec.choices ?? []}
            value={typeof field.value === "string" && field.value !== "" ? field.value : null}
            onChange={field.onChange}
          />
        </Field>
      );
    case "text":
    case "email":
    case "password":
    case "date":
      return (
        <Field {...frame}>
          <TextInput
            {...common}
            type={spec.type}
            autoComplete={spec.autoComplete ?? "off"}
            value={typeof field.value === "string" ? field.value : ""}
            onChange={field.onChange}
          />
        </Field>
      );
    default:
      return assertNever(spec.type, "FormField");
  }
}

interface BooleanFieldProps {
  readonly spec: FieldSpec;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
  readonly error: string | undefined;
  readonly className: string | undefined;
}

function BooleanField({ spec, value, onChange, error, className }: BooleanFieldProps) {
  const id = useId();
  return (
    <div className={cn("flex min-w-0 flex-col", className)}>
      <Checkbox checked={value} onChange={onChange} label={spec.label} hint={spec.hint} name={spec.name} />
      {error === undefined ? null : (
        <p id={id} className="text-11 text-danger">
          {error}
        </p>
      )}
    </div>
  );
}

/** Every field of a generated form, two abreast. */
export function FormFields({
  specs,
  className,
}: {
  readonly specs: readonly FieldSpec[];
  readonly className?: string;
}) {
  return (
    <div className={cn("grid grid-cols-2 items-start gap-x-3 gap-y-2 max-md:gap-y-3", className)}>
      {specs.map((spec) => (
        <FormField key={spec.name} spec={spec} />
      ))}
    </div>
  );
}
