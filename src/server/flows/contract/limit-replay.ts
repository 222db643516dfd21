import type { EpochMs, Side } from "@/modules/_kernel";
import type { HardStep } from "@/modules/risk";
import type { Actor, Answer } from "./shared";

/** What a limit is held against: the past of an account, or a finished backtest. */
export type ReplaySource =
  | { readonly of: "account"; readonly accountId: string }
  | { readonly of: "run"; readonly runId: string };

/** What a limit would have done, had it been in force. Money is an estimate, so plain numbers in `currency`. */
export interface LimitReplayView {
  readonly currency: string;
  readonly days: number;
  /** Days whose worth is not known: they are left out. */
  readonly unknownDays: number;
  /** Orders that were held against it. */
  readonly orders: number;
  /** False: one value a day and no fill, so nothing of a day itself can be told. */
  readonly isIntraday: boolean;
  readonly firedDays: number;
  /** The newest of them, oldest first. */
  readonly fired: readonly {
    readonly dayMs: number;
    /** First moment at which the account was past it; null: only orders ran into it. */
    readonly passedAtMs: number | null;
    readonly refused: number;
    /** Decimal text; null: a limit on orders alone. */
    readonly used: string | null;
    readonly step: HardStep | null;
    /** Against what was, until it fired again: above 0 saved, below cost. */
    readonly gained: number;
  }[];
  readonly refusedOrders: number;
  /** The newest of them, oldest first. `actual` null: not known, or barred by a step. */
  readonly refused: readonly {
    readonly atMs: number;
    readonly symbol: string;
    readonly side: Side;
    readonly qty: string;
    readonly actual: string | null;
    readonly limit: string;
  }[];
  /** At the end: above 0 it would have saved, below it would have cost. */
  readonly gained: number;
  readonly curve: readonly { readonly atMs: number; readonly was: number; readonly would: number }[];
  readonly asOf: EpochMs;
}

export interface LimitReplayFlows {
  /** Terms are checked by the flow, with the place of each fault. Nothing is written. */
  simulateLimit(
    actor: Actor,
    input: { readonly terms: unknown; readonly source: ReplaySource },
  ): Answer<LimitReplayView>;
}
