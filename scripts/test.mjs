// `npm test`: sets everything up on a bare clone, runs every suite, and says so in one last line.
//
// usage: node scripts/test.mjs [--all] [suite ...]      all suites when none is named
//
// "check" stands for the quick ones, as far as something changed since they passed in this folder; with --all for all of them.

import { freemem } from "node:os";
import { join, relative, sep } from "node:path";
import { buildAll, buildState, bundleCli, generateClient, isClientStale, isCliStale } from "./launcher/build.mjs";
import { isNodeNewEnough } from "./launcher/checks.mjs";
import { ensureProgram, versionOf } from "./launcher/debian.mjs";
import { makeFolder, readJson, remove } from "./launcher/files.mjs";
import { install, neededInstall } from "./launcher/install.mjs";
import { waitLock } from "./launcher/lock.mjs";
import { memoryFolder } from "./launcher/memory-folder.mjs";
import { Refusal } from "./launcher/processes.mjs";
import { endHelpers, run } from "./launcher/run.mjs";
import { ROOT } from "./launcher/settings.mjs";
import { openSincePassed } from "./launcher/since-passed.mjs";

const LOGS = join(ROOT, "test-results", "logs");
const CHECK = ["format", "lint", "graph", "unit"];
/** Lines of a failed suite's log that are shown; all of it stays in the file. */
const TAIL_LINES = 80;
const NOT_INHERITED = /^(DATABASE_|REDIS_URL$|BIFROST_|PORT$|HOST$|NEXTAUTH_|TEST_)/;

const FORMATTED = /^(src|workers|cli|tests|scripts|examples)\/.*\.(ts|tsx|mts|mjs|js|css|json)$|^[^/]+\.(ts|mjs|js)$/;
const LINTED = /^(?!src\/generated\/|tests\/graph\/fixtures\/).*\.(ts|tsx|mts|mjs|js)$/;
const CODE = /\.(ts|tsx|mts|mjs|js)$/;
const UNIT_TESTS = /^(?!tests\/graph\/)(src|workers|cli|scripts|tests)\/.*(?<!\.int)\.test\.tsx?$/;

const begunAt = Date.now();
const say = (text) => process.stdout.write(`${text}\n`);
const secondsSince = (ms) => ((Date.now() - ms) / 1000).toFixed(1);

/**
 * @typedef {{ passed: number, failed: number, skipped: number, notes: string[], failures?: string[], log: string | null }} Outcome
 */

// ---- set-up --------------------------------------------------------------------------------------------------------

async function setUpPackages(wanted) {
  const lock = await waitLock(join(ROOT, "dist", "setup.lock"), { what: "test" }, ({ pid }) =>
    say(`waiting for process ${pid}, which installs or builds in this folder`),
  );
  try {
    const kind = neededInstall(ROOT, "full");
    if (kind !== null) await timed("set-up: packages", () => install(ROOT, "full"));
    if (isClientStale(ROOT)) await timed("set-up: database client", () => generateClient(ROOT));
    // The build holds this lock for minutes, and a test of a command would wait for its bundle as long.
    if (needsServices(wanted) && isCliStale(ROOT)) await timed("set-up: commands", () => bundleCli(ROOT));
  } finally {
    lock.release();
  }
}

async function timed(name, work) {
  const since = Date.now();
  const value = await work();
  say(`${name}: ${secondsSince(since)} s`);
  return value;
}

/** Chromium without its window where it can be had: the same engine for three quarters of the work. */
async function findChromium() {
  const logFile = join(LOGS, "apt.log");
  const bare = "chromium-headless-shell";
  const given = [process.env.TEST_CHROMIUM].filter(Boolean);
  const shell = await ensureProgram({ names: [...given, bare], packageName: bare, logFile });
  if (shell.path) return shell;
  return ensureProgram({ names: ["chromium", "chromium-browser", "google-chrome"], packageName: "chromium", logFile });
}

const NEEDS_SERVICES = ["integration", "launcher", "e2e"];
const needsServices = (wanted) => wanted.some((name) => NEEDS_SERVICES.includes(name));

/** Programs of the system that the suites use, one after another: Debian installs one thing at a time. */
async function findPrograms(wanted) {
  const redis = needsServices(wanted)
    ? await ensureProgram({
        names: ["redis-server"],
        packageName: "redis-server",
        logFile: join(LOGS, "apt.log"),
      })
    : null;
  return { redis, chromium: wanted.includes("e2e") ? await findChromium() : null };
}

/** A PostgreSQL, a Redis and a Chromium, as far as they can be had. */
async function setUpServices({ redis, chromium }) {
  const memory = process.env.TMPDIR ? null : memoryFolder();
  if (memory !== null) {
    process.env.TMPDIR = memory;
    say(`set-up: databases and folders of tests are in ${memory}`);
  }
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name)));
  const stops = [];
  if (redis !== null) {
    const { startEphemeral } = await import("./pg-embedded.mjs");
    const server = await timed("set-up: PostgreSQL", startEphemeral);
    env.TEST_DATABASE_URL = server.url;
    stops.push(server.stop);
    if (redis.path) {
      const { startRedis } = await import("./launcher/redis.mjs");
      const started = await startRedis(redis.path);
      env.TEST_REDIS_URL = started.url;
      stops.push(started.stop);
      say(`set-up: ${versionOf(redis.path)}`);
    } else say(`set-up: no Redis: ${redis.why}; tests that need it are skipped`);
    if (!process.env.TIMESCALE_URL)
      say("set-up: no TimescaleDB: TIMESCALE_URL is not set; tests that need it are skipped");
  }
  if (chromium !== null) {
    if (chromium.path) env.TEST_CHROMIUM = chromium.path;
    say(
      chromium.path
        ? `set-up: ${versionOf(chromium.path)}`
        : `set-up: no Chromium: ${chromium.why}; tests that need it are skipped`,
    );
  }
  return { env, stop: () => Promise.all(stops.map((stop) => stop())) };
}

// ---- suites --------------------------------------------------------------------------------------------------------

const bin = (name) => join(ROOT, "node_modules", ".bin", name);

const NOTHING_CHANGED = { passed: 0, failed: 0, skipped: 0, notes: ["nothing has changed since it passed"], log: null };
/** `npm run check` leaves out what no change can have reached; `npm test` leaves out nothing. */
const narrow = { on: false };

let opened = null;
/** What has passed in this folder, as it is when the first suite begins: reading the tree takes as long as a short suite. */
const sincePassed = () => {
  opened ??= openSincePassed(ROOT);
  return opened;
};

/**
 * A suite over files, which notes what has passed.
 *
 * @param {RegExp} pattern of the suite's files
 * @param {import("./launcher/since-passed.mjs").Reach} reach what its answer about a file depends on
 * @param {(suite: string, env: NodeJS.ProcessEnv, files: readonly string[] | null) => Promise<Outcome & { passedFiles?: readonly string[] }>} work
 *   files: those to look at; null: all
 */
const overFiles = (pattern, reach, work) => async (suite, env) => {
  const since = sincePassed();
  const changed = narrow.on ? since.changed(suite, pattern, reach) : null;
  if (changed?.length === 0) return NOTHING_CHANGED;
  const outcome = await work(suite, env, changed);
  since.passed(suite, pattern, outcome.passedFiles ?? (outcome.failed === 0 ? changed : []), reach);
  if (changed !== null) outcome.notes.push(`${changed.length} files that a change since they passed can reach`);
  return outcome;
};

/** A program that passes or fails as a whole: counts as one. */
const program = (name, args, more) => async (suite, env, files) => {
  const logFile = join(LOGS, `${suite}.log`);
  const { code, output } = await run(bin(name), [...args, ...(files ?? ["."])], {
    cwd: ROOT,
    env: { ...env, ...more?.() },
    logFile,
  });
  return {
    passed: code === 0 ? 1 : 0,
    failed: code === 0 ? 0 : 1,
    skipped: 0,
    notes: [],
    log: code === 0 ? null : output(),
  };
};

/** A vitest project: every test counts. */
const vitest =
  (...args) =>
  async (suite, env, files) => {
    const report = join(LOGS, `${suite}.json`);
    remove(report);
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { code, output } = await run(bin("vitest"), ["run", ...args, ...(files ?? []), ...reporters], {
      cwd: ROOT,
      env: { ...env, NO_COLOR: "1", CI: "1" },
      logFile: join(LOGS, `${suite}.log`),
    });
    const facts = readJson(report);
    if (facts === null)
      return { passed: 0, failed: 1, skipped: 0, notes: ["vitest ended without a report"], log: output() };
    const tests = facts.testResults.flatMap(({ assertionResults }) => assertionResults);
    const sound = facts.testResults.filter(({ status }) => status === "passed").map(({ name }) => relative(ROOT, name));
    const skipped = tests.filter(({ status }) => status !== "passed" && status !== "failed");
    // A file that cannot even be read has no tests to fail, and an empty run proves nothing.
    const silent = code !== 0 && facts.numFailedTests === 0 ? 1 : 0;
    const empty = facts.numTotalTests === 0 ? 1 : 0;
    return {
      passed: facts.numPassedTests,
      failed: facts.numFailedTests + Math.max(silent, empty),
      skipped: skipped.length,
      notes: skipped.map(({ fullName }) => `skipped: ${fullName.trim()}`),
      failures: tests.filter(({ status }) => status === "failed").map(failureOf),
      log: code === 0 && empty === 0 ? null : output(),
      passedFiles: sound.map((path) => path.replaceAll(sep, "/")),
    };
  };

/** A test that failed, in two lines: its name, and the first line of what it says. */
const failureOf = ({ fullName, failureMessages }) =>
  `${fullName.trim()}\n        ${(failureMessages?.[0] ?? "").split("\n", 1)[0]}`;

async function productionBuild() {
  const lock = await waitLock(join(ROOT, "dist", "setup.lock"), { what: "test" }, () => {});
  try {
    const fresh = !buildState(ROOT).stale;
    if (!fresh) await buildAll(ROOT);
    return {
      passed: 1,
      failed: 0,
      skipped: 0,
      notes: fresh ? ["nothing had changed since the last build"] : [],
      log: null,
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { passed: 0, failed: 1, skipped: 0, notes: [], log: error.message };
  } finally {
    lock.release();
  }
}

const graph = vitest("--project", "graph");

/** Free memory from which on the checker of types need not tidy up the 4 GB that it makes: half of its work. */
const ROOMY_BYTES = 8 * 2 ** 30;
const collectSeldom = () => (freemem() >= ROOMY_BYTES ? { GOGC: "off", GOMEMLIMIT: "6GiB" } : {});

/** In this order: what is quick and finds most comes first. */
const SUITES = {
  format: overFiles(FORMATTED, "own", program("biome", ["check", "--error-on-warnings", "--no-errors-on-unmatched"])),
  // Types too: the rules need them anyway, and working them out twice costs a minute. One checker (tsconfig.json) does it: each of
  // several would work out most types for itself.
  lint: overFiles(LINTED, "imported", program("oxlint", ["--deny-warnings", "--type-check"], collectSeldom)),
  // What it looks at is the whole tree, whichever files changed.
  graph: overFiles(CODE, "read", async (suite, env) => ({ ...(await graph(suite, env)), passedFiles: undefined })),
  knip: (suite, env) => program("knip", ["--no-progress"])(suite, env, []),
  unit: overFiles(UNIT_TESTS, "read", vitest("--project", "unit")),
  integration: vitest("--project", "integration", "--exclude", "tests/launcher/**"),
  launcher: vitest("--project", "integration", "tests/launcher"),
  build: productionBuild,
  e2e: vitest("--project", "e2e"),
};

/**
 * Suites that run beside each other: what is quick uses one core each; the others wait for databases and processes more
 * than they compute, and share neither; the build uses what they leave.
 */
const WAVES = [["format", "lint", "graph", "knip", "unit"], ["integration", "launcher", "build"], ["e2e"]];
/** Only a browser's pages need the machine for themselves: the last of the quick suites may still run beside the next ones. */
const LEFT_OVER = { e2e: 0 };
const LEFT_OVER_USUAL = 1;

/**
 * Runs suites wave by wave, each as soon as the machine has room for it.
 *
 * @template T
 * @param {readonly string[]} names
 * @param {(name: string) => Promise<T>} work never rejects for a test that fails
 * @returns {Promise<T[]>} in the order of the suites
 */
async function inWaves(names, work) {
  const running = new Map();
  const begin = (name) => {
    const done = work(name);
    const gone = () => running.delete(name);
    running.set(name, done.then(gone, gone));
    return done;
  };
  const all = [];
  for (const wave of WAVES) {
    const wanted = names.filter((name) => wave.includes(name));
    if (wanted.length === 0) continue;
    const leftOver = Math.min(...wanted.map((name) => LEFT_OVER[name] ?? LEFT_OVER_USUAL));
    while (running.size > leftOver) await Promise.race(running.values());
    all.push(...wanted.map(begin));
  }
  return Promise.all(all);
}

function chooseSuites(names) {
  const chosen = names.flatMap((name) => (name === "check" ? CHECK : [name]));
  const unknown = chosen.find((name) => !(name in SUITES));
  if (unknown)
    throw new Refusal(`There is no suite "${unknown}": choose from check, ${Object.keys(SUITES).join(", ")}.`, 2);
  return chosen.length > 0 ? Object.keys(SUITES).filter((name) => chosen.includes(name)) : Object.keys(SUITES);
}

async function runSuite(name, env) {
  const since = Date.now();
  const outcome = await SUITES[name](name, env);
  const { passed, failed, skipped, notes, log } = outcome;
  say(
    `${failed === 0 ? "pass" : "FAIL"}  ${name.padEnd(12)} ${secondsSince(since).padStart(7)} s  ${passed} passed, ${failed} failed, ${skipped} skipped`,
  );
  for (const note of notes) say(`        ${note}`);
  if (log !== null)
    say(
      log
        .trimEnd()
        .split("\n")
        .slice(-TAIL_LINES)
        .map((line) => `        ${line}`)
        .join("\n"),
    );
  return outcome;
}

async function main() {
  if (!isNodeNewEnough(process.versions.node))
    throw new Refusal(`Node ${process.versions.node} is too old: install Node 20.19 or newer.`);
  process.chdir(ROOT);
  const asked = process.argv.slice(2);
  const wanted = chooseSuites(asked.filter((word) => word !== "--all"));
  narrow.on = asked.includes("check") && !asked.includes("--all");
  makeFolder(LOGS);
  // Both mostly wait for what they fetch.
  const [programs] = await Promise.all([findPrograms(wanted), setUpPackages(wanted)]);
  const { env, stop } = await setUpServices(programs);
  // Of the core's thousand lives the first hundred: what is run many times a day leaves the rest to `npm test`.
  if (asked.includes("check")) env.DRILL_LIVES ??= "100";
  const total = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  const runOne = async (name) => ({ name, ...(await runSuite(name, env)) });
  try {
    for (const outcome of await inWaves(wanted, runOne)) {
      total.passed += outcome.passed;
      total.failed += outcome.failed;
      total.skipped += outcome.skipped;
      if (outcome.failed > 0) failures.push(...(outcome.failures ?? [""]).map((one) => `${outcome.name}  ${one}`));
    }
  } finally {
    await stop();
  }
  // Last, so that they are found however long the output is.
  for (const failure of failures) say(`FAIL  ${failure}`);
  say(`${wanted.length} suites in ${secondsSince(begunAt)} s`);
  say(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  if (total.failed > 0) process.exitCode = 1;
}

for (const [name, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
]) {
  process.once(name, () => {
    endHelpers();
    say(`stopped by ${name} after ${secondsSince(begunAt)} s`);
    process.exit(code); // PostgreSQL and Redis notice and end
  });
}
try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Refusal ? error.message : error.stack}\n`);
  say("0 passed, 1 failed, 0 skipped");
  process.exitCode = error instanceof Refusal ? error.exitCode : 1;
}
