import type { EpochMs, UserId } from "@/modules/_kernel";
import type { AccountKind, BatchKind, Chart, LotMethod, MemberRole } from "@/modules/portfolio";
import type { Actor, Answer, Page } from "./shared";

export interface AccountView {
  readonly accountId: string;
  readonly name: string;
  readonly portfolioId: string;
  readonly portfolioName: string;
  /** Orders of paper accounts go to the simulated venue; external ones are written down by hand and take none. */
  readonly kind: AccountKind;
  readonly baseCurrency: string;
  readonly lotMethod: LotMethod;
  /** Trading days until cash of a sale is settled. */
  readonly settleDays: number;
  readonly ownerId: UserId;
  /** Of the asking person. */
  readonly mine: boolean;
  /** Whether the asking person may book in it, and say who its members are: its owner, and admins. */
  readonly editable: boolean;
  /** Whether an order of the asking person could be taken on it now: its owner and members that trade, on a paper account in use. */
  readonly mayTrade: boolean;
  /** What the asking person is to it; null: they see it by their role in the house. */
  readonly membership: "owner" | MemberRole | null;
  readonly createdAt: EpochMs;
  readonly archivedAt: EpochMs | null;
}

/** Somebody beside the owner who has to do with an account. */
export interface MemberView {
  readonly userId: UserId;
  readonly name: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly addedAt: EpochMs;
}

export interface CashView {
  readonly currency: string;
  readonly settled: string;
  readonly unsettled: string;
}

/** Money of an account now. Null is unknown (no price, no rate), never a made-up number; `unpriced` names why. */
export interface AccountOverview {
  readonly account: AccountView;
  readonly asOf: EpochMs;
  readonly cash: readonly CashView[];
  /** What working orders hold back, in the base currency: taken off the cash it is buying power. */
  readonly reserved: string | null;
  readonly buyingPower: string | null;
  readonly positionsValue: string | null;
  /** What positions are worth whichever way they face: long and short add up. */
  readonly grossValue: string | null;
  readonly equity: string | null;
  readonly openPnl: string | null;
  readonly realizedPnl: string | null;
  readonly income: string | null;
  /** Against the equity at the start of the account's day. */
  readonly dayPnl: string | null;
  readonly fees: string | null;
  readonly unpriced: readonly string[];
  /** Symbols that are held at a price which is more than a week old. */
  readonly outdated: readonly string[];
}

export interface LotView {
  readonly openedAt: EpochMs;
  readonly qty: string;
  readonly cost: string;
  /** The batch that opened it. */
  readonly batchId: string;
}

export interface PositionView {
  readonly accountId: string;
  readonly symbol: string;
  /** Below 0 is short. */
  readonly qty: string;
  readonly currency: string;
  readonly multiplier: string;
  readonly averageCost: string;
  readonly cost: string;
  readonly price: string | null;
  readonly priceAt: EpochMs | null;
  readonly value: string | null;
  readonly openPnl: string | null;
  readonly realizedPnl: string;
}

export interface PostingView {
  readonly line: number;
  readonly chart: Chart;
  readonly symbol: string | null;
  readonly currency: string;
  /** A debit is above 0. */
  readonly amount: string;
  readonly qty: string | null;
}

export interface BatchView {
  readonly batchId: string;
  readonly accountId: string;
  readonly kind: BatchKind;
  readonly externalRef: string;
  readonly effectiveAt: EpochMs;
  readonly recordedAt: EpochMs;
  readonly settlesOn: string | null;
  readonly reverses: string | null;
  readonly reversedBy: string | null;
  readonly orderId: string | null;
  readonly note: string | null;
  /** Whether a reversal may take it back, and has not. */
  readonly reversible: boolean;
  readonly postings: readonly PostingView[];
}

export interface LedgerFilter {
  readonly accountId: string;
  readonly chart: Chart | null;
  readonly symbol: string | null;
  readonly currency: string | null;
  readonly orderId: string | null;
  readonly kind: BatchKind | null;
  readonly cursor: string | null;
  readonly limit: number;
}

/** What a person books by hand. Amounts are decimal text; interest, funding, dividends and fees may be below 0. `at`: ISO 8601; null is now. */
export type ManualEntry =
  | {
      readonly kind: "deposit" | "withdrawal" | "interest" | "funding" | "fee";
      readonly currency: string;
      readonly amount: string;
      readonly at: string | null;
      readonly note: string | null;
    }
  | {
      readonly kind: "dividend";
      readonly symbol: string;
      readonly currency: string;
      readonly amount: string;
      readonly at: string | null;
      readonly note: string | null;
    }
  | {
      readonly kind: "split";
      readonly symbol: string;
      readonly ratio: string;
      readonly at: string | null;
      readonly note: string | null;
    }
  | {
      readonly kind: "exchange";
      readonly paid: { readonly currency: string; readonly amount: string };
      readonly received: { readonly currency: string; readonly amount: string };
      readonly at: string | null;
      readonly note: string | null;
    }
  /** A trade made elsewhere, on an external account. */
  | {
      readonly kind: "adoption";
      readonly symbol: string;
      readonly side: "buy" | "sell";
      readonly qty: string;
      readonly price: string;
      readonly fee: string | null;
      readonly at: string | null;
      readonly note: string | null;
    };

/** News: topic `accounts.changed` with `{accountId}`. */
export interface AccountFlows {
  /** What the asking person may see: their own and those they are a member of; risk and admin see all. */
  listAccounts(actor: Actor): Promise<readonly AccountView[]>;
  createAccount(
    actor: Actor,
    input: {
      readonly name: string;
      readonly portfolioName: string | null;
      readonly kind: AccountKind;
      readonly baseCurrency: string;
      readonly lotMethod: LotMethod;
      /** Sessions until the cash of a trade is settled, 0 to 5. */
      readonly settleDays: number;
      /** Deposited at once, in the base currency. */
      readonly openingCash: string | null;
    },
  ): Answer<AccountView>;
  archiveAccount(actor: Actor, accountId: string): Answer<AccountView>;
  /** People beside its owner, for whoever may see the account. */
  listMembers(actor: Actor, accountId: string): Answer<readonly MemberView[]>;
  /** Makes the person of that address a member, or changes what they are. */
  setMember(
    actor: Actor,
    input: { readonly accountId: string; readonly email: string; readonly role: MemberRole },
  ): Answer<readonly MemberView[]>;
  /** Members may take themselves out. */
  removeMember(
    actor: Actor,
    input: { readonly accountId: string; readonly userId: string },
  ): Answer<readonly MemberView[]>;
  readAccount(actor: Actor, accountId: string): Answer<AccountOverview>;
  listPositions(actor: Actor, accountId: string): Answer<readonly PositionView[]>;
  listLots(actor: Actor, input: { readonly accountId: string; readonly symbol: string }): Answer<readonly LotView[]>;
  listBatches(actor: Actor, filter: LedgerFilter): Answer<Page<BatchView>>;
  readBatch(actor: Actor, batchId: string): Answer<BatchView>;
  bookEntry(
    actor: Actor,
    input: { readonly accountId: string; readonly idempotencyKey: string; readonly entry: ManualEntry },
  ): Answer<BatchView>;
  reverseBatch(actor: Actor, input: { readonly batchId: string; readonly reason: string }): Answer<BatchView>;
  /** Equity at the end of each of the last days (UTC), oldest first: computed from stored prices. Null: a price or rate was unknown. */
  listDailyValues(
    actor: Actor,
    accountId: string,
  ): Answer<readonly { readonly day: string; readonly equity: string | null; readonly flow: string | null }[]>;
}
