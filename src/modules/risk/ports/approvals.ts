import type { AccountId, EpochMs, SqlPort, UserId } from "@/modules/_kernel";

/** An order that somebody asked for and that waits for a second person. Amounts are decimal text. */
export interface OrderApproval {
  readonly approvalId: string;
  readonly accountId: AccountId;
  /** Of the request: the order is submitted under it. */
  readonly key: string;
  /** The request as it was asked for. */
  readonly body: unknown;
  /** Account's currency. */
  readonly value: string;
  readonly allowed: string;
  /** The market's side when it was asked for. */
  readonly price: string;
  /** Part of that price that it may move until it is let in: 0.01 is 1 %. */
  readonly priceMoved: string;
  /** Null: the command line. */
  readonly askedBy: UserId | null;
  readonly askedAt: EpochMs;
  /** From then on nobody can let it in any more. */
  readonly expiresAt: EpochMs;
}

export const APPROVAL_OUTCOMES = ["approved", "rejected", "withdrawn", "price_moved"] as const;

export interface ApprovalDecision {
  readonly outcome: (typeof APPROVAL_OUTCOMES)[number];
  /** Of `approved`. */
  readonly orderId: string | null;
  readonly price: string | null;
  readonly by: UserId | null;
  readonly at: EpochMs;
  readonly note: string | null;
}

/** An approval with what became of it; null waits, unless it has expired. */
export interface DecidedApproval extends OrderApproval {
  readonly decision: ApprovalDecision | null;
}

/** Orders that wait. Every call runs in the caller's transaction. */
export interface ApprovalStore {
  ask(tx: SqlPort, approval: OrderApproval): Promise<void>;
  find(sql: SqlPort, approvalId: string): Promise<DecidedApproval | null>;
  /** With whether it was asked for with that very body. */
  findByKey(
    sql: SqlPort,
    asked: { readonly accountId: AccountId; readonly key: string; readonly body: unknown },
  ): Promise<{ readonly approval: DecidedApproval; readonly isSame: boolean } | null>;
  /** Of one that waits, and that the transaction holds. */
  decide(tx: SqlPort, approvalId: string, decision: ApprovalDecision): Promise<void>;
  /** Newest first, of those accounts; null: of every one. */
  list(sql: SqlPort, accountIds: readonly string[] | null): Promise<readonly DecidedApproval[]>;
}
