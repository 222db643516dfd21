import type { AccountId, EpochMs, SqlPort, UserId } from "@/modules/_kernel";
import type { StandingKind } from "../domain/limits/limit-kinds";
import type { LimitTerms } from "../domain/limits/limit-terms";
import type { LimitScope, RiskLimit } from "../domain/pre-trade/request";

/** One limit that stands: what it is, whom it binds, and what it says now. */
export interface StandingLimit {
  readonly limitId: string;
  readonly version: number;
  readonly scope: LimitScope;
  readonly name: string | null;
  readonly terms: LimitTerms;
  readonly since: EpochMs;
}

/** A change of a limit that somebody asked for. Kept for ever, whatever became of it. */
export interface LimitChange {
  readonly changeId: string;
  readonly limitId: string;
  /** The version it makes; counts from 1. */
  readonly version: number;
  readonly kind: StandingKind;
  readonly scope: LimitScope;
  readonly name: string | null;
  /** What it says from then on; null: the limit is taken away. */
  readonly terms: LimitTerms | null;
  /** What it said before; null: there was none. */
  readonly before: LimitTerms | null;
  /** Whether an order could pass that would not have: such a change waits for a second person. */
  readonly isLooser: boolean;
  readonly reason: string;
  readonly askedBy: UserId | null;
  readonly askedAt: EpochMs;
  /** From then on nobody can let it in any more. */
  readonly expiresAt: EpochMs;
}

export interface Decision {
  readonly outcome: "in_force" | "rejected" | "withdrawn";
  readonly by: UserId | null;
  readonly at: EpochMs;
  readonly note: string | null;
}

/** A change with what became of it; null waits, unless it has expired. */
export interface DecidedChange extends LimitChange {
  readonly decision: Decision | null;
}

/** Limits of the house. Every call runs in the caller's transaction. */
export interface LimitStore {
  /** Nobody else changes limits until the transaction ends; orders are not kept waiting. */
  lock(tx: SqlPort): Promise<void>;
  find(sql: SqlPort, limitId: string): Promise<StandingLimit | null>;
  /** Those in force, in the order they were made, at most a thousand. */
  list(sql: SqlPort): Promise<readonly StandingLimit[]>;
  /** Those that bind orders of an account by a user, ready to be held against. */
  binding(
    sql: SqlPort,
    whom: { readonly accountId: AccountId; readonly userId: string | null; readonly strategyId?: string | null },
  ): Promise<readonly RiskLimit[]>;
  ask(tx: SqlPort, change: LimitChange): Promise<void>;
  findChange(sql: SqlPort, changeId: string): Promise<DecidedChange | null>;
  /** Decides a change that waits. `in_force` is what the limit says from then on. */
  decide(tx: SqlPort, change: LimitChange, decision: Decision): Promise<void>;
  /** Changes newest first; of one limit, or all that wait for somebody. */
  changes(
    sql: SqlPort,
    of: { readonly limitId: string } | { readonly waitingAt: EpochMs } | "all",
  ): Promise<readonly DecidedChange[]>;
}
