"use client";

import { type ReactNode, useId } from "react";
import { cn } from "@/app/_lib/cn";
import { useRowKeys } from "./row-keys";

export interface TabItem<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  /** Beside the label, dimmed. */
  readonly count?: ReactNode;
  readonly content: ReactNode;
}

export interface TabsProps<T extends string> {
  readonly label: string;
  readonly items: readonly TabItem<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** At the right end of the row of tabs. */
  readonly tools?: ReactNode;
  readonly className?: string;
}

export function Tabs<T extends string>({ label, items, value, onChange, tools, className }: TabsProps<T>) {
  const id = useId();
  const { stop, row } = useRowKeys(
    items.map((item) => item.value),
    value,
    onChange,
  );
  return (
    <div className={cn("flex min-h-0 min-w-0 flex-col", className)}>
      <div className="flex h-8.25 shrink-0 items-stretch gap-3 border-b border-line-2 px-3 max-md:h-11 max-md:px-4">
        <div role="tablist" aria-label={label} {...row} className="flex min-w-0 items-stretch gap-4 overflow-x-auto">
          {items.map((item) => (
            <button
              key={item.value}
              type="button"
              role="tab"
              id={`${id}-tab-${item.value}`}
              value={item.value}
              aria-selected={item.value === value}
              aria-controls={`${id}-of-${item.value}`}
              tabIndex={item.value === stop ? 0 : -1}
              onClick={() => {
                if (item.value !== value) onChange(item.value);
              }}
              className="relative flex items-center gap-1.5 text-12 whitespace-nowrap text-tx-3 hover:text-tx-1 focus-visible:-outline-offset-2 aria-selected:font-medium aria-selected:text-tx-1 aria-selected:after:absolute aria-selected:after:inset-x-0 aria-selected:after:bottom-0 aria-selected:after:h-0.5 aria-selected:after:bg-accent"
            >
              {item.label}
              {item.count === undefined ? null : <span className="num font-normal text-tx-3">{item.count}</span>}
            </button>
          ))}
        </div>
        <span className="flex-1" />
        {tools === undefined ? null : <span className="flex items-center gap-2">{tools}</span>}
      </div>
      {items.map((item) => (
        <div
          key={item.value}
          role="tabpanel"
          id={`${id}-of-${item.value}`}
          aria-labelledby={`${id}-tab-${item.value}`}
          hidden={item.value !== value}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what a tab shows may hold nothing else that keys reach
          tabIndex={0}
          className="flex min-h-0 flex-1 flex-col focus-visible:-outline-offset-2"
        >
          {item.value === value ? item.content : null}
        </div>
      ))}
    </div>
  );
}
