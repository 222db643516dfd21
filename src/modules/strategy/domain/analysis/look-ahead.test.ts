import { describe, expect, it } from "vitest";
import { type BarColumns, barCount, sliceBars } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { runBacktest } from "../backtest";
import { smaCross } from "../built-in/sma-cross";
import { makeSeededBars } from "../seeded-bars";
import type { StrategyRun } from "../strategy";
import { drawCuts, findDifference } from "./look-ahead";

const BARS = makeSeededBars(600);
const CUTS = drawCuts(600, { warmUp: 10, count: 20, seed: 1 });

const run = (strategy: StrategyRun, bars: BarColumns, closeAtEnd = false) =>
  runBacktest({ run: strategy, bars, broker: { ...DEFAULT_BROKER, closeAtEnd }, terms: DEFAULT_TERMS });

function test(strategyOn: (bars: BarColumns) => StrategyRun, closeAtEnd = false) {
  const whole = run(strategyOn(BARS), BARS, closeAtEnd);
  return CUTS.map((cut) => {
    const bars = sliceBars(BARS, 0, cut);
    return findDifference(whole, run(strategyOn(bars), bars, closeAtEnd), cut);
  });
}

function cross(): StrategyRun {
  const prepared = smaCross.prepare({ fast: 3, slow: 9, quantity: 10 });
  if (!prepared.ok) throw new Error("these parameters pass");
  return prepared.value.start();
}

/** Buys when the next bar closes higher, which nobody can know; sells when it does not. */
const peeking = (bars: BarColumns): StrategyRun => ({
  onBar(bar, desk) {
    const next = bars.close[bar.index + 1] ?? bar.close;
    if (next > bar.close && desk.position === 0) desk.buy(1);
    else if (next < bar.close && desk.position > 0) desk.sell(1);
  },
});

/** Takes the average of the whole window as known from the start: the kind of peeking that nobody means to do. */
function centering(bars: BarColumns): StrategyRun {
  const mean = bars.close.reduce((sum, each) => sum + each, 0) / barCount(bars);
  return {
    onBar(bar, desk) {
      if (bar.close < mean && desk.position === 0) desk.buy(1);
      else if (bar.close > mean && desk.position > 0) desk.sell(1);
    },
  };
}

describe("the look-ahead test", () => {
  it("passes a strategy that sees closed bars alone", () => {
    expect(test(cross).filter((found) => found !== null)).toEqual([]);
  });

  it("does not blame a strategy for what the engine closes at the end", () => {
    expect(test(cross, true).filter((found) => found !== null)).toEqual([]);
  });

  it("finds one that sees the next bar, at the bar it peeked from", () => {
    const found = test(peeking).filter((one) => one !== null);
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) expect(one.bar).toBe(one.cut - 1);
  });

  it("finds one that knows an average of what is to come", () => {
    expect(test(centering).some((found) => found !== null)).toBe(true);
  });
});

describe("drawCuts", () => {
  it("cuts where something can have been decided, the same for the same seed", () => {
    expect(CUTS).toEqual(drawCuts(600, { warmUp: 10, count: 20, seed: 1 }));
    expect(Math.min(...CUTS)).toBeGreaterThanOrEqual(12);
    expect(Math.max(...CUTS)).toBeLessThan(600);
    expect(CUTS).toEqual(CUTS.toSorted((a, b) => a - b));
  });

  it("has none where there is nothing to cut", () => {
    expect(drawCuts(5, { warmUp: 10, count: 3, seed: 1 })).toEqual([]);
    expect(drawCuts(0, { warmUp: 0, count: 3, seed: 1 })).toEqual([]);
  });
});
