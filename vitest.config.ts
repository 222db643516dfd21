import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

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
 * Suites by file name: `*.test.ts` needs nothing, `*.int.test.ts` a PostgreSQL (and Redis where it is), `*.e2e.ts` a
 * Chromium and a built installation.
 */
export default defineConfig({
  resolve: { alias },
  css,
  test: {
    // A file that was compiled for one suite is not compiled again for the next.
    experimental: { fsModuleCache: true },
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
          // Contract suites of what talks over a line mostly wait for timeouts.
          maxConcurrency: 20,
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
