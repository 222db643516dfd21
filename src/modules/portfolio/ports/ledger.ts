import type { AccountId, EpochMs, Exact, OrderId, SqlPort, UserId } from "@/modules/_kernel";
import type { AccountKind, BatchKind, Posting } from "../domain/ledger/chart";
import type { EntryOf, LedgerEntry } from "../domain/ledger/entry";
import type { LotMethod } from "../domain/lots/lot";

export const MEMBER_ROLES = ["viewer", "trader"] as const;
/** `viewer` looks at an account, `trader` trades in it as well. */
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** Somebody beside the owner who has to do with an account. */
export interface AccountMember {
  readonly userId: UserId;
  readonly role: MemberRole;
  readonly addedAt: EpochMs;
}

export interface AccountFacts {
  readonly accountId: AccountId;
  readonly name: string;
  readonly portfolioId: string;
  readonly portfolioName: string;
  readonly ownerId: UserId;
  /** Beside its owner, by when they came. */
  readonly members: readonly AccountMember[];
  readonly kind: AccountKind;
  readonly baseCurrency: string;
  readonly lotMethod: LotMethod;
  /** Sessions until the cash of a trade is settled. */
  readonly settleDays: number;
  readonly createdAt: EpochMs;
  readonly archivedAt: EpochMs | null;
}

/** A fill of one of our orders, with what the ledger must know of its instrument. Amounts are decimal text. */
export interface LedgerFill extends Omit<EntryOf<"fill">, "kind"> {
  readonly accountId: AccountId;
  /** The venue's: booked once for an account, however often it is told. */
  readonly execId: string;
  readonly orderId: OrderId;
  /** Id of the instrument's calendar; null is unknown. */
  readonly calendar: string | null;
  readonly at: EpochMs;
}

export interface CashState {
  readonly currency: string;
  readonly settled: Exact;
  readonly unsettled: Exact;
}

export interface PositionState {
  readonly symbol: string;
  readonly currency: string;
  readonly multiplier: Exact;
  /** Below 0 is short, never 0. */
  readonly qty: Exact;
  /** Without fees, in its currency; below 0 when short. */
  readonly cost: Exact;
  readonly realized: Exact;
}

export interface AccountState {
  readonly cash: readonly CashState[];
  readonly positions: readonly PositionState[];
}

/** Instruments that an account holds, and currencies that it has or had cash in. */
export interface AccountNames {
  readonly symbols: readonly string[];
  readonly currencies: readonly string[];
}

/** What is to be booked, and under which name: told twice it is booked once. */
export interface Booking {
  readonly entry: LedgerEntry;
  readonly externalRef: string;
  readonly at: EpochMs;
  /** Of the instrument of a trade; null is unknown, or no trade. */
  readonly calendar: string | null;
  readonly orderId: OrderId | null;
  readonly note: string | null;
  /** Null is the house. */
  readonly by: UserId | null;
}

/** `known`: it was booked already. `conflicting`: something else was booked under that name; nothing was done. */
export type BookOutcome =
  | { readonly outcome: "posted" | "known"; readonly batchId: string }
  | { readonly outcome: "conflicting"; readonly batchId: string };

export type ReverseOutcome =
  | { readonly outcome: "posted"; readonly batchId: string }
  | { readonly outcome: "reversed_already"; readonly batchId: string }
  /** Settlements and reversals are made of other batches: those are what is taken back. */
  | { readonly outcome: "not_reversible"; readonly kind: BatchKind };

export interface StoredBatch {
  readonly batchId: string;
  readonly accountId: AccountId;
  readonly kind: BatchKind;
  readonly externalRef: string;
  readonly symbol: string | null;
  readonly orderId: string | null;
  readonly entry: LedgerEntry | null;
  readonly effectiveAt: EpochMs;
  readonly settlesOn: string | null;
  readonly reverses: string | null;
  readonly reversedBy: string | null;
  readonly note: string | null;
  readonly recordedBy: string | null;
  readonly recordedAt: EpochMs;
  readonly postings: readonly (Posting & { readonly line: number })[];
}

/**
 * The books of accounts. Every call works in the caller's transaction, so that what befell an order and what it did to the books
 * are written together or not at all.
 */
export interface LedgerStore {
  /** The account, its row held until the transaction ends: who changes anything of it waits here. Null: there is none. */
  lockAccount(tx: SqlPort, accountId: AccountId): Promise<AccountFacts | null>;
  /**
   * Books a fill once for its account and execution id; the end is the same in whatever order fills come. Locks the account. An
   * account that does not exist is a fault. `conflicting`: another fill has that execution id, and nothing was booked.
   */
  applyFill(tx: SqlPort, fill: LedgerFill): Promise<BookOutcome["outcome"]>;
  /** Cash by currency, and what is held now; positions of nothing are left out. */
  readState(sql: SqlPort, accountId: AccountId): Promise<AccountState>;
  /** What that is named after alone, in no order: what prices and rates are needed of. */
  readNames(sql: SqlPort, accountId: AccountId): Promise<AccountNames>;
  /** The same for anything that can befall an account, which the caller has locked. */
  book(tx: SqlPort, account: AccountFacts, booking: Booking): Promise<BookOutcome>;
  /** Takes a batch of a locked account back, once. */
  reverse(
    tx: SqlPort,
    account: AccountFacts,
    batch: StoredBatch,
    why: { readonly reason: string; readonly by: UserId | null },
  ): Promise<ReverseOutcome>;
  /** Settles the cash of a locked account that is due on or before a date (`YYYY-MM-DD`); says how many batches it booked. */
  settle(tx: SqlPort, account: AccountFacts, today: string): Promise<number>;
  /** Accounts that have cash to settle on or before that date, at most `limit`. */
  listDue(sql: SqlPort, today: string, limit: number): Promise<readonly AccountId[]>;
}

/** Accounts and the portfolios they are in. */
export interface AccountStore {
  find(sql: SqlPort, accountId: AccountId): Promise<AccountFacts | null>;
  /** Of one person; null: of everybody. Those in use first, oldest first; at most 1,000. */
  list(sql: SqlPort, ownerId: UserId | null): Promise<readonly AccountFacts[]>;
  /** What a person owns or is a member of, their own first. */
  listVisible(sql: SqlPort, userId: UserId): Promise<readonly AccountFacts[]>;
  /** Makes the account, and its portfolio where its owner has none of that name. */
  insert(tx: SqlPort, account: AccountFacts): Promise<"created" | "name_taken">;
  archive(tx: SqlPort, accountId: AccountId, at: EpochMs): Promise<void>;
  /** Makes somebody a member, or changes what they are. Under the account's lock. */
  putMember(
    tx: SqlPort,
    accountId: AccountId,
    member: AccountMember & { readonly addedBy: UserId | null },
  ): Promise<void>;
  removeMember(tx: SqlPort, accountId: AccountId, userId: UserId): Promise<void>;
}
