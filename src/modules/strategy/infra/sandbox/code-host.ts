import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { invariant } from "@/modules/_kernel";
import type { StrategyParams } from "../../domain/strategy";
import { type FaultFacts, StrategyFault } from "../../domain/strategy-fault";
import type { Pacing } from "../../ports";
import type { CodeRunOnOne, CodeRunOnSeveral, CodeRuns } from "../../ports-own";
import { ANSWER_MS, type Patience, startWatchedThread, ThreadSilent, type WatchedThread } from "../watched-thread";
import {
  type AskedAhead,
  type ChildRequest,
  type CodeAnswer,
  type CodeNews,
  type CodeRequest,
  WAITED,
  type WaitedAnswer,
  type WaitedRequest,
} from "./code-messages";
import { scriptOf } from "./compile";
import { type Described, describeCode, faultDescribed } from "./describe-code";
import { makeRunsHere } from "./run-code";
import { loadSandbox, openInSandbox } from "./vm";
import { type AskFile, makeAskFile } from "./vm-ask";
import { askChild, ChildLost } from "./watched-child";

export interface CodeHost {
  /** Everything about a file that was just compiled; its faults are its own. */
  describe(compiled: string): Promise<Described>;
  /** Asks what a definition asks of its file. Ready once {@link ready} was. */
  readonly ask: AskFile;
  readonly runs: CodeRuns;
  ready(): Promise<void>;
  close(): Promise<void>;
}

interface HostOptions {
  /** The bundle of `code-thread.ts`. Where it is not there, everything runs on the calling thread. */
  readonly threadFile: string;
  /** The bundle of `code-child.ts`, for runs of authors who are trusted. Where it is not there, they run as all others. */
  readonly childFile?: string;
  /** How many bars a run has that goes there. */
  readonly childBars?: typeof CHILD_BARS;
  /** How long one call of a strategy may take until its thread is ended. */
  readonly patience?: Patience;
}

/**
 * Bars of a run that is worth a process of its own: starting one takes as long as the sandbox does for the fewest, and they are
 * copied to it.
 */
const CHILD_BARS = { fewest: 200_000, most: 2_000_000 };

/** How long a thread may take to start: our own code, on a machine that is busy. */
const START_MS = 30_000;

type Thread = WatchedThread<CodeRequest, CodeAnswer, CodeNews>;

/**
 * Where strategies in code are asked and run: in threads that can be ended, each with a sandbox and its memory of its own. A
 * file that does not answer is the strategy's fault; the next question goes to another thread.
 */
export function makeCodeHost({
  threadFile,
  childFile = "",
  childBars = CHILD_BARS,
  patience = { answerMs: ANSWER_MS },
}: HostOptions): CodeHost {
  if (!existsSync(threadFile)) return hostHere();
  const start = (): Thread => startWatchedThread(threadFile, patience);
  const crew = makeCrew(start, patience);
  const waiter = makeWaiter(start, patience);
  const askRun = makeAskRun((request, pacing) => crew.ask(request, pacing), {
    childFile: existsSync(childFile) ? childFile : null,
    childBars,
    patience,
  });
  return {
    async describe(compiled) {
      try {
        const answer = await crew.ask({ kind: "describe", compiled });
        invariant(answer?.kind === "describe", "a thread answers what it was asked");
        return answer.value;
      } catch (error) {
        if (!(error instanceof StrategyFault)) throw error;
        return faultDescribed(error);
      }
    },
    ask: withAhead(waiter.ask, async (compiled, params) => {
      const answer = await crew.ask({ kind: "ask", compiled, params });
      invariant(answer?.kind === "ask", "a thread answers what it was asked");
      return answer.value;
    }),
    runs: {
      async onOne(job, pacing) {
        const answer = await askRun({ kind: "one", job }, pacing);
        invariant(answer === null || answer.kind === "one", "a run is answered as it was asked");
        return answer?.kind === "one" ? answer.value : null;
      },
      async onSeveral(job, pacing) {
        const answer = await askRun({ kind: "several", job }, pacing);
        invariant(answer === null || answer.kind === "several", "a run is answered as it was asked");
        return answer?.kind === "several" ? answer.value : null;
      },
    },
    ready: () => Promise.resolve(),
    async close() {
      await Promise.all([crew.close(), waiter.close()]);
    },
  };
}

type Answered = Exclude<CodeAnswer, { readonly kind: "fault" }>;

/** Threads that stay warm between questions, one for each that is under way. */
function makeCrew(start: () => Thread, patience: Patience) {
  const idleMax = availableParallelism();
  const idle: Thread[] = [];
  return {
    /** Null: it was told to stop. */
    async ask(request: CodeRequest, pacing?: Pacing): Promise<Answered | null> {
      const isStopped = () => pacing?.signal.aborted === true;
      if (isStopped()) return null;
      const thread = idle.pop() ?? start();
      const stop = () => void thread.end();
      pacing?.signal.addEventListener("abort", stop, { once: true });
      try {
        const answer = await thread.ask(request, ({ done, total }) => pacing?.progress(done, total));
        if (answer.kind === "fault") throw new StrategyFault(answer.fault);
        return answer;
      } catch (error) {
        if (isStopped()) return null;
        throw error instanceof ThreadSilent ? new StrategyFault(silentFault(patience)) : error;
      } finally {
        pacing?.signal.removeEventListener("abort", stop);
        if (thread.isEnded || idle.length >= idleMax) await thread.end();
        else idle.push(thread);
      }
    },
    async close() {
      await Promise.all(idle.splice(0).map((thread) => thread.end()));
    },
  };
}

interface ChildTerms {
  /** Null: there is none. */
  readonly childFile: string | null;
  readonly childBars: typeof CHILD_BARS;
  readonly patience: Patience;
}
type AskRun = (request: ChildRequest, pacing: Pacing) => Promise<Answered | null>;

/**
 * Runs of trusted authors in a process of its own each, all others in the sandbox. What does not come back from there, or takes
 * too much, is run once more in the sandbox: it says at which line, and what it says counts.
 */
function makeAskRun(inSandbox: AskRun, { childFile, childBars, patience }: ChildTerms): AskRun {
  return async (request, pacing) => {
    const { job } = request;
    const bars = barsOf(job);
    const isWorthIt = bars >= childBars.fewest && bars <= childBars.most;
    // What decides live stays in the sandbox, which is warm.
    const isForChild = job.own.isTrusted === true && job.watch === undefined && isWorthIt;
    if (childFile === null || !isForChild) return inSandbox(request, pacing);
    const script = { ...job.own, compiled: await scriptOf(job.own.compiled) };
    const asked: ChildRequest =
      request.kind === "one"
        ? { kind: "one", job: { ...request.job, own: script } }
        : { kind: "several", job: { ...request.job, own: script } };
    try {
      const onNews = ({ done, total }: CodeNews) => pacing.progress(done, total);
      const answer = await askChild(childFile, asked, { signal: pacing.signal, onNews, patience });
      if (answer?.kind !== "fault") return answer;
      if (answer.fault.reason !== "time" && answer.fault.reason !== "memory") throw new StrategyFault(answer.fault);
    } catch (error) {
      if (!(error instanceof ChildLost)) throw error;
    }
    return inSandbox(request, pacing);
  };
}

function barsOf(job: CodeRunOnOne | CodeRunOnSeveral): number {
  const parts = "bars" in job ? [job.bars] : job.instruments.map(({ base }) => base.bars);
  return parts.reduce((sum, { time }) => sum + time.length, 0);
}

/** Asks and waits for the answer, without a turn for anything else: what it is for cannot wait otherwise. */
function makeWaiter(start: () => Thread, patience: Patience) {
  let thread: Thread | null = null;
  const wait = (compiled: string, params: StrategyParams | null): string => {
    thread ??= start();
    const { port1, port2 } = new MessageChannel();
    const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const request: WaitedRequest = { kind: "waited", compiled, params, port: port2, flag };
    thread.send(request, [port2]);
    Atomics.wait(flag, 0, WAITED.sent, START_MS);
    Atomics.wait(flag, 0, WAITED.begun, patience.answerMs);
    const isAnswered = Atomics.load(flag, 0) === WAITED.answered;
    const received: { readonly message: WaitedAnswer } | undefined = receiveMessageOnPort(port1);
    port1.close();
    if (!isAnswered || received === undefined) {
      void thread.end();
      thread = null;
      throw new StrategyFault(silentFault(patience));
    }
    const { message } = received;
    if ("fault" in message) throw new StrategyFault(message.fault);
    return message.text;
  };
  const ask: AskFile = {
    open: openInSandbox,
    describe: (compiled) => wait(compiled, null),
    prepare: (compiled, params) => wait(compiled, params),
  };
  return {
    ask,
    async close() {
      await thread?.end();
      thread = null;
    },
  };
}

/** Answers that were asked for ahead and are kept: each is taken at once by who asked for it. */
const AHEAD_MAX = 50;

/** The same questions, of which those that were asked ahead hold nobody up. */
function withAhead(
  ask: AskFile,
  askThread: (compiled: string, params: StrategyParams) => Promise<AskedAhead>,
): AskFile {
  const known = new Map<string, string>();
  const keep = (key: string, text: string) => {
    known.delete(key);
    known.set(key, text);
    const [oldest] = known.keys();
    if (known.size > 2 * AHEAD_MAX && oldest !== undefined) known.delete(oldest);
  };
  const keyOf = (compiled: string, params: StrategyParams) => `${compiled}\n${JSON.stringify(params)}`;
  return {
    open: ask.open,
    describe: (compiled) => known.get(compiled) ?? ask.describe(compiled),
    prepare: (compiled, params) => known.get(keyOf(compiled, params)) ?? ask.prepare(compiled, params),
    async ahead(compiled, params) {
      const { described, prepared } = await askThread(compiled, params);
      keep(compiled, described);
      keep(keyOf(compiled, params), prepared);
    },
  };
}

const silentFault = ({ answerMs }: Patience): FaultFacts => ({
  reason: "time",
  message: `it did not come back within ${answerMs / 1_000} s from one call, and was ended`,
  line: null,
  column: null,
  bar: null,
});

/** Without threads: the clock inside the sandbox stops what can be interrupted. */
function hostHere(): CodeHost {
  const ask = makeAskFile(openInSandbox);
  const runs = makeRunsHere(ask);
  return {
    async describe(compiled) {
      await loadSandbox();
      return describeCode(compiled, ask);
    },
    ask,
    runs: {
      async onOne(job, pacing) {
        await loadSandbox();
        return runs.onOne(job, pacing);
      },
      async onSeveral(job, pacing) {
        await loadSandbox();
        return runs.onSeveral(job, pacing);
      },
    },
    ready: loadSandbox,
    close: () => Promise.resolve(),
  };
}

const folder = dirname(fileURLToPath(import.meta.url));

/** The one of this process; its threads and processes start from the bundles beside this one. */
export const codeHost = makeCodeHost({
  threadFile: join(folder, "code-thread.mjs"),
  childFile: join(folder, "code-child.mjs"),
});
