import type { Side } from "@/modules/_kernel";
import type { TradingState } from "@/modules/execution";
import type { AppError } from "../errors";
import type { Actor, Answer } from "./shared";

/**
 * Steps of the kill switch, each more than the one before: let only orders through that reduce; also cancel what works and may open;
 * also close everything at market; or let no order through at all and leave what is there as it is.
 */
export const STOP_STEPS = ["reduce_only", "cancel", "flatten", "halted"] as const;
export type StopStep = (typeof STOP_STEPS)[number];

/** Whom it stops: the house, an account, or one deployed strategy. */
export type StopScope =
  | { readonly of: "all" }
  | { readonly of: "account"; readonly accountId: string }
  | { readonly of: "deployment"; readonly deploymentId: string };

export interface StopOrderView {
  readonly orderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly qty: string;
}

/** What would be done to an account now. Amounts are decimal text. */
export interface StopPreviewView {
  readonly accountId: string;
  readonly account: string;
  /** As it is. */
  readonly state: TradingState;
  readonly cancels: readonly StopOrderView[];
  /** `why` null: it would be sent. */
  readonly closes: readonly {
    readonly symbol: string;
    readonly side: Side;
    readonly qty: string;
    readonly why: AppError | null;
  }[];
  /** Orders that work and stay. */
  readonly stays: number;
}

/** What was done to an account. */
export interface StopDoneView {
  readonly accountId: string;
  readonly account: string;
  readonly canceled: number;
  readonly closing: readonly StopOrderView[];
  readonly refused: readonly { readonly symbol: string | null; readonly error: AppError }[];
}

export interface StopFlows {
  /** Exactly what the same call to `stop` would do now. Nothing is written. */
  previewStop(
    actor: Actor,
    input: { readonly scope: StopScope; readonly step: StopStep },
  ): Answer<{ readonly accounts: readonly StopPreviewView[]; readonly isMore: boolean }>;
  /** The state first, for all at once; then cancels and closes, account by account. What could not be done is named. */
  stop(
    actor: Actor,
    input: {
      readonly scope: StopScope;
      readonly step: StopStep;
      readonly reason: string;
      readonly idempotencyKey: string;
    },
  ): Answer<{ readonly accounts: readonly StopDoneView[] }>;
}
