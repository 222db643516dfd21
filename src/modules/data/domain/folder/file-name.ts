import { isSymbol } from "../csv/guess";
import type { Resolution } from "../resolution";

/** What a file of a watched folder holds, as its name says it. */
export interface NamedFile {
  readonly symbol: string;
  /** Null: the name says none; the distance between the rows does. */
  readonly resolution: Resolution | null;
}

/** Why a file is left alone. */
export type NameProblem =
  /** What stands before the resolution is no symbol. */
  | "symbol"
  /** `1M` is a minute to some and a month to others. */
  | "ambiguous";

/** What a name may be: bars with their facts, bars of which nobody can tell what they are, or none of a folder's business. */
export type ReadName =
  | { readonly kind: "bars"; readonly file: NamedFile }
  | { readonly kind: "refused"; readonly problem: NameProblem }
  | { readonly kind: "other" };

const WORDS: Readonly<Record<string, Resolution>> = {
  "1m": "1m",
  "1min": "1m",
  minute: "1m",
  "5m": "5m",
  "5min": "5m",
  "15m": "15m",
  "15min": "15m",
  "1h": "1h",
  "60m": "1h",
  "60min": "1h",
  hour: "1h",
  hourly: "1h",
  "4h": "4h",
  "1d": "1d",
  day: "1d",
  daily: "1d",
  "1w": "1w",
  week: "1w",
  weekly: "1w",
  "1mo": "1mo",
  month: "1mo",
  monthly: "1mo",
};

/** Between the parts of a name. A symbol may have `-` in it (`BTC-USD`), so the first resolution ends it. */
const PART = /[\s_-]/;

/**
 * Reads the name of a file, without its folders: `SYMBOL.csv`, `SYMBOL_1d.parquet`, `SYMBOL-1m-2024-01.csv`. What stands before
 * the first resolution is the symbol, in upper case; what stands after it tells parts of one series apart. A slash is
 * written `%2F` and a colon `%3A`, as file systems have neither. Names that begin with a dot, and what is neither CSV nor
 * Parquet, are others'.
 */
export function readFileName(name: string): ReadName {
  const match = /^([^.].*)\.(?:csv|parquet)$/i.exec(name.normalize("NFC"));
  const stem = match?.[1];
  if (stem === undefined) return { kind: "other" };
  for (let at = 1; at < stem.length; at += 1) {
    if (!PART.test(stem.charAt(at))) continue;
    const [word = ""] = stem.slice(at + 1).split(PART, 1);
    if (word === "1M") return { kind: "refused", problem: "ambiguous" };
    const resolution = Object.hasOwn(WORDS, word.toLowerCase()) ? WORDS[word.toLowerCase()] : undefined;
    if (resolution !== undefined) return named(stem.slice(0, at), resolution);
  }
  return named(stem, null);
}

function named(text: string, resolution: Resolution | null): ReadName {
  const symbol = text.replaceAll(/%2f/gi, "/").replaceAll(/%3a/gi, ":").toUpperCase();
  if (!isSymbol(symbol)) return { kind: "refused", problem: "symbol" };
  return { kind: "bars", file: { symbol, resolution } };
}
