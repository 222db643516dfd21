"use client";

import { Tabs as RadixTabs, ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/app/_lib/cn";

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
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        // Pressing the chosen one again answers with an empty text: something stays chosen.
        const chosen = options.find((option) => option.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
      className={cn(
        "inline-flex w-fit max-w-full shrink-0 overflow-hidden rounded-4 border border-line-2 max-md:w-auto max-md:flex-wrap",
        className,
      )}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className={cn(
            "h-5.5 border-line-2 px-2 text-12 whitespace-nowrap text-tx-3 not-first:border-l hover:text-tx-1 focus-visible:-outline-offset-2 data-[state=on]:bg-bg-3 data-[state=on]:text-tx-1 max-md:-mt-px max-md:-ml-px max-md:h-11 max-md:min-w-11 max-md:flex-auto max-md:border-t max-md:border-l max-md:px-3",
            tight && "md:px-1.5",
          )}
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}

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
  return (
    <RadixTabs.Root
      value={value}
      onValueChange={(next) => {
        const chosen = items.find((item) => item.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
      className={cn("flex min-h-0 min-w-0 flex-col", className)}
    >
      <div className="flex h-8.25 shrink-0 items-stretch gap-3 border-b border-line-2 px-3 max-md:h-11 max-md:px-4">
        <RadixTabs.List aria-label={label} className="flex min-w-0 items-stretch gap-4 overflow-x-auto">
          {items.map((item) => (
            <RadixTabs.Trigger
              key={item.value}
              value={item.value}
              className="relative flex items-center gap-1.5 text-12 whitespace-nowrap text-tx-3 hover:text-tx-1 focus-visible:-outline-offset-2 data-[state=active]:font-medium data-[state=active]:text-tx-1 data-[state=active]:after:absolute data-[state=active]:after:inset-x-0 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:bg-accent"
            >
              {item.label}
              {item.count === undefined ? null : <span className="num font-normal text-tx-3">{item.count}</span>}
            </RadixTabs.Trigger>
          ))}
        </RadixTabs.List>
        <span className="flex-1" />
        {tools === undefined ? null : <span className="flex items-center gap-2">{tools}</span>}
      </div>
      {items.map((item) => (
        <RadixTabs.Content
          key={item.value}
          value={item.value}
          className="flex min-h-0 flex-1 flex-col focus-visible:-outline-offset-2"
        >
          {item.content}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  );
}
