import type { BarColumns } from "@/modules/data";
import type { TrialOutcome, TrialTask } from "../../domain/search";
import type { StrategyParams } from "../../domain/strategy";
import type { PooledSum, SearchSummary } from "../../ports-search";

/** What passes between the threads of a search and their pool. */

export interface TrialsRequest {
  readonly kind: "trials";
  readonly key: string;
  /** In memory that is shared, not copied. */
  readonly bars: BarColumns;
  readonly task: TrialTask;
  readonly trials: readonly StrategyParams[];
}

export type SearchRequest = TrialsRequest | { readonly kind: "sum"; readonly job: PooledSum };

export type SearchAnswer =
  | { readonly kind: "trials"; readonly outcome: TrialOutcome }
  | { readonly kind: "sum"; readonly summary: SearchSummary };
