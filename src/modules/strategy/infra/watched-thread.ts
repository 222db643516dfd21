import { type MessagePort, Worker } from "node:worker_threads";
import { invariant } from "@/modules/_kernel";
import { PULSE } from "./sandbox/pulse";

/** A thread that is inside one call of somebody's code did not come back from it, and was ended. */
export class ThreadSilent extends Error {
  override readonly name = "ThreadSilent";
  /** What the call was about, as the thread said before it began. */
  readonly place: number;

  constructor(place: number) {
    super("a thread did not come back from a strategy");
    this.place = place;
  }
}

/** What a thread is given when it starts. */
export interface ThreadData {
  readonly pulse: Int32Array;
}

/**
 * How long one call may take until its thread is ended: longer than the clock inside the sandbox gives it, which stops whatever
 * can be interrupted, with the line.
 */
export const ANSWER_MS = 10_000;
export interface Patience {
  /** Read anew for each question. */
  readonly answerMs: number;
}
/** How often is looked: a thread is ended at most so much later. */
const LOOKS = 4;

export interface WatchedThread<Request, Answer, News = never> {
  /** One question at a time. Breaks with {@link ThreadSilent}, or with what ended the thread; then it answers nothing more. */
  ask(request: Request, onNews?: (news: News) => void): Promise<Answer>;
  /** Sends something whose answer comes another way. */
  send(request: unknown, transfer: readonly MessagePort[]): void;
  /** Ends it, whatever it does. */
  end(): Promise<void>;
  readonly isEnded: boolean;
}

/** A message of a thread that is no answer yet. */
export interface ThreadNews<News> {
  readonly news: News;
}
/** The answer of a thread. */
export interface ThreadDone<Answer> {
  readonly done: Answer;
}

interface Asked<Answer, News> {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
  readonly onNews: ((news: News) => void) | undefined;
  readonly watch: NodeJS.Timeout;
}

/** Starts a thread that is ended when it does not come back from a call, without the environment of this process. */
export function startWatchedThread<Request, Answer, News = never>(
  file: string,
  patience: Patience = { answerMs: ANSWER_MS },
): WatchedThread<Request, Answer, News> {
  const pulse = new Int32Array(new SharedArrayBuffer(PULSE.length * Int32Array.BYTES_PER_ELEMENT));
  const workerData: ThreadData = { pulse };
  const worker = new Worker(file, { workerData, env: {} });
  let waiting: Asked<Answer, News> | null = null;
  let fault: Error | null = null;
  // A process waits for a question that is under way, and not for a thread that has nothing to do. One that begins holds it anyway:
  // said before that, it is forgotten.
  worker.unref();
  worker.once("online", () => {
    if (waiting === null) worker.unref();
  });
  /** Takes the question that is under way, if there is one. */
  const settle = () => {
    const asked = waiting;
    waiting = null;
    worker.unref();
    clearInterval(asked?.watch);
    return asked;
  };
  const fail = (error: Error) => {
    fault ??= error;
    settle()?.reject(fault);
  };
  worker.on("message", (message: ThreadDone<Answer> | ThreadNews<News>) => {
    if ("news" in message) waiting?.onNews?.(message.news);
    else settle()?.resolve(message.done);
  });
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`a thread ended with code ${code}`)));

  /** Looks whether the thread still comes back; ends it when it does not. */
  const watch = (): NodeJS.Timeout => {
    let [seen, looks] = [Atomics.load(pulse, PULSE.calls), 0];
    return setInterval(() => {
      const calls = Atomics.load(pulse, PULSE.calls);
      looks = calls === seen && calls % 2 !== 0 ? looks + 1 : 0;
      seen = calls;
      if (looks < LOOKS) return;
      fail(new ThreadSilent(Atomics.load(pulse, PULSE.place)));
      void worker.terminate();
    }, patience.answerMs / LOOKS);
  };
  return {
    ask(request, onNews) {
      if (fault !== null) return Promise.reject(fault);
      invariant(waiting === null, "a thread answers one question at a time");
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject, onNews, watch: watch() };
        worker.ref();
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of Node has no origin
        worker.postMessage(request);
      });
    },
    send: (request, transfer) => worker.postMessage(request, [...transfer]),
    async end() {
      fault ??= new Error("the thread was ended");
      await worker.terminate();
    },
    get isEnded() {
      return fault !== null;
    },
  };
}
