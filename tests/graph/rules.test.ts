import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { afterAll, describe, expect, it } from "vitest";
import config from "../../.dependency-cruiser.mjs";

const forbidden = config.forbidden ?? [];

/** One violation for each rule: a rule that nothing can break protects nothing. */
const BREAKS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "module-graph/_kernel": importing("src/modules/_kernel/time.ts", "src/modules/data/index.ts"),
  "module-graph/data": importing("src/modules/data/domain/bar.ts", "src/modules/risk/index.ts"),
  "module-graph/portfolio": importing("src/modules/portfolio/domain/lot.ts", "src/modules/execution/index.ts"),
  "module-graph/risk": importing("src/modules/risk/domain/limit.ts", "src/modules/strategy/index.ts"),
  "module-graph/execution": importing("src/modules/execution/domain/order.ts", "src/modules/strategy/index.ts"),
  "module-graph/strategy": importing("src/modules/strategy/domain/engine.ts", "src/modules/reporting/index.ts"),
  "pure-door-only": importing("src/app/page.tsx", "src/modules/data/server.ts"),
  "root-doors-only": importing("src/server/container.ts", "src/modules/data/domain/bar.ts"),
  "modules-know-no-root": importing("src/modules/data/infra/bars.ts", "src/server/infra/db.ts"),
  "pages-enter-by-the-api": importing("src/app/page.tsx", "src/server/infra/db.ts"),
  "platform-knows-no-module": importing("src/server/platform/audit/index.ts", "src/modules/data/index.ts"),
  "pure-door-stays-pure": {
    ...importing("src/modules/data/index.ts", "src/modules/data/domain/bar.ts"),
    "src/modules/data/domain/bar.ts": 'import "node:fs";\nexport const here = 1;\n',
  },
  "domain-is-pure": importing("src/modules/data/domain/bar.ts", "src/modules/data/infra/bars.ts"),
  "application-uses-ports": importing("src/modules/data/application/import.ts", "src/modules/data/infra/bars.ts"),
  "kernel-is-small": { "src/modules/_kernel/time.ts": 'import "node:fs";\nexport const here = 1;\n' },
  "workers-skip-the-web": importing("workers/main.ts", "src/server/api/root.ts"),
  "ccxt-in-workers-alone": { "src/server/a.ts": 'export const load = () => import("ccxt");\n' },
  "links-of-the-kit": { "src/app/page.tsx": 'import Link from "next/link";\nexport const here = Link;\n' },
  "no-cycles": {
    "src/server/a.ts": 'import { b } from "./b";\nexport const a = () => b;\n',
    "src/server/b.ts": 'import { a } from "./a";\nexport const b = () => a;\n',
  },
  "no-unresolvable": { "src/server/a.ts": 'import "./nowhere";\n' },
  "no-development-package-in-production": {
    "package.json": '{ "devDependencies": { "tester": "1.0.0" } }',
    "node_modules/tester/package.json": '{ "name": "tester", "version": "1.0.0", "main": "index.js" }',
    "node_modules/tester/index.js": "exports.test = 1;\n",
    "src/server/a.ts": 'import "tester";\n',
  },
  "no-test-in-production": importing("src/server/container.ts", "src/server/infra/testing/database.ts"),
};

/** Folders with our code. */
const CODE = ["src", "workers", "cli"];
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Two files, the first importing the second. */
function importing(from: string, to: string): Record<string, string> {
  const up = "../".repeat(from.split("/").length - 1);
  return {
    [from]: `import "${up}${to.replace(/\.tsx?$/, "")}";\nexport const here = 1;\n`,
    [to]: "export const there = 1;\n",
  };
}

async function check(baseDir: string, paths: readonly string[]): Promise<ICruiseResult> {
  const { tsConfig: _unused, ...options } = config.options ?? {};
  const result = await cruise([...paths], { ...options, baseDir, validate: true, ruleSet: { forbidden } });
  if (typeof result.output === "string") throw new Error("the cruise gave text, not a result");
  return result.output;
}

describe("dependency rules", () => {
  it("have a fixture each", () => {
    expect(new Set(forbidden.map((rule) => rule.name))).toEqual(new Set(Object.keys(BREAKS)));
  });

  it.each(Object.entries(BREAKS))("%s fires on a tree that breaks it", async (name, files) => {
    const folder = mkdtempSync(join(tmpdir(), "bifrost-graph-"));
    folders.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const tops = [...new Set(Object.keys(files).map((path) => path.split("/")[0] ?? ""))].filter((top) =>
      CODE.includes(top),
    );
    const { summary } = await check(folder, tops);
    expect(summary.violations.map((violation) => violation.rule.name)).toContain(name);
  });
});
