// A lock that a dead holder cannot keep: a file that names the holder's process. Needs nothing but Node.
import { randomBytes } from "node:crypto";
import { linkSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder, PRIVATE_FILE, readJson, remove, writeAtomic } from "./files.mjs";
import { identityOf } from "./processes.mjs";

const WAIT_PAUSE_MS = 100;

/**
 * @typedef {{ readonly pid: number, readonly identity: string, readonly [fact: string]: unknown }} Holder
 */

/**
 * Who holds the lock; null where nobody alive does.
 *
 * @param {string} path
 * @returns {Holder | null}
 */
export function holderOf(path) {
  const holder = readJson(path);
  if (holder === null || !Number.isInteger(holder.pid)) return null;
  return identityOf(holder.pid) === holder.identity ? holder : null;
}

/**
 * Takes the lock, at once or not at all.
 *
 * @param {string} path
 * @param {Record<string, unknown>} facts kept in the file for others to read
 * @returns {{ holder: Holder } | { holder: null, update: (facts: Record<string, unknown>) => void, release: () => void }}
 */
export function tryLock(path, facts) {
  makeFolder(dirname(path));
  const mine = { pid: process.pid, identity: identityOf(process.pid), ...facts };
  const draft = `${path}.${process.pid}.${randomBytes(3).toString("hex")}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: PRIVATE_FILE });
  try {
    for (;;) {
      try {
        linkSync(draft, path); // atomic: of two, one gets EEXIST
        break;
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
      }
      const holder = holderOf(path);
      if (holder !== null) return { holder };
      dropStale(path);
    }
  } finally {
    remove(draft);
  }
  return {
    holder: null,
    update: (more) => writeAtomic(path, JSON.stringify({ ...mine, ...more }), PRIVATE_FILE),
    release: () => {
      if (readJson(path)?.identity === mine.identity) remove(path);
    },
  };
}

/** Moves a dead holder's file away; puts it back when a living one took the lock in between. */
function dropStale(path) {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  if (holderOf(aside) === null) remove(aside);
  else renameSync(aside, path);
}

/**
 * Takes the lock, waiting for its holder to let go or die.
 *
 * @param {string} path
 * @param {Record<string, unknown>} facts
 * @param {(holder: Holder) => void} onWait called once, when somebody else has it
 */
export async function waitLock(path, facts, onWait) {
  for (let told = false; ; ) {
    const lock = tryLock(path, facts);
    if (lock.holder === null) return lock;
    if (!told) onWait(lock.holder);
    told = true;
    await sleep(WAIT_PAUSE_MS);
  }
}
