import { type Command, InvalidArgumentError, Option } from "commander";
import { PRICE_ADJUSTMENTS, type PriceAdjustment, RESOLUTIONS, type Resolution } from "@/modules/data";
import {
  DEFAULT_COSTS,
  OBJECTIVES,
  type Objective,
  type ParameterRange,
  parseConstraint,
  type SearchConstraint,
  type SearchSpec,
  strategyCatalog,
} from "@/modules/strategy";
import type { Actor } from "@/server/flows/contract";
import type { SearchFlows } from "@/server/flows/contract/search";
import { actorFor, type CommandHouse, interruptSignal, withHouse } from "../house";
import { openJobRunner } from "../job-runner";
import { fail, print, refuse } from "../refusal";
import { SEARCH_THREAD_FILE } from "../search-thread";
import { list, results, SENTENCES, show } from "./search-print";
import { parseRange } from "./search-range";

/** `bifrost search`: what the search page does, without a browser. */

const EXIT_INTERRUPTED = 130;
/** How often it is looked whether workers elsewhere have finished what is under way there. */
const LOOK_EVERY_MS = 500;

interface Common {
  readonly json?: true;
  readonly as?: string;
}

interface Options extends Common {
  readonly symbol: string;
  readonly strategy: string;
  readonly range: Readonly<Record<string, ParameterRange>>;
  readonly constraint: readonly SearchConstraint[];
  readonly method: "grid" | "random" | "tpe";
  readonly trials: number;
  readonly seed: number;
  readonly objective: Objective;
  readonly minTrades: number;
  readonly walk: "rolling" | "anchored" | "none";
  readonly windows: number;
  readonly trainRatio: number;
  readonly embargoBars: number;
  readonly resolution: Resolution;
  readonly from?: string;
  readonly to?: string;
  readonly prices: PriceAdjustment;
  readonly cash: number;
  readonly commissionPercent: number;
  readonly slippageBps: number;
  readonly wait: boolean;
}

export function register(program: Command): void {
  const command = program.command("search").description("search a strategy's parameters, judged out of sample");
  const shared = (one: Command) =>
    one
      .option("--as <email>", "for this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");
  const names = strategyCatalog.map(({ name }) => name).join(", ");
  shared(
    command
      .command("start")
      .description("start a search and take part in it; may be interrupted, workers go on")
      .requiredOption("--symbol <symbol>", "instrument, such as ^GSPC")
      .requiredOption("--strategy <name>", names)
      .option(
        "--range <name=range>",
        "fast=5:50:5, fast=log:5:50:8, fast=5,10,20 or fast=10; one for each parameter",
        addRange,
        {},
      )
      .option("--constraint <text>", 'such as "fast < slow"; may be given more than once', addConstraint, [])
      .addOption(
        new Option("--method <name>", "how combinations are chosen").choices(["grid", "random", "tpe"]).default("grid"),
      )
      .option("--trials <count>", "combinations of random and tpe", number, 200)
      .option("--seed <number>", "of random choices", number, 1)
      .addOption(new Option("--objective <name>", "what is best").choices(OBJECTIVES).default("sharpe"))
      .option("--min-trades <count>", "fewer have no score", number, 10)
      .addOption(
        new Option("--walk <mode>", "walk-forward").choices(["rolling", "anchored", "none"]).default("rolling"),
      )
      .option("--windows <count>", "of the walk-forward", number, 5)
      .option("--train-ratio <ratio>", "bars chosen on, as a multiple of those tried on", number, 3)
      .option("--embargo-bars <count>", "left out between the two", number, 0)
      .addOption(new Option("--resolution <resolution>", "of the bars").choices(RESOLUTIONS).default("1d"))
      .option("--from <date>", "first session, YYYY-MM-DD")
      .option("--to <date>", "last session, YYYY-MM-DD")
      .addOption(new Option("--prices <kind>", "what they are free of").choices(PRICE_ADJUSTMENTS).default("split"))
      .option("--cash <amount>", "at the start", number, DEFAULT_COSTS.cash)
      .option("--commission-percent <percent>", "of each fill's notional", number, DEFAULT_COSTS.commissionPercent)
      .option("--slippage-bps <bps>", "how much worse each fill is", number, DEFAULT_COSTS.slippageBps)
      .option("--no-wait", "leave it to the workers and print its id"),
  ).action((options: Options) => here(options, (at) => start(at, options)));
  shared(
    command
      .command("list")
      .description("searches, newest first")
      .option("--best", "best first by the return out of sample instead"),
  ).action((options: Common & { readonly best?: true }) => here(options, (at) => list({ flows: at.flows, options })));
  const one = (name: string, description: string, work: (at: Here, searchId: string) => Promise<void>) =>
    shared(command.command(name).description(description).argument("<search>", "its id")).action(
      (searchId: string, options: Common) => here(options, (at) => work(at, searchId)),
    );
  one("show", "what a search has come to", show);
  one("results", "its combinations, best first; all of them with --json", results);
  one("cancel", "end it; what ran is kept", async ({ flows, actor, options }, searchId) => {
    const answer = await flows.cancelSearch(actor, searchId);
    if (!answer.ok) refuse(answer.error, SENTENCES, options);
  });
  one("resume", "run what was left out, and take part", async (at, searchId) => {
    const answer = await at.flows.resumeSearch(at.actor, searchId);
    if (answer.ok) await takePart(at, searchId);
    else refuse(answer.error, SENTENCES, at.options);
  });
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("a number like 0.1.");
  return value;
}

function addRange(text: string, before: Options["range"]): Options["range"] {
  const at = text.indexOf("=");
  const range = at < 1 ? null : parseRange(text.slice(at + 1));
  if (range === null)
    throw new InvalidArgumentError("name=from:to:step, name=log:from:to:count, name=a,b,c or name=value.");
  return { ...before, [text.slice(0, at)]: range };
}

function addConstraint(text: string, before: readonly SearchConstraint[]): readonly SearchConstraint[] {
  const constraint = parseConstraint(text);
  if (constraint === null) throw new InvalidArgumentError("such as fast < slow, or slow <= 200.");
  return [...before, constraint];
}

interface Here {
  readonly house: CommandHouse;
  readonly flows: SearchFlows;
  readonly actor: Actor;
  readonly options: Common;
}

async function here(options: Common, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const { makeSearchFlows } = await import("@/server/flows/search/search-flows");
    const actor = await actorFor(house, options.as);
    if (actor === null) fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    else await work({ house, flows: makeSearchFlows(house.deps), actor, options });
  });
}

function specOf(options: Options): SearchSpec {
  const { method, walk, windows, trainRatio, embargoBars } = options;
  return {
    strategy: options.strategy,
    symbol: options.symbol,
    resolution: options.resolution,
    from: options.from ?? null,
    to: options.to ?? null,
    adjustment: options.prices,
    cash: options.cash,
    commissionPercent: options.commissionPercent,
    slippageBps: options.slippageBps,
    ranges: options.range,
    constraints: options.constraint,
    method: method === "grid" ? { kind: "grid" } : { kind: method, trials: options.trials },
    seed: options.seed,
    objective: options.objective,
    minTrades: options.minTrades,
    walkForward: walk === "none" ? null : { mode: walk, windows, trainRatio, embargoBars },
  };
}

async function start(at: Here, options: Options): Promise<void> {
  const started = await at.flows.submitSearch(at.actor, specOf(options));
  if (!started.ok) return refuse(started.error, SENTENCES, at.options);
  const { searchId } = started.value;
  if (options.wait) return takePart(at, searchId);
  print(at.options.json === true ? JSON.stringify(started.value) : searchId);
  return undefined;
}

/** Works on the search beside the installation's workers until it has ended, then shows it. */
async function takePart(at: Here, searchId: string): Promise<void> {
  const { deps } = at.house;
  const [{ makeSearchJobs }, { makeTendSearches }, strategy, { setTimeout }] = await Promise.all([
    import("@/server/flows/search/search-flows"),
    import("@/server/flows/search/tend-searches"),
    import("@/modules/strategy/server"),
    import("node:timers/promises"),
  ]);
  const pool = strategy.makeTrialPool({ threadFile: SEARCH_THREAD_FILE });
  const runner = await openJobRunner(at.house, makeSearchJobs(deps, pool));
  const store = strategy.makeSearchStore(deps.sql);
  const tend = makeTendSearches(deps);
  const stop = interruptSignal();
  stop.signal.addEventListener("abort", () => runner.release(), { once: true });
  try {
    for (;;) {
      const record = await store.find(searchId);
      if (record === null || record.finishedAtMs !== null || stop.signal.aborted) break;
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${record.trialsDone} of ${record.trials} combinations`);
      const sent = await store.listChunks(deps.sql, searchId, ["sent"], 1);
      await runner.take(sent[0]?.jobId ?? record.jobId);
      const after = await store.find(searchId);
      if (after?.chunksDone !== record.chunksDone || after.status !== record.status) continue;
      // Somebody else works on what there is: look again in a moment.
      await tend();
      await setTimeout(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  } finally {
    stop.release();
    await runner.close();
    await pool.close();
  }
  if (stop.signal.aborted) {
    process.stderr.write(`Interrupted; workers go on. See it with: bifrost search show ${searchId}\n`);
    process.exitCode = EXIT_INTERRUPTED;
    return;
  }
  await show(at, searchId);
}
