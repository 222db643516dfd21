import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import packageJson from "../../../package.json" with { type: "json" };

export interface BuildInfo {
  readonly version: string;
  /** The git commit, or "unknown" where there is no git. */
  readonly commit: string;
}

const builtFacts = z.object({ commit: z.string().min(1) });

/** What runs here: the build's own note, or the version alone when it was started without a build. */
export function readBuildInfo(root: string = process.cwd()): BuildInfo {
  const { version } = packageJson;
  try {
    const { commit } = builtFacts.parse(JSON.parse(readFileSync(join(root, "dist", "build.json"), "utf8")));
    return { version, commit };
  } catch {
    // Tests and development have no build: what cannot be known is said to be unknown.
    return { version, commit: "unknown" };
  }
}
