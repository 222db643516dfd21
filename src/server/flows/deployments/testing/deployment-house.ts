import type { Transactions } from "@/modules/_kernel";
import { AccountId, EpochMs, InstrumentId } from "@/modules/_kernel";
import { type Bar, type BatchFacts, barColumnsOf } from "@/modules/data";
import { makeBarIngest } from "@/modules/data/server";
import type { Actor } from "../../contract";
import type { NewDeployment } from "../../contract/deployments";
import type { FlowDeps } from "../../deps";
import { makePaperFlows } from "../../trading/paper-flows";
import { makeInstrumentCache, makeQuoteWatch } from "../../trading/paper-market";
import { openTradingHouse } from "../../trading/testing/trading-house";
import { openTradeShared } from "../../trading/trade-shared";
import { openAccountDesk } from "../../trading/work-accounts";
import { type DeploymentDesk, openDeploymentDesk } from "../deployment-desk";
import { makeDeploymentFlows } from "../deployment-flows";
import { makeSharedLooks } from "../shared-looks";
import { Turns } from "../turns";

export const MINUTE = 60_000;

/** A lease that nobody else wants. */
export function unleased(transactions: Transactions) {
  const signal = new AbortController().signal;
  return { name: "test", token: 1n, signal, fenced: transactions.run.bind(transactions) };
}

/** Prices that swing, so that averages cross: whole cents, the same for the same number. */
export function swinging(index: number, phase = 0): Omit<Bar, "time"> {
  const price = (at: number) =>
    Math.round(100 * (50 + 6 * Math.sin((at + phase) / 2) + 2 * Math.sin((at + phase) / 17))) / 100;
  const [open, close] = [price(index), price(index + 1)];
  return { open, close, high: Math.max(open, close) + 0.05, low: Math.min(open, close) - 0.05, volume: 1_000 };
}

/**
 * A house whose market, venue and runner go one step at a time: a bar closes, the account's venue meets it, and the deployments decide
 * on it. The account fills on closed bars, as the engine does.
 */
export async function openDeploymentHouse(symbols: readonly string[] = ["ACME"]) {
  const house = await openTradingHouse();
  const { deps } = house;
  const flows = makeDeploymentFlows(deps);
  const ids = new Map<string, InstrumentId>();
  for (const symbol of symbols) ids.set(symbol, (await house.addInstrument(symbol)).instrumentId);
  const alice = house.actor("alice");
  const accounts = { "alice-1": alice, "bob-1": house.actor("bob") };
  await fillOnBars(deps, accounts);
  const trading = openTradeShared(deps, 0);
  const accountDesks = await Promise.all(
    Object.keys(accounts).map((id) => openAccountDesk(trading, unleased(deps.transactions), AccountId.of(id))),
  );
  const work = async () => {
    for (const desk of accountDesks) for (let rounds = 0; rounds < 2; rounds += 1) await desk.round(true);
  };
  const desks = new Map<string, DeploymentDesk>();
  const { freshDesk, watch } = makeRunners(deps);
  const decide = async (deploymentId: string) => {
    const desk = desks.get(deploymentId) ?? freshDesk(deploymentId);
    desks.set(deploymentId, desk);
    for (let rounds = 0; rounds < 6; rounds += 1) if (!(await desk.round())) break;
    // What was ordered is at the venue before the next bar closes.
    await work();
  };
  return {
    ...house,
    ...makeMarket(house, { ids, work }),
    flows,
    trade: house.flows,
    alice,
    bob: accounts["bob-1"],
    work,
    decide,
    freshDesk,
    async close() {
      watch.stop();
      trading.watch.stop();
      await house.database.close();
    },
  };
}

/** Bars and quotes of some instruments, one step at a time. */
function makeMarket(
  house: Awaited<ReturnType<typeof openTradingHouse>>,
  { ids, work }: { readonly ids: ReadonlyMap<string, InstrumentId>; readonly work: () => Promise<void> },
) {
  const { clock, quote } = house;
  const ingest = makeIngest(house, ids);
  const symbols = [...ids.keys()];
  const firstMs = Math.floor(clock.nowMs() / MINUTE) * MINUTE;
  let minutes = 0;
  /** Time of the minute number `index`, counted from where the house began. */
  const timeOf = (index: number) => firstMs + index * MINUTE;
  const quoteAll = async (index: number) => {
    for (const [place, symbol] of symbols.entries()) {
      const { close } = swinging(index, place * 7);
      await quote(symbol, close - 0.01, close + 0.01);
    }
  };
  const close = async () => {
    for (const [place, symbol] of symbols.entries())
      await ingest(symbol, [{ time: timeOf(minutes), ...swinging(minutes, place * 7) }]);
    minutes += 1;
  };
  return {
    timeOf,
    /** Stored history before anything is decided. */
    async history(count: number) {
      const bars = Array.from({ length: count }, (_, at) => at - count);
      for (const [place, symbol] of symbols.entries())
        await ingest(
          symbol,
          bars.map((index) => ({ time: timeOf(index), ...swinging(index, place * 7) })),
        );
      await quoteAll(-1);
    },
    /** The next minute closes: bars, quotes, then the venue. */
    async minute() {
      clock.pass(MINUTE);
      await close();
      await quoteAll(minutes - 1);
      await work();
    },
    /** Time passes and quotes come, and no bar does. */
    async silence(count: number) {
      clock.pass(count * MINUTE);
      await quoteAll(minutes);
    },
    /** The bars of that time come after all. */
    async catchUp(count: number) {
      for (let at = 0; at < count; at += 1) await close();
      await work();
    },
  };
}

/** Runners that were just started: each knows nothing but what is stored. */
function makeRunners(deps: FlowDeps) {
  const watch = makeQuoteWatch(deps);
  const freshDesk = (deploymentId: string, { sql, transactions }: Pick<FlowDeps, "sql" | "transactions"> = deps) => {
    const instruments = makeInstrumentCache({ sql });
    const signal = new AbortController().signal;
    // A process that dies in the middle dies at reads too.
    const reads: FlowDeps["reads"] = { together: (inside) => inside(sql) };
    return openDeploymentDesk(
      { ...deps, sql, reads, watch, instruments, looks: makeSharedLooks({ reads }), turns: new Turns() },
      { transactions, signal },
      deploymentId,
    );
  };
  return { watch, freshDesk };
}

/** Accounts that fill on closed bars, as the engine does. */
async function fillOnBars(deps: FlowDeps, accounts: Readonly<Record<string, Actor>>): Promise<void> {
  for (const [accountId, actor] of Object.entries(accounts)) {
    const terms = { accountId, fillModel: "bars", resolution: "1m", latencyMs: null } as const;
    const set = await makePaperFlows(deps).setPaperTerms(actor, terms);
    if (!set.ok) throw new Error(set.error.kind);
  }
}

/** Keeps bars of a symbol as a feed brings them. */
function makeIngest(
  { database, clock }: Pick<Awaited<ReturnType<typeof openTradingHouse>>, "database" | "clock">,
  ids: ReadonlyMap<string, InstrumentId>,
) {
  return async (symbol: string, bars: readonly Bar[]) => {
    const instrumentId = ids.get(symbol) ?? InstrumentId.of(0);
    await database.db.transactions.run(async (tx) => {
      const into = makeBarIngest();
      async function* batch() {
        yield { bars: barColumnsOf(bars), lines: Int32Array.from(bars, (_, at) => at + 1), count: bars.length };
      }
      await into.stage(tx, batch());
      const facts: BatchFacts = {
        batch: `live.${symbol}`,
        symbol,
        source: "simulated",
        title: "Live",
        origin: "live",
        createdBy: null,
      };
      const series = { instrumentId, resolution: "1m" } as const;
      await into.merge(tx, series, facts, EpochMs.of(clock.nowMs()), () => undefined);
    });
  };
}

/** A moving average cross of 2 and 5 minutes on ACME, changed where a test needs it. */
export function someDeployment(change: Partial<NewDeployment> = {}): NewDeployment {
  return {
    name: "Cross",
    strategy: "sma-cross",
    presetId: null,
    params: { fast: 2, slow: 5, quantity: 10 },
    instruments: ["ACME"],
    resolution: "1m",
    accountId: "alice-1",
    capital: "10000",
    schedule: "always",
    ...change,
  };
}

export type DeploymentHouse = Awaited<ReturnType<typeof openDeploymentHouse>>;
