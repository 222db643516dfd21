import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { cruise } from "dependency-cruiser";
import { beforeAll, describe, expect, it } from "vitest";
import config from "../../.dependency-cruiser.mjs";
import tsConfig from "../../tsconfig.json";

/** A checker that silently sees nothing is worse than none: it must have looked at this many files at least. */
const FILES_SEEN_MIN = 200;

/**
 * The paths of `tsconfig.json`, for the resolver itself: the plug-in that reads them from the file looks for each of the 16 000 imports
 * on the disk first, also for those that no path is for.
 */
const alias = Object.fromEntries(
  Object.entries(tsConfig.compilerOptions.paths).map(([name, [to = ""]]) => [
    name.replace(/\/\*$/, ""),
    resolve(to.replace(/\/\*$/, "")),
  ]),
);

let seen: readonly string[] = [];
let violations: readonly string[] = [];

describe("the tree", () => {
  beforeAll(async () => {
    const { tsConfig: _file, ...options } = config.options ?? {};
    const result = await cruise(
      ["src", "workers", "cli"],
      { ...options, validate: true, ruleSet: { forbidden: config.forbidden ?? [] } },
      { alias },
    );
    if (typeof result.output === "string") throw new Error("the cruise gave text, not a result");
    seen = result.output.modules.map((module) => module.source);
    violations = result.output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
  }, 180_000);

  it("follows the dependency rules", () => {
    expect(violations).toEqual([]);
  });

  it("was really looked at", () => {
    expect(seen.length).toBeGreaterThan(FILES_SEEN_MIN);
    const modules = readdirSync("src/modules");
    expect(modules.filter((name) => !seen.includes(`src/modules/${name}/index.ts`))).toEqual([]);
  });
});
