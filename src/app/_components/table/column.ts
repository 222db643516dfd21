import type { ReactNode } from "react";

export type CellValue = string | number | boolean | null;

/** Where a column goes when a row becomes a two-line card on a phone. */
export type CardPlace = "title" | "value" | "detail" | "change" | "none";

export interface TableColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** Currency or unit, dimmed after the header, so that cells carry numbers alone. */
  readonly unit?: string;
  /** Explains the header on hover. */
  readonly hint?: string;
  /** What is sorted, filtered, copied and exported. Null is "unknown" and sorts last either way. */
  readonly value: (row: Row) => CellValue;
  /** What is drawn; the value as text when absent. */
  readonly cell?: (row: Row) => ReactNode;
  /** What is copied and exported where the value alone says too little, such as a time. */
  readonly text?: (row: Row) => string;
  readonly align?: "start" | "end";
  /** Least width in px. */
  readonly width?: number;
  /** Share of the space that is left; 1 unless said, 0 keeps `width`. */
  readonly grow?: number;
  readonly sortable?: boolean;
  /** Starts hidden; the person may show it. */
  readonly hidden?: boolean;
  /** Names the row: always first, cannot be hidden. */
  readonly pinned?: boolean;
  readonly total?: (rows: readonly Row[]) => ReactNode;
  readonly card?: CardPlace;
  /** Its cell is a link that opens the row: on a card it covers the card, and nothing lies over it. */
  readonly link?: boolean;
  /** Tints the cell for a moment when its value changes. */
  readonly live?: boolean;
}

export function cellText<Row>(column: TableColumn<Row>, row: Row): string {
  if (column.text !== undefined) return column.text(row);
  const value = column.value(row);
  return value === null ? "" : String(value);
}

/** Whether a card says a detail: a label without anything after it is noise on a small screen. */
export function isToldOnCard<Row>(column: TableColumn<Row>, row: Row): boolean {
  const value = column.value(row);
  return value !== null && value !== "";
}

/** Ascending order of two known values: numbers by size, everything else as people sort text ("a2" before "a10"). */
export function compareValues(left: CellValue, right: CellValue): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return String(left).localeCompare(String(right), "en", { numeric: true, sensitivity: "base" });
}

/** Whether every word is somewhere in the row's columns. */
export function rowMatches<Row>(columns: readonly TableColumn<Row>[], row: Row, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = columns
    .map((column) => cellText(column, row))
    .join("\n")
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

export function toWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** A spreadsheet runs a text that starts like a formula; an apostrophe makes it text again. Numbers are left alone. */
const FORMULA_START = /^[=+\-@\t\r]/;

function csvField(text: string, isNumber: boolean): string {
  const safe = !isNumber && FORMULA_START.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const headerText = <Row>(column: TableColumn<Row>) =>
  column.unit === undefined ? column.header : `${column.header} ${column.unit}`;

/** RFC 4180: CRLF lines, a head, fields quoted where they must be. */
export function toCsv<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): string {
  const head = columns.map((column) => csvField(headerText(column), false)).join(",");
  const lines = rows.map((row) =>
    columns
      .map((column) =>
        csvField(cellText(column, row), column.text === undefined && typeof column.value(row) === "number"),
      )
      .join(","),
  );
  return [head, ...lines].map((line) => `${line}\r\n`).join("");
}

/** For the clipboard: tabs between cells, as spreadsheets paste. */
export function toTsv<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[], withHead: boolean): string {
  const clean = (text: string) => text.replace(/[\t\r\n]+/g, " ");
  const head = withHead ? [columns.map((column) => clean(headerText(column))).join("\t")] : [];
  const lines = rows.map((row) => columns.map((column) => clean(cellText(column, row))).join("\t"));
  return [...head, ...lines].join("\n");
}
