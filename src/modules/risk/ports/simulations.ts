import type { EpochMs, JobId, SqlPort, UserId } from "@/modules/_kernel";
import type { LimitTerms } from "../domain/limits/limit-terms";
import type { ReplaySummary } from "../domain/simulate/replay-summary";

/** Whose past a limit is held against. */
export type PastSource =
  | { readonly of: "account"; readonly accountId: string }
  | { readonly of: "run"; readonly runId: string };

/** What a simulation came to, in a line. */
export type SimulationOutcome = Pick<
  ReplaySummary,
  "currency" | "days" | "firedDays" | "orders" | "refusedOrders" | "gained"
>;

/** A limit held against a past, as somebody asked for it. */
export interface LimitSimulation {
  readonly simulationId: string;
  readonly jobId: JobId;
  /** The limit whose terms are tried; null: one that is not set yet. */
  readonly limitId: string | null;
  readonly terms: LimitTerms;
  readonly source: PastSource;
  /** Null: the command line. */
  readonly askedBy: UserId | null;
  readonly askedAt: EpochMs;
  /** Null: it is waited for. */
  readonly endedAt: EpochMs | null;
  /** Null: it is not at its end, was refused or canceled. */
  readonly outcome: SimulationOutcome | null;
}

export type AskedSimulation = Omit<LimitSimulation, "endedAt" | "outcome">;
/** What makes two simulations the same question. */
export type SimulationQuestion = Pick<AskedSimulation, "limitId" | "terms" | "source" | "askedBy">;

/** Simulations of limits, each kept for a while. Every call runs in the caller's transaction. */
export interface SimulationStore {
  /** The same question that is still open; nobody else asks it until the transaction ends. Null: none is. */
  holdOpen(tx: SqlPort, question: SimulationQuestion): Promise<LimitSimulation | null>;
  insert(tx: SqlPort, simulation: AskedSimulation): Promise<void>;
  /** Its end, with what it came to; null: refused or canceled. One that is at its end stays as it is. */
  end(
    tx: SqlPort,
    simulationId: string,
    of: { readonly at: EpochMs; readonly result: ReplaySummary | null },
  ): Promise<void>;
  find(sql: SqlPort, simulationId: string): Promise<LimitSimulation | null>;
  readResult(sql: SqlPort, simulationId: string): Promise<ReplaySummary | null>;
  /** Newest first: of that limit or of that past; of accounts only those that are named, null: of every one. */
  list(
    sql: SqlPort,
    of: {
      readonly limitId: string | null;
      readonly source: PastSource | null;
      readonly accountIds: readonly string[] | null;
    },
  ): Promise<readonly LimitSimulation[]>;
  /** Removes those that were asked for longer ago than `ageMs`, at most `limit`. How many. */
  prune(sql: SqlPort, ageMs: number, limit: number): Promise<number>;
}
