import { spawn } from "node:child_process";
import { serveBareStream } from "./helpers/bare-stream";
import { serveBareBytes } from "./helpers/bare-web";
import { listenAsBrowsers } from "./helpers/browsers";

/**
 * Processes beside the one that measures: servers that know nothing of the app, clients that must not share its clock. Each
 * answers a message with one message.
 */
const WORK = {
  "bare-web": serveBareBytes,
  "bare-stream": serveBareStream,
  browsers: listenAsBrowsers,
} as const satisfies Readonly<Record<string, (message: unknown) => Promise<object | number>>>;

export type HelperName = keyof typeof WORK;
export const HELPERS = Object.keys(WORK);

const HELPER_TIMEOUT_MS = 120_000;

/** One helper, from the side of whoever started it. */
export interface Helper {
  /** Sends a message and waits for its answer. */
  ask(message: object): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a helper as a child of this command. Messages may hold buffers. */
export function startHelper(name: HelperName): Helper {
  const [script] = process.argv.slice(1, 2);
  if (script === undefined) throw new Error("a helper is started by the bifrost command");
  const child = spawn(process.execPath, [...process.execArgv, script, "bench", "--helper", name], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "advanced",
  });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
  });
  return {
    ask: (message) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => settle(() => reject(new Error(`helper ${name} does not answer`))),
          HELPER_TIMEOUT_MS,
        );
        const settle = (then: () => void) => {
          clearTimeout(timer);
          child.removeAllListeners("message").removeAllListeners("exit");
          then();
        };
        child.once("message", (answer) => settle(() => resolve(answer)));
        child.once("exit", (code) => settle(() => reject(new Error(`helper ${name} ended with code ${code}`))));
        child.send(message);
      }),
    async close() {
      child.kill();
      await ended;
    },
  };
}

/** Runs in the child until its parent ends it or goes away. A fault ends the child, and so the bench. */
export async function runHelper(name: string): Promise<void> {
  const work = Object.entries(WORK).find(([known]) => known === name)?.[1];
  if (work === undefined) throw new Error(`a helper is one of ${HELPERS.join(", ")}, was ${name}`);
  process.once("disconnect", () => process.exit(0));
  process.on("message", (message) => {
    work(message).then(
      (answer) => process.send?.(answer),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
  });
  await new Promise<never>(() => undefined);
}
