import type { EpochMs } from "@/modules/_kernel";
import type { StrategyParams } from "@/modules/strategy";
import type { DeploymentDetail, DeploymentState, ParityDifferenceView } from "./deployments";
import type { Actor, Answer } from "./shared";

/** A deployment beside another, on live data: with what of it differs. */
export interface NewShadow {
  readonly deploymentId: string;
  readonly name: string;
  /** As strategies are named; null: the same version. */
  readonly strategy: string | null;
  /** Changes single parameters. */
  readonly params: StrategyParams;
}

/** What one of two came to over the bars that both decided on. */
export interface ShadowSideView {
  readonly deploymentId: string;
  readonly name: string;
  readonly strategy: string;
  readonly strategyVersion: string;
  readonly state: DeploymentState;
  /** Decisions at which it wanted something. */
  readonly signals: number;
  readonly fills: number;
  /** Since the first bar that both decided on, in the account's currency; null: a price is not known. */
  readonly pnl: string | null;
}

export interface ShadowComparisonView {
  readonly live: ShadowSideView;
  readonly shadow: ShadowSideView;
  /** First and last bar that both decided on; null: none yet. */
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  /** Bars that both decided on, and those at which they wanted the same. */
  readonly decisions: number;
  readonly alike: number;
  readonly fillsAlike: number;
  /** `live` is what the deployment did, `engine` what its shadow did. */
  readonly first: ParityDifferenceView | null;
}

export interface ShadowFlows {
  /** Created, it does nothing until it is started. It never orders anything. */
  shadowDeployment(actor: Actor, input: NewShadow): Answer<DeploymentDetail>;
  /** Those that run beside it, newest first; of a shadow, itself. */
  compareShadows(actor: Actor, deploymentId: string): Answer<readonly ShadowComparisonView[]>;
}
