"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as RadixCheckbox } from "radix-ui";
import { type ReactNode, useId } from "react";
import { cn } from "@/app/_lib/cn";
import { useFieldWiring } from "./field";

export interface CheckboxProps {
  readonly checked: boolean | "indeterminate";
  readonly onChange: (checked: boolean) => void;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly disabled?: boolean;
  readonly name?: string;
  readonly className?: string;
}

/** Box and label in one target. Inside a `Field` the field's label is its name, outside its own. */
export function Checkbox({ checked, onChange, label, hint, disabled = false, name, className }: CheckboxProps) {
  const field = useFieldWiring();
  const own = useId();
  const id = field.id ?? own;
  return (
    <span className={cn("flex min-h-(--ctl) items-center gap-2", className)}>
      <RadixCheckbox.Root
        id={id}
        name={name}
        {...field.aria}
        checked={checked}
        disabled={disabled}
        onCheckedChange={(state) => onChange(state === true)}
        className="grid size-4 shrink-0 place-items-center rounded-2 border border-line-3 bg-bg-2 text-tx-inv data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent disabled:border-line-2"
      >
        <RadixCheckbox.Indicator>
          {checked === "indeterminate" ? <Minus size={12} strokeWidth={3} /> : <Check size={12} strokeWidth={3} />}
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
      <span className="min-w-0">
        <label htmlFor={id} className="block text-13">
          {label}
        </label>
        {hint === undefined ? null : <span className="block text-12 text-tx-2">{hint}</span>}
      </span>
    </span>
  );
}
