// `npm run soak`: the drills that `npm test` runs as a seeded sample, in their full number and with a new seed.
//
// usage: node scripts/soak.mjs [suite ...]      default: unit, integration, launcher, e2e
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";

const KILLS = 300;
/** Of a runner of strategies, by the system. */
const PROCESS_KILLS = 200;
/** Postings of each of the ledger's six writers. */
const POSTINGS = 500;
/** Pages of the desk, at both sizes and in both themes: more than there are. */
const PAGES = 1_000;
/** Runs of each property that names no number of its own: tests/properties/set-up.ts. */
const RUNS = 2_000;

const seed = process.env.DRILL_SEED ?? String(randomInt(1, 2 ** 31));
const suites = process.argv.length > 2 ? process.argv.slice(2) : ["unit", "integration", "launcher", "e2e"];
process.stdout.write(`soak with DRILL_SEED=${seed}: set it to run the same again\n`);
const env = {
  ...process.env,
  DRILL_SEED: seed,
  DRILL_KILLS: process.env.DRILL_KILLS ?? String(KILLS),
  DRILL_PROCESS_KILLS: process.env.DRILL_PROCESS_KILLS ?? String(PROCESS_KILLS),
  LEDGER_DRILL: process.env.LEDGER_DRILL ?? String(POSTINGS),
  DRILL_PAGES: process.env.DRILL_PAGES ?? String(PAGES),
  SOAK_RUNS: process.env.SOAK_RUNS ?? String(RUNS),
};
const child = spawn(process.execPath, [fileURLToPath(new URL("./test.mjs", import.meta.url)), ...suites], {
  env,
  stdio: "inherit",
});
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => child.kill(name));
child.once("exit", (code) => {
  process.exitCode = code ?? 1;
  // The fill rules, one change at a time: only where everything was asked for.
  if (code !== 0 || process.argv.length > 2) return;
  const mutation = spawn(process.execPath, [fileURLToPath(new URL("./mutate.mjs", import.meta.url))], {
    env,
    stdio: "inherit",
  });
  mutation.once("exit", (mutated) => {
    process.exitCode = mutated ?? 1;
  });
});
