import { err, ok, type Result } from "@/modules/_kernel";
import { type Bar, barColumnsOf } from "../../../domain/bar-columns";
import type { FeedAction, FeedRefusal, HistoryPage, HistoryRequest } from "../../../domain/feed/feed";
import { DAY_MS, type Resolution, resolutionMs } from "../../../domain/resolution";
import { type TimeZone, timeZoneOf } from "../../../domain/time-zone";
import { malformed } from "../http";
import type { BarsAnswer } from "./wire";

/**
 * Alpaca's names of what we take. Its hours begin at the full hour, before the opening as well, where ours are counted from
 * it; its weeks and months are ours to roll up.
 */
export const TIMEFRAMES: Readonly<Partial<Record<Resolution, string>>> = {
  "1m": "1Min",
  "5m": "5Min",
  "15m": "15Min",
  "1d": "1Day",
};

/** Pages of one history: thirty years of minutes at 10 000 a page, thrice. */
const PAGES_MAX = 3000;
/** From here on a day's trading is over, extended hours included: 20:00 in New York. */
const DAY_ENDS_MS = 20 * 3_600_000;

export interface AskedPage {
  readonly answer: BarsAnswer;
  /** By how much the source's clock differs; null where it does not say. */
  readonly clockOffMs: number | null;
}

export interface AlpacaHistoryOptions {
  readonly feed: string;
  readonly request: HistoryRequest;
  readonly nowMs: number;
  /** One page of the request, by the token of the one before. */
  readonly ask: (token: string | null) => Promise<Result<AskedPage, FeedRefusal>>;
  /** Splits and dividends from the request's beginning on, oldest first: asked with daily bars. */
  readonly actions: () => Promise<Result<readonly FeedAction[], FeedRefusal>>;
  /** Whether the source has the symbol at all: asked when there is nothing. */
  readonly exists: () => Promise<Result<boolean, FeedRefusal>>;
}

/** Walks Alpaca's pages by their tokens, oldest first. */
export async function* alpacaHistory(options: AlpacaHistoryOptions): AsyncGenerator<Result<HistoryPage, FeedRefusal>> {
  const { feed, request, nowMs, ask, actions, exists } = options;
  const stepMs = resolutionMs(request.resolution);
  const days = request.resolution === "1d";
  const zone = newYork();
  const tokens = new Set<string>();
  const told = days ? await actions() : ok([]);
  if (!told.ok) {
    yield told;
    return;
  }
  let [token, completeToMs, saidToMs, found] = [null as string | null, request.fromMs, request.fromMs, false];
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await ask(token);
    if (!page.ok) {
      yield page;
      return;
    }
    const { answer, clockOffMs } = page.value;
    const bars = (answer.bars ?? [])
      .map(
        (row): Bar => ({
          time: days ? dateOf(row.t, zone) : row.t,
          open: row.o,
          high: row.h,
          low: row.l,
          close: row.c,
          volume: row.v,
        }),
      )
      .filter(({ time }) => isDone(time, { stepMs, days, nowMs, zone }));
    found ||= bars.length > 0;
    token = answer.next_page_token ?? null;
    if (token === null && !found) {
      const known = await exists();
      if (!known.ok || !known.value) {
        yield known.ok ? err({ kind: "feed.symbol_unknown", feed, alias: request.alias }) : known;
        return;
      }
    }
    const last = bars.reduce(
      (newest, { time }) => (time <= nowMs ? Math.max(newest, time) : newest),
      completeToMs - stepMs,
    );
    completeToMs = token === null ? Math.min(request.toMs, firstUndone({ stepMs, days, nowMs, zone })) : last + stepMs;
    const said = { alias: answer.symbol ?? null, currency: answer.currency ?? null, clockOffMs, fixing: false };
    const upToMs = Math.max(completeToMs, request.fromMs);
    // Those of the page's span, so that its bars are judged by them; announced ones come with the last page.
    const own = told.value.filter(({ dateMs }) => dateMs >= saidToMs && (token === null || dateMs < upToMs));
    saidToMs = upToMs;
    yield ok({ bars: barColumnsOf(bars), completeToMs: upToMs, said, actions: own });
    if (token === null) return;
    if (tokens.has(token)) {
      yield err(malformed(feed, "pages that lead back to each other", ""));
      return;
    }
    tokens.add(token);
  }
  yield err(malformed(feed, `a history of more than ${PAGES_MAX} pages`, ""));
}

interface Grid {
  readonly stepMs: number;
  readonly days: boolean;
  readonly nowMs: number;
  readonly zone: TimeZone;
}

/** A bar that ended; and one from the future, which the checks behind must see. The one that forms is none yet. */
function isDone(time: number, grid: Grid): boolean {
  return time > grid.nowMs || time < firstUndone(grid);
}

/** Start of the first bar that has not ended. */
function firstUndone({ stepMs, days, nowMs, zone }: Grid): number {
  if (!days) return Math.floor(nowMs / stepMs) * stepMs;
  const localMs = nowMs + zone.offsetAt(nowMs);
  const today = Math.floor(localMs / DAY_MS) * DAY_MS;
  return localMs - today >= DAY_ENDS_MS ? today + DAY_MS : today;
}

/** A daily bar's time is midnight in New York; a session is its date. */
function dateOf(atMs: number, zone: TimeZone): number {
  return Math.floor((atMs + zone.offsetAt(atMs)) / DAY_MS) * DAY_MS;
}

function newYork(): TimeZone {
  const zone = timeZoneOf("America/New_York");
  if (!zone.ok) throw new Error("this Node.js knows no time zone of New York");
  return zone.value;
}
