import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BarColumns, makeBarColumns } from "../bar-columns";
import { DAY_MS } from "../resolution";
import {
  type AdjustmentFactors,
  adjustBars,
  adjustmentFactors,
  closesBefore,
  isPriceAdjustment,
  type PriceAction,
  unadjustBars,
} from "./adjust";

const day = (text: string) => Date.parse(text);

function dailyBars(first: string, closes: readonly number[]): BarColumns {
  const bars = makeBarColumns(closes.length);
  for (const [i, close] of closes.entries()) {
    bars.time[i] = day(first) + i * DAY_MS;
    for (const name of ["open", "high", "low", "close"] as const) bars[name][i] = close;
    bars.volume[i] = 1000;
  }
  return bars;
}

function factors(
  bars: BarColumns,
  actions: readonly PriceAction[],
  adjustment: "split" | "total_return" = "total_return",
) {
  const found = adjustmentFactors(bars.time, actions, adjustment);
  if (!found.ok) throw new Error(found.error.kind);
  return found.value;
}

const split = (date: string, ratio: number): PriceAction => ({ type: "split", exMs: day(date), ratio });
function dividend(bars: BarColumns, date: string, amount: number): PriceAction {
  const [closeBefore = null] = closesBefore(bars, [day(date)]);
  return { type: "dividend", exMs: day(date), amount, closeBefore };
}

// R package TTR 0.24.3, adjRatios(splits, dividends, close) on these closes: splits 2:1 on 12 January and 1:5 on 25 January
// 2020, dividends on 5, 12 (with the split) and 20 January and 3 February.
const TTR = {
  closes: [
    103.97, 106.48, 109.41, 110.32, 110.15, 109.99, 107.73, 104.67, 102.21, 98.49, 94.99, 93.13, 91.01, 91.01, 91.01,
    92.07, 95.12, 97.71, 100.6, 104.54, 106.97, 108.67, 110.53, 110.19, 109.87, 107.48, 104.32, 101.81, 98.1, 94.66,
    92.91, 90.94, 90, 91.27, 92.47, 95.63, 98.29, 101.2, 105.1, 107.44,
  ],
  /** Until which bar (without), which ratio. */
  split: [
    [11, 2.5],
    [24, 5],
    [40, 1],
  ],
  dividend: [
    [4, 0.95330607092183994],
    [11, 0.96026959225801112],
    [19, 0.97307455268389664],
    [33, 0.97666666666666668],
    [40, 1],
  ],
} as const;

const stretch = (steps: readonly (readonly [number, number])[]) =>
  Array.from({ length: 40 }, (_, bar) => steps.find(([end]) => bar < end)?.[1] ?? Number.NaN);

describe("adjustmentFactors", () => {
  const bars = dailyBars("2020-01-01", TTR.closes);
  const actions = [
    split("2020-01-12", 2),
    dividend(bars, "2020-02-03", 2.1),
    dividend(bars, "2020-01-05", 0.8),
    dividend(bars, "2020-01-12", 1.25),
    split("2020-01-25", 0.2),
    dividend(bars, "2020-01-20", 0.37),
  ];

  it("equals TTR's ratios, in whatever order the actions come", () => {
    const [splits, both] = [stretch(TTR.split), stretch(TTR.dividend)];
    const own = factors(bars, actions);
    for (let i = 0; i < 40; i += 1) {
      expect(own.price[i]).toBeCloseTo((splits[i] ?? 0) * (both[i] ?? 0), 14);
      expect(own.volume[i]).toBeCloseTo(1 / (splits[i] ?? 0), 14);
    }
    expect(factors(bars, actions, "split").price).toEqual(Float64Array.from(splits));
  });

  it("equals the example that Yahoo publishes for its adjusted closes", () => {
    // Yahoo Finance help, "What is the adjusted close": 2 for 1 on 18 February 2003, 0.08 on 19 February 2003.
    const shown = dailyBars("2003-02-15", [46.99, 48.3, 48.3, 24.96, 24.53]);
    const adjusted = adjustBars(shown, factors(shown, [split("2003-02-18", 2), dividend(shown, "2003-02-19", 0.08)]));
    expect([...adjusted.close].map((close) => close.toFixed(2))).toEqual(["23.42", "24.07", "24.07", "24.88", "24.53"]);
  });

  it("gives a bar the same bits on a page of its own as in the whole series", () => {
    const whole = factors(bars, actions);
    for (let from = 0; from < 40; from += 7) {
      const page = { ...bars, time: bars.time.slice(from, from + 9) };
      expect(factors(page, actions).price).toEqual(whole.price.slice(from, from + 9));
    }
  });

  it("leaves raw prices alone, and touches nothing for a dividend before the first bar", () => {
    const raw = adjustmentFactors(bars.time, actions, "raw");
    expect(raw.ok && raw.value.price.every((factor) => factor === 1)).toBe(true);
    expect(factors(bars, [dividend(bars, "2019-12-01", 1000)]).price[0]).toBe(1);
  });

  it("refuses a dividend that is as large as the price before it, and says which", () => {
    const answer = adjustmentFactors(
      bars.time,
      [split("2020-01-12", 2), dividend(bars, "2020-01-05", 110.32)],
      "total_return",
    );
    expect(answer).toEqual({
      ok: false,
      error: { kind: "adjust.dividend_too_large", index: 1, amount: 110.32, closeBefore: 110.32 },
    });
  });
});

describe("adjustBars and unadjustBars", () => {
  const anyBars = fc
    .array(fc.tuple(fc.double({ min: 1, max: 1e5, noNaN: true }), fc.integer({ min: 0, max: 1_000_000_000 })), {
      minLength: 1,
      maxLength: 60,
    })
    .map((rows) => {
      const bars = dailyBars(
        "2015-01-01",
        rows.map(([close]) => close),
      );
      bars.volume.set(rows.map(([, volume]) => volume));
      return bars;
    });
  const anyAction = fc.record({
    at: fc.integer({ min: -3, max: 63 }),
    isSplit: fc.boolean(),
    size: fc.double({ min: 0.01, max: 0.9, noNaN: true }),
  });

  it("undo each other to within one unit in the last place, whatever happened", () => {
    fc.assert(
      fc.property(anyBars, fc.array(anyAction, { maxLength: 12 }), (bars, drawn) => {
        const actions = drawn.map(({ at, isSplit, size }): PriceAction => {
          const exMs = day("2015-01-01") + at * DAY_MS;
          if (isSplit) return { type: "split", exMs, ratio: size * 10 };
          const [closeBefore = null] = closesBefore(bars, [exMs]);
          return { type: "dividend", exMs, amount: (closeBefore ?? 1) * size, closeBefore };
        });
        const by: AdjustmentFactors = factors(bars, actions);
        const back = unadjustBars(adjustBars(bars, by), by);
        for (const name of ["open", "high", "low", "close", "volume"] as const) {
          const far = bars[name].filter((value, i) => Math.abs((back[name][i] ?? 0) - value) > value * 2 ** -51);
          expect([...far]).toEqual([]);
        }
        expect(back.time).toBe(bars.time);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps high and low around open and close, and money traded as it was through splits", () => {
    const bars = dailyBars("2020-01-01", [100, 51, 52]);
    bars.high[0] = 101;
    bars.low[0] = 99;
    const adjusted = adjustBars(bars, factors(bars, [split("2020-01-02", 2)]));
    expect([adjusted.open[0], adjusted.high[0], adjusted.low[0], adjusted.close[0], adjusted.volume[0]]).toEqual([
      50, 50.5, 49.5, 50, 2000,
    ]);
    expect(adjusted.close[1]).toBe(51);
  });
});

describe("closesBefore", () => {
  it("takes the last bar before the moment, not the one that starts at it", () => {
    const bars = dailyBars("2020-01-01", [1, 2, 3]);
    expect(
      closesBefore(bars, [day("2020-01-01"), day("2020-01-02"), day("2020-01-03") + 1, day("2030-01-01")]),
    ).toEqual([null, 1, 3, 3]);
    expect(closesBefore(makeBarColumns(0), [0])).toEqual([null]);
  });
});

it("knows its own words", () => {
  expect(["raw", "split", "total_return", "adjusted", null].map(isPriceAdjustment)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
