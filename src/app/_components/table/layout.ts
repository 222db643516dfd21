"use client";

import { useCallback, useMemo } from "react";
import { readFields, readFlag, readList, readNullable, readText } from "@/app/_lib/read";
import { useSession } from "@/app/_lib/session";
import { useStored } from "@/app/_lib/stored";

/** What a person changed about a table: kept in the browser under the person and the table's name. */
export interface TableLayout {
  readonly order: readonly string[];
  readonly hidden: readonly string[];
  readonly sort: { readonly id: string; readonly desc: boolean } | null;
}

/** More than any table has. */
const COLUMNS_MAX = 200;
const readId = readText(200);
const readLayout = readFields<TableLayout>({
  order: readList(readId, COLUMNS_MAX),
  hidden: readList(readId, COLUMNS_MAX),
  sort: readNullable(readFields({ id: readId, desc: readFlag })),
});

export interface LayoutColumn {
  readonly id: string;
  readonly hidden?: boolean;
  readonly pinned?: boolean;
}

/**
 * A stored layout as it fits the columns of today: unknown ones are forgotten, new ones stand where the code has them,
 * pinned ones stay first and in sight.
 */
export function fitLayout(
  stored: TableLayout | null,
  columns: readonly LayoutColumn[],
  sort: TableLayout["sort"],
): TableLayout {
  if (stored === null) {
    return {
      order: pinnedFirst(
        columns.map((column) => column.id),
        columns,
      ),
      hidden: columns.filter((column) => column.hidden === true).map((column) => column.id),
      sort,
    };
  }
  const ids = columns.map((column) => column.id);
  const order = stored.order.filter((id) => ids.includes(id));
  for (const [place, id] of ids.entries()) {
    if (!order.includes(id)) order.splice(place, 0, id);
  }
  const known = new Set(stored.order);
  const isHidden = (column: LayoutColumn) =>
    column.pinned !== true && (known.has(column.id) ? stored.hidden.includes(column.id) : column.hidden === true);
  return {
    order: pinnedFirst(order, columns),
    hidden: columns.filter(isHidden).map((column) => column.id),
    sort: stored.sort !== null && ids.includes(stored.sort.id) ? stored.sort : sort,
  };
}

function pinnedFirst(order: readonly string[], columns: readonly LayoutColumn[]): string[] {
  const pinned = new Set(columns.filter((column) => column.pinned === true).map((column) => column.id));
  return [...order.filter((id) => pinned.has(id)), ...order.filter((id) => !pinned.has(id))];
}

/** Moves a column by one place. At the edge, nothing moves. */
export function moveColumn(order: readonly string[], id: string, by: -1 | 1): string[] {
  const from = order.indexOf(id);
  const to = from + by;
  const other = order[to];
  if (from < 0 || other === undefined) return [...order];
  return order.with(from, other).with(to, id);
}

export interface TableLayoutControl {
  readonly layout: TableLayout;
  readonly change: (change: Partial<TableLayout>) => void;
  readonly reset: () => void;
}

export function useTableLayout(
  table: string,
  columns: readonly LayoutColumn[],
  sort: TableLayout["sort"],
): TableLayoutControl {
  const person = useSession()?.user.userId ?? "anyone";
  const [stored, setStored] = useStored(`bifrost.table.${person}.${table}`, readLayout);
  const layout = useMemo(() => fitLayout(stored, columns, sort), [stored, columns, sort]);
  const change = useCallback((part: Partial<TableLayout>) => setStored({ ...layout, ...part }), [layout, setStored]);
  const reset = useCallback(() => setStored(null), [setStored]);
  return { layout, change, reset };
}
