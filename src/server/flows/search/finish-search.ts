import { err, invariant, ok } from "@/modules/_kernel";
import type { SearchPayload, SearchSummary, TrialPool } from "@/modules/strategy";
import { catchFault, makeSearchStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import type { JobHandler } from "../../platform/work";
import { toAppError } from "../backtest-views";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import type { PlannedBars } from "./load-search-bars";
import { checkedOf, taskOf } from "./search-rules";
import { searchChanged } from "./search-views";

interface Deps extends Pick<FlowDeps, "sql" | "transactions" | "work"> {
  readonly plannedBars: PlannedBars;
  readonly pool: TrialPool;
}

/**
 * Sums a search up once nothing of it is left to run: the best, its neighbours, and the walk-forward, for which it trades
 * each window's choice on what came after. Safe to run twice: the answer is the same.
 *
 * Refuses a search of which nothing ran; it ends as failed then.
 */
export const makeFinishSearchHandler =
  (deps: Deps): JobHandler<SearchPayload> =>
  async ({ searchId }, job) => {
    const store = makeSearchStore(deps.sql);
    const record = await store.find(searchId);
    if (record === null || record.finishedAtMs !== null) return ok({ searchId });
    invariant(record.plan !== null, "a search has a plan before it is summed up");
    const bars = await deps.plannedBars(searchId, record.spec, record.plan);
    const { columns } = await store.readResults(searchId, 0, Number.MAX_SAFE_INTEGER);
    if (job.signal.aborted) return err({ kind: "search.canceled" });
    const refusal: AppError | null = !bars.ok
      ? bars.error
      : record.trialsDone === 0
        ? { kind: "search.nothing_ran", facts: { chunks: record.chunks } }
        : null;
    const checked = await checkedOf(deps, record.spec);
    const facts = { ranges: record.spec.ranges, task: taskOf(checked, record.plan), columns };
    const summed =
      refusal !== null || !bars.ok
        ? null
        : await catchFault<SearchSummary, never>(record.spec.strategy, async () =>
            ok(await deps.pool.sumUp({ ...facts, bars: bars.value, returns: await store.readReturns(searchId) })),
          );
    const failure = summed === null || summed.ok ? refusal : toAppError(summed.error);
    await deps.transactions.run(async (tx) => {
      if ((await store.lock(tx, searchId)) !== "running") return;
      if (summed === null || !summed.ok) {
        const error = failure ?? { kind: "search.nothing_ran" };
        await store.end(tx, searchId, { status: "failed", error });
      } else await store.end(tx, searchId, { status: "succeeded", ...summed.value });
      await appendAudit(tx, {
        actor: { kind: "system", userId: null, requestId: job.requestId },
        action: "search.end",
        subjectType: "search",
        subjectId: searchId,
        details: { trials: record.trialsDone, failure: failure?.kind ?? null },
      });
      await deps.work.publish(tx, searchChanged(searchId));
    });
    return failure === null ? ok({ searchId }) : err(failure);
  };
