import type { AccountId, EpochMs, OrderId, OrderIntent, SqlPort, UserId } from "@/modules/_kernel";
import type { AlgoStanding, AlgoStatus } from "../domain/algo/algo-state";
import type { AlgoChild } from "../domain/algo/next-slice";
import type { AlgoKind, AlgoSlice } from "../domain/algo/schedule";

/** A parent order as it was planned, and where it stands. Amounts are decimal text. */
export interface Algo {
  readonly algoId: string;
  readonly accountId: AccountId;
  /** Null: the command line of this machine. */
  readonly createdBy: UserId | null;
  readonly kind: AlgoKind;
  readonly symbol: string;
  readonly side: OrderIntent["side"];
  readonly currency: string;
  readonly qty: string;
  readonly lot: string;
  readonly limitPrice: string | null;
  readonly reduceOnly: boolean;
  /** At most this part of what the market trades; null: no bound. */
  readonly participation: string | null;
  readonly seed: number | null;
  readonly durationMs: number;
  readonly slices: readonly AlgoSlice[];
  /** What a volume profile was made of; null: it has none. */
  readonly profile: { readonly sessions: number; readonly resolution: string } | null;
  /** Time of the market at the start: another than ours where a replay is traded. */
  readonly marketFromMs: EpochMs;
  readonly createdAt: EpochMs;
  readonly standing: AlgoStanding;
  /** Of reason `refused`: the kind of what refused it. */
  readonly refusal: string | null;
  /** Why a slice that is due is not sent, a stable word; null: nothing waits. */
  readonly waiting: string | null;
  readonly transitions: number;
}

export interface AlgoTransition {
  readonly number: number;
  readonly at: EpochMs;
  readonly event: string;
  readonly from: AlgoStatus | null;
  readonly to: AlgoStatus;
  readonly reason: string | null;
  readonly by: string | null;
}

/** A child with the order it is. */
export interface AlgoChildOrder extends AlgoChild {
  readonly orderId: OrderId;
  readonly sentAt: EpochMs;
  readonly filledNotional: string;
}

export interface AlgoQuery {
  /** Null: of every account. */
  readonly accountIds: readonly string[] | null;
  readonly over: boolean;
  readonly cursor: string | null;
  readonly limit: number;
}

/** Parent orders and what was sent of them. Whoever changes one holds its account's lock. */
export interface AlgoStore {
  insert(tx: SqlPort, algo: Algo, by: UserId | null): Promise<void>;
  find(sql: SqlPort, algoId: string): Promise<Algo | null>;
  /** Held until the transaction ends. */
  lock(tx: SqlPort, algoId: string): Promise<Algo | null>;
  /** Working and paused ones of all accounts, at most `limit`. */
  listActive(sql: SqlPort, limit: number): Promise<readonly Algo[]>;
  /** Working and paused ones of an account, held until the transaction ends. */
  lockActiveOf(tx: SqlPort, accountId: AccountId): Promise<readonly Algo[]>;
  list(sql: SqlPort, query: AlgoQuery): Promise<{ readonly rows: readonly Algo[]; readonly cursor: string | null }>;
  /** Writes where it stands now, with the step that brought it there. */
  move(
    tx: SqlPort,
    before: Algo,
    step: {
      readonly standing: AlgoStanding;
      readonly event: string;
      readonly refusal: string | null;
      readonly by: UserId | null;
    },
  ): Promise<void>;
  setWaiting(sql: SqlPort, algoId: string, waiting: string | null): Promise<void>;
  putChild(
    tx: SqlPort,
    algoId: string,
    child: { readonly number: number; readonly orderId: OrderId; readonly qty: string; readonly sentAt: EpochMs },
  ): Promise<void>;
  childrenOf(sql: SqlPort, algoIds: readonly string[]): Promise<ReadonlyMap<string, readonly AlgoChildOrder[]>>;
  /** The parent of a child order; null: it has none. */
  parentOf(sql: SqlPort, orderId: string): Promise<string | null>;
  transitionsOf(sql: SqlPort, algoId: string): Promise<readonly AlgoTransition[]>;
}
