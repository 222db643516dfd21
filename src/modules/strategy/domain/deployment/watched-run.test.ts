import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BarColumns } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { runBacktest } from "../backtest";
import { findPortfolioStrategy, strategyCatalog } from "../catalog";
import { runPortfolioBacktest } from "../portfolio/portfolio-backtest";
import { makeSeededBars } from "../seeded-bars";
import type { StrategyRun } from "../strategy";
import type { RecordedFill, WatchPlan } from "./watch-plan";
import { WatchedPortfolioRun } from "./watched-portfolio";
import { WatchedRun } from "./watched-run";

const COUNT = 400;
const LIVE = 150;
const bars = (seed: number): BarColumns => makeSeededBars(COUNT, seed);
const closesOf = ({ time }: BarColumns) => time.map((began) => began + 86_400_000);

function start(name: string): StrategyRun {
  const prepared = strategyCatalog.find((each) => each.name === name)?.prepare({});
  if (prepared?.ok !== true) throw new Error(name);
  return prepared.value.start();
}

function watch(name: string, of: BarColumns, change: Partial<WatchPlan> = {}) {
  const closeMs = closesOf(of);
  const plan: WatchPlan = {
    symbols: ["ACME"],
    closeMs,
    liveFromMs: closeMs[LIVE] ?? 0,
    keepFromMs: 0,
    account: null,
    ...change,
  };
  const run = new WatchedRun(start(name), plan);
  const result = runBacktest({ run, bars: of, broker: DEFAULT_BROKER, terms: DEFAULT_TERMS });
  return { decided: run.decided, result, closeMs };
}

describe("a watched strategy", () => {
  it("decides at every bar from the first live one on, and orders nothing before", () => {
    const { decided, result, closeMs } = watch("sma-cross", bars(7));
    expect(decided.map(({ momentMs }) => momentMs)).toEqual([...closeMs.subarray(LIVE)]);
    expect(Math.min(...result.orders.decidedBar)).toBeGreaterThanOrEqual(LIVE);
  });

  it("changes nothing about a run that is live from its first bar", () => {
    for (const { name } of strategyCatalog) {
      const of = bars(11);
      const plain = runBacktest({ run: start(name), bars: of, broker: DEFAULT_BROKER, terms: DEFAULT_TERMS });
      const { result } = watch(name, of, { liveFromMs: 0 });
      expect(result.fills).toEqual(plain.fills);
      expect(result.orders).toEqual(plain.orders);
    }
  });

  it("wants the same with the fills as they were recorded as on the engine's own account", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.constantFrom(...strategyCatalog.map(({ name }) => name)),
        (seed, name) => {
          const of = bars(seed);
          const { decided, result, closeMs } = watch(name, of);
          // What the engine did, written down as a record: told at the decision after each fill.
          const numbers = decided.flatMap(({ wishes }) =>
            wishes.filter(({ action }) => action === "order").map(({ number }) => number),
          );
          const fills = Array.from(result.fills.bar, (bar, at): RecordedFill => {
            const quantity = result.fills.quantity[at] ?? Number.NaN;
            const price = result.fills.price[at] ?? Number.NaN;
            return {
              toldAtMs: closeMs[bar] ?? 0,
              symbol: "ACME",
              number: numbers[result.fills.order[at] ?? -1] ?? null,
              quantity,
              price,
              cash: -quantity * price,
            };
          });
          const account = { cash: DEFAULT_BROKER.cash, positions: {}, fills };
          const again = watch(name, of, { account }).decided;
          expect(again.map(({ wishes }) => wishes.map(({ action, number }) => `${action} ${number}`))).toEqual(
            decided.map(({ wishes }) => wishes.map(({ action, number }) => `${action} ${number}`)),
          );
        },
      ),
      { numRuns: 15 },
    );
  });

  it("is flat after fills in parts that cancel out, and wants to sell no trace of them", () => {
    const of = bars(7);
    const closeMs = closesOf(of);
    const fills = [0.05, 0.07, 0.03, -0.15].map(
      (quantity, at): RecordedFill => ({
        toldAtMs: closeMs[LIVE + at] ?? 0,
        symbol: "ACME",
        number: null,
        quantity,
        price: 100,
        cash: -quantity * 100,
      }),
    );
    const { decided } = watch("sma-cross", of, { account: { cash: DEFAULT_BROKER.cash, positions: {}, fills } });
    expect(0.05 + 0.07 + 0.03 - 0.15).not.toBe(0);
    expect(decided.slice(4).map(({ seen }) => seen[0]?.position)).toEqual(decided.slice(4).map(() => 0));
  });

  it("gives the engine neither what a gate refused nor cash that the strategy does not see", () => {
    const of = bars(7);
    const { decided, result } = watch("sma-cross", of);
    const first = decided.flatMap(({ wishes }) => wishes)[0];
    expect(result.fills.bar.length).toBeGreaterThan(1);
    const refused = first === undefined ? [] : [{ symbol: "ACME", number: first.number }];
    const without = watch("sma-cross", of, { refused, hiddenCash: 90_000 });
    expect(without.decided.flatMap(({ wishes }) => wishes)[0]).toEqual(first);
    expect(without.result.fills.bar[0]).toBeGreaterThan(result.fills.bar[0] ?? Number.NaN);
  });

  it("gives the same last decision however much of the past is cut off behind it", () => {
    const of = bars(3);
    const account = { cash: 1_000, positions: { ACME: 3 }, fills: [] };
    const { decided, closeMs } = watch("rsi-reversion", of, { account });
    const last = watch("rsi-reversion", of, { account, keepFromMs: closeMs.at(-1) ?? 0 }).decided;
    expect(last).toEqual([decided.at(-1)]);
    expect(last[0]?.seen[0]).toMatchObject({ symbol: "ACME", position: 3 });
  });
});

describe("a watched strategy on several instruments", () => {
  const symbols = ["ACME", "BOLT", "CORE"];
  const instruments = symbols.map((symbol, at) => {
    const of = bars(at + 1);
    return { symbol, base: { bars: of, closeMs: closesOf(of) }, terms: DEFAULT_TERMS };
  });
  const prepared = () => {
    const found = findPortfolioStrategy("dual-momentum")?.prepare({ lookback: 20 });
    if (found?.ok !== true) throw new Error(JSON.stringify(found));
    return found.value.start(symbols);
  };
  const plan = (change: Partial<WatchPlan> = {}): WatchPlan => ({
    symbols,
    closeMs: null,
    liveFromMs: 0,
    keepFromMs: 0,
    account: null,
    ...change,
  });

  it("is the same as when nobody watches", () => {
    const watched = new WatchedPortfolioRun(prepared(), plan());
    const result = runPortfolioBacktest({ run: watched, instruments, broker: DEFAULT_BROKER });
    const plain = runPortfolioBacktest({ run: prepared(), instruments, broker: DEFAULT_BROKER });
    expect(result.instruments.map(({ fills }) => fills)).toEqual(plain.instruments.map(({ fills }) => fills));
    expect(watched.decided.length).toBe(plain.moments.length);
    expect(plain.instruments.some(({ fills }) => fills.bar.length > 0)).toBe(true);
  });

  it("sees what was recorded of its account", () => {
    const account = { cash: 500, positions: { BOLT: 7 }, fills: [] };
    const watched = new WatchedPortfolioRun(prepared(), plan({ account }));
    runPortfolioBacktest({ run: watched, instruments, broker: DEFAULT_BROKER });
    const last = watched.decided.at(-1);
    expect(last?.seen.find(({ symbol }) => symbol === "BOLT")?.position).toBe(7);
  });
});
