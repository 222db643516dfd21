import type { AccountId, EpochMs, UserId } from "@/modules/_kernel";
import type { AllocationTerms } from "./domain/deployment/allocate";
import type { ChangeScope } from "./domain/deployment/change-approval";
import type { StrategyParams } from "./domain/strategy";

/** Other parameters, instruments, capital, or another version, that wait for their bar. */
export interface PendingChange {
  readonly params: StrategyParams;
  /** All that it trades then; null: as they are. */
  readonly instruments: readonly string[] | null;
  /** Null: the same version. */
  readonly strategy: string | null;
  /** Decimal text; null: as it is. */
  readonly capital: string | null;
  readonly atMs: EpochMs;
  /** Bars that are over after this are decided with it; null: the next bar. */
  readonly fromMs: EpochMs | null;
}

/** How an account is handed out to the deployments on it. */
export interface AccountAllocation extends AllocationTerms {
  readonly accountId: AccountId;
  /** Fractions by deployment. */
  readonly weights: Readonly<Record<string, number>>;
  readonly changedAtMs: EpochMs;
  readonly reckonedAtMs: EpochMs | null;
}

/** What a deployment may have at work became another amount. Decimal text. */
export interface CapitalChange {
  readonly epoch: number;
  /** Decisions from this moment on have it. */
  readonly toldAtMs: EpochMs;
  readonly before: string;
  readonly after: string;
  readonly changedAtMs: EpochMs;
}

/** As what a deployment runs. */
export interface DeploymentSetting {
  readonly strategy: string;
  readonly params: StrategyParams;
  /** Decimal text. */
  readonly capital: string;
  /** Null: asked for before they could change. */
  readonly instruments: readonly string[] | null;
}

/** A change that waits for a second person, or waited. */
export interface AskedChange {
  readonly changeId: string;
  readonly deploymentId: string;
  readonly before: DeploymentSetting;
  readonly after: DeploymentSetting;
  readonly fromMs: EpochMs | null;
  readonly because: readonly ChangeScope[];
  readonly askedBy: UserId | null;
  readonly askedAtMs: EpochMs;
  readonly expiresAtMs: EpochMs;
  /** Null: nobody decided. */
  readonly decision: {
    readonly outcome: "approved" | "rejected" | "withdrawn";
    readonly by: UserId | null;
    readonly atMs: EpochMs;
  } | null;
}
