import { err, ok, type Result } from "@/modules/_kernel";
import { type BarColumns, makeOpenAdjustedSeries, makeSeriesReader } from "@/modules/data";
import { makeBarStore, makeCorporateActionStore, makeInstrumentStore, makeQualityStore } from "@/modules/data/server";
import { type SearchPlan, type SearchSpec, trialSpec } from "@/modules/strategy";
import { hashColumns, makeLoadBars } from "@/modules/strategy/server";
import { toAppError } from "../backtest-views";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";

/** Reads what searches run on, as backtests do. */
export function makeSearchBars({ sql }: Pick<FlowDeps, "sql">) {
  const bars = makeBarStore(sql);
  return makeLoadBars({
    instruments: makeInstrumentStore(sql),
    series: makeSeriesReader(bars, "stored"),
    openSeries: makeOpenAdjustedSeries({ bars, actions: makeCorporateActionStore(sql) }),
    quality: makeQualityStore(sql),
  });
}

export type PlannedBars = (
  searchId: string,
  spec: SearchSpec,
  plan: SearchPlan,
) => Promise<Result<BarColumns, AppError>>;

/**
 * The bars that a plan names, kept from one chunk to the next of the same search. Refuses bars that are no longer those of
 * the plan: results of two different series would be compared.
 */
export function makePlannedBars(deps: Pick<FlowDeps, "sql">): PlannedBars {
  const load = makeSearchBars(deps);
  let held: { readonly searchId: string; readonly bars: BarColumns } | null = null;
  return async (searchId, spec, plan) => {
    if (held?.searchId === searchId) return ok(held.bars);
    const { asOfMs, actionsAsOfMs } = plan;
    const loaded = await load(trialSpec(spec, {}), { asOfMs, actionsAsOfMs });
    if (!loaded.ok) return err(toAppError(loaded.error));
    const { bars } = loaded.value;
    if (hashColumns({ ...bars }) !== plan.dataHash) return err({ kind: "search.bars_changed", facts: { searchId } });
    held = { searchId, bars };
    return ok(bars);
  };
}
