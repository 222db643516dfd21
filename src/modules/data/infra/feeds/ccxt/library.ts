import type { CcxtTicker, CcxtTrade } from "../../../domain/feed/ccxt/messages";

/**
 * The slice of ccxt that we use, in our own words: its types name a hundred exchanges, and the library itself (60 MB on
 * disk, 100 MB in memory) must be loaded by workers alone, when they first need it.
 */
export interface CcxtLibrary {
  /** Ids of every exchange: `binance`, `kraken`. */
  readonly exchanges: readonly string[];
  /** Those with websockets, by id. */
  readonly pro: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}

/** Loads ccxt. Given by the composition root of the workers; nobody else has one. */
export type LoadCcxt = () => Promise<CcxtLibrary>;

/** What ccxt's `fetchImplementation` is called with. */
export interface CcxtFetchInit {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

interface CcxtOrderBook {
  readonly timestamp?: number | undefined;
  readonly bids: readonly (readonly (number | undefined)[])[];
  readonly asks: readonly (readonly (number | undefined)[])[];
}

/** One exchange of ccxt, as far as we use it. */
export interface CcxtExchange {
  readonly id: string;
  readonly name: string;
  /** `true`, `"emulated"`, `false` or nothing, by method. */
  readonly has: Readonly<Record<string, unknown>>;
  readonly timeframes: Readonly<Record<string, unknown>> | undefined;
  readonly features?: unknown;
  readonly precisionMode: number;
  readonly rateLimit: number;
  readonly markets: Readonly<Record<string, unknown>> | undefined;
  readonly currencies: unknown;
  urls: Record<string, unknown>;
  fetchImplementation: unknown;
  onConnected: (client: unknown) => void;
  log: (...words: readonly unknown[]) => void;
  readonly clients?: Readonly<Record<string, { readonly connection?: { terminate?(): void } | undefined }>>;
  loadMarkets(reload?: boolean): Promise<unknown>;
  setMarkets(markets: unknown, currencies: unknown): unknown;
  loadHttpProxyAgent(): Promise<unknown>;
  close(): Promise<unknown>;
  fetchOHLCV(symbol: string, timeframe: string, since: number, limit: number): Promise<unknown>;
  fetchTrades(symbol: string, since?: number, limit?: number): Promise<readonly CcxtTrade[]>;
  fetchTicker(symbol: string): Promise<CcxtTicker>;
  fetchTickers(symbols?: readonly string[]): Promise<Readonly<Record<string, CcxtTicker>>>;
  watchTrades(symbol: string): Promise<readonly CcxtTrade[]>;
  watchTradesForSymbols(symbols: readonly string[]): Promise<readonly CcxtTrade[]>;
  watchTicker(symbol: string): Promise<CcxtTicker>;
  watchTickers(symbols: readonly string[]): Promise<Readonly<Record<string, CcxtTicker>>>;
  watchBidsAsks(symbols: readonly string[]): Promise<Readonly<Record<string, CcxtTicker>>>;
  watchOrderBook(symbol: string, limit?: number): Promise<CcxtOrderBook>;
  watchOHLCV(symbol: string, timeframe: string): Promise<unknown>;
}

/** How ccxt counts precision: its constants DECIMAL_PLACES, SIGNIFICANT_DIGITS and TICK_SIZE. */
export const PRECISION_MODES = { 2: "places", 3: "digits", 4: "step" } as const;
