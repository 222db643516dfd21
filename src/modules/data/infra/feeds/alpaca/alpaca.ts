import { type Clock, err, ok, type Result } from "@/modules/_kernel";
import type { Feed, FeedId, FeedInstrument, FeedMessage, FeedRefusal, HistoryRequest } from "../../../domain/feed/feed";
import { rankInstruments } from "../../../domain/feed/rank-instruments";
import { TradeMemory } from "../../../domain/feed/trade-memory";
import { FEED_LIMITS } from "../caller";
import { clockOffOf, type FeedHttp, makeFeedHttp } from "../http";
import { LINE_TIMING, type Line, type LineTiming, liveStream } from "../live-line";
import { MENDING_LIMIT, mendTrades, pushTrade, type TradeMessage } from "../mend-trades";
import { baseUrlOf, type FeedContext, type FeedProvider } from "../provider";
import { alpacaActions } from "./actions";
import { alpacaSession } from "./alpaca-session";
import { type AskedPage, alpacaHistory, TIMEFRAMES } from "./history";
import { toFeedInstrument, tradeIdOf } from "./messages";
import { Assets, BarsAnswer, TradesAnswer } from "./wire";

/** Bars of one page: the most that Alpaca gives. */
const BARS_PER_PAGE = 10_000;
/** New listings come once a day. */
const ASSETS_FRESH_MS = 6 * 3_600_000;

export interface AlpacaOptions {
  readonly id: FeedId;
  readonly title: string;
  readonly about: string;
  /** Whose trades: one exchange's, which every account has, or all of them, which costs. */
  readonly source: "iex" | "sip";
  readonly timing?: LineTiming;
}

interface Listed {
  readonly instruments: readonly FeedInstrument[];
  readonly loadedMs: number;
}

/** US equities by Alpaca: history, quotes and trades, with corrections. */
export function alpacaProvider({ id, title, about, source, timing = LINE_TIMING }: AlpacaOptions): FeedProvider {
  const shelf = new Map<string, Listed>();
  const provider: FeedProvider = {
    id,
    title,
    about,
    capabilities: {
      history: ["1m", "5m", "15m", "1d"],
      live: ["trade", "quote", "bar", "correction"],
      beatMs: timing.beatMs,
      // A free account subscribes to thirty symbols.
      ...(source === "iex" ? { streamsMax: 30 } : {}),
      search: true,
      needsKey: true,
    },
    baseUrls: {
      rest: "https://data.alpaca.markets",
      assets: "https://paper-api.alpaca.markets",
      stream: "wss://stream.data.alpaca.markets",
    },
    keyFields: [
      { name: "keyId", label: "Key ID" },
      { name: "secret", label: "Secret key" },
    ],
    probe: "SPY",
    enabledByDefault: true,
    // What a free account may ask for.
    limits: { ...FEED_LIMITS, rate: { requests: 200, windowMs: 60_000 } },
    make: (context) => makeAlpaca({ provider, source, timing, shelf, context }),
  };
  return provider;
}

interface Alpaca {
  readonly provider: FeedProvider;
  readonly source: "iex" | "sip";
  readonly timing: LineTiming;
  readonly shelf: Map<string, Listed>;
  readonly context: FeedContext;
}

function makeAlpaca({ provider, source, timing, shelf, context }: Alpaca): Feed {
  const { id: feed } = provider;
  const { clock, waiting, limits, settings } = context;
  const [keyId, secret] = [settings.key?.["keyId"] ?? "", settings.key?.["secret"] ?? ""];
  const at = (name: string) =>
    makeFeedHttp({
      feed,
      baseUrl: baseUrlOf(provider, settings, name),
      answerBytesMax: limits.answerBytesMax,
      caller: context.caller,
      clock,
      fetch: context.fetch,
      headers: { "APCA-API-KEY-ID": keyId, "APCA-API-SECRET-KEY": secret },
    });
  const data = at("rest");
  const listed = makeListing({
    feed,
    http: at("assets"),
    shelf,
    address: baseUrlOf(provider, settings, "assets"),
    nowMs: () => clock.nowMs(),
  });
  return {
    id: feed,
    title: provider.title,
    capabilities: provider.capabilities,
    async search(text, limit, signal) {
      const all = await listed(signal);
      return all.ok ? ok(rankInstruments(all.value, text, limit)) : all;
    },
    async *history(request, signal) {
      const timeframe = TIMEFRAMES[request.resolution];
      if (timeframe === undefined) {
        yield err({ kind: "feed.unsupported", feed, what: `bars of ${request.resolution}` });
        return;
      }
      yield* alpacaHistory({
        feed,
        request,
        nowMs: clock.nowMs(),
        actions: () => alpacaActions({ feed, data, ...request }, signal),
        ask: (token) => askBars({ feed, data, source, request, timeframe, token, clock }, signal),
        async exists() {
          const all = await listed(signal);
          return all.ok ? ok(all.value.some(({ alias }) => alias === request.alias)) : all;
        },
      });
    },
    stream(aliases, signal) {
      const base = baseUrlOf(provider, settings, "stream").replace(/^http/, "ws").replace(/\/+$/, "");
      const access = { url: `${base}/v2/${source}`, keyId, secret, timeoutMs: limits.timeoutMs };
      const memories = new Map(aliases.map((alias) => [alias, new TradeMemory()]));
      const session = async (line: Line) => {
        const known = knownAliases(feed, aliases, await listed(line.signal), line);
        if (known.length === 0) return;
        const take = (message: FeedMessage) =>
          message.type === "trade" ? pushTrade(memories, line, message) : line.push(message);
        const ask = (alias: string, sinceMs: number) => askTrades({ feed, data, source, alias, sinceMs }, line.signal);
        await Promise.all([
          alpacaSession({ feed, aliases: known, take, ...access }, line),
          mendTrades({ aliases: known, memories, waiting, timing, line, ask }),
        ]);
      };
      return liveStream({ feed, clock, waiting, timing, session }, signal);
    },
  };
}

/** What Alpaca lists, kept for a while: an answer of some megabytes. */
function makeListing({
  feed,
  http,
  shelf,
  address,
  nowMs,
}: {
  readonly feed: FeedId;
  readonly http: FeedHttp;
  readonly shelf: Map<string, Listed>;
  readonly address: string;
  readonly nowMs: () => number;
}) {
  return async (signal: AbortSignal): Promise<Result<readonly FeedInstrument[], FeedRefusal>> => {
    const kept = shelf.get(address);
    if (kept !== undefined && nowMs() - kept.loadedMs < ASSETS_FRESH_MS) return ok(kept.instruments);
    const query = { status: "active", asset_class: "us_equity" };
    const answer = await http.getJson({ path: "/v2/assets", query }, Assets, signal);
    if (!answer.ok) return answer;
    const instruments = answer.value.value.flatMap((asset) => toFeedInstrument(feed, asset) ?? []);
    shelf.set(address, { instruments, loadedMs: nowMs() });
    return ok(instruments);
  };
}

function barsQuery(
  { fromMs, toMs }: HistoryRequest,
  timeframe: string,
  source: string,
): Readonly<Record<string, string>> {
  return {
    timeframe,
    start: new Date(fromMs).toISOString(),
    // Inclusive, there.
    end: new Date(toMs - 1).toISOString(),
    limit: String(BARS_PER_PAGE),
    adjustment: "raw",
    feed: source,
    sort: "asc",
  };
}

interface AskBars {
  readonly feed: FeedId;
  readonly data: FeedHttp;
  readonly source: string;
  readonly request: HistoryRequest;
  readonly timeframe: string;
  readonly token: string | null;
  readonly clock: Clock;
}

async function askBars(
  { feed, data, source, request, timeframe, token, clock }: AskBars,
  signal: AbortSignal,
): Promise<Result<AskedPage, FeedRefusal>> {
  const query = { ...barsQuery(request, timeframe, source), ...(token === null ? {} : { page_token: token }) };
  const path = `/v2/stocks/${encodeURIComponent(request.alias)}/bars`;
  const answer = await data.getJson({ path, query, refusalOf: refusalOf(feed, request.alias) }, BarsAnswer, signal);
  if (!answer.ok) return answer;
  return ok({ answer: answer.value.value, clockOffMs: clockOffOf(answer.value.serverMs, clock) });
}

/** A question about a symbol that it cannot even read is refused with 400 or 422. */
function refusalOf(feed: FeedId, alias: string): (status: number, body: string) => FeedRefusal | null {
  return (status, body) =>
    (status === 400 || status === 422) && /symbol/i.test(body) ? { kind: "feed.symbol_unknown", feed, alias } : null;
}

/** Those that Alpaca lists: its stream says nothing about the others, ever. */
function knownAliases(
  feed: FeedId,
  aliases: readonly string[],
  listed: Result<readonly FeedInstrument[], FeedRefusal>,
  line: Line,
): readonly string[] {
  if (!listed.ok) {
    line.fail(listed.error);
    return [];
  }
  const has = new Set(listed.value.map(({ alias }) => alias));
  const known = aliases.filter((alias) => has.has(alias));
  for (const alias of aliases) {
    if (has.has(alias)) continue;
    const why: FeedRefusal = { kind: "feed.symbol_unknown", feed, alias };
    if (known.length === 0) line.fail(why);
    else line.note(why);
  }
  return known;
}

interface AskTrades {
  readonly feed: FeedId;
  readonly data: FeedHttp;
  readonly source: string;
  readonly alias: string;
  readonly sinceMs: number;
}

async function askTrades(
  { feed, data, source, alias, sinceMs }: AskTrades,
  signal: AbortSignal,
): Promise<Result<readonly TradeMessage[], FeedRefusal>> {
  const query = { start: new Date(sinceMs).toISOString(), limit: String(MENDING_LIMIT), feed: source, sort: "asc" };
  const path = `/v2/stocks/${encodeURIComponent(alias)}/trades`;
  const answer = await data.getJson({ path, query, refusalOf: refusalOf(feed, alias) }, TradesAnswer, signal);
  if (!answer.ok) return answer;
  return ok(
    (answer.value.value.trades ?? []).map(({ t: eventMs, i, x, p: price, s: size }) => ({
      type: "trade",
      alias,
      price,
      size,
      eventMs,
      tradeId: tradeIdOf(x, i),
    })),
  );
}
