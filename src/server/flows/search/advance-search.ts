import { type JobId, type SqlPort, UserId } from "@/modules/_kernel";
import { finishSearchJob, runSearchChunkJob, type SearchRecord, suggestPoints } from "@/modules/strategy";
import { makeSearchStore } from "@/modules/strategy/server";
import type { FlowDeps } from "../deps";
import { checkedOf, TPE_ROUND_TRIALS } from "./search-rules";
import { searchChanged } from "./search-views";

export type AdvanceDeps = Pick<FlowDeps, "sql" | "transactions" | "work">;

/**
 * Chunks of one search that have a job at a time. Enough that several machines have work, few enough that a backtest which
 * comes meanwhile is next but for these.
 */
const CHUNKS_AHEAD = 8;

/**
 * Brings a search on, in a transaction that has locked its row: sends waiting chunks, asks the model for more, and when
 * nothing is left to run submits the job that sums up. May be called at any time and any number of times.
 */
export async function advanceSearch(tx: SqlPort, { work }: AdvanceDeps, record: SearchRecord): Promise<void> {
  const { searchId } = record;
  const store = makeSearchStore(tx);
  let counts = await store.countChunks(tx, searchId);
  if (counts.waiting === 0 && counts.sent === 0) {
    const more = await suggestMore(tx, record);
    if (more.length > 0) {
      await store.addChunks(tx, searchId, [more]);
      counts = { ...counts, waiting: 1 };
    }
  }
  if (counts.waiting === 0 && counts.sent === 0) {
    const jobId = await submit(work, tx, record, { contract: finishSearchJob, payload: { searchId }, part: null });
    await store.setStatus(tx, searchId, "running", jobId);
  }
  const free = Math.max(0, CHUNKS_AHEAD - counts.sent);
  const waiting = free === 0 ? [] : await store.listChunks(tx, searchId, ["waiting"], free);
  const total = counts.waiting + counts.sent + counts.done + counts.failed + counts.canceled;
  for (const { chunk } of waiting) {
    const part = record.spec.method.kind === "tpe" ? String(chunk + 1) : `${chunk + 1}/${total}`;
    const jobId = await submit(work, tx, record, { contract: runSearchChunkJob, payload: { searchId, chunk }, part });
    await store.markSent(tx, searchId, chunk, jobId);
  }
  await work.publish(tx, searchChanged(searchId));
}

type Work = AdvanceDeps["work"];

/** The chunk's jobs are nobody's, so that nobody is told of each; the last job tells who asked for the search. */
function submit<P>(
  work: Work,
  tx: SqlPort,
  { spec, createdBy, searchId }: SearchRecord,
  job: Pick<Parameters<typeof work.submit<P>>[1], "contract" | "payload"> & { readonly part: string | null },
): Promise<JobId> {
  const title = `${spec.symbol} ${spec.strategy} search${job.part === null ? "" : ` ${job.part}`}`;
  return work.submit(tx, {
    contract: job.contract,
    payload: job.payload,
    title,
    createdBy: job.part === null ? (UserId.is(createdBy) ? createdBy : null) : null,
    requestId: searchId,
  });
}

/**
 * The points that the model proposes once a round is complete. With a walk-forward it learns from the first window's past
 * alone: what it proposes must not know what comes after.
 */
async function suggestMore(tx: SqlPort, record: SearchRecord): Promise<readonly number[]> {
  const { searchId, spec, plan } = record;
  if (spec.method.kind !== "tpe" || plan === null) return [];
  const store = makeSearchStore(tx);
  const current = await store.find(searchId);
  const counted = await store.countChunks(tx, searchId);
  // A part that failed leaves a hole in what the model knows: what is left is run, and no more is asked for.
  if (current === null || counted.failed > 0 || counted.canceled > 0) return [];
  const left = spec.method.trials - current.trialsDone;
  if (left <= 0) return [];
  const { space, accepts } = await checkedOf({ sql: tx }, spec);
  const { columns } = await store.readResults(searchId, 0, Number.MAX_SAFE_INTEGER);
  const scores = columns[plan.windows.length > 0 ? "trainScore0" : "score"] ?? new Float64Array(0);
  const observed = Array.from(columns["point"] ?? [], (point, place) => ({
    point,
    score: scores[place] ?? Number.NaN,
  }));
  // Every round another stream of numbers, the same one whenever the search is run.
  const seed = (spec.seed + observed.length * 2_654_435_761) % 2 ** 32;
  return suggestPoints({ space, accepts, observed, count: Math.min(left, TPE_ROUND_TRIALS), seed });
}
