// What the machine must have. Each failure is one sentence that says what to do. Needs nothing but Node.
import { accessSync, constants, existsSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";
import { makeFolder } from "./files.mjs";
import { Refusal } from "./processes.mjs";

const MEBI = 1_048_576;
/** Packages 1 GB, build 0.3 GB, database and its log 0.2 GB. */
export const INSTALL_MB = 1_700;
/** Write-ahead log, a backup, logs. */
export const RUN_MB = 300;
/** Web, workers and PostgreSQL need about 600 MB; building needs about as much before they start. */
export const MEMORY_MB = 900;

/**
 * Whether this Node is new enough.
 *
 * @param {string} version such as 20.19.0
 */
export function isNodeNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

/**
 * Free megabytes on the disk of a folder, which need not exist yet.
 *
 * @param {string} folder
 */
export function freeMegabytes(folder) {
  let place = folder;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  const { bavail, bsize } = statfsSync(place);
  return Math.floor((bavail * bsize) / MEBI);
}

/** Megabytes of memory that this process may use: the machine's, or its container's limit. */
export function memoryMegabytes() {
  const limit = process.constrainedMemory?.() ?? 0;
  const total = totalmem();
  return Math.floor((limit > 0 && limit < total ? limit : total) / MEBI);
}

/**
 * Whether files can be made in a folder; it is made when it is not there.
 *
 * @param {string} folder
 * @param {number} [mode]
 * @returns {string | null} why not
 */
export function whyNotWritable(folder, mode) {
  try {
    makeFolder(folder, mode);
    if (!statSync(folder).isDirectory()) return "it is not a folder";
    accessSync(folder, constants.W_OK);
    const probe = join(folder, `.probe-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
    return null;
  } catch (error) {
    const words = {
      EACCES: "no permission",
      ENOENT: "it cannot be made",
      EROFS: "it is read-only",
      ENOSPC: "the disk is full",
      ENOTDIR: "a part of the path is a file",
    };
    return words[error.code] ?? error.message;
  }
}

/**
 * Refuses a machine on which the start cannot go well.
 *
 * @param {{ root: string, dataDir: string, mustInstall: boolean }} plan
 */
export function checkMachine({ root, dataDir, mustInstall }) {
  const memory = memoryMegabytes();
  if (memory < MEMORY_MB) {
    throw new Refusal(
      `This machine gives ${memory} MB of memory and Bifrost Trader needs ${MEMORY_MB} MB: give it more, or use a bigger machine.`,
    );
  }
  if (mustInstall) {
    const why = whyNotWritable(root);
    if (why)
      throw new Refusal(
        `Cannot write to ${root} (${why}), where packages are installed: make it writable for this user, or clone into a folder that is.`,
      );
    requireSpace(root, INSTALL_MB);
  }
  // 0711: the account that runs PostgreSQL when we are root must pass through; every folder inside is private.
  const why = whyNotWritable(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  if (why)
    throw new Refusal(
      `Cannot write to the data folder ${dataDir} (${why}): make it writable for this user, or set BIFROST_DATA_DIR to a folder that is.`,
    );
  requireSpace(dataDir, RUN_MB);
}

function requireSpace(folder, needed) {
  const free = freeMegabytes(folder);
  if (free < needed)
    throw new Refusal(
      `The disk of ${folder} has ${free} MB free and ${needed} MB are needed: free some, then start again.`,
    );
}

/**
 * The sentence for a fault of the machine that can happen anywhere; null for any other error.
 *
 * @param {NodeJS.ErrnoException} error
 */
export function sentenceFor(error) {
  const where = error.path ?? error.dest ?? "a file";
  if (error.code === "ENOSPC" || error.code === "53100")
    return `The disk is full (${where}): free at least ${RUN_MB} MB, then start again; what was done so far is kept.`;
  if (error.code === "EROFS")
    return `${where} is on a read-only disk: use a writable folder (BIFROST_DATA_DIR for the data), then start again.`;
  if (error.code === "EACCES" || error.code === "EPERM")
    return `No permission for ${where}: give it to this user, or start as the user who owns it.`;
  if (error.code === "EMFILE" || error.code === "ENFILE")
    return 'Too many open files: raise the limit with "ulimit -n 4096", then start again.';
  return null;
}
