import { err, invariant } from "@/modules/_kernel";
import type { Instrument } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import { symbolsOf } from "@/modules/strategy";
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
    const found: Instrument[] = [];
    for (const symbol of symbolsOf(run.spec)) {
      const one = await makeInstrumentStore(deps.sql).find(symbol);
      if (one === null) return err({ kind: "instrument.not_found", path: "symbol", facts: { symbol } });
      found.push(one);
    }
    const [instrument, ...others] = found;
    invariant(instrument !== undefined, "a run has an instrument");
    return enqueueRun(deps, actor, { spec: run.spec, instrument, others, rerunOf: runId });
  };
