// A log file that stays bounded: at a size it becomes .1, .1 becomes .2, and the oldest goes.
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  renameSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { PRIVATE_FILE } from "./files.mjs";

const SIZE_MAX = 10 * 1_048_576;
const OLD_FILES = 4;

function shift(path) {
  for (let number = OLD_FILES; number >= 1; number -= 1) {
    const from = number === 1 ? path : `${path}.${number - 1}`;
    if (existsSync(from)) renameSync(from, `${path}.${number}`);
  }
}

/**
 * @param {string} path
 * @param {{ sizeMax?: number }} [options]
 */
export function openLog(path, { sizeMax = SIZE_MAX } = {}) {
  let file = openSync(path, "a", PRIVATE_FILE);
  let size = fstatSync(file).size;
  return {
    /** Writes one line. A full disk loses lines, not the program. */
    line(text) {
      const bytes = Buffer.from(`${text}\n`);
      if (size > 0 && size + bytes.length > sizeMax) {
        closeSync(file);
        shift(path);
        file = openSync(path, "a", PRIVATE_FILE);
        size = 0;
      }
      try {
        size += writeSync(file, bytes);
      } catch (error) {
        if (error.code !== "ENOSPC" && error.code !== "EIO") throw error;
      }
    },
    close: () => closeSync(file),
  };
}

/**
 * Bounds a log that another program holds open for appending: its content is copied away and the file emptied.
 *
 * @param {string} path
 */
export function trimForeignLog(path, sizeMax = SIZE_MAX) {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) <= sizeMax) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

/**
 * Cuts a stream of chunks into lines. A line longer than `lineMax` is cut.
 *
 * @param {(line: string) => void} onLine
 */
export function lineSplitter(onLine, lineMax = 64 * 1024) {
  let rest = "";
  return {
    push(chunk) {
      const parts = (rest + chunk).split("\n");
      rest = (parts.pop() ?? "").slice(0, lineMax);
      for (const part of parts) if (part !== "") onLine(part.slice(0, lineMax));
    },
    end() {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
