"use client";

import { type FocusEvent, type KeyboardEvent, useState } from "react";

/** Where a key leads from a place in a row of `count`, around its ends; null: it is not a key of rows. */
export function stepOf(key: string, at: number, count: number): number | null {
  if (key === "ArrowRight" || key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowLeft" || key === "ArrowUp") return (at + count - 1) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}

export interface RowKeys<T extends string> {
  /** The one of the row that the tab key stops at: where the focus is, else what is chosen. */
  readonly stop: T | undefined;
  /** For the element around the row. Its buttons have their value as `value`. */
  readonly row: {
    readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
    readonly onBlur: (event: FocusEvent<HTMLElement>) => void;
    readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  };
}

/**
 * The keys of a row of buttons: one stop for the tab key, arrows, Home and End within.
 *
 * @param values - In the order in which they stand there.
 * @param chosen - May be none of them.
 * @param onStep - Told what a key leads to.
 */
export function useRowKeys<T extends string>(values: readonly T[], chosen: T, onStep?: (value: T) => void): RowKeys<T> {
  const [held, setHeld] = useState<T | null>(null);
  const find = (value: string | null) => values.find((one) => one === value);
  const placeOf = (target: EventTarget) => (target instanceof HTMLButtonElement ? find(target.value) : undefined);
  return {
    stop: find(held) ?? find(chosen) ?? values[0],
    row: {
      onFocus: ({ target }) => setHeld(placeOf(target) ?? null),
      onBlur: () => setHeld(null),
      onKeyDown: (event) => {
        const { key, target, currentTarget, ctrlKey, metaKey, altKey, shiftKey } = event;
        const from = placeOf(target);
        if (from === undefined || ctrlKey || metaKey || altKey || shiftKey) return;
        const step = stepOf(key, values.indexOf(from), values.length);
        const next = step === null ? undefined : values[step];
        if (next === undefined) return;
        event.preventDefault();
        for (const button of currentTarget.querySelectorAll("button")) if (button.value === next) button.focus();
        onStep?.(next);
      },
    },
  };
}
