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
  stopPracticeOutage(actor: Actor, accountId: string): Answer<null>;
  setPaperTerms(actor: Actor, input: PaperTerms & { readonly accountId: string }): Answer<PaperTermsView>;
}
