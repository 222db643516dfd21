import type { EpochMs } from "@/modules/_kernel";
import type { LimitTerms, RiskEvent, StandingKind } from "@/modules/risk";
import type { ApprovalFlows, WaitingFlows } from "./approvals";
import type { DrillFlows } from "./halt-drill";
import type { LimitReplayFlows } from "./limit-replay";
import type { PortfolioRiskFlows } from "./portfolio-risk";
import type { ProtectionFlows } from "./protection";
import type { Actor, Answer } from "./shared";
import type { StopFlows } from "./stop";
import type { TeamFlows } from "./team";

/** Whom a limit binds: the orders of everybody, of one person, of one account, or of one deployed strategy. */
export type LimitScopeView =
  | { readonly of: "all" }
  | { readonly of: "user" | "account" | "strategy"; readonly subject: string; readonly name: string };

export interface LimitView {
  readonly limitId: string;
  readonly version: number;
  readonly scope: LimitScopeView;
  readonly name: string | null;
  readonly terms: LimitTerms;
  readonly since: EpochMs;
  /** A change of it that waits for somebody; null: none does. */
  readonly waiting: string | null;
}

/** How an account stands against one limit before any order. */
export interface LimitUsageView {
  readonly limitId: string;
  readonly limit: string;
  /** Null is unknown, and then nothing new passes. */
  readonly used: string | null;
  /** Used / limit; null where unknown or where the limit is 0. */
  readonly part: number | null;
  /** Of limits per instrument: the one that uses most. */
  readonly symbol: string | null;
  /** Past the limit: only what reduces passes. */
  readonly isOver: boolean;
}

export interface LimitChangeView {
  readonly changeId: string;
  readonly limitId: string;
  readonly version: number;
  readonly kind: StandingKind;
  readonly scope: LimitScopeView;
  readonly name: string | null;
  /** Null: the limit is taken away. */
  readonly terms: LimitTerms | null;
  /** Null: there was none. */
  readonly before: LimitTerms | null;
  readonly isLooser: boolean;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly state: "waiting" | "in_force" | "rejected" | "withdrawn" | "expired";
  readonly decidedBy: string | null;
  readonly decidedAt: EpochMs | null;
  readonly note: string | null;
  /** What the asking person may do about it now. */
  readonly mayDecide: boolean;
  readonly mayWithdraw: boolean;
}

export interface LimitRequest {
  /** Null: a new one. */
  readonly limitId: string | null;
  /** Of a new one; the scope of a limit never changes. */
  readonly scope: { readonly of: "all" } | { readonly of: "user" | "account" | "strategy"; readonly subject: string };
  readonly name: string | null;
  /** Checked by the flow, with the place of each fault. Null: take the limit away. */
  readonly terms: unknown;
  readonly reason: string;
}

/** What the live monitor saw and did. */
export interface RiskEventView extends RiskEvent {
  /** The account's name. */
  readonly account: string;
}

/** Whom else somebody may bind, by name. */
export interface LimitSubjects {
  readonly people: readonly { readonly userId: string; readonly name: string }[];
  readonly deployments: readonly { readonly deploymentId: string; readonly name: string }[];
}

/** News: topic `risk.limits` with `{limitId}`. */
export interface RiskFlows extends PortfolioRiskFlows, LimitReplayFlows, ProtectionFlows {
  /** Limits in force that the asking person may see, and whether a looser one needs a second person. */
  listLimits(actor: Actor): Promise<{ readonly limits: readonly LimitView[]; readonly fourEyes: boolean }>;
  /** People and deployments that the asking person may bind. */
  listLimitSubjects(actor: Actor): Promise<LimitSubjects>;
  /** How an account stands against each limit that binds it or its owner. */
  readLimitUsage(actor: Actor, accountId: string): Answer<readonly LimitUsageView[]>;
  /** How an account would stand against a limit before it is set; null: a limit on orders alone. */
  weighLimit(
    actor: Actor,
    input: { readonly accountId: string; readonly terms: unknown },
  ): Answer<Omit<LimitUsageView, "limitId"> | null>;
  /** A change that does not loosen is in force at once; one that does waits, where there is a second person to ask. */
  askLimit(actor: Actor, request: LimitRequest): Answer<LimitChangeView>;
  decideLimit(
    actor: Actor,
    input: {
      readonly changeId: string;
      readonly decision: "approve" | "reject" | "withdraw";
      readonly note: string | null;
    },
  ): Answer<LimitChangeView>;
  /** Newest first: of one account, or of all that the asking person may see. */
  listRiskEvents(actor: Actor, accountId: string | null): Promise<readonly RiskEventView[]>;
  /** Newest first: of one limit, or all; those that wait come first. */
  listLimitChanges(actor: Actor, limitId: string | null): Promise<readonly LimitChangeView[]>;
}

/** Everything about risk: limits and what they weigh, orders that wait, the kill switch and its drills, the team. */
export interface RiskDeskFlows extends RiskFlows, ApprovalFlows, WaitingFlows, StopFlows, DrillFlows, TeamFlows {}
