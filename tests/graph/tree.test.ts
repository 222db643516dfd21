import { readdirSync } from "node:fs";
import { cruise } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { beforeAll, describe, expect, it } from "vitest";
import config from "../../.dependency-cruiser.mjs";

/** A checker that silently sees nothing is worse than none: it must have looked at this many files at least. */
const FILES_SEEN_MIN = 200;

let seen: readonly string[] = [];
let violations: readonly string[] = [];

describe("the tree", () => {
  beforeAll(async () => {
    const { tsConfig: _file, ...options } = config.options ?? {};
    const result = await cruise(
      ["src", "workers", "cli"],
      {
        ...options,
        validate: true,
        ruleSet: { forbidden: config.forbidden ?? [] },
        tsConfig: { fileName: "tsconfig.json" },
      },
      {},
      { tsConfig: extractTSConfig("tsconfig.json") },
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
