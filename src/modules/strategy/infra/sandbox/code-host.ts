import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { invariant } from "@/modules/_kernel";
import type { StrategyParams } from "../../domain/strategy";
import { type FaultFacts, StrategyFault } from "../../domain/strategy-fault";
import type { Pacing } from "../../ports";
import type { CodeRuns } from "../../ports-own";
import { ANSWER_MS, type Patience, startWatchedThread, ThreadSilent, type WatchedThread } from "../watched-thread";
import {
  type CodeAnswer,
  type CodeNews,
  type CodeRequest,
  WAITED,
  type WaitedAnswer,
  type WaitedRequest,
} from "./code-messages";
import { type Described, describeCode, faultDescribed } from "./describe-code";
import { makeRunsHere } from "./run-code";
import { loadSandbox } from "./vm";
import { type AskFile, makeAskFile } from "./vm-ask";

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
  /** How long one call of a strategy may take until its thread is ended. */
  readonly patience?: Patience;
}

/** How long a thread may take to start: our own code, on a machine that is busy. */
const START_MS = 30_000;

type Thread = WatchedThread<CodeRequest, CodeAnswer, CodeNews>;

/**
 * Where strategies in code are asked and run: in threads that can be ended, each with a sandbox and its memory of its own. A
 * file that does not answer is the strategy's fault; the next question goes to another thread.
 */
export function makeCodeHost({ threadFile, patience = { answerMs: ANSWER_MS } }: HostOptions): CodeHost {
  if (!existsSync(threadFile)) return hostHere();
  const start = (): Thread => startWatchedThread(threadFile, patience);
  const crew = makeCrew(start, patience);
  const waiter = makeWaiter(start, patience);
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
    ask: waiter.ask,
    runs: {
      async onOne(job, pacing) {
        const answer = await crew.ask({ kind: "one", job }, pacing);
        invariant(answer === null || answer.kind === "one", "a thread answers what it was asked");
        return answer?.kind === "one" ? answer.value : null;
      },
      async onSeveral(job, pacing) {
        const answer = await crew.ask({ kind: "several", job }, pacing);
        invariant(answer === null || answer.kind === "several", "a thread answers what it was asked");
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

const silentFault = ({ answerMs }: Patience): FaultFacts => ({
  reason: "time",
  message: `it did not come back within ${answerMs / 1_000} s from one call, and was ended`,
  line: null,
  column: null,
  bar: null,
});

/** Without threads: the clock inside the sandbox stops what can be interrupted. */
function hostHere(): CodeHost {
  const ask = makeAskFile();
  return {
    async describe(compiled) {
      await loadSandbox();
      return describeCode(compiled, ask);
    },
    ask,
    runs: makeRunsHere(ask),
    ready: loadSandbox,
    close: () => Promise.resolve(),
  };
}

/** The one of this process; its threads start from the bundle beside this one. */
export const codeHost = makeCodeHost({
  threadFile: join(dirname(fileURLToPath(import.meta.url)), "code-thread.mjs"),
});
