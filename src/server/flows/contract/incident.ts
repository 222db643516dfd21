import type { EpochMs } from "@/modules/_kernel";
import type { AccountOverview } from "./accounts";
import type { ApprovalView } from "./approvals";
import type { AskedChangeView } from "./deployment-stages";
import type { DeploymentLine } from "./deployments";
import type { FeedView } from "./feeds";
import type { ProtectionView } from "./protection";
import type { Actor } from "./shared";
import type { OrderView, TradingStateView } from "./trading";

/** A part that could be read, or why it could not: a page of an emergency shows the rest. */
export type IncidentPart<T> =
  | { readonly ok: true; readonly value: T }
  /** `slow`: it did not answer in time. `failed`: it broke; the log has the cause under the request's id. */
  | { readonly ok: false; readonly why: "slow" | "failed" };

/** The first of a list, and how many there are. */
export interface FirstOf<T> {
  readonly rows: readonly T[];
  readonly count: number;
}

export interface IncidentPosition {
  readonly symbol: string;
  /** Decimal text; below 0 is short. */
  readonly qty: string;
  readonly currency: string;
  /** Null: no price is known. */
  readonly value: string | null;
  readonly priceAt: EpochMs | null;
  /** Whether stops cover it; null: that could not be read. */
  readonly protection: ProtectionView["positions"][number]["state"] | null;
}

export interface IncidentAccount {
  readonly accountId: string;
  readonly name: string;
  readonly kind: string;
  readonly currency: string;
  /** Whether the asking person may halt it and cancel its orders. */
  readonly mayGuard: boolean;
  readonly trading: IncidentPart<TradingStateView>;
  readonly money: IncidentPart<Pick<AccountOverview, "equity" | "grossValue" | "dayPnl" | "unpriced">>;
  readonly positions: IncidentPart<FirstOf<IncidentPosition>>;
  /** Orders that are open, and those of them whose fate nobody knows. */
  readonly orders: IncidentPart<{ readonly open: number; readonly unknown: readonly OrderView[] }>;
}

/** An open difference between us and a venue. */
export interface IncidentDifference {
  readonly itemId: string;
  readonly accountName: string;
  readonly kind: string;
  readonly symbol: string | null;
  readonly since: EpochMs;
}

/** What one must know when something goes wrong: read from PostgreSQL alone, each part for itself. */
export interface IncidentView {
  readonly asOf: EpochMs;
  /** Whether the asking person may halt the whole house. */
  readonly mayHaltAll: boolean;
  readonly house: IncidentPart<TradingStateView>;
  readonly accounts: IncidentPart<FirstOf<IncidentAccount>>;
  /** What waits for a second person and the asking person may decide about; the oldest first. */
  readonly waiting: IncidentPart<{
    readonly orders: FirstOf<Pick<ApprovalView, "approvalId" | "side" | "qty" | "symbol" | "account" | "askedBy">>;
    readonly changes: FirstOf<Pick<AskedChangeView, "changeId" | "deployment" | "account" | "differences" | "askedBy">>;
  }>;
  readonly differences: IncidentPart<FirstOf<IncidentDifference>>;
  /** Feeds that are switched on; those that do not work come first. */
  readonly feeds: IncidentPart<FirstOf<Pick<FeedView, "feed" | "title" | "standing" | "newestPriceAt" | "downSince">>>;
  /** Those that are not over; those that need somebody come first. */
  readonly deployments: IncidentPart<
    FirstOf<
      Pick<DeploymentLine, "deploymentId" | "name" | "state" | "reason" | "stateSince" | "accountName"> & {
        readonly exposure: string | null;
        readonly currency: string;
      }
    >
  >;
}

export interface IncidentFlows {
  /** Of what the asking person may see. Never rejects because a part of it is broken. */
  readIncident(actor: Actor): Promise<IncidentView>;
}
