"use client";

import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { GripVertical, X } from "lucide-react";
import { memo } from "react";
import { useTranslations } from "use-intl";
import { IconButton, Link } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import type { LiveQuote } from "@/app/_lib/quotes";
import { SCOPE_DEFAULT, withScope } from "@/app/_lib/scope";
import type { Instrument } from "../types";
import { type Column, WatchCell } from "./cells";
import type { StoredPrice } from "./use-watchlists";

/** What a phone has room for beside the symbol. */
const PHONE_COLUMNS: readonly Column[] = ["last", "changePercent"];

export const isTextColumn = (column: Column | undefined) => column === undefined || column === "name";
export const phoneClass = (column: Column | undefined) =>
  column === undefined || PHONE_COLUMNS.includes(column) ? null : "max-md:hidden";

export interface WatchlistRowProps {
  readonly instrument: Instrument;
  readonly live: LiveQuote | undefined;
  readonly stored: StoredPrice | undefined;
  readonly columns: readonly Column[];
  readonly editable: boolean;
  /** Among all rows, from 0. */
  readonly place: number;
  readonly height: number;
  readonly onTake: (symbol: string) => void;
}

/** One row. Drawn again only when something in it changes: quotes of others come many times a second. */
export const WatchlistRow = memo(function Row(props: WatchlistRowProps) {
  const { columns, editable, place, height, onTake, ...facts } = props;
  const t = useTranslations("watchlists");
  const { symbol, coverage } = facts.instrument;
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id: symbol,
  });
  const resolution = coverage.some((series) => series.resolution === SCOPE_DEFAULT.resolution)
    ? SCOPE_DEFAULT.resolution
    : (coverage[0]?.resolution ?? SCOPE_DEFAULT.resolution);
  return (
    <tr
      ref={setNodeRef}
      data-place={place}
      // The head is row 1.
      aria-rowindex={place + 2}
      style={{ height, transform: CSS.Transform.toString(transform), transition }}
      className={cn("hover:bg-bg-2", isDragging ? "relative z-5 bg-bg-3" : null)}
    >
      <th scope="row" className="border-b border-line-1 px-2 pl-3 text-left font-medium whitespace-nowrap">
        <span className="flex items-center gap-1.5">
          {editable ? (
            <button
              type="button"
              ref={setActivatorNodeRef}
              {...attributes}
              {...listeners}
              aria-label={t("drag", { symbol })}
              className="grid size-5 cursor-grab touch-none place-items-center text-tx-3 hover:text-tx-1 max-md:size-11"
            >
              <GripVertical aria-hidden="true" size={13} />
            </button>
          ) : null}
          <Link
            href={withScope("/chart", { symbol, resolution })}
            aria-label={t("openChart", { symbol })}
            className="hover:underline"
          >
            {symbol}
          </Link>
        </span>
      </th>
      {columns.map((column) => (
        <td
          key={column}
          className={cn(
            "max-w-60 truncate border-b border-line-1 px-2",
            isTextColumn(column) ? null : "num text-right",
            phoneClass(column),
          )}
        >
          <WatchCell column={column} facts={facts} />
        </td>
      ))}
      {editable ? (
        <td className="w-9 border-b border-line-1 px-1 text-right">
          <IconButton
            label={t("take", { symbol })}
            icon={<X aria-hidden="true" size={13} />}
            tooltip={false}
            className="size-5 max-md:size-11"
            onClick={() => onTake(symbol)}
          />
        </td>
      ) : null}
    </tr>
  );
});
