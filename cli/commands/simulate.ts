import { type Command, Option } from "commander";
import { PAPER_RESOLUTIONS, type PaperResolution } from "@/modules/execution";
import { portfolioCatalog, strategyCatalog } from "@/modules/strategy";
import type { SimulationReport } from "@/server/flows/deployments/simulate/simulate";
import { makeProgress } from "../house";
import { fail, print } from "../refusal";

/** `bifrost simulate`: the whole path from feed to books on a throw-away database, for whoever wants to see it work. */

interface Options {
  readonly days: number;
  readonly strategies: string;
  readonly instruments: number;
  readonly seed: number;
  readonly resolution: PaperResolution;
  readonly chaos?: true;
  readonly databaseUrl?: string;
  readonly json?: true;
}

const DAYS_MAX = 366;
const INSTRUMENTS_MAX = 200;
const SEED_MAX = 2 ** 31 - 1;

export function register(program: Command): void {
  program
    .command("simulate")
    .description("play feed, strategies, risk, orders, venue and books at full speed, and check what comes of it")
    .option("--days <days>", "days of 24 hours", Number, 2)
    .option("--strategies <list>", "all, or names with commas between", "all")
    .option("--instruments <count>", "simulated instruments", Number, 3)
    .option("--seed <number>", "the same seed, the same orders", Number, 1)
    .addOption(new Option("--resolution <resolution>", "bars decided on").choices(PAPER_RESOLUTIONS).default("15m"))
    .option("--chaos", "let the venue lose answers, repeat itself and come late")
    .option(
      "--database-url <url>",
      "owner of a server to make a throw-away database on; default: one that is started for it",
    )
    .option("--json", "as JSON on standard output")
    .action(run);
}

const isWhole = (value: number, least: number, most: number) =>
  Number.isInteger(value) && value >= least && value <= most;

async function run(options: Options): Promise<void> {
  const { days, instruments, seed, resolution } = options;
  const known = [...strategyCatalog, ...portfolioCatalog].map(({ name }) => name);
  const strategies = options.strategies === "all" ? known : options.strategies.split(",").map((name) => name.trim());
  const unknown = strategies.find((name) => !known.includes(name));
  if (unknown !== undefined) return fail(`There is no strategy ${unknown}: there are ${known.join(", ")}.`);
  if (!isWhole(days, 1, DAYS_MAX)) return fail(`--days is a whole number from 1 to ${DAYS_MAX}, was ${days}.`);
  if (!isWhole(instruments, 1, INSTRUMENTS_MAX))
    return fail(`--instruments is a whole number from 1 to ${INSTRUMENTS_MAX}, was ${instruments}.`);
  if (!isWhole(seed, 0, SEED_MAX)) return fail(`--seed is a whole number from 0 to ${SEED_MAX}, was ${seed}.`);
  const [{ openBenchDatabase }, { simulate }] = await Promise.all([
    import("../bench/database"),
    import("@/server/flows/deployments/simulate/simulate"),
  ]);
  const database = await openBenchDatabase(options.databaseUrl ?? null);
  try {
    const shown = makeProgress();
    const terms = { days, strategies, instruments, seed, resolution, chaos: options.chaos === true };
    const report = await simulate(database.house.deps, terms, (done, total) => shown(done, total, "bars"));
    if (options.json === true) print(JSON.stringify(report));
    else for (const line of linesOf(report)) print(line);
    const wrong = wrongOf(report);
    if (wrong.length > 0) fail(wrong.join(" "));
    return undefined;
  } finally {
    await database.close();
  }
}

function linesOf(report: SimulationReport): readonly string[] {
  const {
    deployments,
    bars,
    decisions,
    outcomes,
    orders,
    fills,
    refusals,
    parity,
    projections,
    eventsPerSecond,
    seconds,
  } = report;
  const refused = Object.entries(refusals).map(([gate, count]) => `${gate} ${count}`);
  const rows = projections.reduce((sum, each) => sum + each.rows, 0);
  return [
    `${deployments} deployments, ${bars} bars and quotes, ${decisions} decisions: ${outcomes.ordered} ordered, ${outcomes.blocked} blocked, ${outcomes.none} wanted nothing, ${outcomes.failed} failed.`,
    `${orders} orders, ${fills} fills, refusals: ${refused.length === 0 ? "none" : refused.join(", ")}.`,
    `Parity: ${parity.alike} of ${parity.decisions} decisions and ${parity.fillsAlike} of ${parity.fills} fills are those of the engine.`,
    `Projections: ${rows} rows rebuilt from their events, ${projections.reduce((sum, each) => sum + each.differences, 0)} differed.`,
    `${eventsPerSecond} events a second, ${seconds} s.`,
  ];
}

/** What must hold of any simulation, whatever its venue did. */
function wrongOf({ projections, unaccounted, outcomes }: SimulationReport): readonly string[] {
  const mended = projections.filter(({ differences }) => differences > 0).map(({ projection }) => projection);
  return [
    ...(mended.length > 0 ? [`Projections were not what their events say: ${mended.join(", ")}.`] : []),
    ...(unaccounted.length > 0 ? [`Deployments and account disagree on ${unaccounted.join(", ")}.`] : []),
    ...(outcomes.failed > 0 ? [`${outcomes.failed} decisions failed.`] : []),
  ];
}
