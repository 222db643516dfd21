import type { ReactNode } from "react";
import { cn } from "@/app/_lib/cn";

export interface StripItem {
  readonly key: string;
  readonly label: ReactNode;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly title?: string;
}

/** Key numbers in a row, split by hairlines. `loud` makes the first the one number of the screen. */
export function Strip({
  items,
  label,
  loud = false,
}: {
  readonly items: readonly StripItem[];
  readonly label: string;
  readonly loud?: boolean;
}) {
  return (
    <dl
      aria-label={label}
      className="flex shrink-0 overflow-x-auto border-b border-line-2 bg-bg-1 max-md:grid max-md:grid-cols-2 max-md:overflow-visible"
    >
      {items.map((item, index) => (
        <div
          key={item.key}
          title={item.title}
          className="min-w-32 flex-1 border-line-1 px-4 py-2.5 whitespace-nowrap not-first:border-l max-md:min-w-0 max-md:border-b max-md:odd:border-l-0"
        >
          <dt className="truncate text-11 leading-4 text-tx-3">{item.label}</dt>
          <dd
            className={cn(
              "num leading-6 font-medium tracking-[-.015em]",
              loud && index === 0 ? "text-24 font-semibold tracking-[-.02em]" : "text-18",
            )}
          >
            {item.value}
          </dd>
          {item.note === undefined ? null : <dd className="num truncate text-11 leading-4 text-tx-2">{item.note}</dd>}
        </div>
      ))}
    </dl>
  );
}
