import { type Clock, err, ok, type Result } from "@/modules/_kernel";
import { type Bar, barColumnsOf } from "../../../domain/bar-columns";
import type { Feed, FeedInstrument, FeedRefusal, HistoryPage, HistoryRequest } from "../../../domain/feed/feed";
import { DAY_MS } from "../../../domain/resolution";
import { FEED_LIMITS } from "../caller";
import { clockOffOf, type FeedHttp, makeFeedHttp, malformed } from "../http";
import { baseUrlOf, type FeedContext, type FeedProvider } from "../provider";
import { parseRates, type RatesOfDay } from "./rates-xml";

const ID = "ecb";
const XML_TYPES = ["text/xml", "application/xml"];
/** The file of 90 days holds that many calendar days; one less is sure to be inside. */
const QUARTER_MS = 89 * DAY_MS;

/**
 * Euro foreign exchange reference rates of the European Central Bank: one rate a working day, about 16:00 in Frankfurt, for
 * some thirty currencies. An alias is a pair with the euro first: EURUSD is dollars for one euro.
 */
export const ecb: FeedProvider = {
  id: ID,
  title: "European Central Bank",
  about:
    "Reference rates of some thirty currencies against the euro, one a working day since 1999. For totals, not for trading.",
  capabilities: { history: ["1d"], live: [], beatMs: null, search: true, needsKey: false },
  baseUrls: { rest: "https://www.ecb.europa.eu" },
  keyFields: [],
  probe: "EURUSD",
  enabledByDefault: true,
  // The whole history is one file of some megabytes, written once a day.
  limits: { ...FEED_LIMITS, rate: { requests: 20, windowMs: 60_000 }, timeoutMs: 30_000 },
  make: makeEcb,
};

function makeEcb({ settings, clock, fetch, caller, limits }: FeedContext): Feed {
  const http = makeFeedHttp({
    feed: ID,
    baseUrl: baseUrlOf(ecb, settings, "rest"),
    answerBytesMax: limits.answerBytesMax,
    caller,
    clock,
    fetch,
  });
  return {
    id: ID,
    title: ecb.title,
    capabilities: ecb.capabilities,
    async search(text, limit, signal) {
      const read = await readFile(http, "daily", signal);
      if (!read.ok) return read;
      const wanted = text
        .trim()
        .toUpperCase()
        .replaceAll(/[^A-Z]/g, "");
      const currencies = [...new Set(read.value.days.flatMap(({ perEuro }) => [...perEuro.keys()]))].toSorted();
      const found = currencies.filter((currency) => isCode(currency) && `EUR${currency}`.includes(wanted));
      return ok(found.slice(0, limit).map(toInstrument));
    },
    async *history(request, signal) {
      const refusal = refuse(request);
      if (refusal !== null) {
        yield err(refusal);
        return;
      }
      const read = await readFile(http, request.fromMs >= clock.nowMs() - QUARTER_MS ? "hist-90d" : "hist", signal);
      const page = read.ok ? toPage(read.value, request, clock) : read;
      // No rate since then: no page, for a page says how much further the history is known.
      if (page.ok && page.value.bars.time.length === 0 && page.value.completeToMs <= request.fromMs) return;
      yield page;
    },
    async *stream() {
      yield await Promise.resolve({
        type: "line",
        state: "down",
        why: { kind: "feed.unsupported", feed: ID, what: "live rates" },
      });
    },
  };
}

const isCode = (text: string) => /^[A-Z]{3}$/.test(text);

function refuse({ alias, resolution }: HistoryRequest): FeedRefusal | null {
  if (resolution !== "1d") return { kind: "feed.unsupported", feed: ID, what: `history at ${resolution}` };
  return /^EUR[A-Z]{3}$/.test(alias) ? null : { kind: "feed.symbol_unknown", feed: ID, alias };
}

interface RatesFile {
  readonly days: readonly RatesOfDay[];
  readonly serverMs: number | null;
}

async function readFile(
  http: FeedHttp,
  part: "daily" | "hist-90d" | "hist",
  signal: AbortSignal,
): Promise<Result<RatesFile, FeedRefusal>> {
  const request = { path: `/stats/eurofxref/eurofxref-${part}.xml`, accept: XML_TYPES };
  return http.getParsed(
    request,
    ({ text, serverMs }) => {
      const days = parseRates(text);
      return days.ok ? ok({ days: days.value, serverMs }) : err(malformed(ID, days.error, text));
    },
    signal,
  );
}

/**
 * The rates of one currency as bars: one price a day, nothing traded. A rate that is no number is a bar without values. The
 * file holds all there is: what was not asked for is left in it, but for dates to come, which are wrong and must be seen.
 */
function toPage(
  { days, serverMs }: RatesFile,
  { alias, fromMs, toMs }: HistoryRequest,
  clock: Clock,
): Result<HistoryPage, FeedRefusal> {
  const currency = alias.slice(3);
  if (!days.some(({ perEuro }) => perEuro.has(currency))) return err({ kind: "feed.symbol_unknown", feed: ID, alias });
  const nowMs = clock.nowMs();
  const rows = days.flatMap(({ dateMs, perEuro }): Bar[] => {
    const text = perEuro.get(currency);
    const asked = dateMs >= fromMs && dateMs < toMs;
    if (text === undefined || (!asked && dateMs <= nowMs)) return [];
    const rate = /^\d{1,9}(\.\d{1,12})?$/.test(text) ? Number(text) : Number.NaN;
    return [{ time: dateMs, open: rate, high: rate, low: rate, close: rate, volume: 0 }];
  });
  const known = days.filter(({ dateMs }) => dateMs <= nowMs);
  const newestMs = known.reduce((newest, { dateMs }) => Math.max(newest, dateMs), fromMs - DAY_MS);
  return ok({
    bars: barColumnsOf(rows),
    completeToMs: Math.min(toMs, newestMs + DAY_MS),
    said: { alias: null, currency, clockOffMs: clockOffOf(serverMs, clock), fixing: true },
    actions: [],
  });
}

function toInstrument(currency: string): FeedInstrument {
  const pair = `EUR${currency}`;
  return {
    feed: ID,
    alias: pair,
    symbol: pair,
    name: `Euro in ${currency}`,
    kind: "fx",
    currency,
    venue: "ECB reference rate",
    calendar: "FX",
    tick: "0.0001",
    lot: null,
  };
}
