// What `npm run check` need not look at again: files that passed and that no change since can reach. A file reaches what it
// imports, by type or by value, and so on; whatever is not code counts for everybody. `npm test` looks at everything.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { readJson, writeAtomic } from "./files.mjs";

const CODE = /\.(ts|tsx|mts|mjs|js)$/;
/** `import … from "x"`, `export … from "x"`, `import "x"`, `import("x")`, and what a thread is started from. */
const IMPORTS = /(?:from|import|import\(|new URL\()\s*["']([.@][^"']*)["']/g;
const ENDINGS = ["", ".ts", ".tsx", ".mts", ".mjs", ".d.mts", "/index.ts", "/index.tsx"];
/** Tests of the tree, and others that read or bundle files by their paths: nobody knows which. */
const OF_THE_TREE = /^(tests|scripts)\//;
const TEST = /\.test\.tsx?$/;
const READS_FILES = /"node:fs|\blistFiles\b|"esbuild"/;
const readsTheTree = (path, text) => OF_THE_TREE.test(path) || (TEST.test(path) && READS_FILES.test(text));

const byName = (a, b) => (a < b ? -1 : 1);
const digest = (text) => createHash("sha256").update(text).digest("base64url");

/**
 * A key for each file of code: another one when the file, anything that it imports, or anything that is not code has changed.
 *
 * @param {ReadonlyMap<string, string>} texts path from the root -> text, of every file
 * @returns {ReadonlyMap<string, string>}
 */
export function keysOf(texts) {
  const code = [...texts.keys()].filter((path) => CODE.test(path));
  const rest = [...texts].filter(([path]) => !CODE.test(path));
  const everybody = digest(rest.map(([path, text]) => `${path}\0${digest(text)}`).join("\0"));
  const own = new Map(code.map((path) => [path, digest(texts.get(path))]));
  const imports = new Map(code.map((path) => [path, importsOf(path, texts)]));
  const keyOf = (path) => {
    const reached = new Set([path]);
    // A set may grow while it is walked: what is added is walked too.
    for (const each of reached) for (const next of imports.get(each) ?? []) reached.add(next);
    return digest([everybody, ...[...reached].toSorted(byName).map((each) => `${each}\0${own.get(each)}`)].join("\0"));
  };
  const whole = digest([everybody, ...code.map((path) => own.get(path))].join("\0"));
  return new Map(code.map((path) => [path, readsTheTree(path, texts.get(path)) ? whole : keyOf(path)]));
}

function importsOf(path, texts) {
  const found = [];
  for (const [, named] of texts.get(path).matchAll(IMPORTS)) {
    const base = named.startsWith("@/") ? posix.join("src", named.slice(2)) : posix.join(dirname(path), named);
    const target = ENDINGS.map((ending) => base + ending).find((each) => texts.has(each));
    if (target !== undefined) found.push(target);
  }
  return found;
}

/** Every file that git knows or would add. Null where there is no git to ask: then everything is looked at. */
function readTree(root) {
  try {
    const asked = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    const paths = execFileSync("git", asked, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const files = paths.split("\0").filter((path) => path !== "" && existsSync(join(root, path)));
    return new Map(
      files
        .filter((path) => statSync(join(root, path)).isFile())
        .map((path) => [path, readFileSync(join(root, path), "latin1")]),
    );
  } catch {
    return null;
  }
}

/**
 * @typedef {{
 *   changed(suite: string, pattern: RegExp): string[] | null,
 *   passed(suite: string, pattern: RegExp, files: readonly string[] | null): void,
 * }} SincePassed
 *   changed: files of a suite that have to be looked at; null: all, nobody knows what changed.
 *   passed: notes files of a suite as they were when this was opened; null: all of them.
 */

/**
 * What has passed in this folder, kept in dist/passed.json.
 *
 * @param {string} root
 * @returns {SincePassed}
 */
export function openSincePassed(root) {
  const file = join(root, "dist", "passed.json");
  const texts = readTree(root);
  const keys = texts === null ? new Map() : keysOf(texts);
  const filesOf = (pattern) => [...keys.keys()].filter((path) => pattern.test(path));
  return {
    changed(suite, pattern) {
      if (texts === null) return null;
      const before = readJson(file)?.[suite] ?? {};
      return filesOf(pattern).filter((path) => before[path] !== keys.get(path));
    },
    passed(suite, pattern, files) {
      const all = readJson(file) ?? {};
      const before = Object.entries(all[suite] ?? {}).filter(([path]) => keys.has(path));
      const now = (files ?? filesOf(pattern)).filter((path) => keys.has(path)).map((path) => [path, keys.get(path)]);
      writeAtomic(file, JSON.stringify({ ...all, [suite]: Object.fromEntries([...before, ...now]) }));
    },
  };
}
