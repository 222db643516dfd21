import type { EpochMs } from "@/modules/_kernel";
import type { PromotionTerms, StrategyParams } from "@/modules/strategy";
import type { DeploymentChangeView, DeploymentStage } from "./deployments";
import type { Actor, Answer } from "./shared";

/** One gate of a stage, as data: what it is about, what was found and what would pass. */
export interface PromotionGateView {
  readonly gate:
    | "runs"
    | "verdict"
    | "runTrades"
    | "searchReturn"
    | "searchTrades"
    | "runDrawdown"
    | "days"
    | "trades"
    | "parity"
    | "fall"
    | "shadowBars"
    | "approvals";
  readonly passed: boolean;
  /** Null: unknown, which does not pass. */
  readonly actual: string | null;
  readonly required: string;
}

export interface PromotionView {
  readonly stage: DeploymentStage;
  readonly stages: readonly {
    readonly stage: DeploymentStage;
    readonly reached: boolean;
    /** What must hold to get there. */
    readonly gates: readonly PromotionGateView[];
    /** Kind of refusal that nothing here lifts: `deployment.no_live_venue`. */
    readonly refusal: string | null;
  }[];
  /** Of the next stage, as it runs now; newest first. */
  readonly approvals: readonly { readonly by: string; readonly at: EpochMs }[];
  /** Whether the asking person may approve the next stage and has not. */
  readonly mayApprove: boolean;
}

/** What becomes of a deployment that breaks what is held against it. */
export type DemotionAction = "none" | "reduce_only" | "pause";

/** What a house asks of its strategies. */
export interface PromotionTermsView {
  readonly terms: PromotionTerms;
  readonly demotion: DemotionAction;
}

/** A strategy with parameters as it ran from some moment on. */
export interface DeploymentVersionView {
  readonly epoch: number;
  readonly strategy: string;
  readonly strategyVersion: string;
  readonly params: StrategyParams;
  readonly instruments: readonly string[];
  readonly from: EpochMs;
  readonly current: boolean;
  /** Against the one before it; empty: it is the first. */
  readonly differences: DeploymentChangeView["differences"];
}

/** A change of a deployment that waits for a second person, or waited. */
export interface AskedChangeView {
  readonly changeId: string;
  readonly deploymentId: string;
  /** Names of the deployment and its account. */
  readonly deployment: string;
  readonly account: string;
  readonly differences: DeploymentChangeView["differences"];
  readonly because: DeploymentChangeView["approval"]["because"];
  /** Asked for from then on; null: from the bar after it is let in. */
  readonly from: EpochMs | null;
  /** Null: the command line of this machine, or somebody who is gone. */
  readonly askedBy: string | null;
  readonly askedAt: EpochMs;
  readonly expiresAt: EpochMs;
  /** `stopped`: the deployment is over, and with it the question. `overtaken`: it runs as something else than what this was asked of. */
  readonly state: "waiting" | "approved" | "rejected" | "withdrawn" | "expired" | "stopped" | "overtaken";
  /** Null: nobody did. */
  readonly decidedBy: string | null;
  readonly decidedAt: EpochMs | null;
  /** What the asking person may do about it now. */
  readonly mayDecide: boolean;
  readonly mayWithdraw: boolean;
}

export interface StageFlows {
  readPromotion(actor: Actor, deploymentId: string): Answer<PromotionView>;
  /** Asks for the next stage; refuses with the gates that do not hold, and beyond the shadow with `deployment.no_live_venue`. */
  promoteDeployment(actor: Actor, deploymentId: string): Answer<PromotionView>;
  /** Says that it goes on to the next stage as it is; administrators and risk, and of their own only where nobody else could. Twice is once. */
  approvePromotion(actor: Actor, deploymentId: string): Answer<PromotionView>;
  readPromotionTerms(actor: Actor): Promise<PromotionTermsView>;
  setPromotionTerms(actor: Actor, terms: PromotionTermsView): Answer<PromotionTermsView>;
  /**
   * Without `commit` the differences only, and what approval they need. It takes effect with the next bar, or with the first that is over
   * at or after `from`; what needs a second person waits for them first, seven days.
   */
  changeDeployment(
    actor: Actor,
    input: {
      readonly deploymentId: string;
      readonly params: StrategyParams;
      /** Another version of the same strategy; null: the same. */
      readonly strategy: string | null;
      /** Decimal text, above 0; null: as it is. */
      readonly capital: string | null;
      /** All that it trades then, in the strategy's order; null: as they are. */
      readonly instruments: readonly string[] | null;
      /**
       * What it holds or has ordered of an instrument that is taken out is wound down first; false: the change is refused where there is
       * any, with `deployment.instrument_held`.
       */
      readonly windDown: boolean;
      readonly from: EpochMs | null;
      readonly commit: boolean;
    },
  ): Answer<DeploymentChangeView>;
  /** Lets a change in that waits, refuses it, or takes it back. What it was asked of must be as it was. */
  decideDeploymentChange(
    actor: Actor,
    input: { readonly changeId: string; readonly decision: "approve" | "reject" | "withdraw" },
  ): Answer<{ readonly deploymentId: string; readonly outcome: "approved" | "rejected" | "withdrawn" }>;
  /** Of the deployments that the asking person may see: those that wait first, then the newest; at most 200. */
  listAskedChanges(actor: Actor): Promise<readonly AskedChangeView[]>;
  /** What it ran as, newest first; without those that only began anew. */
  listDeploymentVersions(actor: Actor, deploymentId: string): Answer<readonly DeploymentVersionView[]>;
  /** Changes it to what it ran as before, with the next bar. Without `commit` the differences only. */
  rollbackDeployment(
    actor: Actor,
    input: { readonly deploymentId: string; readonly commit: boolean },
  ): Answer<DeploymentChangeView>;
}
