import { describe, expect, it } from "vitest";
import { type BarColumns, barColumnsOf } from "@/modules/data";
import { type BrokerModel, DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { returnsOfEquity } from "@/modules/portfolio";
import { computeMetrics } from "@/modules/risk";
import { runBacktest } from "./backtest";
import { scriptOrders } from "./scripted-orders";
import { makeSeededBars } from "./seeded-bars";
import { buyAndHold, summarizeBacktest, type TearSheetInput } from "./tear-sheet";

type Order = readonly [bar: number, quantity: number];

function sheet(
  bars: BarColumns,
  orders: readonly Order[],
  model: Partial<BrokerModel> = {},
  change: Partial<TearSheetInput> = {},
) {
  const list = orders.map(([bar, quantity]) => ({ bar, type: "market" as const, quantity }));
  const broker = { ...DEFAULT_BROKER, cash: 1000, ...model };
  const result = runBacktest({ run: scriptOrders(list).run, bars, broker, terms: DEFAULT_TERMS });
  const stats = summarizeBacktest({ result, close: bars.close, time: bars.time, periodsPerYear: 252, ...change });
  return { result, stats };
}

const flat = (closes: readonly number[], times: readonly string[]) =>
  barColumnsOf(
    closes.map((close, index) => ({
      time: Date.parse(times[index] ?? ""),
      open: close,
      high: close,
      low: close,
      close,
      volume: 1,
    })),
  );

// Buys 9 at 100 on day 2, sells at 120 on day 4: +180 of 1000. Buys 5 at 90 on day 5, sells at 80 on day 6: −50.
const DAYS = ["2020-01-29", "2020-01-30", "2020-01-31", "2020-02-03", "2020-02-04", "2020-02-05", "2020-02-06"];
const CLOSES = [100, 100, 110, 120, 90, 80, 80];
const ORDERS: readonly Order[] = [
  [0, 9],
  [2, -9],
  [3, 5],
  [4, -5],
];

describe("summarizeBacktest", () => {
  const { result, stats } = sheet(flat(CLOSES, DAYS), ORDERS);

  it("counts orders, fills and trades", () => {
    expect([stats.orders, stats.filled, stats.refused, stats.trades]).toEqual([4, 4, 0, 2]);
    expect([stats.finalEquity, stats.fees]).toEqual([1130, 0]);
    expect(stats.winRate).toBe(0.5);
    expect(stats.profitFactor).toBeCloseTo(180 / 50, 12);
    expect(stats.averageTrade).toBe(65);
    expect(stats.averageBarsHeld).toBe(1.5);
    // Held at the closes of bars 1, 2 and 4.
    expect(stats.exposure).toBeCloseTo(3 / 7, 12);
  });

  it("agrees with the metrics of its own equity", () => {
    const metrics = computeMetrics({
      returns: returnsOfEquity(result.equity),
      benchmark: returnsOfEquity(Float64Array.from(CLOSES)),
      riskFree: 0,
      periodsPerYear: 252,
      confidence: 0.95,
      trials: null,
      trialsVariance: null,
    });
    expect(stats.totalReturn).toBeCloseTo(0.13, 12);
    for (const name of ["totalReturn", "cagr", "volatility", "sharpe", "sortino", "calmar", "beta", "alpha"] as const) {
      expect(stats[name]).toBeCloseTo(metrics[name] ?? Number.NaN, 10);
    }
    expect([stats.var95, stats.cvar95]).toEqual([metrics.var, metrics.cvar]);
    expect(stats.maxDrawdown).toBeCloseTo(-50 / 1180, 12);
    expect(stats.maxDrawdownDuration).toBe(2);
  });

  it("compares with holding the instrument from the first close on", () => {
    expect(stats.benchmarkReturn).toBeCloseTo(-0.2, 12);
    expect(stats.benchmarkMaxDrawdown).toBeCloseTo(80 / 120 - 1, 12);
    expect([...buyAndHold(Float64Array.of(50, 60), 1000)]).toEqual([1000, 1200]);
  });

  it("gives each calendar month its return", () => {
    expect(stats.monthly.map(({ year, month }) => [year, month])).toEqual([
      [2020, 1],
      [2020, 2],
    ]);
    expect(stats.monthly[0]?.return).toBeCloseTo(0.09, 12);
    expect(stats.monthly[1]?.return).toBeCloseTo(1130 / 1090 - 1, 12);
  });

  it("takes one return a day from bars of minutes, but every bar for the drawdown", () => {
    const times = ["2020-01-01T10:00Z", "2020-01-01T11:00Z", "2020-01-01T12:00Z", "2020-01-02T10:00Z"];
    const { stats: intraday } = sheet(flat([100, 100, 50, 110], times), [[0, 10]]);
    // Day 1 ends at 500, day 2 at 1100: returns −50 % and +120 %.
    expect(intraday.totalReturn).toBeCloseTo(0.1, 12);
    expect(intraday.volatility).toBeCloseTo(Math.sqrt(252) * (1.7 / Math.SQRT2), 9);
    expect([intraday.maxDrawdown, intraday.maxDrawdownDuration]).toEqual([-0.5, 2]);
  });

  it("counts what the first bar cost", () => {
    const { stats: paid } = sheet(flat([100, 100], DAYS), [[0, 5]], {
      fill: "this_close",
      commission: { kind: "percent", rate: 0.1 },
    });
    expect(paid.totalReturn).toBeCloseTo(-0.05, 12);
    expect(paid.maxDrawdown).toBeCloseTo(-0.05, 12);
    expect(paid.monthly.map((month) => Number(month.return.toFixed(9)))).toEqual([-0.05]);
  });

  it("takes every bar as a period, and no months, where nobody knows the time", () => {
    const { stats: timeless } = sheet(flat(CLOSES, DAYS), ORDERS, {}, { time: null });
    expect(timeless.monthly).toEqual([]);
    expect(timeless.sharpe).toBe(stats.sharpe);
  });

  it("is null, not 0, where nothing can be said", () => {
    const { stats: idle } = sheet(flat(CLOSES, DAYS), []);
    expect([idle.trades, idle.winRate, idle.profitFactor, idle.averageTrade, idle.averageBarsHeld]).toEqual([
      0,
      null,
      null,
      null,
      null,
    ]);
    expect([idle.sharpe, idle.calmar, idle.maxDrawdown, idle.exposure]).toEqual([null, null, 0, 0]);
    const { stats: empty } = sheet(makeSeededBars(0), []);
    expect([empty.finalEquity, empty.totalReturn, empty.maxDrawdown, empty.exposure, empty.benchmarkReturn]).toEqual([
      1000,
      null,
      null,
      null,
      null,
    ]);
    const { stats: negative } = sheet(flat([-5, -4, -6], DAYS), []);
    expect([negative.benchmarkReturn, negative.benchmarkCagr, negative.benchmarkMaxDrawdown, negative.beta]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it("takes a trade that came out even for no win, and a month for itself every year", () => {
    const times = ["2019-03-01", "2019-03-02", "2019-03-03", "2020-03-01"];
    const { stats: even } = sheet(flat([100, 100, 100, 110], times), [
      [0, 1],
      [1, -1],
      [1, 5],
    ]);
    expect([even.trades, even.winRate, even.profitFactor]).toEqual([1, 0, null]);
    expect(even.monthly.map(({ year, month }) => `${year}-${month}`)).toEqual(["2019-3", "2020-3"]);
    expect(even.monthly[1]?.return).toBeCloseTo(0.05, 12);
  });

  it("counts refused orders and commissions", () => {
    const { stats: poor } = sheet(
      flat(CLOSES, DAYS),
      [
        [0, 100],
        [1, 1],
      ],
      { commission: { kind: "percent", rate: 0.01 } },
    );
    expect([poor.orders, poor.filled, poor.refused]).toEqual([2, 1, 1]);
    expect(poor.fees).toBeCloseTo(1.1, 12);
  });
});
