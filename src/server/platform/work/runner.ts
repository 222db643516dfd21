import type { JobId, Result, SqlPort, Transactions, UserId } from "@/modules/_kernel";
import type { JobView } from "../../flows/contract";
import type { Logger } from "../../infra/logger";
import { retrying } from "../../infra/loop";
import type { Metrics } from "../../infra/metrics";
import { inScope } from "../../infra/request-scope";
import type { BoundJob, JobContext, JobOutcome, JobTable } from "./contract";
import {
  type Attempt,
  beat,
  type Claim,
  claimJob,
  endJob,
  type JobEnd,
  type Progress,
  requeueJob,
  writeProgress,
} from "./job-store";
import type { JobQueue } from "./queue";
import type { Signals } from "./signals";
import { jobUpdated, type Work } from "./work";

/** A running attempt says so this often. */
const HEARTBEAT_EVERY_MS = 5_000;
/** Silent for this long: its process is dead, or as good as dead. Six beats. */
export const STALE_AFTER_MS = 30_000;
/** Five progress reports a second are smooth; more only make work. */
const PROGRESS_EVERY_MS = 200;
/** The pause before another attempt doubles from here. */
const RETRY_FIRST_MS = 2_000;
const RETRY_LONGEST_MS = 60_000;
/** A result of minutes of work is not thrown away because the database was gone for a moment: 0.2 to 12.8 s, 25 in all. */
const END_WRITE = { tries: 8, firstPauseMs: 200 };

export interface RunnerDeps {
  readonly sql: SqlPort;
  readonly transactions: Transactions;
  readonly work: Work;
  readonly signals: Signals;
  readonly queue: JobQueue;
  readonly table: JobTable;
  readonly notifyEnd: NotifyEnd;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, "jobSeconds" | "jobsRunning">;
}

/** Tells the person who started a job how it ended, in the transaction that ends it. */
export type NotifyEnd = (tx: SqlPort, view: JobView, to: UserId, href: string | null) => Promise<void>;

export interface Runner {
  /** Works on one job, from its claim to its end. Settles when the row says how it ended. Never throws. */
  take(jobId: JobId): Promise<void>;
  running(): number;
  /** Asks everything that runs to stop, and puts it back into the queue as if it had not begun. */
  release(): void;
  close(): void;
}

type StopReason = "canceled" | "shutdown" | "lost";

/** One attempt while it runs. */
interface Run extends Attempt {
  readonly abort: AbortController;
  stopReason: StopReason | null;
  beatNow: () => void;
}

export function makeRunner(deps: RunnerDeps): Runner {
  const runs = new Map<JobId, Run>();
  let releasing = false;
  const stopListening = deps.signals.on("cancel", (payload) => {
    for (const run of runs.values()) if (payload === null || payload === run.jobId) run.beatNow();
  });

  const take = async (jobId: JobId): Promise<void> => {
    if (releasing) return;
    const claim = await takeUp(deps, jobId);
    if (claim === null) return;
    const bound = deps.table.get(claim.name);
    const attempt = { jobId, attempt: claim.attempt };
    if (bound === undefined) {
      // Made by a newer version than this process: another one will know it. The sweeper sends it again.
      deps.log.warn({ jobId, job: claim.name }, "No worker for this job here");
      await requeue(deps, attempt, { forgive: true });
      return;
    }
    const run: Run = { ...attempt, abort: new AbortController(), stopReason: null, beatNow: () => undefined };
    runs.set(jobId, run);
    deps.metrics.jobsRunning.inc({ queue: bound.queue });
    try {
      await inScope({ requestId: claim.requestId, jobId }, () => runAttempt(deps, bound, claim, run));
    } finally {
      runs.delete(jobId);
      deps.metrics.jobsRunning.dec({ queue: bound.queue });
    }
  };

  return {
    take: (jobId) =>
      take(jobId).catch((error: unknown) => {
        // The row still says "running": when its heartbeat is old enough the sweeper begins it again.
        deps.log.error({ error, jobId }, "Job left to the sweeper");
      }),
    running: () => runs.size,
    release() {
      releasing = true;
      for (const run of runs.values()) stop(run, "shutdown");
    },
    close: stopListening,
  };
}

function stop(run: Run, reason: StopReason): void {
  if (run.stopReason !== null) return;
  run.stopReason = reason;
  run.abort.abort(new Error(`job ${reason}`));
}

function takeUp(deps: RunnerDeps, jobId: JobId): Promise<Claim | null> {
  return deps.transactions.run(async (tx) => {
    const claim = await claimJob(tx, jobId, STALE_AFTER_MS);
    if (claim === null) return null;
    const attempt = { jobId, attempt: claim.attempt };
    // Also resets what an attempt before this one had reported.
    const view = await writeProgress(tx, attempt, { done: 0, total: null, unit: "" });
    await deps.work.publish(tx, jobUpdated(view));
    return claim;
  });
}

async function runAttempt(deps: RunnerDeps, bound: BoundJob, claim: Claim, run: Run): Promise<void> {
  const startedMs = performance.now();
  const heart = startHeart(deps, run);
  const reporter = makeReporter(deps, run);
  const context: JobContext = {
    jobId: run.jobId,
    requestId: claim.requestId,
    userId: claim.createdBy,
    signal: run.abort.signal,
    progress: (done, total, unit) => reporter.report({ done, total, unit }),
  };
  deps.log.info({ job: bound.name, attempt: run.attempt }, "Job begun");
  const answer = await answerOf(bound, claim, context);
  await reporter.close();
  const verdict = judge(answer, run, bound, claim);
  try {
    await retrying(END_WRITE, () => carryOut(deps, verdict, run, bound, claim));
  } finally {
    heart.stop();
  }
  const tookMs = Math.round(performance.now() - startedMs);
  deps.metrics.jobSeconds.observe({ job: bound.name, outcome: outcomeOf(verdict) }, tookMs / 1000);
  const facts = { job: bound.name, attempt: run.attempt, outcome: outcomeOf(verdict), tookMs };
  if (answer.kind === "threw" && run.stopReason === null)
    deps.log.error({ ...facts, error: answer.error }, "Job threw");
  else deps.log.info(facts, "Job attempt ended");
}

type Answer =
  | { readonly kind: "answered"; readonly answer: Result<JobOutcome, "payload_malformed"> }
  | { readonly kind: "threw"; readonly error: unknown };

/** The boundary where a handler's fault becomes a value. */
async function answerOf(bound: BoundJob, claim: Claim, context: JobContext): Promise<Answer> {
  try {
    return { kind: "answered", answer: await bound.run(claim.payload, context) };
  } catch (error) {
    return { kind: "threw", error };
  }
}

/** What becomes of the job after this attempt. */
type Verdict =
  | { readonly what: "end"; readonly end: JobEnd }
  | { readonly what: "retry" }
  | { readonly what: "release" }
  | { readonly what: "nothing" };

function outcomeOf(verdict: Verdict): string {
  return verdict.what === "end" ? verdict.end.status : verdict.what;
}

function judge(answer: Answer, run: Run, bound: BoundJob, claim: Claim): Verdict {
  const fault = (reason: "threw" | "payload_malformed"): Verdict => ({
    what: "end",
    end: { status: "failed", error: { kind: "job.fault", requestId: claim.requestId, reason } },
  });
  const finished: Result<JobOutcome, "payload_malformed"> | null = answer.kind === "answered" ? answer.answer : null;
  // Work that was complete before it saw the request to stop is complete.
  if (finished?.ok && finished.value.ok)
    return { what: "end", end: { status: "succeeded", result: finished.value.value } };
  if (run.stopReason === "lost") return { what: "nothing" };
  if (run.stopReason === "canceled") return { what: "end", end: { status: "canceled" } };
  if (run.stopReason === "shutdown") return { what: "release" };
  if (finished === null) return run.attempt < bound.attempts ? { what: "retry" } : fault("threw");
  if (!finished.ok) return fault("payload_malformed");
  if (!finished.value.ok) return { what: "end", end: { status: "failed", error: finished.value.error } };
  return { what: "nothing" };
}

async function carryOut(deps: RunnerDeps, verdict: Verdict, run: Run, bound: BoundJob, claim: Claim): Promise<void> {
  switch (verdict.what) {
    case "nothing":
      return;
    case "release":
      return requeue(deps, run, { forgive: true });
    case "retry": {
      await requeue(deps, run, { forgive: false });
      const delayMs = Math.min(RETRY_FIRST_MS * 2 ** (run.attempt - 1), RETRY_LONGEST_MS);
      const ticket = { queue: bound.queue, jobId: run.jobId, name: bound.name, attempts: run.attempt, delayMs };
      await deps.queue.enqueue(ticket).catch((error: unknown) => {
        deps.log.warn({ error, jobId: run.jobId }, "Retry left to the sweeper");
      });
      return;
    }
    case "end":
      return deps.transactions.run((tx) => finishJob(tx, deps, run, verdict.end, { to: claim.createdBy, bound }));
  }
}

async function requeue(deps: RunnerDeps, attempt: Attempt, how: { readonly forgive: boolean }): Promise<void> {
  await deps.transactions.run(async (tx) => {
    const view = await requeueJob(tx, attempt, how);
    if (view !== null) await deps.work.publish(tx, jobUpdated(view));
  });
}

/** Ends a job with everything that belongs to its end, in the caller's transaction. */
export async function finishJob(
  tx: SqlPort,
  deps: Pick<RunnerDeps, "work" | "notifyEnd">,
  attempt: Attempt,
  end: JobEnd,
  { to, bound }: { readonly to: UserId | null; readonly bound: Pick<BoundJob, "link" | "quietMs"> | undefined },
): Promise<void> {
  const view = await endJob(tx, attempt, end);
  if (view === null) return; // another attempt is the one that counts
  await deps.work.publish(tx, jobUpdated(view));
  if (to === null || (view.finishedAt ?? 0) - view.createdAt < (bound?.quietMs ?? 0)) return;
  const href = view.result === null || bound === undefined ? null : bound.link(view.result);
  await deps.notifyEnd(tx, view, to, href);
}

/** Beats until stopped; learns from its beats whether the attempt is still wanted. */
function startHeart(deps: RunnerDeps, run: Run): { stop(): void } {
  let beating = false;
  const once = async () => {
    if (beating) return;
    beating = true;
    try {
      const word = await beat(deps.sql, run);
      if (word === "cancel") stop(run, "canceled");
      if (word === "lost") stop(run, "lost");
    } catch (error) {
      deps.log.warn({ error, jobId: run.jobId }, "Heartbeat not written");
    } finally {
      beating = false;
    }
  };
  const timer = setInterval(() => void once(), HEARTBEAT_EVERY_MS);
  run.beatNow = () => void once();
  // A cancel may have come between the claim and now.
  run.beatNow();
  return { stop: () => clearInterval(timer) };
}

/** Writes the newest report at most every {@link PROGRESS_EVERY_MS}; those between are dropped. */
function makeReporter(deps: RunnerDeps, run: Run) {
  let newest: Progress | null = null;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let lastMs = Number.NEGATIVE_INFINITY;

  const write = async () => {
    const progress = newest;
    newest = null;
    if (progress === null) return;
    try {
      await deps.transactions.run(async (tx) => {
        const view = await writeProgress(tx, run, progress);
        if (view !== null) await deps.work.publish(tx, jobUpdated(view));
      });
    } catch (error) {
      deps.log.warn({ error, jobId: run.jobId }, "Progress not written");
    }
  };
  const flush = () => {
    timer = null;
    lastMs = performance.now();
    writing = writing.then(write);
  };
  return {
    report(progress: Progress) {
      newest = progress;
      if (timer !== null) return;
      const waitMs = lastMs + PROGRESS_EVERY_MS - performance.now();
      if (waitMs <= 0) flush();
      else timer = setTimeout(flush, waitMs);
    },
    /** Writes what is left; nothing is written after this resolves. */
    async close() {
      if (timer !== null) clearTimeout(timer);
      await writing;
      await write();
    },
  };
}
