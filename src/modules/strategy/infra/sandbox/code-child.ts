import { StrategyFault } from "../../domain/strategy-fault";
import type { Pacing } from "../../ports";
import type { ChildMessage, ChildRequest, CodeAnswer } from "./code-messages";
import { NativeVm } from "./native-vm";
import { makeRunsHere } from "./run-code";
import { makeAskFile } from "./vm-ask";

/**
 * A process for one run of a strategy whose author is trusted: one question in, one answer out. It was started without files,
 * environment, other processes and threads; what else Node would give is put away before a word of the strategy is read.
 */

/** How often a run says that its strategy comes back. */
const BEAT_MS = 500;

const send = process.send?.bind(process);
const exit = process.exit.bind(process);

function say(message: ChildMessage, then: () => void = () => undefined): void {
  send?.(message, undefined, undefined, then);
}

/** What would be there for a strategy that found its way out of its context. */
function putAway(): void {
  const gone = () => {
    throw new Error("it is not there");
  };
  for (const name of ["fetch", "WebSocket", "EventSource", "setTimeout", "setInterval", "setImmediate", "Worker"]) {
    Reflect.deleteProperty(globalThis, name);
  }
  for (const name of ["binding", "_linkedBinding", "dlopen", "getBuiltinModule", "kill", "send", "mainModule"]) {
    Reflect.defineProperty(process, name, { value: gone, writable: false, configurable: false });
  }
  Reflect.defineProperty(process, "env", { value: Object.freeze({}), writable: false, configurable: false });
}

/** The first call is told of at once, however soon after the start: until then whoever waits allows for a whole start. */
let beatMs = Number.NEGATIVE_INFINITY;
const beat = (nowMs: number): void => {
  if (nowMs - beatMs < BEAT_MS) return;
  beatMs = nowMs;
  say({ news: null });
};
const runs = makeRunsHere(makeAskFile((script) => new NativeVm(script, beat)));
const pacing: Pacing = {
  signal: new AbortController().signal,
  progress: (done, total) => say({ news: { done, total } }),
  yieldTurn: () => Promise.resolve(),
};

process.once("message", (request: ChildRequest) => {
  putAway();
  // What breaks beside the strategy ends the process, and whoever asked is told.
  void answerTo(request).then((answer) => say({ done: answer }, () => exit(0)));
});

async function answerTo(request: ChildRequest): Promise<CodeAnswer> {
  try {
    return request.kind === "one"
      ? { kind: "one", value: await runs.onOne(request.job, pacing) }
      : { kind: "several", value: await runs.onSeveral(request.job, pacing) };
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    return { kind: "fault", fault: error.facts };
  }
}
