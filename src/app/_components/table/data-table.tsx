"use client";

import {
  type ReactNode,
  type RefObject,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { useSession } from "@/app/_lib/session";
import { useIsPhone, useIsScreenKnown } from "@/app/_lib/use-media";
import { Button, EmptyState, FailedState, PanelHead, SkeletonRows } from "../ui";
import type { TableColumn } from "./column";
import { type TableLayout, useTableLayout } from "./layout";
import { columnWidths, useTableModel } from "./model";
import { TableCards } from "./table-cards";
import { TableHead } from "./table-head";
import { TableTools, useFilterKey } from "./table-tools";
import { useTableBody } from "./use-table-body";

const ROW_HEIGHTS = { compact: 24, normal: 32 } as const;
/** Rows take the keyboard, so to a screen reader the table is a grid. */
const GRID = { role: "grid" } as const;
const SKELETON_ROWS = 8;
const NO_ROWS: readonly never[] = [];

export interface DataTableProps<Row> {
  /** Stable name: the person's columns are kept under it. */
  readonly id: string;
  /** What the rows are, for screen readers and as the head unless `title` says otherwise. */
  readonly label: string;
  readonly title?: ReactNode;
  readonly sub?: ReactNode;
  /** Before the table's own tools. */
  readonly tools?: ReactNode;
  /** Keep these stable: a module constant, or a memo. */
  readonly columns: readonly TableColumn<Row>[];
  /** Undefined while loading. */
  readonly rows: readonly Row[] | undefined;
  readonly rowId: (row: Row) => string;
  /** What was thrown when the rows could not be read. */
  readonly error?: unknown;
  readonly failedTitle?: string;
  readonly safe?: string;
  readonly onRetry?: () => void;
  /** What belongs here and what to do next. */
  readonly empty: ReactNode;
  readonly onOpen?: (row: Row) => void;
  readonly selectedId?: string | null;
  readonly defaultSort?: TableLayout["sort"];
  /** A filter box in the head; on unless said. */
  readonly filterable?: boolean;
  /** Rows are too old to act on: drawn grey. Say since when and why in a banner above. */
  readonly stale?: boolean;
  /** Name of the exported file, without ending. */
  readonly exportName?: string;
  /** More rows wait on the server. */
  readonly more?: { readonly loading: boolean; readonly load: () => void } | null;
  /** Without a head of its own, where the page has one. */
  readonly headless?: boolean;
  /** Where a headless table draws its tools; null while that is not on the page yet. */
  readonly toolsInto?: HTMLElement | null;
  readonly className?: string;
}

/** The one table. Fills the height its parent gives it; on a phone it becomes a list of cards in the page's own scroll. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { id, label, columns, rows, rowId, defaultSort = null, filterable = true, more = null } = props;
  const t = useTranslations("table");
  const phone = useIsPhone();
  const isScreenKnown = useIsScreenKnown();
  const control = useTableLayout(id, columns, defaultSort);
  const [filter, setFilter] = useState("");
  // Typing never waits for the rows.
  const applied = useDeferredValue(filter);
  const filterBox = useRef<HTMLInputElement>(null);
  useFilterKey(filterBox);
  const model = useTableModel({ columns, rows: rows ?? NO_ROWS, rowId, layout: control.layout, filter: applied });
  const data = useMemo(() => model.rows.map((row) => row.data), [model.rows]);

  const tableTools = (
    <TableTools
      columns={columns}
      shown={model.columns}
      rows={data}
      control={control}
      filter={filterable ? filter : null}
      onFilter={setFilter}
      filterBox={filterBox}
      exportName={props.exportName ?? id}
    />
  );
  const into = props.toolsInto ?? null;
  const head =
    props.headless === true ? (
      into === null ? null : (
        createPortal(tableTools, into)
      )
    ) : (
      <PanelHead
        title={props.title ?? label}
        sub={props.sub ?? (rows === undefined ? undefined : t("count", { count: model.rows.length }))}
        tools={
          <>
            {props.tools}
            {tableTools}
          </>
        }
      />
    );

  return (
    <section
      aria-label={label}
      className={cn("flex min-h-0 min-w-0 flex-1 flex-col bg-bg-1 max-md:flex-none", props.className)}
    >
      {head}
      {props.error !== undefined && props.error !== null && rows === undefined ? (
        <FailedState
          title={props.failedTitle ?? t("failed")}
          error={props.error}
          {...(props.safe === undefined ? {} : { safe: props.safe })}
          {...(props.onRetry === undefined ? {} : { onRetry: props.onRetry })}
        />
      ) : rows === undefined ? (
        <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
      ) : rows.length === 0 ? (
        props.empty
      ) : model.rows.length === 0 ? (
        <EmptyState
          title={t("noMatch", { filter: applied })}
          actions={<Button onClick={() => setFilter("")}>{t("clearFilter")}</Button>}
        />
      ) : !isScreenKnown ? (
        // Rows or cards: what is not known yet is not drawn, nor loaded, twice.
        <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
      ) : phone ? (
        <TableCards
          label={label}
          columns={model.columns}
          rows={model.rows}
          selectedId={props.selectedId ?? null}
          stale={props.stale === true}
          onOpen={props.onOpen}
          more={more}
        />
      ) : (
        <Grid
          {...props}
          model={model}
          data={data}
          sort={control.layout.sort}
          onSort={(sort) => control.change({ sort })}
          more={more}
        />
      )}
    </section>
  );
}

interface GridProps<Row> extends DataTableProps<Row> {
  readonly model: ReturnType<typeof useTableModel<Row>>;
  readonly data: readonly Row[];
  readonly sort: TableLayout["sort"];
  readonly onSort: (sort: TableLayout["sort"]) => void;
}

function Grid<Row>(props: GridProps<Row>) {
  const { label, model, data, sort, onSort, more, selectedId = null, stale = false, onOpen } = props;
  const t = useTranslations("table");
  const scroller = useRef<HTMLDivElement>(null);
  const Body = useTableBody();
  const density = useSession()?.user.preferences.density ?? "compact";
  const widths = columnWidths(model.columns, useWidth(scroller));
  const total = widths.reduce((sum, width) => sum + width, 0);
  const waits = more !== null && more !== undefined;
  const load = more?.load;
  const busy = more?.loading === true;
  const onNearEnd = useCallback(() => {
    if (!busy) load?.();
  }, [busy, load]);

  return (
    // A scrolled region must be reachable by keyboard: the rows inside are.
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto">
      <table
        {...GRID}
        aria-label={label}
        aria-rowcount={waits ? -1 : model.rows.length + 1}
        className="table-fixed border-separate border-spacing-0"
        style={{ width: total }}
      >
        <colgroup>
          {model.columns.map((column, place) => (
            <col key={column.id} style={{ width: widths[place] }} />
          ))}
        </colgroup>
        <TableHead columns={model.columns} sort={sort} onSort={onSort} />
        {Body === null ? null : (
          // oxlint-disable-next-line react/static-components -- loaded once, and the same one from then on
          <Body
            // Another density makes every remembered row height wrong.
            key={density}
            columns={model.columns}
            rows={model.rows}
            scroller={scroller}
            rowHeight={ROW_HEIGHTS[density]}
            selectedId={selectedId}
            stale={stale}
            onOpen={onOpen}
            onNearEnd={waits ? onNearEnd : undefined}
          />
        )}
        <Totals columns={model.columns} rows={data} />
      </table>
      {Body === null ? <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} /> : null}
      {busy ? <p className="px-3 py-1 text-11 text-tx-3">{t("loadingMore")}</p> : null}
    </div>
  );
}

function Totals<Row>({
  columns,
  rows,
}: {
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
}) {
  const t = useTranslations("table");
  if (columns.every((column) => column.total === undefined)) return null;
  return (
    <tfoot>
      <tr>
        {columns.map((column, place) => (
          <td
            key={column.id}
            className={cn(
              "sticky bottom-0 z-10 h-(--row) truncate border-t border-line-2 bg-bg-1 px-2 text-12 font-medium whitespace-nowrap first:left-0 first:z-20 first:pl-3 last:pr-3",
              column.align === "end" ? "num text-right" : null,
            )}
          >
            {column.total === undefined ? (place === 0 ? t("total") : null) : column.total(rows)}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

/** Inner width of an element in px, followed as it changes; 0 before the first look. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
