import type { EpochMs, OrderIntent } from "@/modules/_kernel";
import type { Algo, AlgoKind, AlgoReason, AlgoStatus, AlgoTransition } from "@/modules/execution";
import type { Actor, Answer, Page } from "./shared";
import type { OrderPreview, OrderView, TradingFlows } from "./trading";

/** A parent order as somebody asks for it. Amounts are decimal text as typed. */
export interface AlgoRequest {
  readonly accountId: string;
  readonly symbol: string;
  readonly side: OrderIntent["side"];
  readonly qty: string;
  readonly kind: AlgoKind;
  /** Of every child; null: they take the market. */
  readonly limitPrice: string | null;
  readonly reduceOnly: boolean;
  readonly durationS: number;
  /** Null: one in half a minute, from 2 to 60. */
  readonly slices: number | null;
  /** At most this part of what the market trades from the start on, as a fraction; null: no bound. */
  readonly participation: string | null;
  /** Delays slices a little, the same for the same seed; null: not at all. */
  readonly seed: number | null;
  /** Of vwap: sessions that its volume profile is made of; null: 10. */
  readonly sessions: number | null;
}

export interface AlgoSliceView {
  readonly number: number;
  /** Milliseconds of working time after the start. */
  readonly dueMs: number;
  readonly qty: string;
}

/** What would be sent, and what all of it together would do. Nothing is written. */
export interface AlgoPreview {
  readonly slices: readonly AlgoSliceView[];
  /** When its time is over if it is never paused. */
  readonly endsAt: EpochMs;
  readonly profile: Algo["profile"];
  /** Sent as one order; limits of single orders bind each child instead and are not among its breaches. */
  readonly whole: OrderPreview;
}

/** A parent with how far it is, as its children add up to. */
export interface AlgoView
  extends Pick<
    Algo,
    | "algoId"
    | "accountId"
    | "kind"
    | "symbol"
    | "side"
    | "currency"
    | "qty"
    | "limitPrice"
    | "reduceOnly"
    | "participation"
    | "seed"
    | "durationMs"
    | "profile"
    | "createdAt"
    | "refusal"
    | "waiting"
  > {
  readonly status: AlgoStatus;
  readonly reason: AlgoReason | null;
  readonly since: EpochMs;
  readonly filledQty: string;
  readonly averagePrice: string | null;
  /** What children work on, or may still fill. */
  readonly workingQty: string;
  readonly slicesSent: number;
  readonly slicesPlanned: number;
  /** When its time is over; null: it is paused or over. */
  readonly endsAt: EpochMs | null;
}

export interface AlgoDetail {
  readonly algo: AlgoView;
  readonly slices: readonly AlgoSliceView[];
  /** Oldest first. */
  readonly children: readonly OrderView[];
  readonly transitions: readonly AlgoTransition[];
}

/** News: topic `algos.changed` with `{accountId, algoId}` to the account's owner. */
export interface AlgoFlows {
  previewAlgo(actor: Actor, request: AlgoRequest): Answer<AlgoPreview>;
  /** The same key with the same request is answered as it was; with another it is refused. */
  submitAlgo(
    actor: Actor,
    input: { readonly idempotencyKey: string; readonly request: AlgoRequest },
  ): Answer<{ readonly algo: AlgoView; readonly repeated: boolean }>;
  /** Nothing more is sent, what works is canceled, and its time stands still. */
  pauseAlgo(actor: Actor, algoId: string): Answer<AlgoView>;
  resumeAlgo(actor: Actor, algoId: string): Answer<AlgoView>;
  /** Nothing more is ever sent, and what works is canceled. */
  cancelAlgo(actor: Actor, algoId: string): Answer<AlgoView>;
  /** Newest first. `over`: those that are over too. */
  listAlgos(
    actor: Actor,
    filter: {
      readonly accountId: string | null;
      readonly over: boolean;
      readonly cursor: string | null;
      readonly limit: number;
    },
  ): Answer<Page<AlgoView>>;
  readAlgo(actor: Actor, algoId: string): Answer<AlgoDetail>;
}

/** Orders, and parents of orders. */
export interface OrderFlows extends TradingFlows, AlgoFlows {}
