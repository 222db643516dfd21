import type { FeedInstrument } from "./feed";

/** How people write a pair does not matter: `BTC/USDT`, `btc-usdt` and `btc usdt` are one search. */
export function searchKey(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/** Quote currencies in the order in which most people want to see a coin priced. */
const COMMON_CURRENCIES = ["USDT", "USD", "USDC", "EUR", "BTC"];

/**
 * Those whose symbol or name contains the text, best first: the very symbol, symbols that begin with it, names that begin
 * with it, then whatever contains it; within each the shorter, then the commoner currency. At most `limit`; none for a text
 * without a letter or digit.
 */
export function rankInstruments(
  instruments: readonly FeedInstrument[],
  text: string,
  limit: number,
): readonly FeedInstrument[] {
  const key = searchKey(text);
  if (key === "") return [];
  return instruments
    .flatMap((instrument) => {
      const rank = rankOf(instrument, key);
      return rank === null ? [] : [{ instrument, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank || compare(a.instrument, b.instrument))
    .slice(0, limit)
    .map(({ instrument }) => instrument);
}

function rankOf({ symbol, name }: FeedInstrument, key: string): number | null {
  const symbolKey = searchKey(symbol);
  const nameKey = searchKey(name);
  if (symbolKey === key) return 0;
  if (symbol.split("-")[0] === key) return 1;
  if (symbolKey.startsWith(key)) return 2;
  if (nameKey.startsWith(key)) return 3;
  return symbolKey.includes(key) || nameKey.includes(key) ? 4 : null;
}

function compare(a: FeedInstrument, b: FeedInstrument): number {
  const base = (instrument: FeedInstrument) => (instrument.symbol.split("-")[0] ?? "").length;
  const common = ({ currency }: FeedInstrument) => {
    const index = COMMON_CURRENCIES.indexOf(currency ?? "");
    return index < 0 ? COMMON_CURRENCIES.length : index;
  };
  return base(a) - base(b) || common(a) - common(b) || (a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0);
}
