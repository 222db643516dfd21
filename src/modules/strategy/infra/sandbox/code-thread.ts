import { parentPort, workerData } from "node:worker_threads";
import { assertNever } from "@/modules/_kernel";
import { StrategyFault } from "../../domain/strategy-fault";
import type { Pacing } from "../../ports";
import type { ThreadDone, ThreadNews } from "../watched-thread";
import {
  type CodeAnswer,
  type CodeNews,
  type CodeRequest,
  WAITED,
  type WaitedAnswer,
  type WaitedRequest,
} from "./code-messages";
import { describeCode } from "./describe-code";
import { pulseOf, pulsingAsk } from "./pulse";
import { makeRunsHere } from "./run-code";
import { loadSandbox, openInSandbox } from "./vm";
import { makeAskFile } from "./vm-ask";

/** A thread for strategies in code: questions in, answers out. It has nothing but processor and its own sandbox. */

const pulse = pulseOf(workerData);
const ask = makeAskFile(openInSandbox);
const runs = makeRunsHere(ask, pulse);
/** Nobody tells a thread to stop: it is ended. */
const pacing: Pacing = {
  signal: new AbortController().signal,
  progress: (done, total) => say({ news: { done, total } }),
  yieldTurn: () => Promise.resolve(),
};

function say(message: ThreadDone<CodeAnswer> | ThreadNews<CodeNews>, transfer: readonly ArrayBuffer[] = []): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of Node has no origin
  parentPort?.postMessage(message, [...transfer]);
}

parentPort?.on("message", (request: CodeRequest | WaitedRequest) => {
  // What breaks beside the strategy ends the thread, and whoever asked is told.
  void take(request);
});

async function take(request: CodeRequest | WaitedRequest): Promise<void> {
  await loadSandbox();
  if (request.kind === "waited") {
    answerWaited(request);
    return;
  }
  const answer = await answerTo(request);
  say({ done: answer }, buffersOf(answer));
}

async function answerTo(request: CodeRequest): Promise<CodeAnswer> {
  const { kind } = request;
  try {
    switch (kind) {
      case "describe":
        return { kind, value: describeCode(request.compiled, pulsingAsk(ask, pulse)) };
      case "ask": {
        const { compiled, params } = request;
        const asked = pulsingAsk(ask, pulse);
        return { kind, value: { described: asked.describe(compiled), prepared: asked.prepare(compiled, params) } };
      }
      case "one":
        return { kind, value: await runs.onOne(request.job, pacing) };
      case "several":
        return { kind, value: await runs.onSeveral(request.job, pacing) };
      default:
        return assertNever(kind, "answerTo");
    }
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    return { kind: "fault", fault: error.facts };
  }
}

function answerWaited({ compiled, params, port, flag }: WaitedRequest): void {
  raise(flag, WAITED.begun);
  const answer = textOf(() => (params === null ? ask.describe(compiled) : ask.prepare(compiled, params)));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node has no origin
  port.postMessage(answer);
  raise(flag, WAITED.answered);
  port.close();
}

function textOf(question: () => string): WaitedAnswer {
  try {
    return { text: question() };
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    return { fault: error.facts };
  }
}

function raise(flag: Int32Array, to: number): void {
  Atomics.store(flag, 0, to);
  Atomics.notify(flag, 0);
}

/** Columns are handed over, not copied. */
function buffersOf(value: unknown): readonly ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const look = (one: unknown): void => {
    if (ArrayBuffer.isView(one)) {
      if (one.buffer instanceof ArrayBuffer) found.add(one.buffer);
    } else if (typeof one === "object" && one !== null) Object.values(one).forEach(look);
  };
  look(value);
  return [...found];
}
