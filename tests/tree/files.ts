import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Every file that people write: tracked, or new and not ignored, without generated code. Sorted. */
export function listFiles(): readonly string[] {
  const out = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const gone = execFileSync("git", ["ls-files", "--deleted"], { encoding: "utf8" }).split("\n");
  return out.split("\n").filter((path) => path !== "" && !path.startsWith("src/generated/") && !gone.includes(path));
}

export function read(path: string): string {
  return readFileSync(path, "utf8");
}
