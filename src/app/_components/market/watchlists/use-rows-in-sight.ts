"use client";

import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type FocusEvent, type RefObject, useCallback, useState } from "react";

const OVERSCAN_ROWS = 8;
/** The head and its line, in px; it stays in sight while rows pass under it. */
const HEAD_HEIGHT = 25;

/** Places drawn: those in sight, and one more that must not leave the page, such as the one with the focus. */
export function placesWith(range: Range, kept: number | null): number[] {
  const places = defaultRangeExtractor(range);
  if (kept === null || kept >= range.count || places.includes(kept)) return places;
  return [...places, kept].toSorted((a, b) => a - b);
}

/** Places of a table, the end not inside. */
export interface Places {
  readonly from: number;
  readonly to: number;
}

/** The whole blocks of `size` rows that hold those places: one that scrolls a little asks for nothing new. */
export function blocksOf({ from, to }: Places, size: number, count: number): Places {
  const first = Math.floor(Math.max(from, 0) / size) * size;
  return { from: first, to: Math.min(Math.max(Math.ceil(to / size) * size, first + size), count) };
}

export interface RowsInSight {
  /** Places drawn, rising, each with the empty space before it. */
  readonly rows: readonly { readonly place: number; readonly before: number }[];
  /** Empty space behind the last of them. */
  readonly after: number;
  readonly inSight: Places;
  /** To be put on what holds the rows: the row with the focus stays drawn however far it is scrolled away. */
  readonly focus: { readonly onFocus: (event: FocusEvent) => void; readonly onBlur: (event: FocusEvent) => void };
}

export interface RowsInSightInput {
  readonly count: number;
  readonly rowHeight: number;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly keyOf: (place: number) => string;
  /** A row that is being moved; null: none. */
  readonly moved: number | null;
}

/** Which rows of a long table exist in the document. */
export function useRowsInSight({ count, rowHeight, scroller, keyOf, moved }: RowsInSightInput): RowsInSight {
  const [focused, setFocused] = useState<number | null>(null);
  const kept = moved ?? focused;
  // oxlint-disable-next-line react/incompatible-library -- rows are memoized by what they show, not by what this answers
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    scrollMargin: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
    getItemKey: keyOf,
    rangeExtractor: (range) => placesWith(range, kept),
  });
  const items = virtualizer.getVirtualItems();
  const rows = items.map(({ index, start }, at) => ({
    place: index,
    before: start - (items[at - 1]?.end ?? HEAD_HEIGHT),
  }));
  const { range } = virtualizer;
  const onFocus = useCallback(({ target }: FocusEvent) => {
    const row = target.closest<HTMLElement>("[data-place]");
    setFocused(row === null ? null : Number(row.dataset["place"]));
  }, []);
  // From one control of a row to another the focus is nowhere for an instant: a row taken out then would lose it.
  const onBlur = useCallback(({ relatedTarget }: FocusEvent) => {
    if (relatedTarget === null || relatedTarget.closest("[data-place]") === null) setFocused(null);
  }, []);
  return {
    rows,
    after: virtualizer.getTotalSize() - ((items.at(-1)?.end ?? HEAD_HEIGHT) - HEAD_HEIGHT),
    inSight: { from: range?.startIndex ?? 0, to: (range?.endIndex ?? 0) + 1 },
    focus: { onFocus, onBlur },
  };
}
