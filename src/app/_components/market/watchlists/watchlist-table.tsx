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
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { GripVertical, X } from "lucide-react";
import Link from "next/link";
import { useId, useMemo } from "react";
import { useTranslations } from "use-intl";
import { IconButton } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { useQuotes } from "@/app/_lib/quotes";
import { SCOPE_DEFAULT, withScope } from "@/app/_lib/scope";
import { type CellFacts, type Column, WatchCell } from "./cells";
import { useStoredPrices, type Watchlist } from "./use-watchlists";

/** A press that moves less is a press. */
const DRAG_FROM_PX = 4;
/** What a phone has room for beside the symbol. */
const PHONE_COLUMNS: readonly Column[] = ["last", "changePercent"];

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

/** A list with its live cells, in its own order: rows are moved by pointer or keyboard. */
export function WatchlistTable({ list, onMove, onTake }: WatchlistTableProps) {
  const t = useTranslations("watchlists");
  const id = useId();
  const symbols = useMemo(() => list.instruments.map(({ symbol }) => symbol), [list]);
  const live = useQuotes(useMemo(() => list.instruments.map(({ instrumentId }) => instrumentId), [list]));
  const stored = useStoredPrices(symbols, { spark: list.columns.includes("spark") });
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: DRAG_FROM_PX } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const { announcements, onDragEnd, instructions } = usePlacing(symbols, onMove);
  return (
    <div className="min-h-0 flex-1 overflow-auto max-md:overflow-visible">
      <DndContext
        id={id}
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={onDragEnd}
        accessibility={{ announcements, screenReaderInstructions: { draggable: instructions } }}
      >
        <table aria-label={list.name} className="w-full border-separate border-spacing-0 text-12">
          <thead>
            <tr>
              <Head>{t("symbol")}</Head>
              {list.columns.map((column) => (
                <Head key={column} column={column}>
                  {t(`column.${column}`)}
                </Head>
              ))}
              {list.editable ? (
                <Head>
                  <span className="sr-only">{t("edit")}</span>
                </Head>
              ) : null}
            </tr>
          </thead>
          <SortableContext items={symbols} strategy={verticalListSortingStrategy} disabled={!list.editable}>
            <tbody>
              {list.instruments.map((instrument) => (
                <Row
                  key={instrument.symbol}
                  columns={list.columns}
                  editable={list.editable}
                  facts={{
                    instrument,
                    live: live.get(instrument.instrumentId),
                    stored: stored.get(instrument.instrumentId),
                  }}
                  onTake={onTake}
                />
              ))}
            </tbody>
          </SortableContext>
        </table>
      </DndContext>
    </div>
  );
}

const isText = (column: Column | undefined) => column === undefined || column === "name";
const phone = (column: Column | undefined) =>
  column === undefined || PHONE_COLUMNS.includes(column) ? null : "max-md:hidden";

function Head({ column, children }: { readonly column?: Column; readonly children: React.ReactNode }) {
  return (
    <th
      scope="col"
      className={cn(
        "sticky top-0 z-10 h-6 border-b border-line-1 bg-bg-1 px-2 text-11 font-normal whitespace-nowrap text-tx-3 first:pl-3",
        isText(column) ? "text-left" : "text-right",
        phone(column),
      )}
    >
      {children}
    </th>
  );
}

interface RowProps {
  readonly columns: readonly Column[];
  readonly editable: boolean;
  readonly facts: CellFacts;
  readonly onTake: (symbol: string) => void;
}

function Row({ columns, editable, facts, onTake }: RowProps) {
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
      style={{ transform: CSS.Transform.toString(transform), transition }}
      className={cn("h-6 hover:bg-bg-2 max-md:h-11", isDragging ? "relative z-5 bg-bg-3" : null)}
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
            isText(column) ? null : "num text-right",
            phone(column),
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
}
