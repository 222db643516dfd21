import type { EpochMs, JobId, UserId } from "@/modules/_kernel";
import type { LimitTerms, PastSource, ReplaySummary, SimulationOutcome } from "@/modules/risk";
import type { JobStatus, JobView } from "./jobs";
import type { Actor, Answer } from "./shared";

/** What a limit is held against: the past of an account, or a finished backtest. */
export type ReplaySource = PastSource;

/** What a limit would have done, had it been in force. */
export type LimitReplayView = ReplaySummary;

/** A limit held against a past: what was asked, and how far it is. */
export interface LimitSimulationView {
  readonly simulationId: string;
  readonly jobId: JobId;
  readonly terms: LimitTerms;
  readonly source: ReplaySource;
  /** The account's name, or the strategy and the instrument of the backtest. */
  readonly sourceName: string;
  readonly askedAt: EpochMs;
  /** Who may cancel its job; null: it is no longer kept, or it is over. */
  readonly createdBy: UserId | null;
  readonly status: JobStatus;
  readonly progress: JobView["progress"];
  readonly cancelRequested: boolean;
  /** Why it failed; null where it did not, or where that is no longer kept. */
  readonly error: JobView["error"];
  /** Null until it succeeded. */
  readonly outcome: SimulationOutcome | null;
}

/** Who may see an account or a backtest may see what limits were held against it, whoever asked; for all others it is not there. */
export interface LimitReplayFlows {
  /**
   * Queues a simulation; the same question by the same person that is still open is answered with what there is. Terms are checked
   * by the flow, with the place of each fault, before anything is written. `limitId` null: a limit that is not set yet.
   */
  simulateLimit(
    actor: Actor,
    input: { readonly terms: unknown; readonly source: ReplaySource; readonly limitId: string | null },
  ): Answer<{ readonly simulationId: string; readonly jobId: JobId }>;
  /** One simulation; `replay` is null until it succeeded. */
  readSimulation(
    actor: Actor,
    simulationId: string,
  ): Answer<LimitSimulationView & { readonly replay: LimitReplayView | null }>;
  /** The newest of a limit or of a past, newest first. */
  listSimulations(
    actor: Actor,
    of: { readonly limitId: string | null; readonly source: ReplaySource | null },
  ): Promise<readonly LimitSimulationView[]>;
}
