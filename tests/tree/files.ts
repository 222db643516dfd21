import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Every file of the tree that git would keep: tracked, or new and not ignored. Sorted. */
export function listFiles(): readonly string[] {
  const out = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const gone = execFileSync("git", ["ls-files", "--deleted"], { encoding: "utf8" }).split("\n");
  return out.split("\n").filter((path) => path !== "" && !gone.includes(path));
}

export function read(path: string): string {
  return readFileSync(path, "utf8");
}
