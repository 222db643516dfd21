// Who uses the embedded server of a data folder: whoever leaves last ends it. Needs nothing but Node.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PRIVATE_FILE, privateFolder, readText, remove, writeAtomic } from "./files.mjs";
import { identityOf } from "./processes.mjs";

const usersFolder = (dataDir) => join(dataDir, "pg.users");

/** Says that this process uses the server. */
export function noteUse(dataDir) {
  const path = join(privateFolder(usersFolder(dataDir)), String(process.pid));
  writeAtomic(path, identityOf(process.pid) ?? "", PRIVATE_FILE);
}

/**
 * Process ids, this one aside, that use the server of a data folder. Notes of processes that are gone are removed.
 *
 * @param {string} dataDir
 * @returns {number[]}
 */
export function otherUsers(dataDir) {
  const folder = usersFolder(dataDir);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      const alive = identityOf(Number(name)) === readText(join(folder, name));
      if (!alive) remove(join(folder, name));
      return alive;
    })
    .map(Number);
}

/** Says that this process no longer uses the server. */
export function forgetUse(dataDir) {
  remove(join(usersFolder(dataDir), String(process.pid)));
}
