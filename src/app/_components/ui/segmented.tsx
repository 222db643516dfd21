"use client";

import type { ReactNode } from "react";
import { cn } from "@/app/_lib/cn";
import { useRowKeys } from "./row-keys";

export interface SegmentedOption<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
}

export interface SegmentedProps<T extends string> {
  /** What is chosen here, for screen readers. */
  readonly label: string;
  readonly options: readonly SegmentedOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** Stands in a row that is short of room. */
  readonly tight?: boolean;
  readonly className?: string;
}

/** One of a few, all in sight. Arrow keys move. */
export function Segmented<T extends string>(props: SegmentedProps<T>) {
  const { label, options, value, onChange, tight = false, className } = props;
  const { stop, row } = useRowKeys(
    options.map((option) => option.value),
    value,
  );
  return (
    <div
      role="radiogroup"
      aria-label={label}
      {...row}
      className={cn(
        "inline-flex w-fit max-w-full shrink-0 overflow-hidden rounded-4 border border-line-2 max-md:w-auto max-md:flex-wrap",
        className,
      )}
    >
      {options.map((option) => (
        // biome-ignore lint/a11y/useSemanticElements: buttons, for an arrow key moves and does not choose
        <button
          key={option.value}
          type="button"
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an arrow key moves and does not choose
          role="radio"
          value={option.value}
          aria-checked={option.value === value}
          tabIndex={option.value === stop ? 0 : -1}
          onClick={() => {
            if (option.value !== value) onChange(option.value);
          }}
          className={cn(
            "h-5.5 border-line-2 px-2 text-12 whitespace-nowrap text-tx-3 not-first:border-l hover:text-tx-1 focus-visible:-outline-offset-2 aria-checked:bg-bg-3 aria-checked:text-tx-1 max-md:-mt-px max-md:-ml-px max-md:h-11 max-md:min-w-11 max-md:flex-auto max-md:border-t max-md:border-l max-md:px-3",
            tight && "md:px-1.5",
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
