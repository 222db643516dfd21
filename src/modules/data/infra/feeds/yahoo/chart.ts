import { type Bar, barColumnsOf } from "../../../domain/bar-columns";
import type { FeedAction, HistoryPage } from "../../../domain/feed/feed";
import { DAY_MS } from "../../../domain/resolution";
import { type TimeZone, timeZoneOf } from "../../../domain/time-zone";
import type { ChartResult } from "./wire";

/** A split as Yahoo dates it: the session from which prices are in new shares. */
export interface YahooSplit {
  readonly dateMs: number;
  readonly numerator: number;
  readonly denominator: number;
}

/** Currencies that Yahoo quotes in hundredths, by its name for the hundredth. */
const MINOR_UNITS: Readonly<Record<string, string>> = { GBp: "GBP", GBX: "GBP", ZAc: "ZAR", ILA: "ILS" };
/** Decimals that an unadjusted price is rounded to: sixteenths of a dollar have four, and Yahoo's own digits end there. */
const PRICE_DECIMALS = 4;

interface PageContext {
  /** All splits up to today, those after the page included. */
  readonly splits: readonly YahooSplit[];
  /** What was asked for; Yahoo was asked for a day more at both ends. */
  readonly span: { readonly fromMs: number; readonly toMs: number };
  readonly clockOffMs: number | null;
  readonly nowMs: number;
}

/**
 * A page of daily bars from a chart answer.
 *
 * Yahoo divides prices by every later split; the page gives them as they were traded, which is what bars hold. A session
 * that has not ended is left out. A bar whose session Yahoo lists twice, once as it was traded last, is that last one.
 */
export function toHistoryPage(result: ChartResult, context: PageContext): HistoryPage {
  const zone = zoneOf(result);
  const dateOf = (seconds: number) => sessionDate(seconds * 1000, zone);
  const minor = MINOR_UNITS[result.meta.currency ?? ""];
  const scale = minor === undefined ? 1 : 0.01;
  const currency = minor ?? result.meta.currency ?? null;
  const rows = finished(result, context, dateOf).map((bar) => unadjusted(bar, context.splits, scale));
  const { symbol: alias } = result.meta;
  return {
    bars: barColumnsOf(rows),
    completeToMs: Math.min(context.span.toMs, endedBefore(result, context, dateOf)),
    said: { alias, currency, clockOffMs: context.clockOffMs, fixing: false },
    actions: [...dividendsOf(result, context.splits, { scale, currency, dateOf }), ...splitActions(splitsOf(result))],
  };
}

/** The splits of an answer by their session, oldest first. */
export function splitsOf(result: ChartResult): readonly YahooSplit[] {
  const zone = zoneOf(result);
  return Object.values(result.events?.splits ?? {})
    .map(({ date, numerator, denominator }) => ({ dateMs: sessionDate(date * 1000, zone), numerator, denominator }))
    .toSorted((a, b) => a.dateMs - b.dateMs);
}

function zoneOf({ meta }: ChartResult): TimeZone {
  const named = timeZoneOf(meta.exchangeTimezoneName ?? "UTC");
  if (named.ok) return named.value;
  const utc = timeZoneOf("UTC");
  if (!utc.ok) throw new Error("UTC is a time zone");
  return utc.value;
}

/** The date at the exchange of a moment, as bars carry it. */
function sessionDate(atMs: number, zone: TimeZone): number {
  return Math.floor((atMs + zone.offsetAt(atMs)) / DAY_MS) * DAY_MS;
}

/** The date of the session that has not ended; null when none is open or about to open. */
function openDate({ meta }: ChartResult, { nowMs }: PageContext, dateOf: (seconds: number) => number): number | null {
  const regular = meta.currentTradingPeriod?.regular;
  return regular !== undefined && nowMs < regular.end * 1000 ? dateOf(regular.start) : null;
}

/** The first date whose session may still bring bars: everything before it has ended. */
function endedBefore(result: ChartResult, context: PageContext, dateOf: (seconds: number) => number): number {
  const regular = result.meta.currentTradingPeriod?.regular;
  const open = openDate(result, context, dateOf);
  if (open !== null) return open;
  return regular === undefined ? dateOf(context.nowMs / 1000) : dateOf(regular.start) + DAY_MS;
}

/** Days around a span that Yahoo was asked for only because it counts moments and we count dates. */
const MARGIN_MS = 2 * DAY_MS;

function finished(result: ChartResult, context: PageContext, dateOf: (seconds: number) => number): readonly Bar[] {
  const { timestamp = [], indicators, meta } = result;
  const [quote = {}] = indicators.quote;
  const at = (column: readonly (number | null)[] | undefined, index: number) => asDecimal(column?.[index]);
  const rows = timestamp.map((seconds, index) => ({
    seconds,
    bar: {
      time: dateOf(seconds),
      open: at(quote.open, index),
      high: at(quote.high, index),
      low: at(quote.low, index),
      close: at(quote.close, index),
      volume: quote.volume?.[index] ?? Number.NaN,
    },
  }));
  const { fromMs, toMs } = context.span;
  const openDateMs = openDate(result, context, dateOf);
  const live = rows.find(({ seconds }) => seconds === meta.regularMarketTime);
  const isMargin = (time: number) =>
    (time >= fromMs - MARGIN_MS && time < fromMs) || (time >= toMs && time < toMs + MARGIN_MS);
  return rows
    .filter(({ bar }) => bar.time !== openDateMs && !isMargin(bar.time))
    .filter((row) => live === undefined || row === live || row.bar.time !== live.bar.time)
    .map(({ bar }) => bar);
}

/**
 * The decimal that a number of Yahoo stands for: it sends 32-bit floats with their binary tail, 125.06999969482422 for
 * 125.07. The shortest decimal that is the same 32-bit float; other numbers as they are; NaN for none.
 */
export function asDecimal(value: number | null | undefined): number {
  if (value === null || value === undefined) return Number.NaN;
  if (Math.fround(value) !== value) return value;
  for (let digits = 6; digits <= 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** New shares for each old one by all splits after a session. */
function ratioAfter(splits: readonly YahooSplit[], dateMs: number): number {
  return splits.reduce(
    (ratio, split) => (split.dateMs > dateMs ? (ratio * split.numerator) / split.denominator : ratio),
    1,
  );
}

function unadjusted(bar: Bar, splits: readonly YahooSplit[], scale: number): Bar {
  const ratio = ratioAfter(splits, bar.time);
  if (ratio === 1 && scale === 1) return bar;
  const price = (value: number) => Number((value * ratio * scale).toFixed(PRICE_DECIMALS));
  return {
    time: bar.time,
    open: price(bar.open),
    high: price(bar.high),
    low: price(bar.low),
    close: price(bar.close),
    volume: Math.round(bar.volume / ratio),
  };
}

interface Money {
  readonly scale: number;
  readonly currency: string | null;
  readonly dateOf: (seconds: number) => number;
}

/** Dividends a share, as they were paid: Yahoo divides them by later splits too. Without a currency they are not given. */
function dividendsOf(
  { events }: ChartResult,
  splits: readonly YahooSplit[],
  { scale, currency, dateOf }: Money,
): readonly FeedAction[] {
  if (currency === null) return [];
  return Object.values(events?.dividends ?? {})
    .filter(({ amount }) => amount > 0)
    .map(({ amount, date }): FeedAction => {
      const dateMs = dateOf(date);
      const paid = Number((asDecimal(amount) * ratioAfter(splits, dateMs) * scale).toFixed(6));
      return { type: "dividend", dateMs, amount: String(paid), currency };
    })
    .toSorted((a, b) => a.dateMs - b.dateMs);
}

function splitActions(splits: readonly YahooSplit[]): readonly FeedAction[] {
  return splits.map(({ dateMs, numerator, denominator }) => ({
    type: "split",
    dateMs,
    numerator: String(numerator),
    denominator: String(denominator),
  }));
}
