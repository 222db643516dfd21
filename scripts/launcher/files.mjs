// Small file habits shared by the scripts: private files, atomic writes, secrets made once. Needs nothing but Node.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

/**
 * Makes a folder and those above it. Unlike Node's own recursive way it gives up where nothing can be made, as under /proc.
 *
 * @param {string} path
 * @param {number} [mode] of those that are made
 */
export function makeFolder(path, mode = 0o777) {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (error.code === "EEXIST") return;
    if (error.code !== "ENOENT" || existsSync(dirname(path))) throw error;
    makeFolder(dirname(path), mode);
    mkdirSync(path, { mode });
  }
}

/**
 * Writes the whole file or nothing: a reader never sees half of it, whatever is killed when.
 *
 * @param {string} path
 * @param {string} text
 * @param {number} [mode]
 */
export function writeAtomic(path, text, mode = 0o644) {
  makeFolder(dirname(path));
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, text, { mode });
  chmodSync(part, mode);
  renameSync(part, path);
}

/**
 * The file's text, or null where there is none.
 *
 * @param {string} path
 * @returns {string | null}
 */
export function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  }
}

/**
 * The file as JSON, or null where there is none or it is not JSON.
 *
 * @param {string} path
 * @returns {any}
 */
export function readJson(path) {
  const text = readText(path);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * A folder that only its owner may enter.
 *
 * @param {string} path
 */
export function privateFolder(path) {
  makeFolder(path, PRIVATE_FOLDER);
  return path;
}

/**
 * A random secret kept in `<data>/keys/<name>` with mode 0600, made at the first call.
 *
 * @param {string} dataDir
 * @param {string} name
 * @returns {string} 64 hexadecimal characters
 */
export function secret(dataDir, name) {
  const path = join(privateFolder(join(dataDir, "keys")), name);
  const known = readText(path)?.trim();
  if (known) return known;
  const fresh = randomBytes(32).toString("hex");
  writeAtomic(path, `${fresh}\n`, PRIVATE_FILE);
  return fresh;
}

/** @param {string} path */
export function remove(path) {
  rmSync(path, { recursive: true, force: true });
}
