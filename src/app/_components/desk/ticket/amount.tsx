"use client";

import type { KeyboardEvent, RefObject } from "react";
import { TextInput } from "@/app/_components/ui";
import { stepText } from "../trading/amounts";

interface AmountProps {
  readonly value: string;
  readonly step: string;
  readonly disabled: boolean;
  readonly placeholder?: string | undefined;
  readonly onChange: (text: string) => void;
  readonly box?: RefObject<HTMLInputElement | null>;
}

/** A field for decimal text: what is typed stays as it is; arrow keys step, with Shift by ten. */
export function Amount({ value, step, disabled, placeholder, onChange, box }: AmountProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    onChange(stepText(value, step, (event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 10 : 1)));
  };
  return (
    <TextInput
      {...(box === undefined ? {} : { ref: box })}
      inputMode="decimal"
      autoComplete="off"
      value={value}
      placeholder={placeholder}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
      className="num text-right font-medium"
    />
  );
}
