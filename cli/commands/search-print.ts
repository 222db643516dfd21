import { decodeColumns } from "@/modules/data";
import { checkSearch, paramsOf, rankScores, TRIAL_STATS } from "@/modules/strategy";
import type { SearchDetail, SearchFlows } from "@/server/flows/contract/search";
import { EXIT_REFUSED, fail, print, refuse, type Sentences } from "../refusal";

/** What `bifrost search` prints: lists, one search, its combinations, and refusals in words. */

const RESULTS_SHOWN = 20;
const LIST_LIMIT = 50;

interface Here {
  readonly flows: SearchFlows;
  readonly options: { readonly json?: true; readonly best?: true };
}

const percent = (ratio: number | null) => (ratio === null ? "not defined" : `${(ratio * 100).toFixed(2)} %`);
const plain = (value: number | null) => (value === null ? "not defined" : value.toFixed(2));
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export async function list({ flows, options }: Here): Promise<void> {
  const order = options.best === true ? "outOfSample" : "newest";
  const { rows } = await flows.listSearches({ order, cursor: null, limit: LIST_LIMIT });
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

export async function show({ flows, options }: Here, searchId: string): Promise<void> {
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
  const overfitting = outcome?.overfitting ?? null;
  if (overfitting !== null) {
    const { probability, splits } = overfitting;
    print(
      `Overfit           ${percent(probability)}: how often the best of one half was below the middle of the other (${splits} splits)`,
    );
  }
  if (best !== null) {
    print(`Best in sample    ${JSON.stringify(best.params)}: ${spec.objective} ${plain(best.score)}`);
    print(`Its neighbours    ${best.neighbourhood.scored}, mean ${plain(best.neighbourhood.mean)}`);
  }
}

export async function results({ flows, options }: Here, searchId: string): Promise<void> {
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
export const SENTENCES: Sentences = {
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
