// Mutation tests of the rules by which orders fill: changes one thing in them at a time, and asks whether a test notices.
// A mutant that no test kills is a hole in the tests, unless `scripts/mutation/equal.json` says why it is the same program.
//
// usage: node scripts/mutate.mjs [count]        a sample of `count` by DRILL_SEED; without it every mutant
//        node scripts/mutate.mjs file:line ...  the mutants of those lines
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { mutantsOf, sample } from "./mutation/mutants.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const RULES = ["src/modules/execution/domain/bifrost-rules.ts", "src/modules/execution/domain/bar-venue.ts"];
/** The tests that are to notice: those of the rules, and for what they let live those of the engines on top of them. */
const TESTS = [
  [
    "src/modules/execution/domain/fill-edges.test.ts",
    "src/modules/execution/domain/bifrost-rules.test.ts",
    "src/modules/execution/domain/bar-broker.test.ts",
    "src/modules/execution/domain/backtrader-rules.test.ts",
  ],
  ["src/modules/strategy/domain/backtest.test.ts", "src/modules/strategy/domain/portfolio/portfolio-backtest.test.ts"],
];
/** A mutant that walks for ever is noticed too: so many times longer than the tests take, as they are, on this machine now. */
const TIMES_LONGER = 15;
const OUT = join(ROOT, "node_modules", ".cache", "bifrost-mutants");

const { build } = await import("esbuild");
const vitest = createRequire(createRequire(import.meta.url).resolve("vitest/package.json"));
const dependencies = Object.fromEntries(["chai", "@vitest/expect"].map((name) => [name, vitest.resolve(name)]));

/** Tests and what they test as one file, `changed` in place of one source. Null where it is no program. */
async function bundle(name, tests, changed) {
  const outfile = join(OUT, `${name}.mjs`);
  try {
    await build({
      stdin: {
        contents: `${tests.map((path) => `import "./${path}";`).join("\n")}\nexport { firstFailure } from "vitest";`,
        resolveDir: ROOT,
        loader: "ts",
      },
      outfile,
      bundle: true,
      // A file of tests exports nothing: what package.json says of side effects would leave it out.
      ignoreAnnotations: true,
      platform: "node",
      format: "esm",
      target: "node20",
      alias: { "@": join(ROOT, "src"), vitest: join(ROOT, "scripts", "mutation", "test-shim.mjs"), ...dependencies },
      banner: {
        js: 'import { createRequire as requireOfBundle } from "node:module"; const require = requireOfBundle(import.meta.url);',
      },
      logLevel: "silent",
      plugins: [
        {
          name: "mutant",
          setup(bundler) {
            bundler.onLoad({ filter: /\.ts$/ }, ({ path }) =>
              changed !== null && path === join(ROOT, changed.path) ? { contents: changed.source, loader: "ts" } : null,
            );
          },
        },
      ],
    });
    return outfile;
  } catch {
    return null; // what does not compile is no mutant
  }
}

/** What the tests of a bundle say: the first that fails, or null. */
function run(file, timeoutMs) {
  return new Promise((resolve) => {
    const worker = new Worker(
      `const { parentPort, workerData } = require("node:worker_threads");
       import(workerData).then(({ firstFailure }) => firstFailure()).then((failure) => parentPort.postMessage(failure));`,
      { eval: true, workerData: file, stdout: true, stderr: true },
    );
    const timer = setTimeout(() => end("it walks for ever"), timeoutMs);
    const end = (failure) => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(failure);
    };
    worker.on("message", end);
    worker.on("error", (error) => end(error.message));
  });
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const groups = [];
for (const tests of TESTS) {
  const healthy = await bundle("healthy", tests, null);
  const since = performance.now();
  const failure = healthy === null ? "the tests do not compile" : await run(healthy, 600_000);
  groups.push({ tests, timeoutMs: Math.max(5_000, (performance.now() - since) * TIMES_LONGER) });
  if (failure === null) continue;
  process.stderr.write(`Nothing is mutated while a test fails: ${failure}\n`);
  process.exit(1);
}

const equalFile = join(ROOT, "scripts", "mutation", "equal.json");
/** Mutants that are the same program, each with the reason. @type {{ file: string, text: string, line?: number, column?: number, from: string, to: string, why: string }[]} */
const equal = existsSync(equalFile) ? JSON.parse(readFileSync(equalFile, "utf8")) : [];
const lineOf = (path, line) => readFileSync(join(ROOT, path), "utf8").split("\n")[line - 1]?.trim() ?? "";
const all = RULES.flatMap((path) =>
  mutantsOf(readFileSync(join(ROOT, path), "utf8")).map((mutant) => ({
    ...mutant,
    path,
    text: lineOf(path, mutant.line),
  })),
);
const isKnownEqual = ({ path, line, column, text, from, to }) =>
  equal.some(
    (one) =>
      path.endsWith(one.file) &&
      one.text === text &&
      one.from === from &&
      one.to === to &&
      (one.line === undefined || one.line === line) &&
      (one.column === undefined || one.column === column),
  );
const seed = Number(process.env.DRILL_SEED ?? "1");
const asked = process.argv.slice(2);
const isAsked = ({ path, line }) => asked.some((place) => `${path}:${line}`.endsWith(place));
const chosen = asked.some((one) => one.includes(":"))
  ? all.filter(isAsked)
  : sample(all, { count: Number(asked[0] ?? all.length), seed });

const tally = { killed: 0, equal: 0, none: 0, survived: 0 };
let next = 0;
async function work(name) {
  while (next < chosen.length) {
    const mutant = chosen[next];
    next += 1;
    const end = isKnownEqual(mutant) ? "equal" : await tryMutant(`${name}-${next}`, mutant);
    tally[end] += 1;
    if (end === "survived") tell(mutant);
  }
}

function tell({ path, line, text, from, to }) {
  process.stdout.write(`survived  ${path}:${line}  ${from} -> ${to}\n          ${text}\n`);
}

async function tryMutant(name, mutant) {
  for (const { tests, timeoutMs } of groups) {
    const file = await bundle(name, tests, mutant);
    if (file === null) return "none";
    const failure = await run(file, timeoutMs);
    rmSync(file, { force: true });
    if (failure !== null) return "killed";
  }
  return "survived";
}
await Promise.all(Array.from({ length: Math.max(1, availableParallelism() - 1) }, (_, at) => work(`m${at}`)));
rmSync(OUT, { recursive: true, force: true });
process.stdout.write(
  `mutants of the fill rules: ${all.length}, tried ${chosen.length} (DRILL_SEED=${seed}): ${tally.killed} killed, ${tally.equal} the same program (scripts/mutation/equal.json), ${tally.none} no program, ${tally.survived} survived\n`,
);
process.exitCode = tally.survived > 0 ? 1 : 0;
