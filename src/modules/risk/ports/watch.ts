import type { EpochMs, SqlPort } from "@/modules/_kernel";
import type { StandingKind } from "../domain/limits/limit-kinds";
import type { WatchLevel } from "../domain/monitor/limit-steps";
import type { HardStep } from "../domain/monitor/monitored-kinds";

/** Where an account stands with a limit. */
export interface WatchRow {
  readonly limitId: string;
  readonly accountId: string;
  readonly level: WatchLevel;
  readonly since: EpochMs;
  /** The breach whose steps are still to be taken; null: nothing is. */
  readonly pending: string | null;
  /** How often they were tried. */
  readonly tries: number;
}

export interface NewRiskEvent {
  readonly at: EpochMs;
  readonly limitId: string;
  readonly version: number;
  readonly kind: StandingKind;
  readonly name: string | null;
  readonly accountId: string;
  /** A level that was come to, or `acted`: a step that was taken. */
  readonly event: WatchLevel | "acted";
  /** Decimal text; null is unknown. */
  readonly used: string | null;
  readonly allowed: string;
  readonly symbol: string | null;
  readonly step: HardStep;
  readonly outcome: Readonly<Record<string, unknown>>;
}
export interface RiskEvent extends NewRiskEvent {
  readonly eventId: string;
}

/** What the live monitor saw and did. */
export interface WatchStore {
  list(sql: SqlPort): Promise<readonly WatchRow[]>;
  /** Held until the transaction ends. */
  hold(tx: SqlPort, of: Pick<WatchRow, "limitId" | "accountId">): Promise<WatchRow | null>;
  set(tx: SqlPort, row: WatchRow): Promise<void>;
  /** Returns its id. */
  append(tx: SqlPort, event: NewRiskEvent): Promise<string>;
  find(sql: SqlPort, eventId: string): Promise<RiskEvent | null>;
  /** Newest first, of those accounts; null: of every one. */
  events(sql: SqlPort, accountIds: readonly string[] | null): Promise<readonly RiskEvent[]>;
}
