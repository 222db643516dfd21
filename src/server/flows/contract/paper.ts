import type { PaperTerms } from "@/modules/execution";
import type { Actor, Answer } from "./shared";

export type PaperTermsView = PaperTerms;

/** The simulated venue of a paper account: what fills its orders. */
export interface PaperFlows {
  readPaperTerms(actor: Actor, accountId: string): Answer<PaperTermsView>;
  /** While the account has no open orders. */
  setPaperTerms(actor: Actor, input: PaperTerms & { readonly accountId: string }): Answer<PaperTermsView>;
}
