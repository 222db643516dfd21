/** Why a strategy of somebody here was stopped. */
export type FaultReason =
  /** It threw. */
  | "threw"
  /** It took too long over one bar, or over all of them. */
  | "time"
  | "memory"
  /** It called itself too deep. */
  | "stack"
  /** It gave an order that is none. */
  | "order"
  /** It wrote too many lines. */
  | "log"
  /** What it says of itself cannot be. */
  | "facts";

export interface FaultFacts {
  readonly reason: FaultReason;
  readonly message: string;
  /** Line of the source, from 1; null where none is known. */
  readonly line: number | null;
  readonly column: number | null;
  /** Bar that it was shown, from 0; null before the first. */
  readonly bar: number | null;
}

/** Ends a run whose strategy broke a rule. What goes wrong there is the strategy's, never the engine's. */
export class StrategyFault extends Error {
  override readonly name = "StrategyFault";
  readonly facts: FaultFacts;

  constructor(facts: FaultFacts) {
    super(facts.line === null ? facts.message : `line ${facts.line}: ${facts.message}`);
    this.facts = facts;
  }
}
