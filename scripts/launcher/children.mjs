// Keeps one child process alive: starts it, writes its log, starts it again when it dies, ends it.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { privateFolder } from "./files.mjs";
import { lineSplitter, openLog } from "./logs.mjs";
import { identityOf, signal } from "./processes.mjs";
import { ROOT } from "./settings.mjs";

const LEASH = new URL("./leash.mjs", import.meta.url).href;
const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MAX_MS = 30_000;
/** A child that lived this long starts again without a longer pause than the first. */
const HEALTHY_MS = 60_000;
/** Time for requests and jobs in flight; then the child is killed. */
const STOP_TIMEOUT_MS = 15_000;
/** EX_CONFIG: starting again cannot help. */
export const EXIT_CONFIG = 78;
const WARN = 40;

/**
 * The line to show for a log line; null for one that stays in the file.
 *
 * @param {string} line
 * @param {boolean} loud whether it came on standard error: then a line that is no log line is shown too
 */
export function echoOf(line, loud) {
  const plain = loud ? line : null;
  if (!line.startsWith("{")) return plain;
  try {
    const { level, msg = "", error, err } = JSON.parse(line);
    if (typeof level !== "number") return plain;
    if (level < WARN) return null;
    const why = (error ?? err)?.message;
    return `${level >= 50 ? "error" : "warning"}: ${msg}${why ? ` (${why.trim().replaceAll(/\s+/g, " ")})` : ""}`;
  } catch {
    return plain;
  }
}

/** Spawns a child on a leash, its output cut into lines. */
function spawnLeashed(args, env, { output, errors }) {
  const child = spawn(process.execPath, ["--enable-source-maps", "--import", LEASH, ...args], {
    cwd: ROOT,
    env: { ...env, BIFROST_LAUNCHER_PID: String(process.pid) },
    // A process group of its own: Ctrl-C reaches the launcher alone, which then ends everybody in order.
    detached: true,
    stdio: ["pipe", "pipe", "pipe", ...(env.BIFROST_AWAITS_DATABASE === "1" ? ["ipc"] : [])],
  });
  child.stdout.setEncoding("utf8").on("data", (chunk) => output.push(chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk) => errors.push(chunk));
  child.stdin.on("error", () => {}); // it died; "close" tells
  child.once("error", (error) => errors.push(`${error.message}\n`));
  const { pid } = child;
  child.once("exit", () => pid && signal(-pid, "SIGKILL")); // whatever it started and left
  return child;
}

/**
 * @param {{
 *   name: string, script: string, args?: readonly string[], dataDir: string, env: () => NodeJS.ProcessEnv,
 *   say: (text: string) => void, hides?: (line: string) => boolean, prepare?: () => Promise<void>, onStart?: () => void, onHopeless: (why: string) => void,
 * }} options `hides`: lines that the terminal need not hear; `prepare` runs before each start; `onHopeless`: the child cannot run with this configuration
 */
export function superviseChild({ name, script, args = [], dataDir, env, say, hides, prepare, onStart, onHopeless }) {
  const log = openLog(join(privateFolder(join(dataDir, "logs")), `${name}.log`));
  let child = null;
  let timer = null;
  let stopping = false;
  let backoffMs = BACKOFF_FIRST_MS;
  let lastWords = "";

  const onLine = (line, loud) => {
    log.line(line);
    const shown = echoOf(line, loud);
    if (shown === null) return;
    lastWords = shown;
    if (hides?.(line) !== true) say(`${name}: ${shown}`);
  };

  async function start() {
    timer = null;
    await prepare?.();
    if (stopping) return;
    const begunMs = Date.now();
    lastWords = "";
    const output = lineSplitter((line) => onLine(line, false));
    const errors = lineSplitter((line) => onLine(line, true));
    child = spawnLeashed([script, ...args], env(), { output, errors });
    child.once("close", (code, ended) => {
      output.end();
      errors.end();
      child = null;
      if (stopping) return;
      // What it said before somebody killed it has nothing to do with that.
      const why = ended ? `signal ${ended}` : `exit code ${code}${lastWords ? `: ${lastWords}` : ""}`;
      if (code === EXIT_CONFIG) return onHopeless(`${name} cannot run: ${lastWords || why}`);
      if (Date.now() - begunMs > HEALTHY_MS) backoffMs = BACKOFF_FIRST_MS;
      say(`${name} died (${why}); starting it again in ${backoffMs / 1000} s`);
      timer = setTimeout(() => void start(), backoffMs);
      backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS);
    });
    onStart?.();
  }

  return {
    name,
    start,
    pid: () => child?.pid ?? null,
    identity: () => (child?.pid ? identityOf(child.pid) : null),
    /** Sends a child that awaits its database the address. One that starts later has it in its environment. */
    give(variables) {
      if (child?.connected) child.send(variables, () => {}); // one that dies meanwhile is started again
    },
    /** Asks the child to end, insists after a while; resolves when it is gone. Twice: insists at once. */
    async stop() {
      const again = stopping;
      stopping = true;
      if (timer) clearTimeout(timer);
      const { pid } = child ?? {};
      if (!pid) return;
      if (again) {
        signal(-pid, "SIGKILL");
        return;
      }
      const gone = new Promise((resolve) => child.once("close", resolve));
      signal(pid, "SIGTERM");
      const insist = setTimeout(() => {
        say(`${name} did not end in ${STOP_TIMEOUT_MS / 1000} s: killed`);
        signal(-pid, "SIGKILL");
      }, STOP_TIMEOUT_MS);
      await gone;
      clearTimeout(insist);
      log.close();
    },
    /** Ends it and starts it again, for a changed environment. */
    restart: () => void (child?.pid && signal(child.pid, "SIGTERM")),
  };
}
