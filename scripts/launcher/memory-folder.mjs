// A folder in memory for what tests write and throw away.
import { accessSync, constants, statfsSync } from "node:fs";
import { freemem } from "node:os";

const SHARED_MEMORY = "/dev/shm";
/** What the suites write at most at one time, with room to spare. */
const NEEDED_BYTES = 3 * 1024 ** 3;
/** What the suites themselves need beside it. */
const BESIDE_BYTES = 4 * 1024 ** 3;

/**
 * Linux's shared memory, where it and the machine have the room; null: use the disk. A database of a test is a thousand small
 * files, which some file systems take a second to make and memory a tenth of one.
 *
 * @returns {string | null}
 */
export function memoryFolder() {
  try {
    accessSync(SHARED_MEMORY, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    const limit = process.constrainedMemory?.() ?? 0;
    const memory = limit > 0 ? Math.min(limit, freemem()) : freemem();
    return bavail * bsize >= NEEDED_BYTES && memory >= NEEDED_BYTES + BESIDE_BYTES ? SHARED_MEMORY : null;
  } catch (error) {
    if (error.code === undefined) throw error; // not of the file system
    return null;
  }
}
