import { invariant, ok } from "@/modules/_kernel";
import { paramsOf, type SearchChunkPayload, type TrialPool } from "@/modules/strategy";
import { makeSearchStore } from "@/modules/strategy/server";
import { type JobHandler, readJob } from "../../platform/work";
import type { FlowDeps } from "../deps";
import { advanceSearch } from "./advance-search";
import type { PlannedBars } from "./load-search-bars";
import { checkedOf, taskOf } from "./search-rules";
import { searchChanged } from "./search-views";

export interface ChunkDeps extends Pick<FlowDeps, "sql" | "transactions" | "work"> {
  readonly pool: TrialPool;
  readonly plannedBars: PlannedBars;
}

/**
 * Runs the combinations of one chunk and keeps what they came to, with the next chunk's job in the same transaction. Safe to
 * run twice, also at one time: the results are the same, and they are kept and counted once.
 */
export const makeRunSearchChunkHandler =
  (deps: ChunkDeps): JobHandler<SearchChunkPayload> =>
  async ({ searchId, chunk }, job) => {
    const store = makeSearchStore(deps.sql);
    const [record, part] = await Promise.all([store.find(searchId), store.readPoints(searchId, chunk)]);
    // The search was deleted meanwhile, or another worker was faster: nothing is left to do.
    if (record === null || part === null || part.status === "done") return ok({ searchId });
    invariant(record.plan !== null, "a search has a plan before it has chunks");
    const bars = await deps.plannedBars(searchId, record.spec, record.plan);
    if (!bars.ok) return bars;
    const checked = await checkedOf(deps, record.spec);
    const trials = Array.from(part.points, (point) => paramsOf(checked.space, point));
    const outcome = await deps.pool.run(
      { key: searchId, bars: bars.value, task: taskOf(checked, record.plan), trials },
      { signal: job.signal, progress: (done) => job.progress(done, trials.length, "combinations") },
    );
    if (outcome === null) {
      await noteCancel(deps, { searchId, chunk }, (await readJob(deps.sql, job.jobId))?.cancelRequested === true);
      return { ok: false, error: { kind: "search.canceled" } };
    }
    await deps.transactions.run(async (tx) => {
      const status = await store.lock(tx, searchId);
      const isNew = await store.complete(tx, searchId, chunk, outcome, part.points);
      if (!isNew) return;
      if (status === "running") await advanceSearch(tx, deps, record);
      // Of a search that was canceled meanwhile, what ran is kept all the same.
      else await deps.work.publish(tx, searchChanged(searchId));
    });
    return ok({ searchId });
  };

/** A chunk whose own job was canceled is left out; a worker that shuts down leaves it to the next. */
async function noteCancel(deps: ChunkDeps, { searchId, chunk }: SearchChunkPayload, canceled: boolean): Promise<void> {
  if (!canceled) return;
  const store = makeSearchStore(deps.sql);
  await deps.transactions.run(async (tx) => {
    const status = await store.lock(tx, searchId);
    await store.endChunk(tx, searchId, chunk, { status: "canceled" });
    const record = await store.find(searchId);
    if (status === "running" && record !== null) await advanceSearch(tx, deps, record);
  });
}
