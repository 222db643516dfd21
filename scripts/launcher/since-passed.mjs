// What `npm run check` need not look at again: files that passed and that no change since can reach. A file reaches what it
// imports, by type or by value, and so on; texts and pictures are read by tests of the tree alone; whatever else is not code counts
// for everybody. `npm test` looks at everything.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { readJson, writeAtomic } from "./files.mjs";

const CODE = /\.(ts|tsx|mts|mjs|js)$/;
/** What no program reads, only people, and tests that go by paths. */
const FOR_READERS = /\.(md|png|svg|ico)$/;
/** `import … from "x"`, `export … from "x"`, `import "x"`, `import("x")`, and what a thread is started from. */
const IMPORTS = /(?:from|import|import\(|new URL\()\s*["']([.@][^"']*)["']/g;
const ENDINGS = ["", ".ts", ".tsx", ".mts", ".mjs", ".d.mts", "/index.ts", "/index.tsx"];
/** Tests of the tree, and others that read or bundle files by their paths: nobody knows which. */
const OF_THE_TREE = /^(tests|scripts)\//;
const TEST = /\.test\.tsx?$/;
const READS_FILES = /"node:fs|\blistFiles\b|"esbuild"/;
const readsTheTree = (path, text) => OF_THE_TREE.test(path) || (TEST.test(path) && READS_FILES.test(text));

const hash = (...parts) => {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(part);
  return sum.digest();
};

/**
 * What a suite's answer about a file depends on: its text alone, what it imports too, or what it may read besides.
 *
 * @typedef {"own" | "imported" | "read"} Reach
 */

/**
 * A key for each file, of its own text alone, and two more for each file of code: another one when anything has changed that an
 * answer about it depends on.
 *
 * @param {ReadonlyMap<string, string>} texts path from the root -> text, of every file
 * @returns {Readonly<Record<Reach, ReadonlyMap<string, string>>>}
 */
export function keysOf(texts) {
  const paths = [...texts.keys()].toSorted();
  const rankOf = new Map(paths.map((path, rank) => [path, rank]));
  const own = paths.map((path) => hash(path, "\0", texts.get(path)));
  const code = paths.filter((path) => CODE.test(path));
  const imports = new Map(
    code.map((path) => [rankOf.get(path), importsOf(path, texts).map((each) => rankOf.get(each))]),
  );
  const everybody = hash(...own.filter((_, rank) => !CODE.test(paths[rank]) && !FOR_READERS.test(paths[rank])));
  const imported = (path) => {
    const reached = new Set([rankOf.get(path)]);
    // A set may grow while it is walked: what is added is walked too.
    for (const each of reached) for (const next of imports.get(each) ?? []) reached.add(next);
    return hash(everybody, ...Array.from(Uint32Array.from(reached).toSorted(), (rank) => own[rank])).toString(
      "base64url",
    );
  };
  const whole = hash(...own).toString("base64url");
  const keyed = (keyOf, of = code) => new Map(of.map((path) => [path, keyOf(path)]));
  const byImports = keyed(imported);
  return {
    own: keyed((path) => hash(everybody, own[rankOf.get(path)]).toString("base64url"), paths),
    imported: byImports,
    read: keyed((path) => (readsTheTree(path, texts.get(path)) ? whole : byImports.get(path))),
  };
}

function importsOf(path, texts) {
  const found = [];
  for (const [, named] of texts.get(path).matchAll(IMPORTS)) {
    const base = named.startsWith("@/") ? posix.join("src", named.slice(2)) : posix.join(dirname(path), named);
    const target = ENDINGS.map((ending) => base + ending).find((each) => texts.has(each));
    if (target === undefined) continue;
    found.push(target);
    // What a program without types is to those who import it stands beside it.
    const types = target.replace(/\.mjs$/, ".d.mts");
    if (types !== target && texts.has(types)) found.push(types);
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
 *   changed(suite: string, pattern: RegExp, reach?: Reach): string[] | null,
 *   passed(suite: string, pattern: RegExp, files: readonly string[] | null, reach?: Reach): void,
 * }} SincePassed
 *   changed: files of a suite that have to be looked at; null: all, nobody knows what changed.
 *   passed: notes files of a suite as they were when this was opened; null: all of them.
 *   reach: "read" unless it is said.
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
  const keys = texts === null ? null : keysOf(texts);
  const filesOf = (pattern) => [...(keys?.own.keys() ?? [])].filter((path) => pattern.test(path));
  return {
    changed(suite, pattern, reach = "read") {
      if (keys === null) return null;
      const before = readJson(file)?.[suite] ?? {};
      return filesOf(pattern).filter((path) => before[path] !== keys[reach].get(path));
    },
    passed(suite, pattern, files, reach = "read") {
      if (keys === null) return;
      const all = readJson(file) ?? {};
      const before = Object.entries(all[suite] ?? {}).filter(([path]) => keys.own.has(path));
      const now = (files ?? filesOf(pattern)).map((path) => [path, keys[reach].get(path)]);
      const known = now.filter(([, key]) => key !== undefined);
      writeAtomic(file, JSON.stringify({ ...all, [suite]: Object.fromEntries([...before, ...known]) }));
    },
  };
}
