"use client";

import { CONTROL, useFieldWiring } from "../../ui/field";

export interface JsonBoxProps {
  readonly value: string;
  /** Not given: it is only read. */
  readonly onChange?: (text: string) => void;
  readonly rows: number;
}

/** Text of a program, in a `Field`. */
export function JsonBox({ value, onChange, rows }: JsonBoxProps) {
  const field = useFieldWiring();
  return (
    <textarea
      id={field.id}
      {...field.aria}
      rows={rows}
      spellCheck={false}
      className={`${CONTROL} h-auto py-1 font-mono text-11 read-only:bg-bg-1`}
      value={value}
      readOnly={onChange === undefined}
      onChange={(event) => onChange?.(event.target.value)}
    />
  );
}
