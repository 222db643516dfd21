"use client";

import { useMemo } from "react";
import { compareValues, rowMatches, type TableColumn, toWords } from "./column";
import type { TableLayout } from "./layout";

export interface TableRow<Row> {
  readonly id: string;
  readonly data: Row;
}

export interface TableModel<Row> {
  /** Columns in sight, in the person's order. */
  readonly columns: readonly TableColumn<Row>[];
  /** Every row that passes the filter, sorted. */
  readonly rows: readonly TableRow<Row>[];
}

interface ModelInput<Row> {
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly layout: TableLayout;
  readonly filter: string;
}

/** Rows and columns as they are to be drawn: filtered, sorted (unknown values last either way), ordered. */
export function useTableModel<Row>({ columns, rows, rowId, layout, filter }: ModelInput<Row>): TableModel<Row> {
  const data = useMemo(() => {
    const words = toWords(filter);
    const passing = words.length === 0 ? rows : rows.filter((row) => rowMatches(columns, row, words));
    return passing.map((row) => ({ id: rowId(row), data: row }));
  }, [rows, columns, filter, rowId]);

  return {
    columns: useMemo(() => shownColumns(columns, layout), [columns, layout]),
    rows: useMemo(() => sortedRows(data, columns, layout.sort), [data, columns, layout.sort]),
  };
}

/** Columns in the order of the layout, those it does not name behind them; without the hidden ones. */
export function shownColumns<Row>(
  columns: readonly TableColumn<Row>[],
  { order, hidden }: Pick<TableLayout, "order" | "hidden">,
): readonly TableColumn<Row>[] {
  const named = order.flatMap((id) => columns.find((column) => column.id === id) ?? []);
  const others = columns.filter(({ id }) => !order.includes(id));
  return [...named, ...others].filter(({ id }) => !hidden.includes(id));
}

/** Rows by one column, equal ones in the order they came in; what is unknown stands last in both directions. */
export function sortedRows<Row>(
  rows: readonly TableRow<Row>[],
  columns: readonly TableColumn<Row>[],
  sort: TableLayout["sort"],
): readonly TableRow<Row>[] {
  const column = columns.find(({ id }) => id === sort?.id);
  if (sort === null || column === undefined) return rows;
  const sign = sort.desc ? -1 : 1;
  const keyed = rows.map((row) => ({ row, value: column.value(row.data) }));
  const known = keyed.filter(({ value }) => value !== null);
  const unknown = keyed.filter(({ value }) => value === null);
  known.sort((left, right) => sign * compareValues(left.value, right.value));
  return [...known, ...unknown].map(({ row }) => row);
}

const WIDTH_DEFAULT = 96;

/** Column widths in px that fill `available`, and never fall under what each column needs. */
export function columnWidths<Row>(columns: readonly TableColumn<Row>[], available: number): number[] {
  const least = columns.map((column) => column.width ?? WIDTH_DEFAULT);
  const spare = Math.max(available - least.reduce((sum, width) => sum + width, 0), 0);
  const shares = columns.map((column) => column.grow ?? 1);
  const all = shares.reduce((sum, share) => sum + share, 0);
  return least.map((width, place) => width + (all === 0 ? 0 : (spare * (shares[place] ?? 0)) / all));
}
