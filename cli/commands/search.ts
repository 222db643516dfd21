import { type Command, InvalidArgumentError, Option } from "commander";
import { decodeColumns, PRICE_ADJUSTMENTS, type PriceAdjustment, RESOLUTIONS, type Resolution } from "@/modules/data";
import {
  checkSearch,
  DEFAULT_COSTS,
  OBJECTIVES,
  type Objective,
  type ParameterRange,
  paramsOf,
  parseConstraint,
  rankScores,
  type SearchConstraint,
  type SearchSpec,
  strategyCatalog,
  TRIAL_STATS,
} from "@/modules/strategy";
import type { Actor } from "@/server/flows/contract";
import type { SearchDetail, SearchFlows } from "@/server/flows/contract/search";
import { actorFor, type CommandHouse, interruptSignal, withHouse } from "../house";
import { openJobRunner } from "../job-runner";
import { EXIT_REFUSED, fail, print, refuse, type Sentences } from "../refusal";
import { SEARCH_THREAD_FILE } from "../search-thread";
import { parseRange } from "./search-range";

/** `bifrost search`: what the search page does, without a browser. */

const EXIT_INTERRUPTED = 130;
/** How often it is looked whether workers elsewhere have finished what is under way there. */
const LOOK_EVERY_MS = 500;
const RESULTS_SHOWN = 20;
const LIST_LIMIT = 50;

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
  shared(command.command("list").description("searches, newest first")).action((options: Common) =>
    here(options, list),
  );
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

const percent = (ratio: number | null) => (ratio === null ? "not defined" : `${(ratio * 100).toFixed(2)} %`);
const plain = (value: number | null) => (value === null ? "not defined" : value.toFixed(2));
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10);

async function list({ flows, options }: Here): Promise<void> {
  const { rows } = await flows.listSearches({ cursor: null, limit: LIST_LIMIT });
  if (options.json === true) print(JSON.stringify(rows));
  else if (rows.length === 0) print("There is no search yet: bifrost search start begins one.");
  else
    for (const { searchId, spec, status, trialsDone, trials, outcome } of rows) {
      const answer = outcome?.walk == null ? "" : `out of sample ${percent(outcome.walk.totalReturn)}`;
      print(
        [searchId, spec.strategy, spec.symbol, spec.resolution, status, `${trialsDone}/${trials}`, answer].join("\t"),
      );
    }
}

async function show({ flows, options }: Here, searchId: string): Promise<void> {
  const found = await flows.getSearch(searchId);
  if (!found.ok) return refuse(found.error, SENTENCES, options);
  if (options.json === true) print(JSON.stringify(found.value));
  else showText(found.value);
  if (found.value.status === "failed") process.exitCode = EXIT_REFUSED;
  return undefined;
}

function showText(search: SearchDetail): void {
  const { spec, status, trialsDone, trials, outcome, trialsEver, failures, error } = search;
  print(`${spec.strategy} on ${spec.symbol} ${spec.resolution} (${search.searchId})`);
  print(`${status}: ${trialsDone} of ${trials} combinations; ${trialsEver} trials ever of this strategy on these bars`);
  if (error !== null) print(`Reason: ${SENTENCES[error.kind]?.(error.facts ?? {}) ?? error.kind}`);
  for (const { chunk, trials: left, error: why } of failures) {
    print(`Part ${chunk + 1}, ${left} combinations, ended without results: ${why?.kind ?? "unknown"}`);
  }
  const { walk = null, best = null } = outcome ?? {};
  if (walk !== null) {
    print(`Out of sample     ${percent(walk.totalReturn)} (held: ${percent(walk.benchmarkReturn)})`);
    print(
      `Sharpe ratio      ${plain(walk.sharpe)}, maximum drawdown ${percent(walk.maxDrawdown)}, ${walk.trades} trades`,
    );
    print(`Out / in sample   ${plain(walk.efficiency)}`);
    for (const { name, stability, atEdge } of walk.stability) {
      print(`Stability         ${name} ${percent(stability)}${atEdge > 0 ? `, ${atEdge} times at its edge` : ""}`);
    }
    for (const { testFromMs, testToMs, params, trainScore, testScore, testReturn } of walk.windows) {
      const scores = `${plain(trainScore)} -> ${plain(testScore)}, ${percent(testReturn)}`;
      print(`${iso(testFromMs)} to ${iso(testToMs)}  ${JSON.stringify(params)}  ${scores}`);
    }
  }
  if (best !== null) {
    print(`Best in sample    ${JSON.stringify(best.params)}: ${spec.objective} ${plain(best.score)}`);
    print(`Its neighbours    ${best.neighbourhood.scored}, mean ${plain(best.neighbourhood.mean)}`);
  }
}

async function results({ flows, options }: Here, searchId: string): Promise<void> {
  const found = await flows.getSearch(searchId);
  if (!found.ok) return refuse(found.error, SENTENCES, options);
  const checked = checkSearch(found.value.spec);
  if (!checked.ok) return fail(`The strategy ${found.value.spec.strategy} no longer takes these parameters.`);
  const rows: { readonly params: unknown; readonly stats: Readonly<Record<string, number | null>> }[] = [];
  const scores: number[] = [];
  for (let after = 0; ; ) {
    const read = await flows.readSearchResults(searchId, after);
    if (!read.ok) return refuse(read.error, SENTENCES, options);
    const decoded = decodeColumns(read.value);
    if (!decoded.ok) throw new Error(`results cannot be read: ${decoded.error.kind}`);
    const { order, point, ...columns } = decoded.value;
    if (point === undefined) break;
    point.forEach((each, place) => {
      const stat = (name: string) => {
        const value = columns[name]?.[place] ?? Number.NaN;
        return Number.isNaN(value) ? null : value;
      };
      const stats = Object.fromEntries(["score", ...TRIAL_STATS].map((name) => [name, stat(name)]));
      rows.push({ params: paramsOf(checked.value.space, each), stats });
      scores.push(stats["score"] ?? Number.NaN);
    });
    after = order?.[0] ?? after;
  }
  const ranked = Array.from(rankScores(Float64Array.from(scores)), (place) => rows[place]);
  if (options.json === true) print(JSON.stringify(ranked));
  else
    for (const row of ranked.slice(0, RESULTS_SHOWN)) {
      print(
        `${plain(row?.stats["score"] ?? null)}\t${percent(row?.stats["totalReturn"] ?? null)}\t${JSON.stringify(row?.params)}`,
      );
    }
  return undefined;
}

/** What this command can be refused for. Faults of single fields come with their own words. */
const SENTENCES: Sentences = {
  "strategy.not_found": ({ known }) => `There is no such strategy: choose one of ${known}.`,
  "instrument.not_found": ({ symbol }) => `There is no instrument ${symbol}: import bars of it first.`,
  "search.not_found": () => "There is no such search: bifrost search list shows them.",
  "search.space_invalid": () => "This search cannot be run:",
  "search.grid_too_large": ({ points, limit }) =>
    `The grid has ${points} combinations, and a search runs at most ${limit}: take larger steps, or --method random or tpe.`,
  "search.no_point": () =>
    "No combination meets the constraints and the strategy's own rules: loosen a constraint or widen a range.",
  "search.window_short": ({ bars, needed }) =>
    `There are ${bars} bars and the walk-forward needs ${needed}: take more days, fewer windows or shorter parameters.`,
  "backtest.window_empty": () => "There are no bars between --from and --to.",
  "backtest.window_short": ({ bars, needed }) =>
    `There are ${bars} bars, and the slowest combination watches ${needed} before it can trade.`,
  "search.ended": ({ status }) => `It has ended already: ${status}.`,
  "search.complete": () => "Nothing of it is left to run.",
};
