import { type Clock, ok, type Result } from "@/modules/_kernel";
import { MinuteBars, type TradeMessage, toQuote, toTrade } from "../../../domain/feed/ccxt/messages";
import type { FeedId, FeedRefusal } from "../../../domain/feed/feed";
import type { TradeMemory } from "../../../domain/feed/trade-memory";
import type { Waiting } from "../caller";
import type { Line, LineTiming } from "../live-line";
import { MENDING_LIMIT, mendTrades, pushTrade } from "../mend-trades";
import type { CcxtExchange } from "./library";
import { closeExchange, marketOf } from "./open-exchange";

export interface CcxtSessionOptions {
  readonly feed: FeedId;
  readonly aliases: readonly string[];
  /** The trades that came so far, by alias: they outlive a connection. */
  readonly memories: ReadonlyMap<string, TradeMemory>;
  readonly clock: Clock;
  readonly waiting: Waiting;
  readonly timing: LineTiming;
  /** An exchange of this connection alone, its markets known: closing it harms nobody else. */
  readonly open: (signal: AbortSignal) => Promise<Result<CcxtExchange, FeedRefusal>>;
  /** What an error of ccxt means. Throws what is a fault. */
  readonly refusalOf: (error: unknown, alias: string) => FeedRefusal;
  /** One question under the feed's limits. */
  readonly ask: <T>(
    what: (exchange: CcxtExchange) => Promise<T>,
    alias: string,
    signal: AbortSignal,
  ) => Promise<Result<T, FeedRefusal>>;
}

/** Symbols of one subscription: exchanges take 100 and more. */
const SYMBOLS_PER_SUBSCRIPTION = 100;

/** One connection to an exchange: websockets where it has them, questions again and again where it has not. */
export async function ccxtSession(options: CcxtSessionOptions, line: Line): Promise<void> {
  const opened = await options.open(line.signal);
  if (!opened.ok) {
    line.fail(opened.error);
    return;
  }
  const exchange = opened.value;
  const close = () => {
    void closeExchange(exchange).catch(line.fail.bind(line, null));
  };
  line.signal.addEventListener("abort", close, { once: true });
  try {
    const aliases = knownAliases(options, exchange, line);
    if (aliases.length === 0) return;
    exchange.onConnected = () => line.heard();
    // All that ccxt ever logs unasked is a frame that it cannot read. Once a line is enough to know.
    exchange.log = () => {
      exchange.log = () => undefined;
      line.note({ kind: "feed.malformed", feed: options.feed, what: "a message that is no JSON", sample: "" });
    };
    line.dial();
    await Promise.all([
      ...trades(options, exchange, aliases, line),
      ...quotes(options, exchange, aliases, line),
      ...minuteBars(options, exchange, aliases, line),
      mendTrades({
        ...options,
        aliases,
        line,
        async ask(alias, sinceMs) {
          const answer = await options.ask(
            (shared) => shared.fetchTrades(alias, sinceMs, MENDING_LIMIT),
            alias,
            line.signal,
          );
          return answer.ok ? ok(tradesOf(answer.value, options.clock.nowMs())) : answer;
        },
      }),
    ]);
  } finally {
    line.signal.removeEventListener("abort", close);
    await closeExchange(exchange);
  }
}

/** Those that the exchange has. The others are said; when all are, the line is over. */
function knownAliases({ feed, aliases }: CcxtSessionOptions, exchange: CcxtExchange, line: Line): readonly string[] {
  const known = aliases.filter((alias) => marketOf(exchange, alias) !== null);
  for (const alias of aliases) {
    if (known.includes(alias)) continue;
    const why: FeedRefusal = { kind: "feed.symbol_unknown", feed, alias };
    if (known.length === 0) line.fail(why);
    else line.note(why);
  }
  return known;
}

/** Runs a step again and again until the line ends; what ccxt throws ends the line. */
async function repeat(
  options: CcxtSessionOptions,
  line: Line,
  alias: string,
  step: () => Promise<void>,
): Promise<void> {
  while (!line.signal.aborted) {
    try {
      await step();
    } catch (error) {
      // Closing an exchange rejects all that waits: that is the end we asked for, not a failure.
      if (!line.signal.aborted) line.fail(options.refusalOf(error, alias));
      return;
    }
  }
}

function trades(
  options: CcxtSessionOptions,
  exchange: CcxtExchange,
  aliases: readonly string[],
  line: Line,
): readonly Promise<void>[] {
  const { clock } = options;
  const take = (list: Parameters<typeof tradesOf>[0]) => {
    for (const trade of tradesOf(list, clock.nowMs())) pushTrade(options.memories, line, trade);
  };
  if (exchange.has["watchTradesForSymbols"] === true) {
    return inGroups(aliases).map((group) =>
      repeat(options, line, group[0] ?? "", async () => take(await exchange.watchTradesForSymbols(group))),
    );
  }
  if (exchange.has["watchTrades"] === true) {
    return aliases.map((alias) => repeat(options, line, alias, async () => take(await exchange.watchTrades(alias))));
  }
  return aliases.map((alias) =>
    poll(options, line, async () => {
      const sinceMs = options.memories.get(alias)?.lastMs ?? undefined;
      const answer = await options.ask(
        (shared) => shared.fetchTrades(alias, sinceMs, MENDING_LIMIT),
        alias,
        line.signal,
      );
      if (answer.ok) take(answer.value);
      return answer;
    }),
  );
}

function quotes(
  options: CcxtSessionOptions,
  exchange: CcxtExchange,
  aliases: readonly string[],
  line: Line,
): readonly Promise<void>[] {
  const { clock } = options;
  const wanted = new Set(aliases);
  const take = (ticker: Parameters<typeof toQuote>[0]) => {
    const quote = toQuote(ticker, clock.nowMs());
    if (quote !== null && wanted.has(quote.alias)) line.push(quote);
    else line.heard();
  };
  const watchMany = manyQuotes(exchange);
  if (watchMany !== null) {
    return inGroups(aliases).map((group) =>
      repeat(options, line, group[0] ?? "", async () => {
        for (const ticker of Object.values(await watchMany(group))) take(ticker);
      }),
    );
  }
  if (exchange.has["watchTicker"] === true) {
    return aliases.map((alias) => repeat(options, line, alias, async () => take(await exchange.watchTicker(alias))));
  }
  if (exchange.has["watchOrderBook"] === true) {
    return aliases.map((alias) =>
      repeat(options, line, alias, async () => {
        const { timestamp, bids, asks } = await exchange.watchOrderBook(alias);
        const [bid, bidVolume] = bids[0] ?? [];
        const [ask, askVolume] = asks[0] ?? [];
        take({ symbol: alias, timestamp, bid, bidVolume, ask, askVolume });
      }),
    );
  }
  return aliases.map((alias) =>
    poll(options, line, async () => {
      const answer = await options.ask((shared) => shared.fetchTicker(alias), alias, line.signal);
      if (answer.ok) take(answer.value);
      return answer;
    }),
  );
}

/**
 * How the best bids and asks of many symbols are watched. On Binance by the ticker, once a second and with a time: its best
 * bids and asks come hundreds of times a second and have none.
 */
function manyQuotes(exchange: CcxtExchange): CcxtExchange["watchTickers"] | null {
  const bySecond = exchange.id.startsWith("binance");
  if (exchange.has["watchBidsAsks"] === true && !bySecond) return (symbols) => exchange.watchBidsAsks(symbols);
  return exchange.has["watchTickers"] === true ? (symbols) => exchange.watchTickers(symbols) : null;
}

/** Minute bars of the exchange itself, where it streams them: what heals bars whose trades were lost on the way. */
function minuteBars(
  options: CcxtSessionOptions,
  exchange: CcxtExchange,
  aliases: readonly string[],
  line: Line,
): readonly Promise<void>[] {
  if (exchange.has["watchOHLCV"] !== true || exchange.timeframes?.["1m"] === undefined) return [];
  return aliases.map((alias) => {
    const bars = new MinuteBars(alias);
    return repeat(options, line, alias, async () => {
      for (const bar of bars.take(await exchange.watchOHLCV(alias, "1m"))) line.push(bar);
    });
  });
}

/** Asks again and again where there is no stream. A refusal that outlived the feed's own retries ends the line. */
async function poll(
  { waiting, timing }: CcxtSessionOptions,
  line: Line,
  ask: () => Promise<Result<unknown, FeedRefusal>>,
): Promise<void> {
  while (!line.signal.aborted) {
    const answer = await ask();
    if (!answer.ok) line.fail(answer.error);
    else line.heard();
    await waiting.sleep(timing.pollMs, line.signal);
  }
}

function tradesOf(list: readonly Parameters<typeof toTrade>[0][], nowMs: number): readonly TradeMessage[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((trade: Parameters<typeof toTrade>[0]) => toTrade(trade, nowMs) ?? []);
}

function inGroups(aliases: readonly string[]): readonly (readonly string[])[] {
  const groups: (readonly string[])[] = [];
  for (let start = 0; start < aliases.length; start += SYMBOLS_PER_SUBSCRIPTION) {
    groups.push(aliases.slice(start, start + SYMBOLS_PER_SUBSCRIPTION));
  }
  return groups;
}
