import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** A drill in its full number takes minutes; a unit test that takes seconds is a mistake. */
const unitTimeoutMs = process.env["SOAK_RUNS"] === undefined ? 10_000 : 1_200_000;

/** No test looks at a style sheet; without this each suite loads the whole of Tailwind first. */
const css = { postcss: {} };
/**
 * Of the processes that tests run in. They live for seconds, so that only what is hot by far is worth making faster, and new objects
 * are worth room: collecting them and compiling what ran a few hundred times was a fifth of their work.
 */
const execArgv = ["--interrupt-budget=1000000", "--max-semi-space-size=64"];
const alias = { "@": fileURLToPath(new URL("./src", import.meta.url)) };

/**
 * Files that take longest, longest first. One that begins last runs alone while the other core is idle, and on a bare clone nothing else
 * says which these are: vitest knows how long a file takes once it ran, and goes by the size of its text before, though a short text
 * may start many processes. What is missing here costs that time and nothing else.
 */
const LONGEST: readonly string[] = [
  "tests/ops/command.int.test.ts",
  "src/server/flows/live/stream-feed.int.test.ts",
  "tests/ops/backup.int.test.ts",
  "workers/trading-killed.int.test.ts",
  "workers/simulation-killed.int.test.ts",
  "src/server/flows/live/live-correctness.int.test.ts",
  "workers/kill-drill.int.test.ts",
  "workers/search-killed.int.test.ts",
  "src/server/flows/deployments/killed.int.test.ts",
  "src/server/flows/examination/examination.int.test.ts",
  "src/server/flows/storage/storage.int.test.ts",
  "tests/ops/migrate.int.test.ts",
  "src/server/flows/deployments/instruments.int.test.ts",
  "src/server/flows/replay/replay.int.test.ts",
  "workers/workers.int.test.ts",
  "src/server/flows/deployments/contained.int.test.ts",
  "tests/e2e/first-light.e2e.ts",
  "tests/e2e/risk.e2e.ts",
  "tests/e2e/phone.e2e.ts",
  "tests/e2e/desk.e2e.ts",
  "tests/e2e/markets.e2e.ts",
  "tests/e2e/alerts.e2e.ts",
  "tests/e2e/deployments.e2e.ts",
  "tests/e2e/strategies.e2e.ts",
];

/** Begins with what is known to take long; the rest as vitest would have it. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer's, which makes a new list
    const usual = await super.sort(files);
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((path) => moduleId.endsWith(`/${path}`));
      return place === -1 ? LONGEST.length : place;
    };
    // Projects stay apart, as vitest has them.
    return usual.toSorted(
      (one, other) => one.project.name.localeCompare(other.project.name) || placeOf(one) - placeOf(other),
    );
  }
}

/**
 * Suites by file name: `*.test.ts` needs nothing, `*.int.test.ts` something outside this process (a PostgreSQL, a Redis where it is, a
 * server that fails on purpose, a process or a thread of its own), `*.e2e.ts` a Chromium and a built installation.
 */
export default defineConfig({
  resolve: { alias },
  css,
  test: {
    // A file that was compiled for one suite is not compiled again for the next.
    experimental: { fsModuleCache: true },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve: { alias },
        css,
        test: {
          name: "unit",
          setupFiles: ["tests/properties/set-up.ts"],
          include: ["{src,workers,cli,scripts,tests}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.int.test.ts", "tests/graph/**", "**/node_modules/**"],
          testTimeout: unitTimeoutMs,
          execArgv,
          // One process for many files: a fresh one each costs more than most of their tests. A test undoes what it changes.
          isolate: false,
          // Half of them wait; of two cores vitest would take one.
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        css,
        // Projects that are run in one command must have as many workers as each other.
        test: {
          name: "graph",
          include: ["tests/graph/*.test.ts"],
          testTimeout: unitTimeoutMs,
          execArgv,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        css,
        test: {
          name: "integration",
          setupFiles: ["tests/properties/set-up.ts", "tests/quick-argon2.ts"],
          globalSetup: ["src/server/infra/testing/global-setup.ts"],
          include: ["{src,workers,cli,scripts,tests}/**/*.int.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          execArgv,
          // As with the unit tests; each file makes a database of its own, and most of them wait more than they compute.
          isolate: false,
          maxWorkers: 3,
          // Contract suites of what talks over a line mostly wait for timeouts.
          maxConcurrency: 20,
        },
      },
      {
        resolve: { alias },
        css,
        test: {
          name: "e2e",
          globalSetup: ["tests/e2e/set-up-once.ts"],
          include: ["tests/e2e/**/*.e2e.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          execArgv,
          isolate: false,
          maxWorkers: 2,
        },
      },
    ],
  },
});
