// What the launcher says: one line a step, with the time it took and the time it usually takes.
import { join } from "node:path";
import { readJson, writeAtomic } from "./files.mjs";
import { ROOT } from "./settings.mjs";
import { usualSeconds, withTime } from "./usual.mjs";

/** Seconds a step takes on two cores with an empty cache, until this machine has its own numbers. */
const USUAL_S = {
  "install packages": 45,
  "start PostgreSQL": 2,
  "migrate the database": 1,
  "generate the database client": 2,
  build: 30,
  "start the web server": 2,
  "start the workers": 2,
};
const TIMES_FILE = join(ROOT, "dist", "times.json");
const TICK_MS = 1_000;

const begunAt = Date.now();
let stream = process.stdout;
let live = stream.isTTY;
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
/** Steps that run now, in order; the terminal's last line shows them. */
const running = new Map();
let ticker = null;
let closed = false;

function write(text) {
  if (!closed) stream.write(text);
}
// A terminal that went away must not take the launcher with it before the children are ended.
process.stdout.on("error", () => {
  closed = true;
});
process.stderr.on("error", () => {
  closed = true;
});

/** From now on everything is said on standard error: standard output belongs to a command's own result. */
export function speakOnStandardError() {
  stream = process.stderr;
  live = stream.isTTY;
}

/**
 * Prints one line.
 *
 * @param {string} text
 */
export function say(text) {
  const clear = live && running.size > 0 ? "\r\u001b[K" : "";
  write(`${clear}[${seconds(Date.now() - begunAt).padStart(7)}] ${text}\n`);
  tick();
}

function tick() {
  if (!live || running.size === 0) return;
  const parts = [...running].map(
    ([name, { sinceMs, usualS }]) => `${name} ${Math.round((Date.now() - sinceMs) / 1000)} s of about ${usualS} s`,
  );
  write(`\r\u001b[K          … ${parts.join(", ")}`.slice(0, (stream.columns ?? 100) + 4));
}

/**
 * Runs one step and says how long it took.
 *
 * @template T
 * @param {string} name
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const usualS = usualSeconds(readJson(TIMES_FILE)?.[name]) ?? USUAL_S[name] ?? 1;
  const sinceMs = Date.now();
  running.set(name, { sinceMs, usualS });
  if (!live) say(`${name}: begun (usually ${usualS} s)`);
  ticker ??= live ? setInterval(tick, TICK_MS) : null;
  try {
    const value = await work();
    running.delete(name);
    say(`${name}: done in ${seconds(Date.now() - sinceMs)} (usually ${usualS} s)`);
    const took = Math.max(0.1, Math.round((Date.now() - sinceMs) / 100) / 10);
    const times = readJson(TIMES_FILE);
    writeAtomic(TIMES_FILE, JSON.stringify({ ...times, [name]: withTime(times?.[name], took) }));
    return value;
  } catch (error) {
    running.delete(name);
    say(`${name}: failed after ${seconds(Date.now() - sinceMs)}`);
    throw error;
  } finally {
    if (running.size === 0 && ticker !== null) {
      clearInterval(ticker);
      ticker = null;
    }
  }
}
