// Which process is which, and how one is ended. Needs nothing but Node.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A sentence for the person at the terminal: what is wrong and what to do. Printed without a stack. */
export class Refusal extends Error {
  /**
   * @param {string} sentence
   * @param {number} [exitCode]
   */
  constructor(sentence, exitCode = 1) {
    super(sentence);
    this.name = "Refusal";
    this.exitCode = exitCode;
  }
}

/**
 * Whether a process with this id runs (a zombie does not).
 *
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
  return processState(pid) !== "Z";
}

/** The one-letter state of a process on Linux; null where it cannot be read. */
function processState(pid) {
  const stat = readProc(pid, "stat");
  return stat === null ? null : (stat.slice(stat.lastIndexOf(")") + 2)[0] ?? null);
}

function readProc(pid, file) {
  if (process.platform !== "linux") return null;
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return null;
  }
}

/**
 * A text that names this very process: another one that later gets the same id has another text.
 *
 * @param {number} pid
 * @returns {string | null} null where no such process runs
 */
export function identityOf(pid) {
  if (!isAlive(pid)) return null;
  const stat = readProc(pid, "stat");
  if (stat !== null) return `${bootId()}:${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  const answer = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", timeout: 5_000 });
  return answer.stdout?.trim() || null;
}

function bootId() {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim().slice(0, 8);
  } catch {
    return "boot";
  }
}

/**
 * The command line of a process as one text, empty where it cannot be read.
 *
 * @param {number} pid
 */
export function commandOf(pid) {
  const text = readProc(pid, "cmdline");
  if (text !== null) return text.replaceAll("\0", " ").trim();
  const answer = spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8", timeout: 5_000 });
  return answer.stdout?.trim() ?? "";
}

/**
 * The working folder of a process; null where it cannot be read.
 *
 * @param {number} pid
 */
export function folderOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/**
 * Sends a signal; false when the process is already gone.
 *
 * @param {number} pid negative for a process group
 * @param {NodeJS.Signals} signal
 */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if (error.code === "ESRCH") return false;
    throw error;
  }
}

/**
 * Waits until a process is gone.
 *
 * @param {number} pid
 * @param {number} timeoutMs
 * @returns {Promise<boolean>} false when it still runs after `timeoutMs`
 */
export async function waitGone(pid, timeoutMs) {
  const end = Date.now() + timeoutMs;
  for (let pauseMs = 5; isAlive(pid); pauseMs = Math.min(pauseMs * 2, 100)) {
    if (Date.now() > end) return false;
    await sleep(pauseMs);
  }
  return true;
}

/**
 * Whether a process itself listens on a port. Where that cannot be seen (other systems than Linux) the answer is yes.
 *
 * @param {number} pid
 * @param {number} port
 */
export function listensOn(pid, port) {
  if (process.platform !== "linux") return true;
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const sockets = ["tcp", "tcp6"]
    .flatMap((file) => (readProc(pid, `net/${file}`) ?? "").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === "0A" && local?.endsWith(`:${wanted}`))
    .map((fields) => `socket:[${fields[9]}]`);
  try {
    return readdirSync(`/proc/${pid}/fd`).some((file) => sockets.includes(readLink(`/proc/${pid}/fd/${file}`)));
  } catch {
    return false; // it ended
  }
}

function readLink(path) {
  try {
    return readlinkSync(path);
  } catch {
    return ""; // closed while we looked
  }
}

/**
 * A port on `host` that nobody listens on: `wanted` itself, else one of the next `tries`, else one the system picks.
 *
 * @param {{ host: string, wanted: number, tries?: number }} question
 * @returns {Promise<number>}
 */
export async function freePort({ host, wanted, tries = 20 }) {
  for (let port = wanted; port !== 0 && port <= Math.min(wanted + tries, 65_535); port += 1) {
    if ((await bindOnce(host, port)) !== null) return port;
  }
  const port = await bindOnce(host, 0);
  if (port === null) throw new Refusal(`No free port on ${host}: end some programs or set PORT, then start again.`);
  return port;
}

/** The port if it could be bound, null when it is taken or forbidden. */
function bindOnce(host, port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(null);
      else if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
        reject(
          new Refusal(`HOST ${host} is not an address of this machine: set HOST to one that is, such as 127.0.0.1.`),
        );
      else reject(error);
    });
    server.listen({ host, port, exclusive: true }, () => {
      const { port: bound } = server.address();
      server.close(() => resolve(bound));
    });
  });
}
