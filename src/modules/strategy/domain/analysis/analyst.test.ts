import { describe, expect, it } from "vitest";
import type { RoundTripColumns } from "@/modules/portfolio";
import { findStrategy } from "../catalog";
import type { BacktestStats } from "../tear-sheet";
import { analyseRun, CHECKS } from "./analyst";
import type { Finding } from "./examination";
import type { RunFacts } from "./run-facts";
import { verdictOf } from "./verdict";

function tripsOf(pnl: readonly number[], bars: readonly (readonly [number, number])[] = []): RoundTripColumns {
  const column = (of: (index: number) => number) => Float64Array.from(pnl, (_, index) => of(index));
  return {
    side: column(() => 1),
    quantity: column(() => 10),
    entryBar: column((index) => bars[index]?.[0] ?? index * 10),
    exitBar: column((index) => bars[index]?.[1] ?? index * 10 + 5),
    entryPrice: column(() => 100),
    exitPrice: column((index) => 100 + (pnl[index] ?? 0) / 10),
    pnl: column((index) => pnl[index] ?? 0),
    commission: column(() => 0),
  };
}

const PNL = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? -120 : 100));
const STATS: BacktestStats = {
  finalEquity: 101_600,
  totalReturn: 0.016,
  cagr: 0.1,
  volatility: 0.1,
  sharpe: 1.1,
  sortino: 1.5,
  calmar: 1,
  maxDrawdown: -0.1,
  maxDrawdownDuration: 100,
  var95: -0.01,
  cvar95: -0.02,
  trades: 60,
  winRate: 0.6,
  profitFactor: 1.5,
  averageTrade: 20,
  averageBarsHeld: 5,
  exposure: 0.5,
  orders: 120,
  filled: 120,
  refused: 0,
  fees: 10,
  benchmarkReturn: 0.01,
  benchmarkCagr: 0.01,
  benchmarkMaxDrawdown: -0.3,
  beta: 0.2,
  alpha: 0.05,
  monthly: [],
};
const strategy = findStrategy("sma-cross");

/** A run with nothing to be said against it. */
const GOOD: RunFacts = {
  spec: {
    strategy: "sma-cross",
    params: { fast: 20, slow: 50, quantity: 10 },
    symbol: "SPY",
    resolution: "1d",
    from: null,
    to: null,
    adjustment: "split",
    cash: 100_000,
    commissionPercent: 0.1,
    slippageBps: 1,
  },
  fields: strategy.ok ? strategy.value.fields : [],
  stats: STATS,
  trades: tripsOf(PNL),
  bars: 2_500,
  warmUp: 50,
  days: 3_650,
  volume: { known: true, fills: 120, silent: 0, largestShare: 0.001 },
  open: null,
  drawdownNow: 0,
  equityMin: 95_000,
  marginCalls: 0,
  details: {
    years: [2018, 2019, 2020].map((year) => ({ year, return: 0.01, benchmark: 0.005 })),
    rolling: { window: 126, timeMs: [], sharpe: [], beta: [], exposure: [] },
    drawdowns: [],
    dailyReturns: null,
    tradeReturns: null,
    hours: null,
    weekdays: [],
    costs: { commission: 10, slippage: 1, spread: 0, turnover: 10_000, freeEquity: 101_700 },
  },
  honesty: {
    trials: 1,
    deflatedSharpe: 0.99,
    probabilisticSharpe: 0.99,
    luckSharpe: 0,
    breakEven: { kind: "dies_at", bps: 40 },
    lookAhead: { cuts: 5, found: null },
    sameBits: true,
    paths: {
      samples: 1000,
      blockLength: 13,
      sharpe: { low: 0.4, middle: 1.1, high: 1.8 },
      totalReturn: { low: 0.01, middle: 0.02, high: 0.03 },
      maxDrawdown: { low: -0.2, middle: -0.1, high: -0.05 },
      lossShare: 0.01,
      fan: [],
    },
    trades: {
      samples: 1000,
      profit: { low: 100, middle: 1600, high: 3000 },
      lossShare: 0.02,
      shuffledDrawdown: { low: -0.12, middle: -0.1, high: -0.05 },
    },
  },
  quality: { score: 97 },
};

const stats = (change: Partial<BacktestStats>): RunFacts => ({ ...GOOD, stats: { ...STATS, ...change } });
const honesty = (change: Partial<RunFacts["honesty"]>): RunFacts => ({
  ...GOOD,
  honesty: { ...GOOD.honesty, ...change },
});
const trips = (pnl: readonly number[], change: Partial<BacktestStats> = {}): RunFacts => ({
  ...GOOD,
  trades: tripsOf(pnl),
  stats: { ...STATS, trades: pnl.length, ...change },
});
const years = (...returns: number[]): RunFacts => ({
  ...GOOD,
  details: { ...GOOD.details, years: returns.map((each, i) => ({ year: 2018 + i, return: each, benchmark: null })) },
});
const costs = (change: Partial<RunFacts["spec"]>): RunFacts => ({ ...GOOD, spec: { ...GOOD.spec, ...change } });
const repeat = (count: number, value: number) => Array.from({ length: count }, () => value);
const { paths, trades } = GOOD.honesty;

/** Each check at work: what it looks at, and what it must say of it. */
const CASES: readonly (readonly [id: string, severity: Finding["severity"], facts: RunFacts])[] = [
  ["never_traded", "reject", stats({ filled: 0, trades: 0 })],
  ["few_trades", "doubt", trips([100, -20, 50, 30])],
  ["few_trades", "note", trips(PNL.slice(0, 29))],
  ["short_window", "doubt", { ...GOOD, days: 700 }],
  ["long_warm_up", "note", { ...GOOD, warmUp: 700 }],
  ["tiny_exposure", "doubt", stats({ exposure: 0.019 })],
  ["always_in", "note", stats({ exposure: 0.99 })],
  ["one_trade", "doubt", trips([500, -100, -200, -100, -50])],
  ["few_carry", "doubt", trips([500, 400, 300, 1, 1, 1, 1, 1, 1, 1, 1])],
  ["last_trade", "doubt", trips([50, -100, -20, 500])],
  ["one_year", "doubt", years(0.05, -0.02, -0.01)],
  ["fades", "doubt", trips([...repeat(10, 100), ...repeat(10, -20)])],
  ["looks_ahead", "reject", honesty({ lookAhead: { cuts: 5, found: { cut: 100, bar: 99 } } })],
  ["other_bits", "reject", honesty({ sameBits: false })],
  ["lost_money", "reject", stats({ finalEquity: 99_000, totalReturn: -0.01 })],
  ["lost_money", "reject", stats({ finalEquity: 100_000, totalReturn: 0 })],
  ["wiped_out", "reject", { ...GOOD, equityMin: -1 }],
  ["margin_called", "doubt", { ...GOOD, marginCalls: 2 }],
  ["dies_of_cost", "doubt", honesty({ breakEven: { kind: "dies_at", bps: 4.9 } })],
  ["dies_of_cost", "reject", honesty({ breakEven: { kind: "dies_at", bps: 1.9 } })],
  ["free_trading", "doubt", costs({ commissionPercent: 0, slippageBps: 0 })],
  ["no_slippage", "note", costs({ slippageBps: 0 })],
  [
    "costs_eat",
    "doubt",
    { ...GOOD, details: { ...GOOD.details, costs: { ...GOOD.details.costs, freeEquity: 104_000 } } },
  ],
  ["silent_fills", "doubt", { ...GOOD, volume: { ...GOOD.volume, silent: 6 } }],
  ["silent_fills", "reject", { ...GOOD, volume: { ...GOOD.volume, silent: 7 } }],
  ["volume_unknown", "note", { ...GOOD, volume: { known: false, fills: 120, silent: 0, largestShare: 0 } }],
  ["large_fills", "doubt", { ...GOOD, volume: { ...GOOD.volume, largestShare: 0.11 } }],
  ["large_fills", "reject", { ...GOOD, volume: { ...GOOD.volume, largestShare: 1.01 } }],
  ["refused_orders", "doubt", stats({ refused: 13 })],
  [
    "inside_one_bar",
    "doubt",
    {
      ...GOOD,
      trades: tripsOf(
        PNL,
        PNL.map((_, i) => [i, i] as const),
      ),
    },
  ],
  ["data_unjudged", "note", { ...GOOD, quality: null }],
  ["poor_data", "doubt", { ...GOOD, quality: { score: 79 } }],
  ["poor_data", "reject", { ...GOOD, quality: { score: 49 } }],
  ["deflated_sharpe", "doubt", honesty({ deflatedSharpe: 0.94, trials: 48, luckSharpe: 0.6 })],
  ["deflated_sharpe", "reject", honesty({ deflatedSharpe: 0.49 })],
  ["many_trials", "note", honesty({ trials: 100 })],
  [
    "sharpe_uncertain",
    "doubt",
    honesty({ paths: paths === null ? null : { ...paths, sharpe: { low: -0.1, middle: 0.6, high: 1.3 } } }),
  ],
  ["trades_uncertain", "doubt", honesty({ trades: trades === null ? null : { ...trades, lossShare: 0.25 } })],
  ["no_excess", "doubt", stats({ benchmarkReturn: 0.016 })],
  ["too_good", "doubt", stats({ sharpe: 3.1 })],
  ["too_good", "reject", stats({ sharpe: 5.1 })],
  ["always_wins", "doubt", stats({ winRate: 0.95 })],
  ["skewed_losses", "doubt", trips([...repeat(30, 100), -1000])],
  ["deep_drawdown", "doubt", stats({ maxDrawdown: -0.51 })],
  ["long_drawdown", "note", stats({ maxDrawdownDuration: 1_300 })],
  ["drawdown_at_end", "note", { ...GOOD, drawdownNow: -0.06 }],
  ["open_at_end", "note", { ...GOOD, open: { share: 0.3, profit: 100 } }],
  ["open_at_end", "doubt", { ...GOOD, open: { share: 0.3, profit: 500 } }],
  [
    "lucky_order",
    "note",
    honesty({
      trades: trades === null ? null : { ...trades, shuffledDrawdown: { low: -0.16, middle: -0.1, high: -0.05 } },
    }),
  ],
  ["parameter_at_bound", "note", costs({ params: { fast: 1, slow: 50, quantity: 10 } })],
];

describe("the analyst", () => {
  it("finds nothing in a run with nothing to be said against it", () => {
    expect(analyseRun(GOOD)).toEqual([]);
    expect(verdictOf(analyseRun(GOOD))).toBe("trust");
  });

  it("has more than 25 checks, each of which a case below sets off", () => {
    expect(CHECKS.length).toBeGreaterThanOrEqual(25);
    const silent = CHECKS.filter((check) => !CASES.some(([, , facts]) => check(facts) !== null));
    expect(silent).toEqual([]);
  });

  it.each(CASES)("says %s as %s", (id, severity, facts) => {
    const found = analyseRun(facts).find((finding) => finding.id === id);
    expect(found?.severity).toBe(severity);
    expect(found?.sentence).toMatch(/^[A-Z0-9].*[.]$/);
    expect(found?.sentence).not.toMatch(/NaN|undefined|Infinity/);
    expect(found?.todo).toMatch(/^[A-Z].*[.]$/);
  });

  it("says one thing of one fault where it can", () => {
    expect(analyseRun(stats({ sharpe: 3.1 })).map(({ id }) => id)).toEqual(["too_good"]);
    expect(analyseRun(honesty({ sameBits: false })).map(({ id }) => id)).toEqual(["other_bits"]);
  });
});
