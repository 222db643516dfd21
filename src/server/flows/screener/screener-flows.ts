import { err, ok } from "@/modules/_kernel";
import { runScreenJob } from "@/modules/data";
import { makeScreenStore } from "@/modules/data/server";
import { type BoundJob, bind } from "../../platform/work";
import type { Actor } from "../contract";
import type { ScreenerFlows } from "../contract/screener";
import type { FlowDeps } from "../deps";
import { makeRunScreen, makeRunScreenHandler } from "./run-screen";
import { findVisible, makeKeepScreens, screenNotFound } from "./screens";

/** Joins the flows of the screener to their store. */
export function makeScreenerFlows(deps: FlowDeps): ScreenerFlows {
  const screens = makeScreenStore(deps.sql, deps.prisma);
  /** The run, where this person may see its screen. */
  const runFor = async (actor: Actor, runId: string) => {
    const run = await screens.findRun(runId);
    const screen = run === null ? null : await findVisible(deps, actor, run.screenId);
    return screen === null ? null : run;
  };
  return {
    ...makeKeepScreens(deps),
    runScreen: makeRunScreen(deps),
    async readScreenHits(actor, runId, { offset, limit }) {
      const run = await runFor(actor, runId);
      const question = run === null ? null : await screens.questionOf(runId);
      if (run === null || question === null)
        return err({ kind: "screen.run_not_found", path: "runId", facts: { runId } });
      return ok({ run, question, hits: await screens.listHits(runId, offset, limit) });
    },
    async screenOutcomes(actor, screenId) {
      const screen = await findVisible(deps, actor, screenId);
      return screen === null ? err(screenNotFound(screenId)) : ok(await screens.outcomeSummary(screenId));
    },
  };
}

/** The jobs of the screener with the flows that keep them. */
export function makeScreenerJobs(deps: FlowDeps): readonly BoundJob[] {
  return [
    bind(
      runScreenJob,
      makeRunScreenHandler(deps),
      ({ screenId, runId }) => `/markets/screener?screen=${String(screenId)}&run=${String(runId)}`,
    ),
  ];
}
