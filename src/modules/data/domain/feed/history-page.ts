import { err, ok, type Result } from "@/modules/_kernel";
import { type Bar, type BarColumns, barColumnsOf } from "../bar-columns";
import { MINUTE_MS } from "../resolution";

/** What a page was asked for, and when. */
export interface PageWindow {
  /** Bars that start in `[fromMs, toMs)` were asked for. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Length of a bar. */
  readonly stepMs: number;
  /** Now: a bar that is still open is no bar yet. */
  readonly nowMs: number;
}

/** First moment of a whole bar at or after `atMs`, on the grid that begins at the epoch. */
export function nextBarStart(atMs: number, stepMs: number): number {
  return Math.ceil(atMs / stepMs) * stepMs;
}

/** Start of the first bar that is not closed at `nowMs`: a history is complete up to here at most. */
export function firstOpenBar(nowMs: number, stepMs: number): number {
  return Math.floor(nowMs / stepMs) * stepMs;
}

/**
 * Bars of one answer in the source's order, repeats and all; what is not a number is NaN, for the checks behind.
 *
 * Left out is what was not asked for: bars outside the window, and the one that is still open. A bar from the future stays,
 * whatever the window: it is nobody's bar, and the checks behind must see it. Refused, with the reason in words: rows that
 * are no rows, and starts that are off the grid, for then the source counts its days from another midnight than we do.
 */
export function readHistoryPage(
  rows: unknown,
  { fromMs, toMs, stepMs, nowMs }: PageWindow,
): Result<BarColumns, string> {
  if (!Array.isArray(rows)) return err(`a list of bars was expected, ${describe(rows)} came`);
  const bars: Bar[] = [];
  for (const row of rows as readonly unknown[]) {
    if (!Array.isArray(row)) return err(`a bar was expected, ${describe(row)} came`);
    const [time, open, high, low, close, volume] = row as readonly unknown[];
    if (typeof time !== "number" || !Number.isSafeInteger(time)) return err(`the time of a bar is ${describe(time)}`);
    if (time % stepMs !== 0) return err(`a bar starts ${(time % stepMs) / MINUTE_MS} minutes after one of ours`);
    const wanted = time >= fromMs && time < toMs && time + stepMs <= nowMs;
    if (!wanted && time <= nowMs) continue;
    bars.push({
      time,
      open: numberOf(open),
      high: numberOf(high),
      low: numberOf(low),
      close: numberOf(close),
      volume: numberOf(volume),
    });
  }
  return ok(barColumnsOf(bars));
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}

/** What something is, in a few words: an answer's text may be long and is nobody's to repeat. */
function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") return value.trimStart().startsWith("<") ? "a web page" : "text";
  if (typeof value === "number") return String(value);
  return Array.isArray(value) ? "a list" : "an object";
}
