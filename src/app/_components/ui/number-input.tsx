"use client";

import { type ComponentProps, type KeyboardEvent, type ReactNode, useState } from "react";
import { cn } from "@/app/_lib/cn";
import { parseNumber, stepNumber, writeNumber } from "@/app/_lib/number-text";
import { CONTROL, useFieldWiring } from "./field";

export interface NumberInputProps
  extends Omit<ComponentProps<"input">, "type" | "value" | "onChange" | "defaultValue"> {
  /** Null is an empty box. */
  readonly value: number | null;
  /** Called with null while the text is empty, and with NaN while it is no number: the schema then says so. */
  readonly onChange: (value: number | null) => void;
  readonly unit?: ReactNode;
  /** Arrow keys move by this, with Shift by ten of it. */
  readonly step?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Right-aligned, unit inside. Takes what people paste: thousands separators, spaces, either minus. */
export function NumberInput(props: NumberInputProps) {
  const { value, onChange, unit, step = 1, minimum, maximum, className, onBlur, ...rest } = props;
  const field = useFieldWiring();
  // While the person types, the text is theirs; the value is written back in full when they leave.
  const [draft, setDraft] = useState<string | null>(null);

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const steps = (event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 10 : 1);
    const next = stepNumber(value, { steps, step, minimum, maximum });
    setDraft(null);
    onChange(next);
  };

  return (
    <span
      className={cn(
        CONTROL,
        "flex items-center gap-1.5 has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-focus has-aria-invalid:border-danger has-disabled:border-line-2 has-disabled:bg-bg-1",
        className,
      )}
    >
      <input
        id={field.id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        {...field.aria}
        {...rest}
        value={draft ?? writeNumber(value)}
        onChange={(event) => {
          setDraft(event.target.value);
          onChange(parseNumber(event.target.value));
        }}
        onBlur={(event) => {
          if (value === null || !Number.isNaN(value)) setDraft(null);
          onBlur?.(event);
        }}
        onKeyDown={onKeyDown}
        className="num h-full w-full min-w-0 bg-transparent text-right font-medium outline-none disabled:text-tx-3"
      />
      {unit === undefined || unit === "" ? null : <span className="shrink-0 text-11 text-tx-3">{unit}</span>}
    </span>
  );
}
