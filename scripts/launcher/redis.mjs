// Whether a Redis answers; a throw-away one for the tests.
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { remove } from "./files.mjs";
import { freePort, signal, waitGone } from "./processes.mjs";

const START_TIMEOUT_MS = 10_000;
const FIRST_PORT = 56_379;

/** Holds our end of a pipe: when we are gone, however we went, the server goes too. */
const LEASH = `folder=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & server=$!
( read -r _ <&3; kill -TERM $server ) &
wait $server
cd / && rm -rf "$folder"`;

function answers(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port }, () => socket.write("PING\r\n"));
    socket.once("data", (data) => {
      socket.destroy();
      resolve(data.toString().startsWith("+PONG"));
    });
    socket.once("error", () => resolve(false));
  });
}

/**
 * @param {string} program path of redis-server
 */
export async function startRedis(program) {
  const folder = mkdtempSync(join(tmpdir(), "bifrost-redis-"));
  const port = await freePort({ host: "127.0.0.1", wanted: FIRST_PORT });
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  const child = spawn("/bin/sh", ["-c", LEASH, "sh", folder, program, ...options], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const end = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(port))) {
    if (Date.now() > end || child.exitCode !== null) throw new Error(`${program} does not start`);
    await sleep(20);
  }
  child.unref();
  child.stdin.unref?.();
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      child.stdin.end();
      const { pid } = child;
      if (pid && !(await waitGone(pid, 5_000))) signal(-pid, "SIGKILL");
      remove(folder);
    },
  };
}

/** What to do about a Redis that does not answer. */
export const REDIS_ADVICE = "start it, correct REDIS_URL, or leave REDIS_URL out to run on PostgreSQL";

/**
 * Asks a Redis whether it is there. Needs the packages.
 *
 * @param {string} url
 * @returns {Promise<string | null>} a sentence that says what does not answer and why; null when it does
 */
export async function redisTrouble(url) {
  const { Redis } = await import("ioredis");
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 3_000,
    maxRetriesPerRequest: 0,
    retryStrategy: null,
  });
  let cause = null;
  client.on("error", (error) => (cause = error));
  try {
    await client.connect();
    await client.ping();
    return null;
  } catch (error) {
    const why = (cause ?? error).message || (cause ?? error).code;
    return `${hidePassword(url)} does not answer (${why})`;
  } finally {
    client.disconnect();
  }
}

/** A connection text that may be shown. @param {string} url */
export const hidePassword = (url) => url.replace(/:\/\/[^@]*@/, "://…@");
