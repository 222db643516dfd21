"use client";

import { cn } from "@/app/_lib/cn";
import type { TableColumn } from "./column";
import type { TableLayout } from "./layout";

export interface TableHeadProps<Row> {
  readonly columns: readonly TableColumn<Row>[];
  readonly sort: TableLayout["sort"];
  readonly onSort: (sort: TableLayout["sort"]) => void;
}

/** First press sorts numbers from the largest and texts from A; the second turns it; the third lets go. */
export function nextSort(sort: TableLayout["sort"], id: string, descFirst: boolean): TableLayout["sort"] {
  if (sort === null || sort.id !== id) return { id, desc: descFirst };
  return sort.desc === descFirst ? { id, desc: !descFirst } : null;
}

export function TableHead<Row>({ columns, sort, onSort }: TableHeadProps<Row>) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column, place) => (
          <HeadCell key={column.id} column={column} first={place === 0} sort={sort} onSort={onSort} />
        ))}
      </tr>
    </thead>
  );
}

interface HeadCellProps<Row> {
  readonly column: TableColumn<Row>;
  readonly first: boolean;
  readonly sort: TableLayout["sort"];
  readonly onSort: (sort: TableLayout["sort"]) => void;
}

function HeadCell<Row>({ column, first, sort, onSort }: HeadCellProps<Row>) {
  const sorted = sort?.id === column.id ? sort : null;
  const end = column.align === "end";
  const text = (
    <>
      <span className="truncate">{column.header}</span>
      {column.unit === undefined ? null : <span className="text-tx-3">{column.unit}</span>}
      {sorted === null ? null : (
        <span aria-hidden="true" className={cn("arrow m-0 h-1 w-1.5", sorted.desc ? "arrow-down" : null)} />
      )}
    </>
  );
  const layout = cn("flex h-6 w-full items-center gap-1", end ? "justify-end" : null);
  return (
    <th
      scope="col"
      aria-sort={sorted === null ? undefined : sorted.desc ? "descending" : "ascending"}
      title={column.hint}
      className={cn(
        "sticky top-0 z-10 border-b border-line-1 bg-bg-1 px-2 text-11 font-normal whitespace-nowrap text-tx-3 first:pl-3 last:pr-3",
        first ? "left-0 z-20" : null,
        sorted === null ? null : "text-tx-2",
      )}
    >
      {column.sortable === false ? (
        <span className={layout}>{text}</span>
      ) : (
        <button
          type="button"
          className={cn(layout, "hover:text-tx-1 focus-visible:-outline-offset-2")}
          onClick={() => onSort(nextSort(sort, column.id, end))}
        >
          {text}
        </button>
      )}
    </th>
  );
}
