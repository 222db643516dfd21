import type { EpochMs, InstrumentId, Result, SessionId, UserId } from "@/modules/_kernel";
import type { AppError } from "../errors";

/** Words of the contract that its topics share. They are imported from here by topics, from `index.ts` by everybody else. */

export type Role = "viewer" | "trader" | "risk" | "admin";

/** What a key may do: look; trade on its owner's accounts; all that its owner may. Each holds the ones before. */
export type KeyScope = "read" | "trade" | "admin";

/** The key with which a program asks for a person. It narrows what the person may, and never widens it. */
export interface KeyGrant {
  readonly keyId: string;
  readonly scope: KeyScope;
  /** Null: every account that its owner may see. */
  readonly accountIds: readonly string[] | null;
}

/** Who asks, and under which request. Goes into audit rows, jobs and logs. */
export interface Actor {
  readonly kind: "user" | "cli" | "setup" | "system";
  readonly userId: UserId | null;
  /** The browser session that asks; not given for programs and the house itself. */
  readonly sessionId?: SessionId;
  /** The key that a program asks with; not given for people at a browser, commands and the house itself. */
  readonly key?: KeyGrant;
  readonly requestId: string;
}

export type InstrumentKind = "equity" | "etf" | "index" | "crypto" | "fx" | "future";

export type ResolutionName = "1m" | "5m" | "15m" | "1h" | "4h" | "1d" | "1w" | "1mo";

export interface SeriesCoverage {
  readonly resolution: ResolutionName;
  readonly bars: number;
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
}

/** Where the bars of a resolution come from: stored ones first, after the last of them what finer bars make. */
export interface ShownResolution {
  readonly resolution: ResolutionName;
  readonly stored: boolean;
  readonly rolledUpFrom: ResolutionName | null;
}

export interface InstrumentView {
  readonly instrumentId: InstrumentId;
  readonly symbol: string;
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly currency: string;
  readonly tick: string;
  readonly lot: string;
  readonly timeZone: string;
  /** Quote currency per point and unit, decimal text. */
  readonly multiplier: string;
  /** Id of its trading calendar; null is unknown. */
  readonly calendar: string | null;
  readonly sector: string;
  readonly status: "active" | "halted" | "delisted";
  /** What is stored. */
  readonly coverage: readonly SeriesCoverage[];
  /** Every resolution that can be shown and backtested, shortest first. */
  readonly resolutions: readonly ShownResolution[];
  /** What hours and longer bars follow: a calendar such as `XNYS`, or `date in Europe/Berlin` where none is known. */
  readonly sessions: string;
  /** Whether its market trades before the open and after the close: then charts and exports have a choice. */
  readonly extendedHours: boolean;
}

export interface RowProblem {
  /** 1-based line of the file. */
  readonly line: number;
  readonly column: string | null;
  readonly value: string;
  /** `bar.high_below_low`, `bar.time_malformed`, … */
  readonly kind: string;
  /** What is wrong and what would pass, in one sentence. */
  readonly message: string;
}

export interface Page<T> {
  readonly rows: readonly T[];
  /** Give it back to read on; null when this was the last page. */
  readonly cursor: string | null;
}

export type Answer<T> = Promise<Result<T, AppError>>;
