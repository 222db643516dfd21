import { describe, expect, it } from "vitest";
import { barColumnsOf } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { runBacktest } from "../backtest";
import { findStrategy } from "../catalog";

/** Decisions of a strategy on bars by hand: the account follows each order at once, so only the strategy is on trial. */
function decide(
  name: string,
  params: unknown,
  bars: readonly (number | readonly [high: number, low: number, close: number])[],
  held = 0,
) {
  const found = findStrategy(name);
  const prepared = found.ok ? found.value.prepare(params) : found;
  if (!prepared.ok) throw new Error(prepared.error.kind);
  const run = prepared.value.start();
  const account = { position: held, cash: 1e9 };
  const decisions: string[] = [];
  bars.forEach((bar, index) => {
    const [high, low, close] = typeof bar === "number" ? [bar, bar, bar] : bar;
    const note = (units: number) => {
      decisions.push(`${index}: ${units > 0 ? "+" : ""}${units}`);
      account.position += units;
    };
    run.onBar(
      { index, time: index, open: close, high, low, close, volume: 1 },
      {
        ...account,
        orderCount: 0,
        buy: note,
        sell: (quantity) => note(-quantity),
        submit: ({ quantity }) => {
          note(quantity);
          return 0;
        },
        cancel: () => undefined,
      },
    );
  });
  return decisions;
}

describe("sma-cross", () => {
  const params = { fast: 1, slow: 2, quantity: 10 };

  it("buys the cross above, sells all at the cross below, and takes the first side as no cross", () => {
    expect(decide("sma-cross", params, [10, 11, 12, 11, 10, 12, 13, 9])).toEqual(["5: +10", "7: -10"]);
  });

  it("looks through a tie at the last side that was not one", () => {
    expect(decide("sma-cross", params, [10, 9, 9, 8, 8, 9])).toEqual(["5: +10"]);
    expect(decide("sma-cross", params, [10, 9, 9, 9, 10])).toEqual(["4: +10"]);
  });

  it("sees no cross in the rounding of decimals", () => {
    // The averages of 3 and of 9 agree at bar 9: both are 0.3 as decimals, and differ by a hair in Float64.
    const prices = [0.5, 0.5, 0.2, 0.1, 0.1, 0.6, 0.3, 0.4, 0.4, 0.1, 0.5];
    const tenfold = [5, 5, 2, 1, 1, 6, 3, 4, 4, 1, 5];
    expect(decide("sma-cross", { fast: 3, slow: 9, quantity: 1 }, tenfold)).toEqual([]);
    expect(decide("sma-cross", { fast: 3, slow: 9, quantity: 1 }, prices)).toEqual([]);
  });

  it("buys only when it holds nothing", () => {
    expect(decide("sma-cross", params, [10, 9, 8, 9, 10], 7)).toEqual([]);
    expect(decide("rsi-reversion", { length: 2, oversold: 30, exit: 60, quantity: 5 }, [10, 9, 8, 7], 7)).toEqual([]);
  });

  it("sells nothing when it holds nothing", () => {
    expect(decide("sma-cross", params, [10, 11, 10, 9])).toEqual([]);
  });
});

describe("rsi-reversion", () => {
  it("buys under the level, holds, and sells over the other", () => {
    const params = { length: 2, oversold: 30, exit: 60, quantity: 5 };
    expect(decide("rsi-reversion", params, [10, 9, 8, 7, 6, 9, 10, 11])).toEqual(["2: +5", "5: -5"]);
  });

  it("decides nothing while it warms up, and nothing at the levels themselves", () => {
    expect(decide("rsi-reversion", { length: 5, oversold: 30, exit: 60, quantity: 5 }, [10, 9, 8, 7, 6])).toEqual([]);
    expect(decide("rsi-reversion", { length: 1, oversold: 0, exit: 100, quantity: 5 }, [10, 9, 10, 9, 10])).toEqual([]);
    expect(decide("rsi-reversion", { length: 1, oversold: 50, exit: 100, quantity: 5 }, [10, 9, 10, 11])).toEqual([
      "1: +5",
    ]);
  });
});

describe("donchian-breakout", () => {
  const params = { entry: 2, exit: 1, quantity: 3 };

  it("buys a close above the highs before it and sells a close below the lows before it", () => {
    const bars = [
      [11, 9, 10],
      [12, 10, 11],
      [13, 11, 12],
      [14, 12, 12.5],
      [13, 11, 11.5],
    ] as const;
    expect(decide("donchian-breakout", params, bars)).toEqual([]);
    expect(
      decide("donchian-breakout", params, [...bars.slice(0, 2), [13, 11, 12.5], [14, 11, 12], [12, 10, 10.5]]),
    ).toEqual(["2: +3", "4: -3"]);
  });

  it("takes touching for no breakout", () => {
    expect(
      decide("donchian-breakout", params, [
        [11, 9, 10],
        [12, 10, 11],
        [12, 10, 12],
        [12, 10, 12],
      ]),
    ).toEqual([]);
    expect(
      decide("donchian-breakout", params, [
        [11, 9, 10],
        [12, 10, 11],
        [13, 11, 12.5],
        [13, 11, 11],
        [12, 10, 10.9],
      ]),
    ).toEqual(["2: +3", "4: -3"]);
  });
});

describe("bollinger-reversion", () => {
  const params = { length: 4, multiplier: 1, quantity: 3 };

  it("buys under the lower band and sells at the average, not before", () => {
    // Bar 4: average 9.25, deviation 1.30, band 7.95, close 7. Bar 5: average 9, close 9.
    expect(decide("bollinger-reversion", params, [10, 10, 10, 10, 7, 9])).toEqual(["4: +3", "5: -3"]);
    expect(decide("bollinger-reversion", params, [10, 10, 10, 10, 7, 8])).toEqual(["4: +3"]);
  });

  it("decides nothing where every price is the same, or before there are bands", () => {
    expect(decide("bollinger-reversion", params, [10, 10, 10, 10, 10])).toEqual([]);
    expect(decide("bollinger-reversion", params, [10, 5, 1])).toEqual([]);
  });
});

describe("turtle", () => {
  const params = { entry: 2, exit: 2, atr: 1, stop: 2, risk: 1 };
  /** Bars that open where the one before closed, with a tenth of the price as range. */
  const trade = (...closes: readonly number[]) => {
    const found = findStrategy("turtle");
    const prepared = found.ok ? found.value.prepare(params) : found;
    if (!prepared.ok) throw new Error(prepared.error.kind);
    const bars = barColumnsOf(
      closes.map((close, index) => {
        const open = closes[index - 1] ?? close;
        return { time: index, open, high: Math.max(open, close) + 1, low: Math.min(open, close) - 1, close, volume: 1 };
      }),
    );
    const { fills } = runBacktest({ run: prepared.value.start(), bars, broker: DEFAULT_BROKER, terms: DEFAULT_TERMS });
    return Array.from(fills.bar, (bar, i) => [bar, Number(fills.quantity[i]?.toFixed(6)), fills.price[i]]);
  };

  it("buys 1 % of the equity over the way to its stop, and is out at the stop", () => {
    // Bar 3 closes at 104, above 101; its range is 6, so the stop is 92 and 1000 / 12 units lose 1 % there.
    expect(trade(100, 100, 100, 104, 104, 103, 85)).toEqual([
      [4, 83.333333, 104],
      [6, -83.333333, 92],
    ]);
  });

  it("sells all under the exit channel before the stop, once", () => {
    expect(trade(100, 100, 100, 104, 110, 111, 107, 105, 90)).toEqual([
      [4, 83.333333, 104],
      [8, -83.333333, 105],
    ]);
  });
});
