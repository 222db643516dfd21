import { isSymbol } from "../../../domain/csv/guess";
import type { FeedId, FeedInstrument } from "../../../domain/feed/feed";
import { type InstrumentKind, isCurrency } from "../../../domain/instrument";
import type { SearchQuote } from "./wire";

const KINDS: Readonly<Record<string, InstrumentKind>> = {
  EQUITY: "equity",
  ETF: "etf",
  MUTUALFUND: "etf",
  INDEX: "index",
  CRYPTOCURRENCY: "crypto",
  CURRENCY: "fx",
  FUTURE: "future",
};

/** Exchange codes whose prices are in dollars and whose sessions are New York's. */
const US_EXCHANGES = new Set([
  "NMS",
  "NGM",
  "NCM",
  "NYQ",
  "PCX",
  "ASE",
  "BTS",
  "NYS",
  "NAS",
  "CXI",
  "SNP",
  "DJI",
  "WCB",
]);

/** Currency by the ending of a symbol: the market it is listed at. */
const CURRENCY_OF_SUFFIX: Readonly<Record<string, string>> = {
  L: "GBP",
  IL: "USD",
  DE: "EUR",
  F: "EUR",
  PA: "EUR",
  AS: "EUR",
  BR: "EUR",
  LS: "EUR",
  MI: "EUR",
  MC: "EUR",
  HE: "EUR",
  VI: "EUR",
  IR: "EUR",
  AT: "EUR",
  SW: "CHF",
  TO: "CAD",
  V: "CAD",
  T: "JPY",
  HK: "HKD",
  AX: "AUD",
  NZ: "NZD",
  ST: "SEK",
  CO: "DKK",
  OL: "NOK",
  WA: "PLN",
  PR: "CZK",
  BD: "HUF",
  IS: "TRY",
  TA: "ILS",
  JO: "ZAR",
  SI: "SGD",
  KS: "KRW",
  KQ: "KRW",
  TW: "TWD",
  TWO: "TWD",
  SS: "CNY",
  SZ: "CNY",
  NS: "INR",
  BO: "INR",
  JK: "IDR",
  BK: "THB",
  KL: "MYR",
  SA: "BRL",
  MX: "MXN",
};

/** What a search result is of, or null for what has no prices of its own (options, news, private companies). */
export function toFeedInstrument(feed: FeedId, quote: SearchQuote): FeedInstrument | null {
  const kind = KINDS[quote.quoteType?.toUpperCase() ?? ""];
  const symbol = symbolOf(quote.symbol);
  if (kind === undefined || !isSymbol(symbol)) return null;
  return {
    feed,
    alias: quote.symbol,
    symbol,
    name: quote.longname ?? quote.shortname ?? "",
    kind,
    currency: currencyOf(quote, kind),
    venue: quote.exchDisp ?? quote.exchange ?? "",
    calendar: calendarFor(quote, kind),
    tick: null,
    lot: null,
  };
}

/** `EURUSD=X` is EURUSD here; other symbols are taken as they are. */
function symbolOf(alias: string): string {
  return alias.toUpperCase().replace(/=X$/, "");
}

function currencyOf({ symbol, exchange }: SearchQuote, kind: InstrumentKind): string | null {
  if (kind === "crypto" || kind === "fx") return pairCurrency(symbol);
  if (US_EXCHANGES.has(exchange ?? "")) return "USD";
  return CURRENCY_OF_SUFFIX[/\.([A-Z]{1,3})$/.exec(symbol.toUpperCase())?.[1] ?? ""] ?? null;
}

/** `BTC-USD` is in USD, `EURUSD=X` too; `JPY=X` is dollars in yen. */
function pairCurrency(symbol: string): string | null {
  const code = /-([A-Z]{3,5})$/.exec(symbol)?.[1] ?? /([A-Z]{3})=X$/.exec(symbol)?.[1] ?? "";
  return isCurrency(code) ? code : null;
}

function calendarFor({ exchange }: SearchQuote, kind: InstrumentKind): string | null {
  if (kind === "crypto") return "24/7";
  if (kind === "fx") return "FX";
  if (kind === "future" || !US_EXCHANGES.has(exchange ?? "")) return null;
  return ["NMS", "NGM", "NCM", "NAS"].includes(exchange ?? "") ? "XNAS" : "XNYS";
}
