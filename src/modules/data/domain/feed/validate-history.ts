import { type Bar, type BarColumns, barAt, barColumnsOf, barCount, makeBarColumns } from "../bar-columns";
import type { Calendar } from "../calendar/calendar";
import { BAR_TIME_MAX_MS, BAR_TIME_MIN_MS } from "../csv/bar-checker";
import { isCurrency } from "../instrument";
import { isBeyondPrices, VOLUME_MAX } from "../price-bounds";
import {
  DAY_MS,
  isSessionResolution,
  MINUTE_MS,
  type Resolution,
  resolutionMinutes,
  resolutionMs,
} from "../resolution";
import { hourOff } from "./clock-off";
import type { FeedAction, HistoryPage, HistoryRequest } from "./feed";
import {
  CLOCK_OFF_MIN_MS,
  CLOCK_TOLERANCE_MS,
  isPriceJump,
  type QuarantineFacts,
  type QuarantineReason,
  type QuarantineVerdict,
  type RejectedBars,
} from "./quarantine";

/** What a page of history is held against. */
export interface HistoryContext {
  readonly request: HistoryRequest;
  /** Of the instrument that the bars are for. */
  readonly currency: string;
  readonly calendar: Calendar | null;
  /** The last bar known before the page; null where there is none. */
  readonly before: { readonly time: number; readonly close: number } | null;
  readonly nowMs: number;
}

/** A page sorted into what may become bars and what may not. Nothing is lost: every bar given is in one of the three. */
export interface ValidatedHistory {
  /** Times strictly increasing, every value checked. */
  readonly bars: BarColumns;
  /** What was kept out, by reason, in the order of time. */
  readonly rejected: readonly RejectedBars[];
  /** Bars that came again with the very same values; one of each was taken. */
  readonly repeated: number;
}

/** A neighbour that is further away in time says nothing about a price. */
const NEIGHBOUR_AGE_MAX_MS = 400 * DAY_MS;
/** Closes from whose median a page without a neighbour before it begins. */
const FIRST_CLOSES = 11;
/** The place whose date is first: a date may be that much ahead of UTC. */
const ZONE_AHEAD_MAX_MS = 14 * 3_600_000;

/**
 * Decides what of a page of history may become bars. Pure: the same page in the same context gives the same answer.
 *
 * A source that answers for another symbol, in another currency or by a wrong clock has its whole page kept out; otherwise
 * each bar stands for itself. A jump is measured against the last bar that was taken, so a series that goes over to another
 * unit is kept out until it comes back or a person says that the new unit is right.
 */
export function validateHistory(page: HistoryPage, context: HistoryContext): ValidatedHistory {
  const whole = refusePage(page, context);
  if (whole !== null) return { bars: makeBarColumns(0), rejected: keptOut(page.bars, whole), repeated: 0 };
  const rows = rowsOf(page.bars);
  const verdicts: Verdicts = rows.map((bar) => judgeTime(bar.time, context, page.said.fixing) ?? judgeValues(bar));
  const { order, repeated } = settleRepeats(rows, verdicts);
  judgeJumps({ order, actions: page.actions, before: context.before }, verdicts);
  const taken = order.filter(({ at }) => verdicts[at] === null);
  return { bars: barColumnsOf(taken.map(({ bar }) => bar)), rejected: group(rows, verdicts), repeated };
}

/** What is held against each bar of a page, null where nothing is. Filled in step by step. */
type Verdicts = (QuarantineVerdict | null)[];

/** A bar and its place in the page. */
interface Placed {
  readonly bar: Bar;
  readonly at: number;
}

function rowsOf(bars: BarColumns): readonly Bar[] {
  return Array.from({ length: barCount(bars) }, (_, index) => barAt(bars, index)).filter((bar) => bar !== null);
}

function refusePage({ bars, said }: HistoryPage, context: HistoryContext): QuarantineVerdict | null {
  const { request, currency, calendar } = context;
  if (said.alias !== null && said.alias !== request.alias) {
    return { reason: "symbol_differs", facts: { asked: request.alias, said: said.alias } };
  }
  if (said.currency !== null && !isCurrency(said.currency)) {
    return { reason: "currency_unknown", facts: { expected: currency, said: said.currency } };
  }
  if (said.currency !== null && said.currency !== currency) {
    return { reason: "currency_differs", facts: { expected: currency, said: said.currency } };
  }
  const offMs = said.clockOffMs ?? 0;
  if (Math.abs(offMs) >= CLOCK_OFF_MIN_MS) return { reason: "clock_off", facts: { offMs } };
  const hourMs = calendar === null ? null : hourOff(bars.time, request.resolution, calendar);
  return hourMs === null ? null : { reason: "clock_off", facts: { offMs: hourMs } };
}

function judgeTime(time: number, context: HistoryContext, fixing: boolean): QuarantineVerdict | null {
  const { request, nowMs } = context;
  const verdict = (reason: QuarantineReason, facts: QuarantineFacts = {}) => ({ reason, facts });
  if (!Number.isSafeInteger(time) || time < BAR_TIME_MIN_MS || time >= BAR_TIME_MAX_MS) {
    return verdict("time_malformed", { time: String(time) });
  }
  if (time % gridMs(request.resolution) !== 0) return verdict("time_off_grid", { time });
  const future = judgeFuture(time, fixing ? { ...context, calendar: null } : context);
  if (future !== null) return verdict(future, { time, nowMs });
  if (time < request.fromMs || time >= request.toMs) {
    return verdict("time_outside_request", { time, fromMs: request.fromMs, toMs: request.toMs });
  }
  return null;
}

/** Hours follow sessions, which open at half past in places: they need whole minutes. */
function gridMs(resolution: Resolution): number {
  if (isSessionResolution(resolution)) return DAY_MS;
  return (resolutionMinutes(resolution) < 60 ? resolutionMinutes(resolution) : 1) * MINUTE_MS;
}

function judgeFuture(time: number, { request, nowMs, calendar }: HistoryContext): QuarantineReason | null {
  if (!isSessionResolution(request.resolution)) {
    if (time > nowMs + CLOCK_TOLERANCE_MS) return "time_future";
    // An hour or four of a session may be cut short by its close: only a minute's end is certain.
    const sureMs = Math.min(resolutionMs(request.resolution), resolutionMs("15m"));
    return time + sureMs > nowMs + CLOCK_TOLERANCE_MS ? "bar_unfinished" : null;
  }
  if (time > nowMs + ZONE_AHEAD_MAX_MS) return "time_future";
  if (request.resolution !== "1d" || calendar === null) return null;
  const closeMs = calendar.sessions(time, time)[0]?.closeMs;
  return closeMs !== undefined && closeMs > nowMs + CLOCK_TOLERANCE_MS ? "bar_unfinished" : null;
}

function judgeValues({ open, high, low, close, volume }: Bar): QuarantineVerdict | null {
  for (const [field, value] of Object.entries({ open, high, low, close, volume })) {
    if (!Number.isFinite(value)) return { reason: "value_missing", facts: { field } };
  }
  for (const [field, value] of Object.entries({ open, high, low, close })) {
    if (value <= 0) return { reason: "price_not_positive", facts: { field, value } };
    if (isBeyondPrices(value)) return { reason: "price_out_of_range", facts: { field, value } };
  }
  if (volume < 0) return { reason: "volume_negative", facts: { value: volume } };
  if (volume > VOLUME_MAX) return { reason: "volume_out_of_range", facts: { value: volume } };
  if (low > high || open < low || open > high || close < low || close > high) {
    return { reason: "prices_inconsistent", facts: { open, high, low, close } };
  }
  if (isPriceJump(high, close) || isPriceJump(low, close)) {
    return { reason: "price_jump", facts: { price: isPriceJump(high, close) ? high : low, neighbour: close } };
  }
  return null;
}

/** Puts times in order; takes one of equal repeats and none of repeats that differ. */
function settleRepeats(
  rows: readonly Bar[],
  verdicts: Verdicts,
): { readonly order: readonly Placed[]; readonly repeated: number } {
  const byTime = new Map<number, Placed[]>();
  for (const [at, bar] of rows.entries()) {
    if (verdicts[at] !== null) continue;
    const same = byTime.get(bar.time);
    if (same === undefined) byTime.set(bar.time, [{ bar, at }]);
    else same.push({ bar, at });
  }
  const order: Placed[] = [];
  let repeated = 0;
  for (const [time, same] of [...byTime].toSorted(([a], [b]) => a - b)) {
    const [first] = same;
    if (first !== undefined && same.every(({ bar }) => equalBars(first.bar, bar))) {
      order.push(first);
      repeated += same.length - 1;
    } else {
      for (const { at } of same) verdicts[at] = { reason: "time_repeats", facts: { time, bars: same.length } };
    }
  }
  return { order, repeated };
}

function equalBars(a: Bar, b: Bar): boolean {
  return a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume;
}

interface Sequence extends Pick<HistoryContext, "before"> {
  readonly order: readonly Placed[];
  readonly actions: readonly FeedAction[];
}

/** Holds each bar against the last one that was taken; splits that the source tells of in between explain a jump. */
function judgeJumps({ order, actions, before }: Sequence, verdicts: Verdicts): void {
  let last = before;
  const typical = median(order.slice(0, FIRST_CLOSES).map(({ bar }) => bar.close));
  for (const { bar, at } of order) {
    const known = last !== null && bar.time - last.time <= NEIGHBOUR_AGE_MAX_MS ? last : null;
    const neighbour = known === null ? typical : known.close;
    const ratio = known === null ? 1 : splitRatio(actions, known.time, bar.time);
    if (isPriceJump(bar.close, neighbour) && isPriceJump(bar.close, neighbour / ratio)) {
      verdicts[at] = { reason: "price_jump", facts: { price: bar.close, neighbour } };
    } else {
      last = bar;
    }
  }
}

/** By how much splits after one time, up to another, divided the price. */
function splitRatio(actions: readonly FeedAction[], afterMs: number, untilMs: number): number {
  return actions.reduce((ratio, action) => {
    if (action.type !== "split" || action.dateMs <= afterMs || action.dateMs > untilMs) return ratio;
    return (ratio * Number(action.numerator)) / Number(action.denominator);
  }, 1);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

function keptOut(bars: BarColumns, { reason, facts }: QuarantineVerdict): readonly RejectedBars[] {
  return bars.time.length === 0 ? [] : [{ reason, facts, bars }];
}

/** Rejected bars by reason; the facts are those of the first. */
function group(rows: readonly Bar[], verdicts: Verdicts): readonly RejectedBars[] {
  const byReason = new Map<QuarantineReason, { readonly facts: QuarantineFacts; readonly bars: Bar[] }>();
  for (const [at, bar] of rows.entries()) {
    const verdict = verdicts[at] ?? null;
    if (verdict === null) continue;
    const found = byReason.get(verdict.reason);
    if (found === undefined) byReason.set(verdict.reason, { facts: verdict.facts, bars: [bar] });
    else found.bars.push(bar);
  }
  return [...byReason].map(([reason, { facts, bars }]) => ({ reason, facts, bars: barColumnsOf(bars) }));
}
