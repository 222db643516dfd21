// Which code this is. Needs nothing but Node.
import { join } from "node:path";
import { readText } from "./files.mjs";

/**
 * The commit that is checked out, read from the files of git; "unknown" where there are none.
 *
 * @param {string} root
 */
export function gitCommit(root) {
  if (process.env.BIFROST_COMMIT) return process.env.BIFROST_COMMIT; // an image is built without .git
  const git = join(root, ".git");
  const head = readText(join(git, "HEAD"))?.trim();
  if (!head) return "unknown";
  if (!head.startsWith("ref: ")) return head;
  const name = head.slice(5);
  const loose = readText(join(git, name))?.trim();
  if (loose) return loose;
  const packed = readText(join(git, "packed-refs")) ?? "";
  return (
    packed
      .split("\n")
      .find((line) => line.endsWith(` ${name}`))
      ?.split(" ")[0] ?? "unknown"
  );
}
