"use client";

import {
  type ColumnDef,
  columnOrderingFeature,
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo } from "react";
import { compareValues, rowMatches, type TableColumn, toWords } from "./column";
import type { TableLayout } from "./layout";

const features = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  columnOrderingFeature,
  sortedRowModel: createSortedRowModel(),
});

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

  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<typeof features, TableRow<Row>> => ({
          id: column.id,
          // TanStack places `undefined` last; null it would compare.
          accessorFn: (row) => column.value(row.data) ?? undefined,
          sortUndefined: "last",
          enableSorting: column.sortable !== false,
          sortFn: (left, right) => compareValues(column.value(left.original.data), column.value(right.original.data)),
        }),
      ),
    [columns],
  );

  const state = useMemo(
    () => ({
      sorting: layout.sort === null ? [] : [layout.sort],
      columnOrder: [...layout.order],
      columnVisibility: Object.fromEntries(layout.hidden.map((id) => [id, false])),
    }),
    [layout],
  );

  const table = useTable({ features, columns: definitions, data, state, getRowId: (row) => row.id });
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const sorted = table.getRowModel().rows;
  return {
    columns: table.getVisibleLeafColumns().flatMap((column) => byId.get(column.id) ?? []),
    rows: useMemo(() => sorted.map((row) => row.original), [sorted]),
  };
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
