import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { invariant } from "@/modules/_kernel";
import { BAR_COLUMN_NAMES, type BarColumns, barCount, makeBarColumns, type NamedColumns } from "@/modules/data";
import { returnEnds, type TrialFault, type TrialOutcome, type TrialTask, trialColumns } from "../../domain/search";
import { StrategyFault } from "../../domain/strategy-fault";
import type { PooledTrials, TrialPool } from "../../ports-search";
import { type Patience, startWatchedThread, ThreadSilent, type WatchedThread } from "../watched-thread";
import type { SearchAnswer, SearchRequest } from "./search-messages";
import { makeTrialRunner, type TrialRunner } from "./trial-runner";

/** Bars times windows that a thread is handed at once: some tens of milliseconds, so that all end at about the same time. */
const BATCH_BARS = 400_000;
const BATCH_TRIALS_MAX = 64;
/** Threads of one process: more only share the memory's bandwidth. */
const THREADS_MAX = 32;
/** Combinations of one call that may fail to come back: each costs a thread and its patience. */
const SILENT_MAX = 3;

export interface PoolOptions {
  /** The bundle of `search-thread.ts`. Where it is not there, trials run on the calling thread, a batch at a time. */
  readonly threadFile: string;
  readonly threads?: number;
  readonly patience?: Patience;
}

type Thread = WatchedThread<SearchRequest, SearchAnswer>;

/**
 * Threads that stay warm between searches: started when trials first come, with the bars in memory that all of them share.
 * One call after the other; the answer does not depend on which thread ran what.
 */
export function makeTrialPool({ threadFile, threads = availableParallelism(), patience }: PoolOptions): TrialPool {
  const count = Math.min(threads, THREADS_MAX);
  const start = (): Thread => startWatchedThread(threadFile, patience);
  const here = makeTrialRunner();
  let crew: Thread[] = [];
  let held: { readonly key: string; readonly bars: BarColumns } | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const share = ({ key, bars }: PooledTrials) => {
    if (held?.key !== key) held = { key, bars: shareBars(bars) };
    return held.bars;
  };
  /** A thread for each processor; of strategies in code also where there is one, so that it can be ended. */
  const inThreads = ({ own }: TrialTask) => (count >= 2 || own?.kind === "code") && existsSync(threadFile);
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
  const withCrew = async <T>(work: (all: Thread[]) => Promise<T>): Promise<T> => {
    while (crew.length < count) crew.push(start());
    try {
      return await work(crew);
    } catch (error) {
      // What is left of the crew may still hold work of this call: begin anew with the next one.
      await dismiss(crew);
      crew = [];
      throw error;
    }
  };
  return {
    run: (job, pacing) =>
      inTurn(async () => {
        if (!inThreads(job.task)) return onThisThread(here, job, pacing);
        const shared = { ...job, bars: share(job) };
        return withCrew((all) => spread({ crew: all, start, silent: 0 }, shared, pacing));
      }),
    sumUp: (job) =>
      inTurn(async () => {
        if (!inThreads(job.task)) return here.sumUp(job);
        return withCrew(async ([thread]) => {
          const answer = await (thread ?? start()).ask({ kind: "sum", job }).catch(asFault);
          invariant(answer.kind === "sum", "a thread answers what it was asked");
          return answer.summary;
        });
      }),
    async close() {
      await dismiss(crew);
      crew = [];
      held = null;
    },
  };
}

const SILENT = "it did not come back from one call, and was ended";

function asFault(error: unknown): never {
  if (!(error instanceof ThreadSilent)) throw error;
  throw new StrategyFault({ reason: "time", message: SILENT, line: null, column: null, bar: null });
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

/** The threads at work on one call. */
interface Crew {
  readonly crew: Thread[];
  readonly start: () => Thread;
  /** Combinations so far that did not come back. */
  silent: number;
}

/** Hands out batches until none is left; each thread takes the next one when it is free. */
async function spread(at: Crew, job: PooledTrials, pacing: Pacing): Promise<TrialOutcome | null> {
  const batches = cut(job);
  const answers = new Map<number, TrialOutcome>();
  let [next, done] = [0, 0];
  const work = async (_: Thread, place: number) => {
    while (next < batches.length && !pacing.signal.aborted) {
      const number = next;
      next += 1;
      const batch = batches[number] ?? { from: 0, to: 0 };
      answers.set(number, await answerBatch(at, place, job, batch));
      done += batch.to - batch.from;
      pacing.progress(done);
    }
  };
  // All come to rest before anything is answered, so that no thread is still at work on this call.
  const ends = await Promise.allSettled(at.crew.map(work));
  const broken = ends.find((end) => end.status === "rejected");
  if (broken !== undefined) throw broken.reason;
  if (pacing.signal.aborted) return null;
  return join(batches.map(({ from }, number) => ({ from, outcome: answers.get(number) })));
}

/**
 * One batch on one thread. Where a combination does not come back its thread is ended: the combination is a fault, and another
 * thread runs the rest of its batch. After some of them the strategy is not tried any more.
 */
async function answerBatch(at: Crew, place: number, job: PooledTrials, { from, to }: Batch): Promise<TrialOutcome> {
  const { key, bars, task, trials } = job;
  if (from >= to) return faulted(job, 0);
  if (at.silent >= SILENT_MAX) return faulted(job, to - from);
  let thread = at.crew[place];
  if (thread === undefined || thread.isEnded) {
    thread = at.start();
    at.crew[place] = thread;
  }
  try {
    const answer = await thread.ask({ kind: "trials", key, bars, task, trials: trials.slice(from, to) });
    invariant(answer.kind === "trials", "a thread answers what it was asked");
    return answer.outcome;
  } catch (error) {
    if (!(error instanceof ThreadSilent)) throw error;
    at.silent += 1;
    const silent = from + Math.min(Math.max(error.place, 0), to - from - 1);
    const before = await answerBatch(at, place, job, { from, to: silent });
    const after = await answerBatch(at, place, job, { from: silent + 1, to });
    return join([
      { from: 0, outcome: before },
      { from: silent - from, outcome: faulted(job, 1) },
      { from: silent - from + 1, outcome: after },
    ]);
  }
}

/** What so many combinations come to that did not come back. */
function faulted({ bars, task }: PooledTrials, count: number): TrialOutcome {
  const nothing = () => new Float64Array(count).fill(Number.NaN);
  return {
    columns: Object.fromEntries(trialColumns(task.windows.length).map((name) => [name, nothing()])),
    returns: new Float32Array(count * returnEnds(bars.time, task.returnEveryDays).length).fill(Number.NaN),
    faults: Array.from({ length: count }, (_, place) => ({ place, message: SILENT })),
  };
}

/** Without threads: a batch, a turn for everybody else, the next one. */
async function onThisThread(here: TrialRunner, job: PooledTrials, pacing: Pacing): Promise<TrialOutcome | null> {
  const parts: { readonly from: number; readonly outcome: TrialOutcome }[] = [];
  for (const { from, to } of cut(job)) {
    if (pacing.signal.aborted) return null;
    parts.push({ from, outcome: await here.run({ ...job, trials: job.trials.slice(from, to) }) });
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
