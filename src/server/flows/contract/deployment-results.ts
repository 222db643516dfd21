import type { EpochMs } from "@/modules/_kernel";
import type { Actor, Answer, Page } from "./shared";

/** What a deployment came to over time, against what its backtest lets expect. */
export interface DeploymentCurveView {
  /** Profit at closes that it saw, oldest first, in the account's currency; Float64: to be looked at. */
  readonly points: readonly { readonly at: EpochMs; readonly profit: number }[];
  /**
   * Of the newest backtest of this version with these parameters: where 90 of 100 of its like would stand after as many bars, and
   * their middle. Null: there is no such run, or it is too short to tell.
   */
  readonly band: {
    readonly runId: string;
    readonly steps: readonly {
      readonly at: EpochMs;
      readonly low: number;
      readonly middle: number;
      readonly high: number;
    }[];
    /** Where the profit stands now: below, inside or above. */
    readonly place: "below" | "inside" | "above";
  } | null;
}

/** Lines that its strategy wrote at the close of one bar. */
export interface DeploymentLogView {
  readonly barAt: EpochMs;
  readonly closedAt: EpochMs;
  readonly lines: readonly string[];
}

export interface ResultFlows {
  readDeploymentCurve(actor: Actor, deploymentId: string): Answer<DeploymentCurveView>;
  /** Newest first. */
  listDeploymentLog(
    actor: Actor,
    query: { readonly deploymentId: string; readonly cursor: string | null; readonly limit: number },
  ): Answer<Page<DeploymentLogView>>;
}
