import type { ParameterField } from "../strategy";

/** What a strategy is about, for the catalog. */
export const STRATEGY_CATEGORIES = ["trend", "reversion", "breakout", "momentum", "pairs", "other"] as const;
export type StrategyCategory = (typeof STRATEGY_CATEGORIES)[number];

/** What a strategy says of itself. */
export interface StrategyFacts {
  readonly title: string;
  readonly description: string;
  readonly category: StrategyCategory;
  /** Where the idea comes from; empty when nobody said. */
  readonly source: string;
  /** How many instruments it trades, both inside. */
  readonly instruments: { readonly minimum: number; readonly maximum: number };
  /** Resolutions it decides on besides its base. */
  readonly series: readonly string[];
  readonly parameters: readonly ParameterField[];
}

/** One thing about a source. Lines and columns count from 1; 0 is the file as a whole. */
export interface Diagnostic {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity: "error" | "warning";
}

/** What checking a source came to: a version that can be saved, unless one of the diagnostics is an error. */
export interface CheckedSource {
  readonly diagnostics: readonly Diagnostic[];
  readonly made: {
    /** As it is kept and hashed. */
    readonly source: string;
    /** What the engine runs. */
    readonly compiled: string;
    readonly facts: StrategyFacts;
  } | null;
}

/** Bytes of a source: far more than a person writes in one file. The table holds no more either. */
export const SOURCE_BYTES_MAX = 262_144;
/** Characters of a note on a version. */
export const NOTE_LENGTH_MAX = 500;
/** Diagnostics that are told; who has more begins with these. */
export const DIAGNOSTICS_MAX = 100;

const SLUG = /^[a-z][a-z0-9-]{1,39}$/;
/** Words that addresses of pages need for themselves. */
const RESERVED = new Set(["new", "rules", "backtest", "search", "examples"]);

/** Why a text cannot be a slug, as what would pass; null when it can. `taken` are the names of built-in strategies. */
export function slugFault(text: string, taken: readonly string[]): string | null {
  if (!SLUG.test(text)) return "2 to 40 of a-z, 0-9 and -, the first a letter";
  if (RESERVED.has(text)) return "another name: this one is an address of the app";
  return taken.includes(text) ? "another name: this one is a built-in strategy" : null;
}

/** How a request names an own strategy: `<slug>@<version>`, or `<slug>` for the newest. */
export interface StrategyReference {
  readonly slug: string;
  /** Null: the newest. */
  readonly number: number | null;
}

const REFERENCE = /^([a-z][a-z0-9-]{1,39})(?:@([1-9]\d{0,8}))?$/;

/** Reads a name; null for one that no own strategy can have. */
export function parseReference(name: string): StrategyReference | null {
  const match = REFERENCE.exec(name);
  if (match === null) return null;
  return { slug: match[1] ?? "", number: match[2] === undefined ? null : Number(match[2]) };
}

export const referenceTo = (slug: string, number: number): string => `${slug}@${number}`;
