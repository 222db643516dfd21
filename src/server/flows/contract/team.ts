import type { UserId } from "@/modules/_kernel";
import type { TradingState } from "@/modules/execution";
import type { StandingKind } from "@/modules/risk";
import type { Actor, Answer } from "./shared";
import type { StopDoneView, StopStep } from "./stop";

/** How one person's accounts stand now, for whoever is responsible for all of them. */
export interface TraderLine {
  readonly userId: UserId;
  /** Their name, or their address where they have none. */
  readonly name: string;
  readonly accounts: readonly { readonly accountId: string; readonly name: string }[];
  /** Since the start of each account's day, a sum for each currency; null: of one of its accounts it is not known. */
  readonly dayPnl: readonly { readonly currency: string; readonly amount: string | null }[];
  /** The limit that is used most, of all that bind their accounts; null: none does. */
  readonly limit: {
    readonly account: string;
    readonly kind: StandingKind;
    readonly name: string | null;
    /** Used / limit; null is unknown, and then nothing new passes. */
    readonly part: number | null;
    readonly isOver: boolean;
  } | null;
  readonly workingOrders: number;
  /** Of their accounts by themselves and by the house; `mixed`: they differ. */
  readonly state: TradingState | "mixed";
}

export interface TeamView {
  readonly traders: readonly TraderLine[];
  /** More people have accounts than are shown. */
  readonly isMore: boolean;
}

/** The team, for risk and administrators. */
export interface TeamFlows {
  readTeam(actor: Actor): Answer<TeamView>;
  /** The kill switch for every paper account that somebody owns: those in use, account by account. */
  stopTrader(
    actor: Actor,
    input: {
      readonly userId: UserId;
      readonly step: StopStep;
      readonly reason: string;
      readonly idempotencyKey: string;
    },
  ): Answer<{ readonly accounts: readonly StopDoneView[] }>;
  /** Lets orders of these accounts through again, as far as the house does. */
  resumeTrader(
    actor: Actor,
    input: { readonly userId: UserId; readonly reason: string },
  ): Answer<{ readonly accounts: number }>;
}
