import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { ANSWER_MS, type Patience } from "../watched-thread";
import type { ChildMessage, ChildRequest, CodeAnswer, CodeNews } from "./code-messages";

/** Heap of the process, and all the memory that it may ask the system for where the system counts (Linux). */
const HEAP_MB = 512;
const DATA_KB = 1_500_000;
/** How long it may take to start, on a machine that is busy. */
const START_MS = 30_000;
/** How often is looked: it is ended at most so much later. */
const LOOKS = 4;

/** What keeps the process from files, other processes, threads and native code; newer versions of Node keep it from the network too. */
const PERMISSION = process.allowedNodeEnvironmentFlags.has("--permission")
  ? "--permission"
  : "--experimental-permission";

/** A system that does not count memory that way starts the process all the same. */
const BOUNDED = `ulimit -c 0 2>/dev/null; ulimit -d ${DATA_KB} 2>/dev/null; exec "$0" "$@"`;

/** The process did not come to an answer: it was silent, or it died. */
export class ChildLost extends Error {
  override readonly name = "ChildLost";
}

export interface ChildOptions {
  readonly signal: AbortSignal;
  readonly onNews: (news: CodeNews) => void;
  readonly patience?: Patience;
}

/** Asks a process of its own, which is ended afterwards. Null: told to stop. Breaks with {@link ChildLost}. */
export function askChild(
  file: string,
  request: ChildRequest,
  { signal, onNews, patience = { answerMs: ANSWER_MS } }: ChildOptions,
): Promise<CodeAnswer | null> {
  if (signal.aborted) return Promise.resolve(null);
  const flags = [
    PERMISSION,
    `--allow-fs-read=${file}`,
    "--disallow-code-generation-from-strings",
    `--max-old-space-size=${HEAP_MB}`,
    "--no-warnings",
  ];
  const child = spawn("/bin/sh", ["-c", BOUNDED, process.execPath, ...flags, file], {
    cwd: dirname(file),
    env: { NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced",
  });
  return new Promise((resolve, reject) => {
    let [heard, looks] = [false, 0];
    // A quarter of its patience after another without a word, and it is gone; the first word may take as long as a start.
    const most = () => (heard ? LOOKS : Math.max(LOOKS, Math.ceil((START_MS / patience.answerMs) * LOOKS)));
    const watch = setInterval(() => {
      looks += 1;
      if (looks >= most()) settle(() => reject(new ChildLost("it did not come back")));
    }, patience.answerMs / LOOKS);
    const stop = () => settle(() => resolve(null));
    const settle = (how: () => void) => {
      clearInterval(watch);
      signal.removeEventListener("abort", stop);
      child.removeAllListeners("exit");
      child.kill("SIGKILL");
      how();
    };
    signal.addEventListener("abort", stop, { once: true });
    child.on("message", (message: ChildMessage) => {
      [heard, looks] = [true, 0];
      if ("done" in message) settle(() => resolve(message.done));
      else if (message.news !== null) onNews(message.news);
    });
    child.on("error", (error) => settle(() => reject(new ChildLost(error.message))));
    child.on("exit", (code, by) => settle(() => reject(new ChildLost(`it ended with ${by ?? code}`))));
    child.send(request, (error) => {
      if (error !== null) settle(() => reject(new ChildLost(error.message)));
    });
  });
}
