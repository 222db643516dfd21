import type { EpochMs } from "@/modules/_kernel";
import type { Actor, Answer } from "./shared";

/** One corporate action as people see it. */
export interface ActionView {
  readonly actionId: string;
  readonly symbol: string;
  readonly type: "split" | "dividend" | "symbol_change";
  /** `YYYY-MM-DD` at the exchange: from its open on, shares are on the new footing. */
  readonly exDate: string;
  /** New shares for one old, decimal text; null for what is no split. */
  readonly ratio: string | null;
  /** Money for one share, decimal text, and its currency where that is not the one of the prices. */
  readonly amount: string | null;
  readonly currency: string;
  readonly oldSymbol: string | null;
  readonly newSymbol: string | null;
  readonly source: string;
  readonly knownAt: EpochMs;
}

export interface ImportActionsInput {
  /** Whose actions they are, for rows that do not say. */
  readonly symbol: string;
  /** The list itself, CSV or JSON. */
  readonly text: string;
  /** Where it is from, in a person's words. */
  readonly source: string;
  readonly skipInvalidRows: boolean;
}

export interface ImportActionsOutcome {
  readonly symbols: readonly string[];
  readonly inserted: number;
  readonly replaced: number;
  readonly unchanged: number;
  readonly skipped: number;
}

export interface CorporateActionFlows {
  /** Actions of an instrument as known now, newest first. */
  listActions(symbol: string): Answer<{ readonly currency: string; readonly rows: readonly ActionView[] }>;
  /** Lays a list over what is known: whole or not at all, unless bad rows are to be left out. Twice changes nothing. */
  importActions(actor: Actor, input: ImportActionsInput): Answer<ImportActionsOutcome>;
  /** Takes one action out. What was computed with it before stays computable as of then. */
  removeAction(actor: Actor, actionId: string): Answer<null>;
}
