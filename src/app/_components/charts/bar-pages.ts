import { fetchBytes, routeError } from "@/app/_lib/route-error";
import {
  type BarColumns,
  DAY_MS,
  decodeBarColumns,
  makeBarColumns,
  type PriceAdjustment,
  type SeriesHours,
  sliceBars,
} from "@/modules/data";
import type { ChartRange } from "./ranges";

/** Bars of one series that lie side by side without a hole between them, and whether there is more on either side. */
export interface BarWindow {
  readonly bars: BarColumns;
  /** True when the first bar is the first there is. */
  readonly atStart: boolean;
  /** True when the last bar was the last there was at the time of asking. */
  readonly atEnd: boolean;
}

export const EMPTY_WINDOW: BarWindow = { bars: makeBarColumns(0), atStart: false, atEnd: false };

/** One request for bars: the newest `limit` bars before `toMs`; null is from the newest on. */
export interface BarPageQuery {
  readonly toMs: number | null;
  readonly limit: number;
}

export type ReadBarPage = (query: BarPageQuery, signal: AbortSignal) => Promise<BarColumns>;

/** Bars a page asks for: 240 kB on the wire, a screen and a half of a wide monitor at the narrowest bars. */
export const PAGE_BARS = 5_000;

/** Fewer would soon be asked for more, and lines that begin with the first bar must have settled where one looks. */
const FIRST_BARS_MIN = 1_000;
/** Bars of a range at the most, and half as many left of it: so near, a chart asks for older ones. */
const FIRST_SHARE = 1.6;
const RANGE_DAYS: Readonly<Record<Exclude<ChartRange, "All">, number>> = {
  "1M": 31,
  "3M": 92,
  YTD: 366,
  "1Y": 366,
  "5Y": 1_827,
};

/**
 * Bars that a chart begins with: what its range shows and a way to the left of it, for a phone takes all of a page in before it draws.
 * Of a chart of everything the first page is longer: it would ask for the others right after.
 */
export function firstPageBars(range: ChartRange, barMs: number): number {
  if (range === "All") return 4 * PAGE_BARS;
  const wanted = Math.ceil(((RANGE_DAYS[range] * DAY_MS) / barMs) * FIRST_SHARE);
  return Math.min(Math.max(wanted, FIRST_BARS_MIN), PAGE_BARS);
}

const BAD_GATEWAY = 502;

/** Most bars one chart holds; beyond it the drawing, not the network, becomes slow. */
export const WINDOW_BARS_MAX = 150_000;

function firstOf(column: Float64Array): number {
  return column[0] ?? Number.NaN;
}

function lastOf(column: Float64Array): number {
  return column[column.length - 1] ?? Number.NaN;
}

/** Index of the first time that is at or after `timeMs`; the length when there is none. */
export function lowerBound(times: Float64Array, timeMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function copyInto(target: BarColumns, source: BarColumns, from: number): void {
  target.time.set(source.time, from);
  target.open.set(source.open, from);
  target.high.set(source.high, from);
  target.low.set(source.low, from);
  target.close.set(source.close, from);
  target.volume.set(source.volume, from);
}

/**
 * Bars of `held` with those of `page` put over them. The page is the truth about the time it spans: a bar of `held`
 * inside that span which the page lacks is gone, one that both have is the page's. Times stay strictly increasing.
 */
export function mergeBars(held: BarColumns, page: BarColumns): BarColumns {
  if (page.time.length === 0) return held;
  if (held.time.length === 0) return page;
  const before = sliceBars(held, 0, lowerBound(held.time, firstOf(page.time)));
  const after = sliceBars(held, lowerBound(held.time, lastOf(page.time) + 1), held.time.length);
  const merged = makeBarColumns(before.time.length + page.time.length + after.time.length);
  copyInto(merged, before, 0);
  copyInto(merged, page, before.time.length);
  copyInto(merged, after, before.time.length + page.time.length);
  return merged;
}

/** The window after a page of older bars came in: fewer bars than asked for means that the first bar was reached. */
export function withOlder(window: BarWindow, page: BarColumns, limit: number): BarWindow {
  return { ...window, bars: mergeBars(window.bars, page), atStart: page.time.length < limit };
}

/**
 * The window after a page that ends at the newest bar came in. When the page does not reach back to the bars held, a hole
 * would lie between them: then the page alone is the window.
 */
export function withNewest(window: BarWindow, page: BarColumns, limit: number): BarWindow {
  const reachesHeld = window.bars.time.length > 0 && firstOf(page.time) <= lastOf(window.bars.time);
  const isAll = page.time.length < limit;
  if (!reachesHeld || isAll) return { bars: page, atStart: isAll, atEnd: true };
  return { bars: mergeBars(window.bars, page), atStart: window.atStart, atEnd: true };
}

/**
 * The window after a page was read to the right of it. `limit` bars before `toMs` were asked for, so a page that begins at
 * or before the last bar held leaves no hole. A page that brings nothing new was the last one.
 */
export function withNewer(window: BarWindow, page: BarColumns, isLast: boolean): BarWindow {
  const reachesHeld = page.time.length > 0 && firstOf(page.time) <= lastOf(window.bars.time);
  if (!reachesHeld) return { ...window, atEnd: isLast || window.atEnd };
  return { ...window, bars: mergeBars(window.bars, page), atEnd: isLast };
}

/** What prices a chart shows, and of which hours. */
export interface ChartPrices {
  readonly adjustment: PriceAdjustment;
  /** Last date whose corporate actions count, `YYYY-MM-DD`; null is that of the newest bar. */
  readonly untilDate: string | null;
  /** Which bars of a market with extended hours. */
  readonly hours: SeriesHours;
}

/** As traded, and every bar that is stored: what fills and checks are held against. */
export const RAW_PRICES: ChartPrices = { adjustment: "raw", untilDate: null, hours: "stored" };

/** A series of bars, and which of its prices. */
export interface BarSeries {
  readonly symbol: string;
  readonly resolution: string;
  readonly prices: ChartPrices;
}

/** Tells one series from another, with what its prices are. */
export function seriesName({ symbol, resolution, prices: { adjustment, hours } }: BarSeries): string {
  return `${symbol} ${resolution} ${adjustment} ${hours}`;
}

/** Where a page of bars is read. One page has one address: a page that was asked for ahead is found by it. */
export function barPageAddress({ symbol, resolution, prices }: BarSeries, { toMs, limit }: BarPageQuery): string {
  const { adjustment, untilDate, hours } = prices;
  const query = new URLSearchParams({ symbol, resolution, limit: String(limit) });
  if (adjustment !== "raw") query.set("adjustment", adjustment);
  if (adjustment !== "raw" && untilDate !== null) query.set("untilDate", untilDate);
  if (hours !== "regular") query.set("hours", hours);
  if (toMs !== null) query.set("toMs", String(toMs));
  return `/api/bars?${query.toString()}`;
}

/** Bytes of a page of bars that were asked for ahead of the page's code; null: nobody did, or they did not come. */
async function takeAhead(address: string): Promise<Uint8Array | null> {
  const ahead = typeof window === "undefined" ? undefined : window.bifrostAhead;
  if (ahead === undefined) return null;
  // However old it is by then: all later reads, of news above all, ask anew.
  delete window.bifrostAhead;
  if (ahead.address !== address) return null;
  return ahead.bytes.then(
    (bytes) => new Uint8Array(bytes),
    () => null,
  );
}

/** Reads pages of one series over HTTP, as binary columns. Throws a RouteError when the answer is not bars. */
export function barPageReader(symbol: string, resolution: string, prices = RAW_PRICES): ReadBarPage {
  return async (query, signal) => {
    const address = barPageAddress({ symbol, resolution, prices }, query);
    const bytes = (await takeAhead(address)) ?? (await fetchBytes(address, signal));
    const decoded = decodeBarColumns(bytes);
    // Bytes that are no bars come from something between here and the server: another try may do.
    if (!decoded.ok) throw routeError(BAD_GATEWAY, null, null);
    return decoded.value;
  };
}
