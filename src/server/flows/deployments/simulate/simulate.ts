import { ZERO } from "@/modules/_kernel";
import { resolutionMs as lengthOf } from "@/modules/data";
import type { PaperResolution } from "@/modules/execution";
import { readFillsOf } from "@/modules/execution/server";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { OUTCOMES, portfolioCatalog, type StrategyParams, strategyCatalog } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import type { NewDeployment } from "../../contract/deployments";
import type { FlowDeps } from "../../deps";
import { makeRebuildProjections } from "../../orders/rebuild-projections";
import { makeOutageFlows } from "../../trading/practice-outage";
import { openTradeShared } from "../../trading/trade-shared";
import { openAccountDesk } from "../../trading/work-accounts";
import { compareSession } from "../compare-parity";
import { openDeploymentDesk } from "../deployment-desk";
import { makeDeploymentFlows } from "../deployment-flows";
import { openRunShared } from "../desk-context";
import { readSubBooks } from "../sub-books";
import { barsInDay, makeWorld, SimulatedClock, unshared, type World } from "./simulated-world";

export interface SimulationTerms {
  readonly days: number;
  /** Names of built-in strategies. */
  readonly strategies: readonly string[];
  readonly instruments: number;
  readonly seed: number;
  readonly resolution: PaperResolution;
  /** The venue loses answers, repeats itself and comes late, by the seed. */
  readonly chaos: boolean;
}

export interface SimulationReport {
  readonly terms: SimulationTerms;
  readonly deployments: number;
  readonly bars: number;
  readonly decisions: number;
  readonly outcomes: Readonly<Record<(typeof OUTCOMES)[number], number>>;
  readonly orders: number;
  readonly fills: number;
  /** Wishes that a gate said no to, by gate. */
  readonly refusals: Readonly<Record<string, number>>;
  /** States that deployments ended in. */
  readonly states: Readonly<Record<string, number>>;
  readonly parity: {
    readonly decisions: number;
    readonly alike: number;
    readonly fills: number;
    readonly fillsAlike: number;
  };
  /** Projections rebuilt from their events, and how many of their rows differed. */
  readonly projections: readonly { readonly projection: string; readonly rows: number; readonly differences: number }[];
  /** Instruments of which the deployments together hold something else than their account. */
  readonly unaccounted: readonly string[];
  readonly eventsPerSecond: number;
  readonly seconds: number;
}

/** Shorter than anybody would trade: a simulation is there to see orders go their way, within a day or two. */
const SHORT_PARAMS: Readonly<Record<string, StrategyParams>> = {
  "sma-cross": { fast: 2, slow: 5 },
  "rsi-reversion": { length: 4, oversold: 40 },
  "bollinger-reversion": { length: 6, multiplier: 1 },
  "donchian-breakout": { entry: 4, exit: 2 },
  turtle: { entry: 4, exit: 2, atr: 4 },
  "dual-momentum": { lookback: 12, rebalance: 3 },
  pairs: { window: 30, entry: 1 },
};
/** Cash of each deployment, and the share of it in one purchase. */
const CAPITAL = 100_000;
const SHARE = 0.2;
/** Rounds of a desk at one bar: each goes on as long as it finds something. */
const ROUNDS_MAX = 20;
const OUTAGE_MINUTES = 60;
/** Decisions whose gates are counted, of each deployment. */
const DECISIONS_READ = 5_000;

/**
 * Feed, strategies, risk, orders, venue and books at full speed on a database of its own, with a clock of its own. The same terms give
 * the same decisions, orders and fills.
 */
export async function simulate(
  given: FlowDeps,
  terms: SimulationTerms,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<SimulationReport> {
  const clock = new SimulatedClock();
  const deps: FlowDeps = { ...given, clock };
  const resolutionMs = lengthOf(terms.resolution);
  const plans = plansOf(terms);
  const world = await makeWorld(deps, clock, { ...terms, resolutionMs, cash: CAPITAL * plans.length });
  const ids = await deployAll(deps, world, { plans, resolution: terms.resolution });
  const startedMs = performance.now();
  const bars = await play(deps, world, { terms, ids, steps: terms.days * barsInDay(resolutionMs), progress });
  const seconds = (performance.now() - startedMs) / 1000;
  const report = await sumUp(deps, world, { terms, ids, bars });
  const events = bars + report.decisions + report.orders + report.fills;
  return { ...report, seconds: rounded(seconds), eventsPerSecond: rounded(events / seconds) };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** A strategy on its instruments, by their places. */
interface Plan {
  readonly strategy: string;
  readonly places: readonly number[];
}

/** Every instrument gets one of the strategies on one in turn; each on several has the first that it takes, where such bars are for it. */
function plansOf({ strategies, instruments, resolution }: SimulationTerms): readonly Plan[] {
  const single = strategyCatalog.filter(({ name }) => strategies.includes(name));
  const several = portfolioCatalog.filter(
    ({ name, instruments: { minimum }, series }) =>
      strategies.includes(name) &&
      minimum <= instruments &&
      series.every((longer) => lengthOf(longer) > lengthOf(resolution)),
  );
  const places = Array.from({ length: instruments }, (_, place) => place);
  const one = places.flatMap((place): Plan[] => {
    const strategy = single[place % Math.max(1, single.length)];
    return strategy === undefined ? [] : [{ strategy: strategy.name, places: [place] }];
  });
  return [
    ...one,
    ...several.map(({ name, instruments: { minimum, maximum } }) => ({
      strategy: name,
      places: places.slice(0, Math.min(maximum, Math.max(minimum, 3))),
    })),
  ];
}

async function deployAll(
  deps: FlowDeps,
  world: World,
  { plans, resolution }: { readonly plans: readonly Plan[]; readonly resolution: PaperResolution },
): Promise<readonly string[]> {
  const flows = makeDeploymentFlows(deps);
  const ids: string[] = [];
  for (const [number, { strategy, places }] of plans.entries()) {
    const [first] = places;
    const instrument = first === undefined ? undefined : world.instruments[first];
    const quote = instrument === undefined ? undefined : (await deps.quotes.read([instrument.instrumentId]))[0];
    const definition = strategyCatalog.find(({ name }) => name === strategy);
    const isSized = definition?.fields.some(({ name }) => name === "quantity") === true;
    const quantity = Number(((SHARE * CAPITAL) / (quote?.last ?? 1)).toPrecision(3));
    const input: NewDeployment = {
      name: `${number} ${strategy}`,
      strategy,
      presetId: null,
      params: { ...SHORT_PARAMS[strategy], ...(isSized ? { quantity } : {}) },
      instruments: places.flatMap((place) => world.instruments[place]?.symbol ?? []),
      resolution,
      accountId: world.accountId,
      capital: String(CAPITAL),
      schedule: "always",
    };
    const created = await flows.createDeployment(world.actor, input);
    if (!created.ok) throw new Error(`${input.name}: ${JSON.stringify(created.error)}`);
    const started = await flows.startDeployment(world.actor, created.value.deploymentId);
    if (!started.ok) throw new Error(`${input.name}: ${JSON.stringify(started.error)}`);
    ids.push(created.value.deploymentId);
  }
  return ids;
}

interface Playing {
  readonly terms: SimulationTerms;
  readonly ids: readonly string[];
  readonly steps: number;
  readonly progress: (done: number, total: number) => void;
}

/** Bar by bar: what closes is stored and quoted, the venue meets it, the strategies decide, and their orders leave. */
async function play(deps: FlowDeps, world: World, { terms, ids, steps, progress }: Playing): Promise<number> {
  const lease = unshared(deps.transactions);
  const trading = openTradeShared(deps, 0);
  const account = await openAccountDesk(trading, lease, world.accountId);
  const shared = openRunShared(deps);
  const { transactions } = deps;
  const desks = ids.map((id) => openDeploymentDesk(shared, { transactions, signal: lease.signal }, id));
  const outages = makeOutageFlows(deps);
  for (const desk of desks) for (let round = 0; round < ROUNDS_MAX; round += 1) if (!(await desk.round())) break;
  let bars = 0;
  try {
    for (let step = 0; step < steps; step += 1) {
      bars += await world.step();
      if (terms.chaos)
        // One that still runs is refused, and goes on.
        await outages.startPracticeOutage(world.actor, {
          accountId: world.accountId,
          minutes: OUTAGE_MINUTES,
          seed: terms.seed + step,
        });
      await account.round(true);
      // One after another: what comes to the venue and to the account first is a part of what happens.
      for (const desk of desks) await desk.round();
      await account.round(true);
      progress(step + 1, steps);
    }
    if (terms.chaos) await outages.stopPracticeOutage(world.actor, world.accountId);
    for (let round = 0; round < ROUNDS_MAX; round += 1) await account.round(true);
    return bars;
  } finally {
    trading.watch.stop();
    shared.watch.stop();
  }
}

async function sumUp(
  deps: FlowDeps,
  world: World,
  { terms, ids, bars }: { readonly terms: SimulationTerms; readonly ids: readonly string[]; readonly bars: number },
): Promise<Omit<SimulationReport, "seconds" | "eventsPerSecond">> {
  const { sql } = deps;
  const store = makeDeploymentStore();
  const outcomes = { ordered: 0, blocked: 0, none: 0, failed: 0 };
  const [refusals, states] = [new Map<string, number>(), new Map<string, number>()];
  const parity = { decisions: 0, alike: 0, fills: 0, fillsAlike: 0 };
  const add = (to: Map<string, number>, name: string) => to.set(name, (to.get(name) ?? 0) + 1);
  for (const deploymentId of ids) {
    const deployment = await store.find(sql, deploymentId);
    if (deployment === null) continue;
    add(states, deployment.standing.status);
    const query = { deploymentId, symbol: null, fromMs: null, toMs: null, outcome: null, beforeMs: null };
    const decisions = await store.listDecisions(sql, { ...query, limit: DECISIONS_READ });
    for (const { outcome, gates, intents } of decisions) {
      outcomes[outcome] += 1;
      for (const { gate, passed } of [...gates, ...intents.flatMap((intent) => intent.gates)])
        if (!passed) add(refusals, gate);
    }
    for (const day of new Set(decisions.map(({ barMs }) => new Date(barMs).toISOString().slice(0, 10)))) {
      const compared = await compareSession(deps, deployment, day);
      if (!compared.ok) continue;
      for (const name of ["decisions", "alike", "fills", "fillsAlike"] as const) parity[name] += compared.value[name];
    }
  }
  const orderIds = [...(await store.orderIdsOf(sql, ids)).values()].flat();
  const projections = await makeRebuildProjections(deps)(world.actor);
  return {
    terms,
    deployments: ids.length,
    bars,
    outcomes,
    parity,
    decisions: OUTCOMES.reduce((sum, name) => sum + outcomes[name], 0),
    orders: orderIds.length,
    fills: (await readFillsOf(sql, orderIds)).length,
    refusals: Object.fromEntries(refusals),
    states: Object.fromEntries(states),
    projections: projections.map(({ projection, rows, differences }) => ({ projection, rows, differences })),
    unaccounted: await unaccounted(deps, world, ids),
  };
}

/** Instruments of which the account holds something else than its deployments together: nobody else trades on it. */
async function unaccounted({ sql }: FlowDeps, world: World, ids: readonly string[]): Promise<readonly string[]> {
  const books = await readSubBooks(sql, ids);
  const { positions } = await makeLedgerStore().readState(sql, world.accountId);
  const own = [...books.values()].flatMap((book) => book.positions);
  return world.instruments
    .map(({ symbol }) => symbol)
    .filter((symbol) => {
      const held = positions.find((each) => each.symbol === symbol)?.qty.toNumber() ?? 0;
      const sum = own.filter((each) => each.symbol === symbol).reduce((total, { qty }) => total.plus(qty), ZERO);
      return sum.toNumber() !== held;
    });
}
