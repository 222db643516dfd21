"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useRef,
  useState,
} from "react";
import { cn } from "@/app/_lib/cn";
import { type CellValue, type TableColumn, toTsv } from "./column";
import type { TableRow } from "./model";
import { nextPlace } from "./next-place";

const OVERSCAN_ROWS = 12;
/** The head and its line, in px; it stays in sight while rows pass under it. */
const HEAD_HEIGHT = 25;
/** How close to the end of what is loaded the next page is asked for. */
const LOAD_AHEAD_ROWS = 20;

export interface TableBodyProps<Row> {
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly TableRow<Row>[];
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rowHeight: number;
  readonly selectedId: string | null;
  readonly stale: boolean;
  readonly onOpen: ((row: Row) => void) | undefined;
  readonly onNearEnd: (() => void) | undefined;
}

/** Only the rows in sight exist in the document; two spacer rows stand for the others. */
export function TableBody<Row>(props: TableBodyProps<Row>) {
  const { columns, rows, scroller, rowHeight, selectedId, stale, onOpen, onNearEnd } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [active, setActive] = useState(0);
  const wanted = useRef<number | null>(null);

  const hasTotals = columns.some((column) => column.total !== undefined);
  // oxlint-disable-next-line react/incompatible-library -- rows are drawn here, not memoized elsewhere
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    scrollMargin: HEAD_HEIGHT,
    // A row that is gone to must not end under the head or under the totals.
    scrollPaddingStart: HEAD_HEIGHT,
    scrollPaddingEnd: hasTotals ? rowHeight : 0,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const items = virtualizer.getVirtualItems();
  const before = (items[0]?.start ?? HEAD_HEIGHT) - HEAD_HEIGHT;
  const after = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? HEAD_HEIGHT) - HEAD_HEIGHT);
  const current = Math.min(active, Math.max(rows.length - 1, 0));

  const lastDrawn = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastDrawn >= rows.length - LOAD_AHEAD_ROWS) onNearEnd?.();
  }, [lastDrawn, rows.length, onNearEnd]);

  // A row far away must be drawn before it can take the focus.
  useEffect(() => {
    if (wanted.current === null) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-place="${wanted.current}"]`);
    if (row === null || row === undefined) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });

  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLTableRowElement>) => {
      const row = rows[current];
      if (row === undefined) return;
      if (event.key === "Enter" && event.target instanceof HTMLTableRowElement) return onOpen?.(row.data);
      if (event.key === "c" && (event.ctrlKey || event.metaKey)) return void copyRow(columns, row.data);
      const page = Math.max(Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2, 1);
      const next = nextPlace(event.key, { current, page, last: rows.length - 1 });
      if (next === null) return;
      event.preventDefault();
      setActive(next);
      wanted.current = next;
      virtualizer.scrollToIndex(next);
    },
    [rows, current, columns, onOpen, scroller, rowHeight, virtualizer],
  );

  return (
    <tbody ref={body} className={stale ? "text-stale" : undefined}>
      <Spacer height={before} />
      {items.map((item) => {
        const row = rows[item.index];
        return row === undefined ? null : (
          <BodyRow
            key={row.id}
            row={row.data}
            place={item.index}
            columns={columns}
            height={rowHeight}
            selected={row.id === selectedId}
            reachable={item.index === current}
            onReach={setActive}
            onKeyDown={onKeyDown}
            onOpen={onOpen}
          />
        );
      })}
      <Spacer height={after} />
    </tbody>
  );
}

/** A person who marked text wants that text, not the row. */
async function copyRow<Row>(columns: readonly TableColumn<Row>[], row: Row): Promise<void> {
  if (window.getSelection()?.isCollapsed === false) return;
  await navigator.clipboard.writeText(toTsv(columns, [row], false));
}

const HIDDEN = { "aria-hidden": true } as const;

function Spacer({ height }: { readonly height: number }) {
  return height <= 0 ? null : <tr {...HIDDEN} style={{ height }} />;
}

interface BodyRowProps<Row> {
  readonly row: Row;
  readonly place: number;
  readonly columns: readonly TableColumn<Row>[];
  readonly height: number;
  readonly selected: boolean;
  readonly reachable: boolean;
  readonly onReach: (place: number) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLTableRowElement>) => void;
  readonly onOpen: ((row: Row) => void) | undefined;
}

/** A press on a link or a button inside the row is that one's, not the row's. */
function isOwnPress(event: MouseEvent<HTMLTableRowElement>): boolean {
  return !(event.target instanceof Element && event.target.closest("a, button, input, label") !== null);
}

function BodyRow<Row>(props: BodyRowProps<Row>) {
  const { row, place, columns, height, selected, reachable, onReach, onKeyDown, onOpen } = props;
  return (
    <tr
      data-place={place}
      // The head is row 1.
      aria-rowindex={place + 2}
      aria-selected={selected || undefined}
      tabIndex={reachable ? 0 : -1}
      onFocus={() => onReach(place)}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        if (onOpen !== undefined && isOwnPress(event)) onOpen(row);
      }}
      style={{ height }}
      className={cn(
        "grid-row group/row",
        selected ? "bg-bg-3" : "hover:bg-bg-2",
        onOpen === undefined ? null : "cursor-pointer",
      )}
    >
      {columns.map((column, index) => (
        <BodyCell key={column.id} column={column} row={row} first={index === 0} selected={selected} />
      ))}
    </tr>
  );
}

interface BodyCellProps<Row> {
  readonly column: TableColumn<Row>;
  readonly row: Row;
  readonly first: boolean;
  readonly selected: boolean;
}

function BodyCell<Row>({ column, row, first, selected }: BodyCellProps<Row>) {
  const value = column.value(row);
  const content = column.cell === undefined ? (value === null ? null : String(value)) : column.cell(row);
  return (
    <td
      className={cn(
        "truncate border-b border-line-1 px-2 text-12 leading-4 whitespace-nowrap first:pl-3 last:pr-3",
        column.align === "end" ? "num text-right" : null,
        // The row's name stays in sight when the table scrolls sideways.
        first ? "sticky left-0 z-5 bg-bg-1 group-hover/row:bg-bg-2" : null,
        first && selected ? "bg-bg-3 shadow-[inset_2px_0_0_var(--accent)] group-hover/row:bg-bg-3" : null,
      )}
    >
      {column.live === true ? <Tinted value={value}>{content}</Tinted> : content}
    </td>
  );
}

/** Tints its content for a moment when `value` changes, in place; not when it first appears. */
function Tinted({ value, children }: { readonly value: CellValue; readonly children: ReactNode }) {
  const [seen, setSeen] = useState({ value, changes: 0 });
  if (seen.value !== value) setSeen({ value, changes: seen.changes + 1 });
  return (
    <span key={seen.changes} className={seen.changes > 0 ? "tick-tint" : undefined}>
      {children}
    </span>
  );
}
