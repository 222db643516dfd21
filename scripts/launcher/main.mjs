// The launcher's life: check, lock, install, hand over to scripts/up.mjs, and end everything in order on any signal.
// Needs nothing but Node until the packages are there.
import { join } from "node:path";
import { checkMachine, sentenceFor } from "./checks.mjs";
import { install, neededInstall } from "./install.mjs";
import { tryLock, waitLock } from "./lock.mjs";
import { isAlive, Refusal } from "./processes.mjs";
import { endHelpers } from "./run.mjs";
import { ROOT, readSettings } from "./settings.mjs";
import { say, step } from "./terminal.mjs";

/** EX_TEMPFAIL: it already runs. */
export const EXIT_RUNNING = 75;
const PARENT_CHECK_MS = 1_000;

/** Whoever waits hears that the launcher is told to stop. */
class Stopped extends Error {}

/** What has to be ended, in the order it was begun; ended in the opposite order. */
function makeStack() {
  const closers = [];
  let closing = null;
  return {
    /** What is begun while everything is being ended is ended at once. */
    push: (close) => {
      if (closing === null) closers.push(close);
      else closing = closing.then(close);
    },
    closeAll: () => {
      closing ??= (async () => {
        while (closers.length > 0) {
          try {
            await closers.pop()();
          } catch (error) {
            say(`while stopping: ${error.message}`);
          }
        }
      })();
      return closing;
    },
  };
}

/** Calls `onStop` at the first signal and `onInsist` at each further one. */
function listenForSignals(onStop, onInsist) {
  let told = false;
  const hear = (why) => {
    if (told) onInsist();
    else onStop(why);
    told = true;
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => hear(name));
  // Under `npm start` the signal may be meant for npm alone, and npm may be killed: then we have a new parent.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event && parent > 1) {
    setInterval(() => {
      if (process.ppid !== parent && !isAlive(parent) && !told) hear("npm ended");
    }, PARENT_CHECK_MS).unref();
  }
}

function lockDataFolder(settings) {
  const lock = tryLock(join(settings.dataDir, "launcher.lock"), { what: "npm start", url: null });
  if (lock.holder === null) return lock;
  const { pid, url } = lock.holder;
  const where = typeof url === "string" ? `runs at ${url}` : "is starting";
  throw new Refusal(
    `Bifrost Trader already ${where} (process ${pid}, data folder ${settings.dataDir}): use that one, end it with "kill ${pid}", or set BIFROST_DATA_DIR and PORT for a second installation.`,
    EXIT_RUNNING,
  );
}

/** Installs under a lock of the checkout: two installations with different data folders share their packages. */
async function ensureInstalled() {
  if (neededInstall(ROOT, "runtime") === null) return;
  const lock = await waitLock(join(ROOT, "dist", "setup.lock"), { what: "install" }, ({ pid }) =>
    say(`waiting for process ${pid}, which installs or builds in this folder`),
  );
  try {
    const kind = neededInstall(ROOT, "runtime");
    if (kind !== null) await step("install packages", () => install(ROOT, kind));
  } finally {
    lock.release();
  }
}

async function launch(stack, state) {
  const settings = readSettings();
  checkMachine({ ...settings, mustInstall: neededInstall(ROOT, "runtime") !== null });
  const lock = lockDataFolder(settings);
  stack.push(() => lock.release());
  say(`data folder ${settings.dataDir}`);
  await ensureInstalled();
  if (state.stopping) throw new Stopped();
  const { up } = await import("../up.mjs");
  await up({ settings, lock, stack, state });
}

/** Runs the installation until it is told to stop. Sets the exit code: 0 after an orderly stop of a running one. */
export async function main() {
  const stack = makeStack();
  // Until web and workers are there, who insists gets out at once; the next start tidies up.
  const state = { stopping: false, running: false, insist: () => process.exit(130), fail: () => {} };
  let signalName = null;
  const stopped = new Promise((resolve, reject) => {
    state.fail = reject;
    listenForSignals(
      (why) => {
        signalName = why;
        state.stopping = true;
        say(`stopping (${why})`);
        endHelpers();
        resolve();
      },
      () => state.insist(),
    );
  });
  let exitCode = 0;
  try {
    process.on("uncaughtException", state.fail);
    process.on("unhandledRejection", state.fail);
    const launched = launch(stack, state);
    launched.catch(() => {}); // heard below, unless a signal came first
    await Promise.race([stopped, launched]);
    await stopped;
    exitCode = state.running ? 0 : signalName === "SIGTERM" ? 143 : 130;
  } catch (error) {
    exitCode = state.stopping ? 130 : explain(error);
    state.stopping = true;
    endHelpers();
  }
  await stack.closeAll();
  if (state.running || signalName) say("stopped");
  process.exit(exitCode);
}

function explain(error) {
  const sentence = error instanceof Refusal ? error.message : sentenceFor(error);
  process.stderr.write(`${sentence ?? error.stack}\n`);
  return error instanceof Refusal ? error.exitCode : 1;
}
