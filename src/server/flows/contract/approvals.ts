import type { EpochMs, Side } from "@/modules/_kernel";
import type { Actor, Answer } from "./shared";

/** An order that waits for a second person, or waited. Amounts are decimal text. */
export interface ApprovalView {
  readonly approvalId: string;
  readonly accountId: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly qty: string;
  readonly ordType: string;
  readonly limitPrice: string | null;
  /** What it was worth when it was asked for, in `currency`, the account's. */
  readonly value: string;
  readonly currency: string;
  /** What passes without a second person. */
  readonly allowed: string;
  /** The market's side when it was asked for, and the part of it that it may move until the order is let in. */
  readonly price: string;
  readonly priceMoved: string;
  /** The market's side when it was decided; null: nobody looked. */
  readonly priceThen: string | null;
  readonly askedBy: string;
  readonly askedAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly state: "waiting" | "approved" | "rejected" | "withdrawn" | "price_moved" | "expired";
  readonly orderId: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: EpochMs | null;
  readonly note: string | null;
  readonly mayDecide: boolean;
  readonly mayWithdraw: boolean;
}

/** How much waits for the asking person to let it in. */
export interface WaitingCount {
  readonly orders: number;
  /** Changes of limits. */
  readonly limits: number;
  /** Changes of what is done about missing stops. */
  readonly protection: number;
  /** Changes of deployments. */
  readonly deployments: number;
}

/** News: topic `orders.approvals` with `{approvalId}`; of changes of deployments `deployments.approvals` with `{changeId}`. */
export interface ApprovalFlows {
  /** Those that wait first, then the newest. `isOn`: there is a second person who could let one in, and a limit asks for it. */
  listApprovals(actor: Actor): Promise<{
    readonly approvals: readonly ApprovalView[];
    readonly isOn: boolean;
    readonly hasSecond: boolean;
  }>;
  /** An approved order is submitted then and there, as its asker's, against every other limit; what refuses it is told and it waits on. */
  decideApproval(
    actor: Actor,
    input: {
      readonly approvalId: string;
      readonly decision: "approve" | "reject" | "withdraw";
      readonly note: string | null;
    },
  ): Answer<ApprovalView>;
}

export interface WaitingFlows {
  countWaiting(actor: Actor): Promise<WaitingCount>;
}
