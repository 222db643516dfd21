import { describe, expect, it } from "vitest";
import { type BarColumns, barColumnsOf, type ScreenCondition } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { runBacktest } from "../backtest";
import { checkRules } from "./check-rules";
import { startRules } from "./rule-run";

/** Bars that open at the close before and reach `reach` past both ends. */
function barsOf(closes: readonly number[], reach = 0): BarColumns {
  return barColumnsOf(
    closes.map((close, index) => {
      const open = closes[index - 1] ?? close;
      const [high, low] = [Math.max(open, close) + reach, Math.min(open, close) - reach];
      return { time: index * 60_000, open, high, low, close, volume: 100 };
    }),
  );
}

const close = (is: "above" | "below" | "crosses_above", level: number): ScreenCondition => ({
  kind: "compare",
  left: { kind: "price", field: "close", barsAgo: 0, times: 1 },
  is,
  right: { kind: "value", value: level },
});
const BASE = {
  format: 1,
  title: "Rule",
  description: "",
  category: "other",
  source: "",
  long: { entry: close("above", 100), exit: null },
  short: null,
  stop: null,
  target: null,
  trail: null,
  size: { kind: "fixed", quantity: 2 },
  parameters: [],
};

/** Enters at a cross only, not again. */
const ONCE = { long: { entry: close("crosses_above", 100), exit: null } };

/** Fills as `bar: quantity @ price`. */
function fillsOf(change: object, bars: BarColumns): readonly string[] {
  const checked = checkRules({ ...BASE, ...change });
  if (!checked.ok) throw new Error(JSON.stringify(checked.error));
  const { fills } = runBacktest({ run: startRules(checked.value), bars, broker: DEFAULT_BROKER, terms: DEFAULT_TERMS });
  return [...fills.bar].map((bar, i) => `${bar}: ${fills.quantity[i]} @ ${Number(fills.price[i]?.toFixed(6))}`);
}

describe("a rule by hand", () => {
  it("buys at the open after its entry holds and sells at the open after its exit does", () => {
    const rule = { long: { entry: close("above", 100), exit: close("below", 98) } };
    expect(fillsOf(rule, barsOf([99, 101, 103, 97, 96, 95]))).toEqual(["2: 2 @ 101", "4: -2 @ 97"]);
  });

  it("gives up at the stop, and keeps the way to the target of the decision", () => {
    const rule = { ...ONCE, stop: { kind: "percent", percent: 5 }, target: { kind: "reward", times: 2 } };
    // Decided at 110: stop 104.5, target 121.
    expect(fillsOf(rule, barsOf([99, 110, 111, 112, 125, 99]))).toEqual(["2: 2 @ 110", "4: -2 @ 121"]);
    expect(fillsOf(rule, barsOf([99, 110, 111, 108, 99, 99]))).toEqual(["2: 2 @ 110", "4: -2 @ 104.5"]);
  });

  it("puts the stop under the lows of its bars, and does not enter at the low itself", () => {
    const rule = { stop: { kind: "extreme", bars: 3 } };
    expect(fillsOf(rule, barsOf([97, 98, 99, 101, 102, 97, 95, 95], 0.5))).toEqual(["4: 2 @ 101", "5: -2 @ 96.5"]);
    const falling = { long: { entry: close("above", 90), exit: null }, stop: { kind: "extreme", bars: 1 } };
    expect(fillsOf(falling, barsOf([99, 98, 97, 96]))).toEqual([]);
  });

  it("waits until its range is known before it enters", () => {
    const rule = { stop: { kind: "atr", length: 3, times: 1 } };
    // Ranges are 2 from bar 1 on; the average of three is known at bar 3.
    expect(fillsOf(rule, barsOf([101, 103, 105, 107, 109, 100, 100], 0))[0]).toBe("4: 2 @ 107");
  });

  it("follows the close with a stop that never goes back", () => {
    const rule = { trail: { kind: "percent", percent: 10 } };
    // Decided at 110: 11 below the highest close since the fill, 130: 119.
    expect(fillsOf(rule, barsOf([99, 110, 111, 120, 130, 125, 99, 99]))).toEqual(["2: 2 @ 110", "6: -2 @ 119"]);
  });

  it("turns round where the other side's entry holds", () => {
    const rule = { long: { entry: close("above", 100), exit: null }, short: { entry: close("below", 98), exit: null } };
    expect(fillsOf(rule, barsOf([99, 101, 102, 97, 96, 101, 103]))).toEqual([
      "2: 2 @ 101",
      "4: -2 @ 97",
      "4: -2 @ 97",
      "6: 2 @ 101",
      "6: 2 @ 101",
    ]);
  });

  it("does nothing where both sides hold at once", () => {
    const both = close("above", 100);
    const rule = { long: { entry: both, exit: null }, short: { entry: both, exit: null } };
    expect(fillsOf(rule, barsOf([99, 101, 102, 103]))).toEqual([]);
  });

  it("puts stop and target of a short sale the other way round", () => {
    const rule = {
      long: null,
      short: { entry: close("below", 100), exit: null },
      stop: { kind: "percent", percent: 10 },
      target: { kind: "percent", percent: 10 },
    };
    expect(fillsOf(rule, barsOf([101, 90, 89, 85, 80, 80])).slice(0, 2)).toEqual(["2: -2 @ 90", "4: 2 @ 81"]);
    expect(fillsOf(rule, barsOf([101, 90, 91, 95, 105, 105])).slice(0, 2)).toEqual(["2: -2 @ 90", "4: 2 @ 99"]);
  });

  it("sizes by a share of the equity, and by what is lost at the nearer of stop and trailing stop", () => {
    const bars = barsOf([99, 110, 110, 110]);
    const equity = { size: { kind: "equity", percent: 50, wholeUnits: true } };
    expect(fillsOf({ long: { entry: close("above", 100), exit: close("below", 1) }, ...equity }, bars)).toEqual([
      "2: 454 @ 110",
    ]);
    const risk = { stop: { kind: "percent", percent: 20 }, size: { kind: "risk", percent: 1, wholeUnits: false } };
    // 1 000 to lose; 22 a unit to the stop, 11 to the trailing one.
    expect(fillsOf(risk, bars)).toEqual([`2: ${1_000 / 22} @ 110`]);
    expect(fillsOf({ ...risk, trail: { kind: "percent", percent: 10 } }, bars)).toEqual([`2: ${1_000 / 11} @ 110`]);
  });

  it("enters again after a stop while its entry holds, one position at a time", () => {
    const rule = { stop: { kind: "percent", percent: 2 } };
    expect(fillsOf(rule, barsOf([99, 110, 110, 105, 105, 106]))).toEqual(["2: 2 @ 110", "3: -2 @ 107.8", "4: 2 @ 105"]);
  });
});
