import type { RunRefusal } from "@/modules/strategy";
import { makeSearchStore } from "@/modules/strategy/server";
import { readJob } from "../../platform/work";
import type { JobView } from "../contract";
import type { FlowDeps } from "../deps";
import { advanceSearch } from "./advance-search";
import { searchChanged } from "./search-views";

type Deps = Pick<FlowDeps, "sql" | "transactions" | "work">;

export const TEND_SEARCHES_EVERY_MS = 3_000;
/** Searches at work that one round looks at. */
const OPEN_MAX = 100;
const SENT_MAX = 100;

/**
 * Finds what a search waits for in vain: a chunk whose job has failed or was canceled is ended with the reason and the rest
 * goes on; a search whose planning or summing up has failed ends. Safe to run anywhere and at any time.
 */
export function makeTendSearches(deps: Deps): () => Promise<boolean> {
  const store = makeSearchStore(deps.sql);
  return async () => {
    for (const searchId of await store.listOpen(OPEN_MAX)) await tend(deps, searchId);
    return false;
  };
}

async function tend(deps: Deps, searchId: string): Promise<void> {
  const { sql, transactions, work } = deps;
  const store = makeSearchStore(sql);
  const record = await store.find(searchId);
  if (record === null || record.finishedAtMs !== null) return;
  const sent = await store.listChunks(sql, searchId, ["sent"], SENT_MAX);
  const [own, ...jobs] = await Promise.all([
    readJob(sql, record.jobId),
    ...sent.map(({ jobId }) => (jobId === null ? null : readJob(sql, jobId))),
  ]);
  const dead = sent.flatMap(({ chunk }, place) => {
    const job = jobs[place] ?? null;
    return job === null || hasDied(job) ? [{ chunk, job }] : [];
  });
  // The job that plans, or that sums up once nothing is left to run.
  const isStuck = sent.length === 0 && (own === null || hasDied(own));
  if (dead.length === 0 && !isStuck) return;
  await transactions.run(async (tx) => {
    const status = await store.lock(tx, searchId);
    if (status !== "queued" && status !== "running") return;
    const still = new Set((await store.listChunks(tx, searchId, ["sent"], SENT_MAX)).map(({ chunk }) => chunk));
    for (const { chunk, job } of dead) {
      if (!still.has(chunk)) continue;
      const canceled = job?.status === "canceled";
      await store.endChunk(
        tx,
        searchId,
        chunk,
        canceled ? { status: "canceled" } : { status: "failed", error: reasonOf(job) },
      );
    }
    if (dead.length > 0) return advanceSearch(tx, deps, record);
    const { waiting, sent: running } = await store.countChunks(tx, searchId);
    if (waiting > 0 || running > 0) return advanceSearch(tx, deps, record);
    await store.end(
      tx,
      searchId,
      own?.status === "canceled" ? { status: "canceled" } : { status: "failed", error: reasonOf(own) },
    );
    await work.publish(tx, searchChanged(searchId));
  });
}

const hasDied = ({ status }: JobView): boolean => status === "failed" || status === "canceled";

/** Why a job ended, as its search keeps it. */
function reasonOf(job: JobView | null): RunRefusal {
  const error = job?.error ?? null;
  if (error === null) return { kind: "search.job_lost" };
  if (error.kind !== "job.fault") return { ...error };
  return { kind: "search.job_fault", facts: { reason: error.reason ?? "threw", requestId: error.requestId } };
}
