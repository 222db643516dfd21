import { err, ok, type Result } from "@/modules/_kernel";
import type { Feed, FeedInstrument, FeedRefusal, HistoryPage, HistoryRequest } from "../../../domain/feed/feed";
import { DAY_MS } from "../../../domain/resolution";
import { FEED_LIMITS } from "../caller";
import { clockOffOf, type FeedHttp, makeFeedHttp, parseJson } from "../http";
import { baseUrlOf, type FeedContext, type FeedProvider } from "../provider";
import { splitsOf, toHistoryPage, type YahooSplit } from "./chart";
import { toFeedInstrument } from "./search";
import { ChartAnswer, type ChartResult, SearchAnswer } from "./wire";

const ID = "yahoo";
/** Ten years of sessions: one answer of half a megabyte. */
const PAGE_DAYS = 3650;
/** Yahoo answers with no more. */
const SEARCH_MAX = 20;

/** Yahoo Finance: daily history of shares, funds, indices, currencies and coins, with splits and dividends. */
export const yahoo: FeedProvider = {
  id: ID,
  title: "Yahoo Finance",
  about: "Daily history, splits and dividends of shares, funds, indices and coins of most markets. For personal use.",
  capabilities: { history: ["1d"], live: [], beatMs: null, search: true, needsKey: false },
  baseUrls: { rest: "https://query1.finance.yahoo.com" },
  keyFields: [],
  probe: "SPY",
  enabledByDefault: true,
  // Nothing is published; what people report is a few thousand an hour. One in two seconds offends nobody.
  limits: { ...FEED_LIMITS, rate: { requests: 30, windowMs: 60_000 } },
  make: makeYahoo,
};

function makeYahoo({ settings, clock, fetch, caller, limits }: FeedContext): Feed {
  const http = makeFeedHttp({
    feed: ID,
    baseUrl: baseUrlOf(yahoo, settings, "rest"),
    answerBytesMax: limits.answerBytesMax,
    caller,
    clock,
    fetch,
  });
  return {
    id: ID,
    title: yahoo.title,
    capabilities: yahoo.capabilities,
    search: (text, limit, signal) => search(http, { text, limit: Math.min(limit, SEARCH_MAX) }, signal),
    async *history(request, signal) {
      if (request.resolution !== "1d") {
        yield err({ kind: "feed.unsupported", feed: ID, what: `history at ${request.resolution}` });
        return;
      }
      // Prices come divided by all splits up to today, so all of them must be known before the first page.
      const nowMs = clock.nowMs();
      const whole = await readChart(http, { ...request, toMs: nowMs }, "3mo", signal);
      if (!whole.ok) {
        yield whole;
        return;
      }
      const splits = splitsOf(whole.value.result);
      for (const span of spansOf(request)) {
        const page = await readPage(http, span, { splits, nowMs, offMs: (ms) => clockOffOf(ms, clock) }, signal);
        // Nothing new before the open session: no page, for a page says how much further the history is known.
        if (page.ok && page.value.bars.time.length === 0 && page.value.completeToMs <= span.fromMs) return;
        yield page;
        if (!page.ok) return;
      }
    },
    async *stream() {
      yield await Promise.resolve({
        type: "line",
        state: "down",
        why: { kind: "feed.unsupported", feed: ID, what: "live prices" },
      });
    },
  };
}

interface Answered {
  readonly result: ChartResult;
  readonly serverMs: number | null;
}

interface PageFacts {
  readonly splits: readonly YahooSplit[];
  readonly nowMs: number;
  readonly offMs: (serverMs: number | null) => number | null;
}

async function readPage(
  http: FeedHttp,
  span: HistoryRequest,
  { splits, nowMs, offMs }: PageFacts,
  signal: AbortSignal,
): Promise<Result<HistoryPage, FeedRefusal>> {
  const answer = await readChart(http, span, "1d", signal);
  if (!answer.ok) return answer;
  const { result, serverMs } = answer.value;
  return ok(toHistoryPage(result, { splits, nowMs, span, clockOffMs: offMs(serverMs) }));
}

/** The request cut into pages, oldest first. */
function spansOf(request: HistoryRequest): readonly HistoryRequest[] {
  const spans: HistoryRequest[] = [];
  for (let fromMs = request.fromMs; fromMs < request.toMs; fromMs += PAGE_DAYS * DAY_MS) {
    spans.push({ ...request, fromMs, toMs: Math.min(request.toMs, fromMs + PAGE_DAYS * DAY_MS) });
  }
  return spans;
}

/** Before this nothing was traded; Yahoo refuses dates far below. */
const FIRST_SECONDS = -2_208_988_800;

async function readChart(
  http: FeedHttp,
  { alias, fromMs, toMs }: HistoryRequest,
  interval: "1d" | "3mo",
  signal: AbortSignal,
): Promise<Result<Answered, FeedRefusal>> {
  // A session's moment is up to a day after its date's midnight UTC in the west and up to a day before it in the east.
  const [from, to] = [Math.max(FIRST_SECONDS, fromMs / 1000 - 86_400), toMs / 1000 + 86_400].map(Math.floor);
  const answer = await http.getJson(
    {
      path: `/v8/finance/chart/${encodeURIComponent(alias)}`,
      query: { period1: String(from), period2: String(to), interval, events: "div,splits", includePrePost: "false" },
      refusalOf: (status, body) => (isUnknown(status, body) ? unknown(alias) : null),
    },
    ChartAnswer,
    signal,
  );
  if (!answer.ok) return answer;
  const { value, serverMs } = answer.value;
  const [result] = value.chart.result ?? [];
  return result === undefined ? err(unknown(alias)) : ok({ result, serverMs });
}

/** Yahoo's way of saying that it knows no such symbol; any other 404 is an address that has moved. */
function isUnknown(status: number, body: string): boolean {
  if (status !== 404) return false;
  const json = parseJson(body);
  const failure = json.ok ? ChartAnswer.safeParse(json.value) : null;
  return failure?.success === true && failure.data.chart.error?.code === "Not Found";
}

function unknown(alias: string): FeedRefusal {
  return { kind: "feed.symbol_unknown", feed: ID, alias };
}

async function search(
  http: FeedHttp,
  { text, limit }: { readonly text: string; readonly limit: number },
  signal: AbortSignal,
): Promise<Result<readonly FeedInstrument[], FeedRefusal>> {
  const query = { q: text, quotesCount: String(limit), newsCount: "0", listsCount: "0" };
  const answer = await http.getJson({ path: "/v1/finance/search", query }, SearchAnswer, signal);
  if (!answer.ok) return answer;
  const found = answer.value.value.quotes.flatMap((quote) => toFeedInstrument(ID, quote) ?? []);
  return ok(found.slice(0, limit));
}
