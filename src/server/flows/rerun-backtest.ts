import { err } from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import { makeRunStore } from "@/modules/strategy/server";
import type { Flows } from "./contract";
import { enqueueRun, type SubmitDeps } from "./submit-backtest";

/**
 * Runs a finished backtest again on the bars as they were known to it. The new run says whether it gave the same bits.
 *
 * Refuses a run that does not exist or has not succeeded: there is nothing to compare with.
 */
export const makeRerunBacktest =
  (deps: SubmitDeps): Flows["rerunBacktest"] =>
  async (actor, runId) => {
    const run = await makeRunStore(deps.sql, deps.prisma).find(runId);
    if (run === null) return err({ kind: "backtest.not_found" });
    if (run.status !== "succeeded") return err({ kind: "backtest.not_finished", facts: { status: run.status } });
    const { symbol } = run.spec;
    const instrument = await makeInstrumentStore(deps.sql).find(symbol);
    if (instrument === null) return err({ kind: "instrument.not_found", path: "symbol", facts: { symbol } });
    return enqueueRun(deps, actor, { spec: run.spec, instrument, rerunOf: runId });
  };
