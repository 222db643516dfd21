import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { invariant } from "@/modules/_kernel";
import { BAR_COLUMN_NAMES, type BarColumns, barCount, makeBarColumns, type NamedColumns } from "@/modules/data";
import { runTrials, type TrialFault, type TrialOutcome } from "../../domain/search";
import type { PooledTrials, TrialPool } from "../../ports-search";
import type { ThreadAnswer, ThreadRequest } from "./search-thread";

/** Bars times windows that a thread is handed at once: some tens of milliseconds, so that all end at about the same time. */
const BATCH_BARS = 400_000;
const BATCH_TRIALS_MAX = 64;
/** Threads of one process: more only share the memory's bandwidth. */
const THREADS_MAX = 32;

export interface PoolOptions {
  /** The bundle of `search-thread.ts`. Where it is not there, trials run on the calling thread, a batch at a time. */
  readonly threadFile: string;
  readonly threads?: number;
}

/**
 * Threads that stay warm between searches: started when trials first come, with the bars in memory that all of them share.
 * One call after the other; the answer does not depend on which thread ran what.
 */
export function makeTrialPool({ threadFile, threads = availableParallelism() }: PoolOptions): TrialPool {
  const count = Math.min(threads, THREADS_MAX);
  let crew: Thread[] = [];
  let held: { readonly key: string; readonly bars: BarColumns } | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const share = ({ key, bars }: PooledTrials) => {
    if (held?.key !== key) held = { key, bars: shareBars(bars) };
    return held.bars;
  };
  const run: TrialPool["run"] = (job, pacing) => {
    const next = last.then(async () => {
      if (count < 2 || !existsSync(threadFile)) return onThisThread(job, pacing);
      if (crew.length === 0) crew = Array.from({ length: count }, () => startThread(threadFile));
      const bars = share(job);
      try {
        return await spread(crew, { ...job, bars }, pacing);
      } catch (error) {
        // What is left of the crew may still hold work of this call: begin anew with the next one.
        await dismiss(crew);
        crew = [];
        throw error;
      }
    });
    last = next.catch(() => undefined);
    return next;
  };
  return {
    run,
    async close() {
      await dismiss(crew);
      crew = [];
      held = null;
    },
  };
}

async function dismiss(crew: readonly Thread[]): Promise<void> {
  await Promise.all(crew.map((thread) => thread.end()));
}

/** The bars in memory that threads share without copying. */
function shareBars(bars: BarColumns): BarColumns {
  const bytes = barCount(bars) * Float64Array.BYTES_PER_ELEMENT;
  const shared = { ...makeBarColumns(0) };
  for (const name of BAR_COLUMN_NAMES) {
    const column = new Float64Array(new SharedArrayBuffer(bytes));
    column.set(bars[name]);
    shared[name] = column;
  }
  return shared;
}

interface Thread {
  ask(request: ThreadRequest): Promise<ThreadAnswer>;
  end(): Promise<void>;
}

function startThread(threadFile: string): Thread {
  const worker = new Worker(threadFile);
  let waiting: { resolve(answer: ThreadAnswer): void; reject(error: unknown): void } | null = null;
  let fault: Error | null = null;
  // A process waits for a batch that is under way, and not for a thread that has nothing to do.
  worker.unref();
  const fail = (error: Error) => {
    worker.unref();
    fault ??= error;
    waiting?.reject(fault);
    waiting = null;
  };
  worker.on("message", (answer: ThreadAnswer) => {
    worker.unref();
    waiting?.resolve(answer);
    waiting = null;
  });
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`a thread of the search ended with code ${code}`)));
  return {
    ask(request) {
      if (fault !== null) return Promise.reject(fault);
      invariant(waiting === null, "a thread works on one batch at a time");
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        worker.ref();
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of Node has no origin
        worker.postMessage(request);
      });
    },
    async end() {
      await worker.terminate();
    },
  };
}

interface Batch {
  readonly from: number;
  readonly to: number;
}

function cut({ bars, task, trials }: PooledTrials): Batch[] {
  const inWindows = task.windows.reduce((sum, { trainFrom, trainTo }) => sum + trainTo - trainFrom, 0);
  const barsEach = Math.max(1, barCount(bars) + inWindows);
  const size = Math.min(BATCH_TRIALS_MAX, Math.max(1, Math.floor(BATCH_BARS / barsEach)));
  const batches: Batch[] = [];
  for (let from = 0; from < trials.length; from += size) {
    batches.push({ from, to: Math.min(trials.length, from + size) });
  }
  return batches;
}

type Pacing = Parameters<TrialPool["run"]>[1];

/** Hands out batches until none is left; each thread takes the next one when it is free. */
async function spread(crew: readonly Thread[], job: PooledTrials, pacing: Pacing): Promise<TrialOutcome | null> {
  const batches = cut(job);
  const answers = new Map<number, TrialOutcome>();
  const { key, bars, task, trials } = job;
  let [next, done] = [0, 0];
  const work = async (thread: Thread) => {
    while (next < batches.length && !pacing.signal.aborted) {
      const number = next;
      next += 1;
      const { from, to } = batches[number] ?? { from: 0, to: 0 };
      answers.set(number, await thread.ask({ key, bars, task, trials: trials.slice(from, to) }));
      done += to - from;
      pacing.progress(done);
    }
  };
  // All come to rest before anything is answered, so that no thread is still at work on this call.
  const ends = await Promise.allSettled(crew.map(work));
  const broken = ends.find((end) => end.status === "rejected");
  if (broken !== undefined) throw broken.reason;
  if (pacing.signal.aborted) return null;
  return join(batches.map(({ from }, number) => ({ from, outcome: answers.get(number) })));
}

/** Without threads: a batch, a turn for everybody else, the next one. */
async function onThisThread(job: PooledTrials, pacing: Pacing): Promise<TrialOutcome | null> {
  const parts: { readonly from: number; readonly outcome: TrialOutcome }[] = [];
  for (const { from, to } of cut(job)) {
    if (pacing.signal.aborted) return null;
    parts.push({ from, outcome: runTrials(job.bars, job.task, job.trials.slice(from, to)) });
    pacing.progress(to);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return pacing.signal.aborted ? null : join(parts);
}

function join(parts: readonly { readonly from: number; readonly outcome: TrialOutcome | undefined }[]): TrialOutcome {
  const outcomes = parts.map(({ outcome }) => {
    invariant(outcome !== undefined, "every batch was answered");
    return outcome;
  });
  const names = Object.keys(outcomes[0]?.columns ?? {});
  const columns: NamedColumns = Object.fromEntries(
    names.map((name) => [
      name,
      concat(
        Float64Array,
        outcomes.map(({ columns: own }) => own[name] ?? new Float64Array(0)),
      ),
    ]),
  );
  const faults = parts.flatMap(({ from, outcome }) =>
    (outcome?.faults ?? []).map((fault): TrialFault => ({ ...fault, place: fault.place + from })),
  );
  return {
    columns,
    returns: concat(
      Float32Array,
      outcomes.map(({ returns }) => returns),
    ),
    faults,
  };
}

function concat<T extends Float64Array | Float32Array>(kind: new (length: number) => T, parts: readonly T[]): T {
  const whole = new kind(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
