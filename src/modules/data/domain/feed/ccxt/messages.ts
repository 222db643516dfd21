import type { FeedMessage } from "../feed";

/** A trade, ticker or bar as ccxt gives it: any field may be missing. */
export interface CcxtTrade {
  readonly id?: string | undefined;
  readonly symbol?: string | undefined;
  readonly timestamp?: number | undefined;
  readonly price?: number | undefined;
  readonly amount?: number | undefined;
}

export interface CcxtTicker {
  readonly symbol?: string | undefined;
  readonly timestamp?: number | undefined;
  readonly bid?: number | undefined;
  readonly ask?: number | undefined;
  readonly bidVolume?: number | undefined;
  readonly askVolume?: number | undefined;
  /** Turnover of the last 24 hours in the quote currency. */
  readonly quoteVolume?: number | undefined;
}

export type TradeMessage = Extract<FeedMessage, { readonly type: "trade" }>;
export type QuoteMessage = Extract<FeedMessage, { readonly type: "quote" }>;
export type BarMessage = Extract<FeedMessage, { readonly type: "bar" }>;

/** The trade as a message, or null when it lacks its market, price or size. A trade without a time is of now. */
export function toTrade({ id, symbol, timestamp, price, amount }: CcxtTrade, nowMs: number): TradeMessage | null {
  if (symbol === undefined || price === undefined || amount === undefined) return null;
  return { type: "trade", alias: symbol, price, size: amount, eventMs: timestamp ?? nowMs, tradeId: id ?? null };
}

/**
 * The best bid and ask as a message, or null when one of them is missing. A size of 0 is one that the exchange does not
 * tell; a ticker without a time (Kraken's) is of now.
 */
export function toQuote(ticker: CcxtTicker, nowMs: number): QuoteMessage | null {
  const { symbol, timestamp, bid, ask, bidVolume, askVolume } = ticker;
  if (symbol === undefined || bid === undefined || ask === undefined) return null;
  return {
    type: "quote",
    alias: symbol,
    bid,
    ask,
    bidSize: bidVolume ?? 0,
    askSize: askVolume ?? 0,
    eventMs: timestamp ?? nowMs,
  };
}

/**
 * Minute bars of one alias from a stream that repeats the open bar with every trade and never says which one is closed: a
 * bar is closed when a later one has begun.
 */
export class MinuteBars {
  private readonly alias: string;
  private open: BarMessage | null = null;

  constructor(alias: string) {
    this.alias = alias;
  }

  /** What rows of ccxt (`[time, open, high, low, close, volume]`, oldest first) say: bars that closed, and the open one. */
  take(rows: unknown): readonly BarMessage[] {
    if (!Array.isArray(rows)) return [];
    return (rows as readonly unknown[]).flatMap((row) => this.takeRow(row));
  }

  private takeRow(row: unknown): readonly BarMessage[] {
    if (!Array.isArray(row)) return [];
    const [time, open, high, low, close, volume] = (row as readonly unknown[]).map(Number);
    if (time === undefined || !Number.isSafeInteger(time)) return [];
    const before = this.open;
    const openTime = before?.bar.time ?? Number.NEGATIVE_INFINITY;
    const bar: BarMessage = {
      type: "bar",
      alias: this.alias,
      resolution: "1m",
      bar: {
        time,
        open: open ?? Number.NaN,
        high: high ?? Number.NaN,
        low: low ?? Number.NaN,
        close: close ?? Number.NaN,
        volume: volume ?? Number.NaN,
      },
      closed: time < openTime,
    };
    if (bar.closed) return [bar];
    this.open = bar;
    return before === null || time === openTime ? [bar] : [{ ...before, closed: true }, bar];
  }
}
