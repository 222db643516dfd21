import { assertNever, type SqlPort } from "@/modules/_kernel";
import type { SearchError, SearchRecord } from "@/modules/strategy";
import type { FaultedStrategy } from "@/modules/strategy/server";
import { storedError, titleOf, toAppError } from "../backtest-views";
import type { SearchView } from "../contract/search";
import type { AppError } from "../errors";

/** A refusal of the search's own rules as flows answer it. */
export function searchRefused(error: SearchError | FaultedStrategy): AppError {
  switch (error.kind) {
    case "search.space_invalid": {
      const { path, expected } = error;
      return { kind: error.kind, path, facts: { expected }, issues: [{ path, message: expected }] };
    }
    case "search.grid_too_large":
      return { kind: error.kind, path: "ranges", facts: { points: error.points, limit: error.limit } };
    case "search.window_short":
      return { kind: error.kind, path: "from", facts: { bars: error.bars, needed: error.needed } };
    case "strategy.not_found":
    case "strategy.params_invalid":
    case "strategy.faulted":
    case "backtest.spec_invalid":
      return toAppError(error);
    default:
      return assertNever(error, "searchRefused");
  }
}

/** A search as people see it. */
export async function toSearchView(sql: SqlPort, record: SearchRecord): Promise<SearchView> {
  const { jobId: _, createdBy: __, instrumentId: ___, createdAtMs, finishedAtMs, ...facts } = record;
  return {
    ...facts,
    strategyTitle: await titleOf(sql, record.spec.strategy),
    error: record.error === null ? null : storedError(record.error),
    createdAt: createdAtMs,
    finishedAt: finishedAtMs,
  };
}

/** News that a search has moved: browsers read what is new. */
export const searchChanged = (searchId: string) =>
  ({ topic: "search.changed", audience: null, payload: { searchId } }) as const;
