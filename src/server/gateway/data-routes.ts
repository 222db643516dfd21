import { EpochMs } from "@/modules/_kernel";
import { decodeBarColumns } from "@/modules/data";
import type { InstrumentView, ResolutionName } from "../flows/contract";
import type { QuoteView } from "../flows/contract/live";
import { badRequest, granted, notFound, unprocessable } from "./answer";
import { findAsset } from "./assets";
import { countOf, iso, momentOf, oneOf } from "./fields";
import { type GatewayContext, type GatewayRequest, type GatewayRoute, gatewayRoute } from "./route";

/** Market data in the form of Alpaca's data API, for shares and for crypto. What is not known is left out, never made up. */

const TIMEFRAMES: Readonly<Record<string, ResolutionName>> = {
  "1Min": "1m",
  "1T": "1m",
  "5Min": "5m",
  "5T": "5m",
  "15Min": "15m",
  "15T": "15m",
  "1Hour": "1h",
  "60Min": "1h",
  "1H": "1h",
  "4Hour": "4h",
  "4H": "4h",
  "1Day": "1d",
  "1D": "1d",
  "1Week": "1w",
  "1W": "1w",
  "1Month": "1mo",
  "1M": "1mo",
};
const ADJUSTMENTS = { raw: "raw", split: "split", all: "total_return" } as const;
const STEP_MS: Readonly<Record<ResolutionName, number>> = {
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "1h": 3_600_000,
  "4h": 4 * 3_600_000,
  "1d": 86_400_000,
  "1w": 7 * 86_400_000,
  "1mo": 28 * 86_400_000,
};

const BARS_MAX = 10_000;
const SYMBOLS_MAX = 100;
/** Windows without a bar that one answer looks past; a token leads on. */
const WINDOWS_MAX = 50;

const ok = (body: unknown) => ({ status: 200, body });

interface Bar {
  readonly ms: number;
  readonly shown: Readonly<Record<string, unknown>>;
}

type Shape = Omit<Parameters<GatewayContext["flows"]["readBarPage"]>[0], "symbol" | "toMs" | "limit">;

async function readBars(
  { flows }: GatewayContext,
  symbol: string,
  shape: Shape,
  toMs: number | null,
  limit: number,
): Promise<Bar[]> {
  const page = granted(
    await flows.readBarPage({ symbol, ...shape, toMs: toMs === null ? null : EpochMs.of(toMs), limit }),
  );
  const decoded = decodeBarColumns(page);
  if (!decoded.ok) throw new Error(`columns of our own did not decode: ${decoded.error.kind}`);
  const { time, open, high, low, close, volume } = decoded.value;
  return Array.from(time, (ms, at) => ({
    ms,
    shown: { t: iso(ms), o: open[at], h: high[at], l: low[at], c: close[at], v: volume[at] },
  }));
}

interface BarQuestion {
  readonly shape: Shape;
  readonly start: number | null;
  readonly end: number;
  readonly limit: number;
  readonly isDescending: boolean;
}

function barQuestionOf({ nowMs }: GatewayContext, query: URLSearchParams): BarQuestion {
  const resolution = oneOf(query.get("timeframe") ?? "1Day", TIMEFRAMES, "timeframe");
  const adjustment = oneOf(query.get("adjustment") || "raw", ADJUSTMENTS, "adjustment");
  const end = momentOf(query, "end");
  const asked = query.get("end") ?? "";
  // A date means all of it.
  const until = end === null ? nowMs + 1 : /^\d{4}-\d{2}-\d{2}$/.test(asked) ? end + 86_400_000 : end + 1;
  return {
    shape: { resolution, adjustment, hours: "regular" },
    start: momentOf(query, "start"),
    end: until,
    limit: countOf(query, "limit", 1_000, BARS_MAX),
    isDescending: query.get("sort") === "desc",
  };
}

/** One page of bars from where the token says, and the moment from which on there are more; null: there are none. */
async function pageOfBars(
  context: GatewayContext,
  symbol: string,
  { shape, start, end, limit, isDescending }: BarQuestion,
  from: number | null,
): Promise<{ readonly bars: readonly Bar[]; readonly next: number | null }> {
  if (isDescending || start === null) {
    const to = isDescending ? (from ?? end) : end;
    const found = (await readBars(context, symbol, shape, to, limit)).filter(({ ms }) => start === null || ms >= start);
    const isMore = isDescending && found.length === limit;
    return { bars: isDescending ? found.toReversed() : found, next: isMore ? (found[0]?.ms ?? null) : null };
  }
  let at = from ?? start;
  for (let window = 0; window < WINDOWS_MAX && at < end; window += 1) {
    const to = Math.min(end, at + limit * STEP_MS[shape.resolution]);
    const begin = at;
    const bars = (await readBars(context, symbol, shape, to, limit)).filter(({ ms }) => ms >= begin);
    at = to;
    if (bars.length > 0) return { bars, next: to < end ? to : null };
  }
  return { bars: [], next: at < end ? at : null };
}

const tokenOf = (symbol: string, ms: number) => Buffer.from(JSON.stringify([symbol, ms])).toString("base64url");

function readToken(query: URLSearchParams): { readonly symbol: string; readonly ms: number } | null {
  const given = query.get("page_token");
  if (given === null || given === "" || given === "null") return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(given, "base64url").toString("utf8"));
    if (Array.isArray(parsed) && typeof parsed[0] === "string" && typeof parsed[1] === "number")
      return { symbol: parsed[0], ms: parsed[1] };
  } catch {
    // said below
  }
  throw badRequest("page_token is none of ours");
}

async function barsOfOne(context: GatewayContext, { params, query }: GatewayRequest) {
  const asset = await assetIn(context, params["symbol"] ?? "");
  const token = readToken(query);
  const page = await pageOfBars(context, asset.symbol, barQuestionOf(context, query), token?.ms ?? null);
  const next = page.next === null ? null : tokenOf(asset.symbol, page.next);
  return ok({ symbol: params["symbol"], bars: page.bars.map(({ shown }) => shown), next_page_token: next });
}

/** Symbol after symbol: the token says which one goes on, and from where. */
async function barsOfMany(context: GatewayContext, { query }: GatewayRequest) {
  const symbols = symbolsOf(query);
  const question = barQuestionOf(context, query);
  const token = readToken(query);
  const bars: Record<string, unknown> = {};
  let left = question.limit;
  let from = token?.ms ?? null;
  for (const symbol of symbols.slice(token === null ? 0 : Math.max(0, symbols.indexOf(token.symbol)))) {
    if (left === 0)
      return ok({
        bars,
        next_page_token: tokenOf(symbol, question.isDescending ? question.end : (question.start ?? 0)),
      });
    const asset = await assetIn(context, symbol);
    const page = await pageOfBars(context, asset.symbol, { ...question, limit: left }, from);
    from = null;
    if (page.bars.length > 0) bars[symbol] = page.bars.map(({ shown }) => shown);
    left -= page.bars.length;
    if (page.next !== null) return ok({ bars, next_page_token: tokenOf(symbol, page.next) });
  }
  return ok({ bars, next_page_token: null });
}

function symbolsOf(query: URLSearchParams): readonly string[] {
  const symbols = (query.get("symbols") ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
  if (symbols.length === 0) throw badRequest("symbols is required");
  if (symbols.length > SYMBOLS_MAX) throw badRequest(`symbols: at most ${SYMBOLS_MAX}`);
  return symbols;
}

async function assetIn({ flows }: GatewayContext, symbol: string): Promise<InstrumentView> {
  const asset = await findAsset(flows, symbol);
  if (asset === null) throw badRequest(`Invalid symbol(s): ${symbol.slice(0, 40)} is not known`);
  return asset;
}

// ---- the latest ---------------------------------------------------------------------------------------------------

interface Latest {
  readonly given: string;
  readonly asset: InstrumentView;
  readonly quote: QuoteView | null;
}

/** Asks feeds for them as well, so that the next answer is fresher. */
async function latestOf(context: GatewayContext, symbols: readonly string[]): Promise<readonly Latest[]> {
  const assets = await Promise.all(symbols.map(async (given) => ({ given, asset: await assetIn(context, given) })));
  const quotes = await context.flows.readQuotes(assets.map(({ asset }) => asset.symbol));
  await context.show(assets.map(({ asset }) => asset.instrumentId));
  return assets.map((each) => ({ ...each, quote: quotes.find(({ symbol }) => symbol === each.asset.symbol) ?? null }));
}

const quoteOf = ({ quote, asset }: Latest) =>
  quote === null || quote.bid === null || quote.ask === null
    ? null
    : {
        t: iso(quote.at),
        bp: quote.bid,
        bs: quote.bidSize,
        ap: quote.ask,
        as: quote.askSize,
        ...(asset.kind === "crypto" ? {} : { bx: "", ax: "", c: [], z: "" }),
      };

const tradeOf = ({ quote, asset }: Latest) =>
  quote === null || quote.last === null
    ? null
    : {
        t: iso(quote.at),
        p: quote.last,
        s: quote.lastSize,
        ...(asset.kind === "crypto" ? {} : { x: "", c: [], z: "" }),
      };

async function barOf(context: GatewayContext, { asset }: Latest, resolution: ResolutionName, back: number) {
  const isShown = asset.resolutions.some((each) => each.resolution === resolution);
  if (!isShown) return null;
  const bars = await readBars(
    context,
    asset.symbol,
    { resolution, adjustment: "raw", hours: "regular" },
    null,
    back + 1,
  );
  return bars.at(-1 - back)?.shown ?? null;
}

async function snapshotOf(context: GatewayContext, latest: Latest) {
  const [minuteBar, dailyBar, prevDailyBar] = await Promise.all([
    barOf(context, latest, "1m", 0),
    barOf(context, latest, "1d", 0),
    barOf(context, latest, "1d", 1),
  ]);
  return { latestTrade: tradeOf(latest), latestQuote: quoteOf(latest), minuteBar, dailyBar, prevDailyBar };
}

type Show = (context: GatewayContext, latest: Latest) => unknown;
const SHOWS = {
  quotes: { one: "quote", show: (_context, latest) => quoteOf(latest) },
  trades: { one: "trade", show: (_context, latest) => tradeOf(latest) },
  bars: { one: "bar", show: (context, latest) => barOf(context, latest, "1m", 0) },
} as const satisfies Record<string, { readonly one: string; readonly show: Show }>;
type Shown = keyof typeof SHOWS;

function shownOf(text: string | undefined): Shown {
  if (text === "quotes" || text === "trades" || text === "bars") return text;
  throw notFound("endpoint");
}

async function latestOne(context: GatewayContext, { params }: GatewayRequest) {
  const { one, show } = SHOWS[shownOf(params["what"])];
  const [latest] = await latestOf(context, [params["symbol"] ?? ""]);
  const value: unknown = latest === undefined ? null : await show(context, latest);
  if (value === null) throw notFound(`${one} for ${params["symbol"] ?? ""}`);
  return ok({ symbol: params["symbol"], [one]: value });
}

async function latestMany(context: GatewayContext, { params, query }: GatewayRequest) {
  const what = shownOf(params["what"]);
  const found: Record<string, unknown> = {};
  for (const latest of await latestOf(context, symbolsOf(query))) {
    const value: unknown = await SHOWS[what].show(context, latest);
    if (value !== null) found[latest.given] = value;
  }
  return ok({ [what]: found });
}

async function snapshots(context: GatewayContext, query: URLSearchParams): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const latest of await latestOf(context, symbolsOf(query)))
    found[latest.given] = await snapshotOf(context, latest);
  return found;
}

/** One level: the best bid and the best ask are all that a quote has. */
async function orderbooks(context: GatewayContext, { query }: GatewayRequest) {
  const books: Record<string, unknown> = {};
  for (const { given, quote } of await latestOf(context, symbolsOf(query))) {
    if (quote === null || quote.bid === null || quote.ask === null) continue;
    books[given] = {
      t: iso(quote.at),
      b: [{ p: quote.bid, s: quote.bidSize }],
      a: [{ p: quote.ask, s: quote.askSize }],
    };
  }
  return ok({ orderbooks: books });
}

const isOneOfCrypto = (loc: string | undefined) => {
  if (loc !== "us" && loc !== "global") throw unprocessable("the location is us");
};

/** Routes that name a symbol in their path come last: `bars` is none. */
export const DATA_ROUTES: readonly GatewayRoute[] = [
  gatewayRoute("GET", "/v2/stocks/bars", barsOfMany),
  gatewayRoute("GET", "/v2/stocks/snapshots", async (context, { query }) => ok(await snapshots(context, query))),
  gatewayRoute("GET", "/v2/stocks/:what/latest", latestMany),
  gatewayRoute("GET", "/v2/stocks/:symbol/bars", barsOfOne),
  gatewayRoute("GET", "/v2/stocks/:symbol/:what/latest", latestOne),
  gatewayRoute("GET", "/v2/stocks/:symbol/snapshot", async (context, { params }) => {
    const [latest] = await latestOf(context, [params["symbol"] ?? ""]);
    if (latest === undefined) throw notFound("symbol");
    return ok({ symbol: params["symbol"], ...(await snapshotOf(context, latest)) });
  }),
  gatewayRoute("GET", "/v1beta3/crypto/:loc/bars", (context, request) => {
    isOneOfCrypto(request.params["loc"]);
    return barsOfMany(context, request);
  }),
  gatewayRoute("GET", "/v1beta3/crypto/:loc/snapshots", async (context, { params, query }) => {
    isOneOfCrypto(params["loc"]);
    return ok({ snapshots: await snapshots(context, query) });
  }),
  gatewayRoute("GET", "/v1beta3/crypto/:loc/latest/orderbooks", (context, request) => {
    isOneOfCrypto(request.params["loc"]);
    return orderbooks(context, request);
  }),
  gatewayRoute("GET", "/v1beta3/crypto/:loc/latest/:what", (context, request) => {
    isOneOfCrypto(request.params["loc"]);
    return latestMany(context, request);
  }),
];
