import type { Actor, Answer } from "./shared";

/** How many days decisions are kept after they were made; null: for ever. */
export interface DecisionRetentionView {
  /** All of them. */
  readonly days: number | null;
  /** Those that wanted nothing: most are, and from the bars the engine says them again. */
  readonly quietDays: number | null;
}

export interface RetentionFlows {
  readDecisionRetention(actor: Actor): Promise<DecisionRetentionView>;
  /** Administrators only; 30 days at least. What is let go does not come back. */
  setDecisionRetention(actor: Actor, retention: DecisionRetentionView): Answer<DecisionRetentionView>;
}
