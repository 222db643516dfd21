import { describe, expect, it } from "vitest";
import { type BarColumns, DAY_MS, makeBarColumns, timeZoneOf } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { accountColumns, runBacktest } from "../backtest";
import { detailsOf, spread, tradeReturns } from "./details";

/** 2023-12-29, a Friday, and the sessions after it: closes as given, each open the close before. */
const FRIDAY = Date.UTC(2023, 11, 29);
const NO_COSTS = { commission: 0, slippage: 0, spread: 0, turnover: 0 };

function barsOf(closes: readonly number[], stepMs = DAY_MS, startMs = FRIDAY): BarColumns {
  const bars = makeBarColumns(closes.length);
  closes.forEach((close, i) => {
    const open = closes[i - 1] ?? close;
    bars.time[i] = startMs + i * stepMs;
    bars.open[i] = open;
    bars.close[i] = close;
    bars.high[i] = Math.max(open, close);
    bars.low[i] = Math.min(open, close);
    bars.volume[i] = 100;
  });
  return bars;
}

/** Buys ten units at the close of bar 0 and sells them at that of bar 3. */
function resultOn(bars: BarColumns) {
  return runBacktest({
    bars,
    broker: { ...DEFAULT_BROKER, cash: 1000 },
    terms: DEFAULT_TERMS,
    run: {
      onBar(bar, desk) {
        if (bar.index === 0) desk.buy(10);
        if (bar.index === 3) desk.sell(10);
      },
    },
  });
}

const details = (bars: BarColumns, zone: string | null = null) => {
  const timeZone = zone === null ? null : timeZoneOf(zone);
  if (timeZone !== null && !timeZone.ok) throw new Error("a known zone");
  const result = resultOn(bars);
  const { position } = accountColumns(result);
  return detailsOf({
    result,
    bars,
    exposure: result.equity.map((equity, i) => ((position[i] ?? 0) * (bars.close[i] ?? 0)) / equity),
    entryMs: result.trades.entryBar.map((bar) => bars.time[bar] ?? Number.NaN),
    periodsPerYear: 252,
    timeZone: timeZone === null ? null : timeZone.value,
    costs: NO_COSTS,
    freeEquity: 1100,
  });
};

describe("detailsOf", () => {
  // By hand: bought 10 at 50 on 2023-12-30, 45 at the close of the 31st, 60 on 1 January, sold at 60 on the 2nd.
  const DAYS = barsOf([50, 50, 45, 60, 60]);

  it("says what each year earned, beside holding the instrument", () => {
    const { years } = details(DAYS);
    expect(years.map(({ year }) => year)).toEqual([2023, 2024]);
    expect(years[0]?.return).toBeCloseTo(-0.05, 12);
    expect(years[0]?.benchmark).toBeCloseTo(-0.1, 12);
    expect(years[1]?.return).toBeCloseTo(1100 / 950 - 1, 12);
    expect(years[1]?.benchmark).toBeCloseTo(60 / 45 - 1, 12);
  });

  it("lists falls with their dates", () => {
    const [worst] = details(barsOf([50, 50, 45, 60, 60])).drawdowns;
    expect(worst).toMatchObject({
      peakMs: FRIDAY + DAY_MS,
      troughMs: FRIDAY + 2 * DAY_MS,
      recoveryMs: FRIDAY + 3 * DAY_MS,
      bars: 2,
    });
    expect(worst?.depth).toBeCloseTo(-0.05, 12);
  });

  it("groups trades by the weekday of their entry, and bars of a day have no hour", () => {
    const { weekdays, hours } = details(DAYS);
    expect(hours).toBeNull();
    // Entered on Saturday, the bar after Friday's decision.
    expect(weekdays.map(({ trades }) => trades)).toEqual([0, 0, 0, 0, 0, 1, 0]);
  });

  it("takes hours from the clocks of the exchange", () => {
    const minute = 60_000;
    const { hours } = details(barsOf([50, 50, 45, 60, 60], minute, Date.UTC(2024, 0, 2, 14, 30)), "America/New_York");
    expect(hours?.[9]?.trades).toBe(1);
    expect(hours).toHaveLength(24);
  });

  it("shows the share of equity that was at work", () => {
    const { exposure, sharpe, window } = details(DAYS).rolling;
    expect(exposure.map((share) => share?.toFixed(4))).toEqual(["0.5000", "0.4737", "0.5455", "0.0000"]);
    expect(window).toBe(20);
    expect(sharpe).toEqual([null, null, null, null]);
  });

  it("keeps what it was told of costs", () => {
    expect(details(DAYS).costs).toEqual({ ...NO_COSTS, freeEquity: 1100 });
  });
});

it("takes the return of a trade on its entry", () => {
  const { trades } = resultOn(barsOf([50, 50, 45, 60, 60]));
  expect([...tradeReturns(trades)].map((each) => each.toFixed(4))).toEqual(["0.2000"]);
});

it("spreads places evenly, with both ends", () => {
  expect(spread(3, 5)).toEqual([0, 1, 2]);
  expect(spread(11, 3)).toEqual([0, 5, 10]);
  expect(spread(0, 3)).toEqual([]);
});
