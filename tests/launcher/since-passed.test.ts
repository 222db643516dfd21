import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { keysOf, openSincePassed, type Reach } from "../../scripts/launcher/since-passed.mjs";

const TREE = {
  "src/a.ts": 'import { b } from "./b";\n',
  "src/b.ts": 'import type { C } from "@/deep";\n',
  "src/deep/index.ts": "export type C = 1;\n",
  "src/alone.ts": "export const alone = 1;\n",
  "src/lazy.ts": 'export const load = () => import("./alone");\n',
  "src/round.ts": 'import "./circle";\n',
  "src/circle.ts": 'import "./round";\n',
  "tests/tree.test.ts": "// reads files by their paths\n",
  "docs/a.md": "text\n",
  "package.json": "{}\n",
};

const keysWith = (change: Readonly<Record<string, string>>) => keysOf(new Map(Object.entries({ ...TREE, ...change })));

function changedBy(change: Readonly<Record<string, string>>, reach: Reach = "read"): readonly string[] {
  const [before, after] = [keysWith({})[reach], keysWith(change)[reach]];
  return [...after].filter(([path, key]) => before.get(path) !== key).map(([path]) => path);
}

describe("what a change can reach", () => {
  it.each([
    ["the file itself, and tests of the tree", { "src/a.ts": "// new\n" }, ["src/a.ts", "tests/tree.test.ts"]],
    [
      "whoever imports it, by type too and by way of others",
      { "src/deep/index.ts": "export type C = 2;\n" },
      ["src/a.ts", "src/b.ts", "src/deep/index.ts", "tests/tree.test.ts"],
    ],
    [
      "whoever loads it later",
      { "src/alone.ts": "export const alone = 2;\n" },
      ["src/alone.ts", "src/lazy.ts", "tests/tree.test.ts"],
    ],
    [
      "files that import each other",
      { "src/round.ts": 'import "./circle"; // new\n' },
      ["src/round.ts", "src/circle.ts", "tests/tree.test.ts"],
    ],
    ["tests of the tree, where it is a text for people", { "docs/a.md": "new\n" }, ["tests/tree.test.ts"]],
    [
      "everybody, where it is neither code nor a text for people",
      { "package.json": "[]\n" },
      Object.keys(TREE).filter((path) => path.endsWith(".ts")),
    ],
  ])("is %s", (_what, change, reached) => {
    expect(changedBy(change).toSorted()).toEqual([...reached].toSorted());
  });

  it("is every test that reads files by their paths", () => {
    const reading = { "src/pages.test.ts": 'import { readdirSync } from "node:fs";\n' };
    const keyOf = (more: Readonly<Record<string, string>>) =>
      keysWith({ ...reading, ...more }).read.get("src/pages.test.ts");
    expect(keyOf({ "src/admin/page.tsx": "// new\n" })).not.toBe(keyOf({}));
  });

  it("is nobody else, where only imports count, or the text alone", () => {
    const change = { "src/deep/index.ts": "export type C = 2;\n" };
    expect(changedBy(change, "imported").toSorted()).toEqual(["src/a.ts", "src/b.ts", "src/deep/index.ts"]);
    expect(changedBy(change, "own")).toEqual(["src/deep/index.ts"]);
    expect(changedBy({ "docs/a.md": "new\n" }, "own")).toEqual(["docs/a.md"]);
  });

  it("is whoever imports a program whose types changed", () => {
    const before = { "src/a.ts": 'import "../run.mjs";\n', "run.mjs": "\n", "run.d.mts": "export {};\n" };
    const keyOf = (more: Readonly<Record<string, string>>) => keysWith({ ...before, ...more }).imported.get("src/a.ts");
    expect(keyOf({ "run.d.mts": "export type Run = 1;\n" })).not.toBe(keyOf({}));
  });

  it("is an import that was not there before", () => {
    expect(changedBy({ "src/alone.ts": 'import "./round";\n' })).toContain("src/lazy.ts");
  });
});

describe("what passed", () => {
  const folder = mkdtempSync(join(tmpdir(), "bifrost-passed-"));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const code = /^src\/.*\.ts$/;
  beforeEach(() => {
    rmSync(folder, { recursive: true, force: true });
    for (const [path, text] of Object.entries({ ...TREE, ".gitignore": "dist/\n" })) write(path, text);
    execFileSync("git", ["init", "--quiet"], { cwd: folder });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is not looked at again until a change can reach it", () => {
    expect(openSincePassed(folder).changed("unit", code)).toHaveLength(7);
    openSincePassed(folder).passed("unit", code, null);
    expect(openSincePassed(folder).changed("unit", code)).toEqual([]);
    expect(openSincePassed(folder).changed("lint", code)).toHaveLength(7);
    write("src/b.ts", "// new\n");
    expect(openSincePassed(folder).changed("unit", code)?.toSorted()).toEqual(["src/a.ts", "src/b.ts"]);
  });

  it("is only what is named, as it was when it was begun with", () => {
    const begun = openSincePassed(folder);
    write("src/a.ts", "// while it ran\n");
    begun.passed("unit", code, ["src/a.ts", "src/alone.ts"]);
    expect(openSincePassed(folder).changed("unit", code)).not.toContain("src/alone.ts");
    expect(openSincePassed(folder).changed("unit", code)).toContain("src/a.ts");
  });

  it("is unknown where no git is", () => {
    rmSync(join(folder, ".git"), { recursive: true });
    expect(openSincePassed(folder).changed("unit", code)).toBeNull();
  });
});
