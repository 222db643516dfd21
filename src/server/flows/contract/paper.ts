import type { EpochMs } from "@/modules/_kernel";
import type { PaperTerms } from "@/modules/execution";
import type { Actor, Answer } from "./shared";

export type PaperTermsView = PaperTerms;

/** An outage that somebody practices with. */
export interface OutageView {
  readonly seed: number;
  readonly startedAt: EpochMs;
  /** By itself at the latest. */
  readonly endsAt: EpochMs;
  readonly by: string | null;
}

/** What a simulated venue is asked to make of one of its fills. */
export interface AmendPaperFill {
  readonly accountId: string;
  readonly execId: string;
  /** What it was instead, decimal text: at most as many units as it is. Null: it is taken back. */
  readonly now: { readonly qty: string; readonly price: string } | null;
  /** The venue changes what it has, and says nothing: the account finds out when it is compared. */
  readonly untold: boolean;
  readonly idempotencyKey: string;
}

export interface AmendedFillView {
  readonly execId: string;
  readonly now: { readonly qty: string; readonly price: string } | null;
  readonly untold: boolean;
  readonly askedAt: EpochMs;
  /** Null: the venue comes to it in a moment. */
  readonly doneAt: EpochMs | null;
  /** Whether there was still anything to change; null: not done yet. */
  readonly changed: boolean | null;
}

/** A fill as the simulated venue has it. */
export interface PaperFillView {
  readonly execId: string;
  readonly orderId: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** Decimal text. */
  readonly qty: string;
  readonly price: string;
  readonly currency: string;
  readonly at: EpochMs;
  /** What somebody asked the venue to make of it; null: nothing waits. */
  readonly waiting: AmendedFillView | null;
}

/** The simulated venue of a paper account: what fills its orders. */
export interface PaperFlows {
  readPaperTerms(actor: Actor, accountId: string): Answer<PaperTermsView>;
  /** While the account has no open orders. */
  /** Null: the venue is as it is. */
  readPracticeOutage(actor: Actor, accountId: string): Answer<OutageView | null>;
  /** Answers, words and positions of the venue go wrong for some minutes: nothing of it is true but what the venue did. */
  startPracticeOutage(
    actor: Actor,
    input: { readonly accountId: string; readonly minutes: number; readonly seed: number | null },
  ): Answer<OutageView>;
  /** Fills that stand at the venue, newest first, at most 100. */
  listPaperFills(actor: Actor, accountId: string): Answer<readonly PaperFillView[]>;
  /**
   * Lets the venue take a fill back or correct it, to practice with: it does so when its worker comes to it. An order that the fill had
   * completed is over then. The same key is answered once.
   */
  amendPaperFill(actor: Actor, input: AmendPaperFill): Answer<AmendedFillView>;
  stopPracticeOutage(actor: Actor, accountId: string): Answer<null>;
  setPaperTerms(actor: Actor, input: PaperTerms & { readonly accountId: string }): Answer<PaperTermsView>;
}
