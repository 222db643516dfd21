"use client";

import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { Fragment, type RefObject, useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { useQuotes } from "@/app/_lib/quotes";
import { useIsPhone } from "@/app/_lib/use-media";
import type { Column } from "./cells";
import { blocksOf, type Places, useRowsInSight } from "./use-rows-in-sight";
import { PRICES_A_CALL, useStoredPrices, type Watchlist } from "./use-watchlists";
import { isTextColumn, phoneClass, WatchlistRow } from "./watchlist-row";

/** A press that moves less is a press. */
const DRAG_FROM_PX = 4;
const ROW_HEIGHT = 24;
/** A finger's. */
const PHONE_ROW_HEIGHT = 44;

export interface WatchlistTableProps {
  readonly list: Watchlist;
  /** Puts one before another, or at the end. */
  readonly onMove: (symbol: string, before: string | null) => void;
  readonly onTake: (symbol: string) => void;
}

function usePlacing(symbols: readonly string[], onMove: WatchlistTableProps["onMove"]) {
  const t = useTranslations("watchlists");
  const place = (id: string | number | undefined) => (id === undefined ? 0 : symbols.indexOf(String(id)) + 1);
  const announcements: Announcements = {
    onDragStart: ({ active }) => t("lifted", { symbol: String(active.id) }),
    onDragOver: ({ active, over }) => t("over", { symbol: String(active.id), place: place(over?.id) }),
    onDragEnd: ({ active, over }) => t("dropped", { symbol: String(active.id), place: place(over?.id) }),
    onDragCancel: ({ active }) => t("dragCanceled", { symbol: String(active.id) }),
  };
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (over === null || over.id === active.id) return;
    const [from, to] = [place(active.id) - 1, place(over.id) - 1];
    // Moved down, it takes the place behind the one it is dropped on.
    onMove(String(active.id), (to > from ? symbols[to + 1] : symbols[to]) ?? null);
  };
  return { announcements, onDragEnd, instructions: t("dragHelp") };
}

/** Rows whose live values are asked for together. */
const LIVE_BLOCK_ROWS = 50;

/** Live quotes and stored prices of the rows in sight and some around them: nobody sees those of the others. */
function usePrices(list: Watchlist, inSight: Places) {
  const { instruments } = list;
  const live = blocksOf(inSight, LIVE_BLOCK_ROWS, instruments.length);
  const stored = blocksOf(inSight, PRICES_A_CALL, instruments.length);
  const ids = useMemo(
    () => instruments.slice(live.from, live.to).map(({ instrumentId }) => instrumentId),
    [instruments, live.from, live.to],
  );
  const symbols = useMemo(
    () => instruments.slice(stored.from, stored.to).map(({ symbol }) => symbol),
    [instruments, stored.from, stored.to],
  );
  return { live: useQuotes(ids), stored: useStoredPrices(symbols, { spark: list.columns.includes("spark") }) };
}

/** A list with its live cells, in its own order: rows are moved by pointer or keyboard. */
export function WatchlistTable(props: WatchlistTableProps) {
  const phone = useIsPhone();
  const rowHeight = phone ? PHONE_ROW_HEIGHT : ROW_HEIGHT;
  // Another height makes every remembered place wrong.
  return <Listed key={rowHeight} {...props} rowHeight={rowHeight} />;
}

function Listed({ list, onMove, onTake, rowHeight }: WatchlistTableProps & { readonly rowHeight: number }) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const { instruments, columns, editable } = list;
  const symbols = useMemo(() => instruments.map(({ symbol }) => symbol), [instruments]);
  const [moved, setMoved] = useState<string | null>(null);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: DRAG_FROM_PX } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const { announcements, onDragEnd, instructions } = usePlacing(symbols, onMove);
  const take = useLatest(onTake);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto max-md:min-h-[50dvh]">
      <DndContext
        id={id}
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragStart={({ active }) => setMoved(String(active.id))}
        onDragEnd={(event) => {
          setMoved(null);
          onDragEnd(event);
        }}
        onDragCancel={() => setMoved(null)}
        accessibility={{ announcements, screenReaderInstructions: { draggable: instructions } }}
      >
        <table
          aria-label={list.name}
          aria-rowcount={instruments.length + 1}
          className="w-full border-separate border-spacing-0 text-12"
        >
          <Heads columns={columns} editable={editable} />
          <SortableContext items={symbols} strategy={verticalListSortingStrategy} disabled={!editable}>
            <Rows list={list} rowHeight={rowHeight} scroller={scroller} moved={moved} onTake={take} />
          </SortableContext>
        </table>
      </DndContext>
    </div>
  );
}

interface RowsProps {
  readonly list: Watchlist;
  readonly rowHeight: number;
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Symbol of the row that is being moved; null: none. */
  readonly moved: string | null;
  readonly onTake: (symbol: string) => void;
}

/** Rows with their prices. What moves them stands around it, so that it is not made anew with every quote. */
function Rows({ list, rowHeight, scroller, moved, onTake }: RowsProps) {
  const { instruments, columns, editable } = list;
  const { rows, after, inSight, focus } = useRowsInSight({
    count: instruments.length,
    rowHeight,
    scroller,
    keyOf: useCallback((place: number) => instruments[place]?.symbol ?? String(place), [instruments]),
    moved: moved === null ? null : instruments.findIndex(({ symbol }) => symbol === moved),
  });
  const { live, stored } = usePrices(list, inSight);
  return (
    <tbody {...focus}>
      {rows.map(({ place, before }) => {
        const instrument = instruments[place];
        if (instrument === undefined) return null;
        const { symbol, instrumentId } = instrument;
        return (
          <Fragment key={symbol}>
            <Space height={before} />
            <WatchlistRow
              instrument={instrument}
              live={live.get(instrumentId)}
              stored={stored.get(instrumentId)}
              columns={columns}
              editable={editable}
              place={place}
              height={rowHeight}
              onTake={onTake}
            />
          </Fragment>
        );
      })}
      <Space height={after} />
    </tbody>
  );
}

/** The same function for as long as the component lives, which calls the newest: rows are not drawn anew for it. */
function useLatest(call: (symbol: string) => void): (symbol: string) => void {
  const latest = useRef(call);
  useEffect(() => {
    latest.current = call;
  }, [call]);
  return useCallback((symbol: string) => latest.current(symbol), []);
}

const HIDDEN = { "aria-hidden": true } as const;

/** Stands for rows that are not in the document. */
function Space({ height }: { readonly height: number }) {
  return height <= 0 ? null : <tr {...HIDDEN} style={{ height }} />;
}

function Heads({ columns, editable }: Pick<Watchlist, "columns" | "editable">) {
  const t = useTranslations("watchlists");
  return (
    <thead>
      <tr aria-rowindex={1}>
        <Head>{t("symbol")}</Head>
        {columns.map((column) => (
          <Head key={column} column={column}>
            {t(`column.${column}`)}
          </Head>
        ))}
        {editable ? (
          <Head>
            <span className="sr-only">{t("edit")}</span>
          </Head>
        ) : null}
      </tr>
    </thead>
  );
}

function Head({ column, children }: { readonly column?: Column; readonly children: React.ReactNode }) {
  return (
    <th
      scope="col"
      className={cn(
        "sticky top-0 z-10 h-6 border-b border-line-1 bg-bg-1 px-2 text-11 font-normal whitespace-nowrap text-tx-3 first:pl-3",
        isTextColumn(column) ? "text-left" : "text-right",
        phoneClass(column),
      )}
    >
      {children}
    </th>
  );
}
