// Who may read what: PostgreSQL refuses a folder that others may look into, and keys serve only their owner.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What PostgreSQL lets others do with its folder: nothing, and its group may look. */
const CLUSTER_BITS_REFUSED = 0o027;

/** @param {number} mode as of a stat */
export const modeText = (mode) => (mode & 0o777).toString(8).padStart(3, "0");

/**
 * Whether PostgreSQL refuses to start in a folder because of its mode.
 *
 * @param {string} folder
 * @returns {string | null} the mode that it refuses
 */
export function refusedClusterMode(folder) {
  const { mode } = statSync(folder);
  return (mode & CLUSTER_BITS_REFUSED) === 0 ? null : modeText(mode);
}

/**
 * The first of these paths that a user cannot read because somebody else owns it. The files of a folder count with it; what
 * is not there, and what root may read anyway, is fine.
 *
 * @param {readonly string[]} paths
 * @param {number} uid of who wants to read
 * @returns {{ path: string, uid: number } | null} with its owner
 */
export function foreignPath(paths, uid) {
  if (uid === 0) return null;
  for (const path of paths) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) continue;
    if (found.uid !== uid) return { path, uid: found.uid };
    if (!found.isDirectory()) continue;
    const inside = foreignPath(
      readdirSync(path).map((name) => join(path, name)),
      uid,
    );
    if (inside !== null) return inside;
  }
  return null;
}

/**
 * The name of an account of this machine; null where it has none.
 *
 * @param {number} uid
 */
export function nameOfUser(uid) {
  try {
    const line = readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .find((text) => text.split(":")[2] === String(uid));
    return line === undefined ? null : (line.split(":")[0] ?? null);
  } catch {
    return null; // no such file on this system: the number says it
  }
}
