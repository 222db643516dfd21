import { err, ok, type Result } from "@/modules/_kernel";
import { type BarColumns, barColumnsOf } from "../../../domain/bar-columns";
import {
  type FeedId,
  type FeedRefusal,
  type HistoryPage,
  type HistoryRequest,
  NOTHING_SAID,
} from "../../../domain/feed/feed";
import { firstOpenBar, nextBarStart, readHistoryPage } from "../../../domain/feed/history-page";
import { DAY_MS, type Resolution, resolutionMs } from "../../../domain/resolution";
import { malformed } from "../http";

/** Asks for bars from a moment on: at most `limit` of them; what comes is ccxt's, not checked. */
export type AskBars = (resolution: Resolution, sinceMs: number, limit: number) => Promise<Result<unknown, FeedRefusal>>;

export interface CcxtHistoryOptions {
  readonly feed: FeedId;
  readonly request: HistoryRequest;
  readonly ask: AskBars;
  /** Bars that the exchange gives at most in one answer. */
  readonly limit: number;
  /** Whether the exchange has daily bars: they tell quickly where its history begins. */
  readonly hasDays: boolean;
  readonly nowMs: () => number;
}

/** Answers of one history: ten years of minutes at 300 an answer, thrice. */
const ANSWERS_MAX = 60_000;

/**
 * Walks an exchange's history forward, a full answer at a time.
 *
 * Exchanges differ in what "since" and "limit" mean: some give the first bars that there are from then on, some what lies in
 * the window of that length (and nothing when the market was not listed yet), some only their newest bars whatever was asked.
 * So each step goes on after the last bar that came; and where nothing came, at the next day that has any.
 */
export async function* ccxtHistory(options: CcxtHistoryOptions): AsyncGenerator<Result<HistoryPage, FeedRefusal>> {
  const { feed, request, ask, limit, hasDays, nowMs } = options;
  const { resolution } = request;
  const stepMs = resolutionMs(resolution);
  let sinceMs = nextBarStart(request.fromMs, stepMs);
  for (let answers = 0; answers < ANSWERS_MAX; answers += 1) {
    // Looked at anew each time: bars close while a long history is read.
    const endMs = Math.min(nextBarStart(request.toMs, stepMs), firstOpenBar(nowMs(), stepMs));
    if (sinceMs >= endMs) {
      if (answers === 0) yield ok(page(barColumnsOf([]), Math.max(request.fromMs, Math.min(sinceMs, request.toMs))));
      return;
    }
    const answer = await ask(resolution, sinceMs, limit);
    if (!answer.ok) {
      yield answer;
      return;
    }
    const bars = readHistoryPage(answer.value, { fromMs: sinceMs, toMs: endMs, stepMs, nowMs: nowMs() });
    if (!bars.ok) {
      yield err(malformed(feed, bars.error, ""));
      return;
    }
    const lastMs = newestBefore(bars.value, endMs);
    if (lastMs !== null) {
      sinceMs = lastMs + stepMs;
    } else {
      const nextMs = await nextDayWithBars(options, sinceMs + limit * stepMs, endMs, hasDays && stepMs < DAY_MS);
      if (!nextMs.ok) {
        yield nextMs;
        return;
      }
      sinceMs = nextMs.value;
    }
    yield ok(page(bars.value, Math.min(sinceMs, endMs)));
  }
  yield err(malformed(feed, `a history of more than ${ANSWERS_MAX} answers`, ""));
}

function page(bars: BarColumns, completeToMs: number): HistoryPage {
  return { bars, completeToMs, said: NOTHING_SAID, actions: [] };
}

/** Start of the newest bar before `endMs`; null when there is none. */
function newestBefore(bars: BarColumns, endMs: number): number | null {
  let newestMs: number | null = null;
  for (const time of bars.time) if (time < endMs && (newestMs === null || time > newestMs)) newestMs = time;
  return newestMs;
}

/**
 * Where to go on after nothing came: the first day at or after `fromMs` of which the exchange has a bar, or `endMs` when
 * there is none. Without daily bars it is `fromMs` itself.
 */
async function nextDayWithBars(
  { ask, limit, nowMs, feed }: CcxtHistoryOptions,
  fromMs: number,
  endMs: number,
  byDays: boolean,
): Promise<Result<number, FeedRefusal>> {
  if (!byDays) return ok(Math.min(fromMs, endMs));
  let sinceMs = Math.floor(fromMs / DAY_MS) * DAY_MS;
  while (sinceMs < endMs) {
    const answer = await ask("1d", sinceMs, limit);
    if (!answer.ok) return answer;
    // The day that is still open counts here: its minutes are closed.
    const window = { fromMs: sinceMs, toMs: endMs, stepMs: DAY_MS, nowMs: nowMs() + DAY_MS };
    const days = readHistoryPage(answer.value, window);
    if (!days.ok) return err(malformed(feed, days.error, ""));
    const firstMs = days.value.time.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY);
    if (firstMs < endMs) return ok(Math.max(firstMs, fromMs));
    sinceMs += limit * DAY_MS;
  }
  return ok(endMs);
}
