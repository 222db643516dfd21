import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsOf, someBars } from "../../testing/builders";
import { type Bar, barColumnsOf } from "../bar-columns";
import { calendarOf } from "../calendar/calendar";
import { DAY_MS, MINUTE_MS } from "../resolution";
import { type HistoryPage, NOTHING_SAID } from "./feed";
import { type HistoryContext, validateHistory } from "./validate-history";

const START_MS = Date.UTC(2024, 0, 2);
const CONTEXT: HistoryContext = {
  request: { alias: "SPY", resolution: "1m", fromMs: START_MS, toMs: START_MS + DAY_MS },
  currency: "USD",
  calendar: null,
  before: null,
  nowMs: START_MS + 2 * DAY_MS,
};
const GOOD = rowsOf(someBars({ count: 30, startMs: START_MS }));

function pageOf(rows: readonly Bar[], change: Partial<HistoryPage> = {}): HistoryPage {
  return { bars: barColumnsOf(rows), completeToMs: START_MS + DAY_MS, said: NOTHING_SAID, actions: [], ...change };
}

/** The good page with one bar changed. */
function withBar(index: number, change: Partial<Bar>): readonly Bar[] {
  return GOOD.map((bar, at) => (at === index ? { ...bar, ...change } : bar));
}

function judge(rows: readonly Bar[], change: Partial<HistoryPage> = {}, context: Partial<HistoryContext> = {}) {
  const { bars, rejected, repeated } = validateHistory(pageOf(rows, change), { ...CONTEXT, ...context });
  return {
    bars: rowsOf(bars),
    reasons: rejected.map(({ reason, bars: kept }) => [reason, kept.time.length]),
    repeated,
  };
}

describe("a page of history", () => {
  it("that is right becomes bars as it is", () => {
    expect(judge(GOOD)).toEqual({ bars: GOOD, reasons: [], repeated: 0 });
  });

  it("without bars is no trouble", () => {
    expect(judge([])).toEqual({ bars: [], reasons: [], repeated: 0 });
  });

  it.each([
    ["a zero", { low: 0 }, "price_not_positive"],
    ["a negative price", { close: -1 }, "price_not_positive"],
    ["a price of 1e300", { open: 1e300, high: 1e300, low: 1e300, close: 1e300 }, "price_out_of_range"],
    ["a price of nearly nothing", { low: 1e-300 }, "price_out_of_range"],
    ["a volume of 1e300", { volume: 1e300 }, "volume_out_of_range"],
    ["NaN", { open: Number.NaN }, "value_missing"],
    ["an infinite price", { high: Number.POSITIVE_INFINITY }, "value_missing"],
    ["no volume", { volume: Number.NaN }, "value_missing"],
    ["a negative volume", { volume: -5 }, "volume_negative"],
    ["high below low", { high: 1, low: 2 }, "prices_inconsistent"],
    ["a price a hundred times off", { open: 1e4, high: 1e4, low: 1e4, close: 1e4 }, "price_jump"],
    ["a price at a hundredth", { open: 1, high: 1, low: 1, close: 1 }, "price_jump"],
    ["one wild high", { high: 1e6 }, "price_jump"],
    ["the future", { time: START_MS + 3 * DAY_MS }, "time_future"],
    ["another day than asked for", { time: START_MS - DAY_MS }, "time_outside_request"],
    ["a time between minutes", { time: START_MS + 1 }, "time_off_grid"],
    ["no time", { time: Number.NaN }, "time_malformed"],
    ["seconds for milliseconds, off by a thousand", { time: START_MS * 1000 }, "time_malformed"],
  ] as const)("keeps out a bar with %s, and takes the others", (_, change, reason) => {
    for (const index of [0, 14, 29]) {
      const { bars, reasons } = judge(withBar(index, change));
      expect(reasons).toEqual([[reason, 1]]);
      expect(bars).toEqual(GOOD.filter((__, at) => at !== index));
    }
  });

  it("is put in order, and a bar that came twice is taken once", () => {
    const { bars, reasons, repeated } = judge([...GOOD.toReversed(), ...GOOD.slice(0, 3)]);
    expect({ bars, reasons, repeated }).toEqual({ bars: GOOD, reasons: [], repeated: 3 });
  });

  it("with two different bars of one time gives neither", () => {
    const [first] = GOOD;
    const { bars, reasons } = judge([...GOOD, { ...GOOD[0], volume: (first?.volume ?? 0) + 1 } as Bar]);
    expect(reasons).toEqual([["time_repeats", 2]]);
    expect(bars).toEqual(GOOD.slice(1));
  });

  it.each([
    ["another symbol", { ...NOTHING_SAID, alias: "QQQ" }, "symbol_differs"],
    ["another currency", { ...NOTHING_SAID, currency: "EUR" }, "currency_differs"],
    ["a currency that is none", { ...NOTHING_SAID, currency: "GBp" }, "currency_unknown"],
    ["a clock an hour ahead", { ...NOTHING_SAID, clockOffMs: 3_600_000 }, "clock_off"],
    ["a clock an hour behind", { ...NOTHING_SAID, clockOffMs: -3_600_000 }, "clock_off"],
  ] as const)("for %s is kept out whole", (_, said, reason) => {
    expect(judge(GOOD, { said })).toEqual({ bars: [], reasons: [[reason, 30]], repeated: 0 });
  });

  it("in another unit from its beginning is held against the bar before it", () => {
    const pence = GOOD.map((bar) => ({
      ...bar,
      open: bar.open * 100,
      high: bar.high * 100,
      low: bar.low * 100,
      close: bar.close * 100,
    }));
    const before = { time: START_MS - MINUTE_MS, close: 100 };
    expect(judge(pence, {}, { before }).reasons).toEqual([["price_jump", 30]]);
    expect(judge(pence, {}, { before: { ...before, time: START_MS - 500 * DAY_MS } }).reasons).toEqual([]);
  });

  it("takes a fall that a split explains, and none that it does not", () => {
    const split = { type: "split", dateMs: START_MS + 10 * MINUTE_MS, numerator: "50", denominator: "1" } as const;
    const scaled = GOOD.map((bar, at) =>
      at < 10 ? bar : { ...bar, open: bar.open / 50, high: bar.high / 50, low: bar.low / 50, close: bar.close / 50 },
    );
    expect(judge(scaled, { actions: [split] }).reasons).toEqual([]);
    expect(judge(scaled).reasons).toEqual([["price_jump", 20]]);
  });

  it("knows that a session has not ended, when it knows the calendar", () => {
    const day: Bar = { time: START_MS, open: 1, high: 1, low: 1, close: 1, volume: 1 };
    const request = { ...CONTEXT.request, resolution: "1d" } as const;
    const open = { request, calendar: calendarOf("24/7"), nowMs: START_MS + DAY_MS - 60_000 };
    expect(judge([day], {}, open).reasons).toEqual([["bar_unfinished", 1]]);
    expect(judge([day], {}, { ...open, nowMs: START_MS + DAY_MS }).reasons).toEqual([]);
  });

  it("loses no bar, whatever comes: each is taken, kept out or a repeat", () => {
    const wild = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, 0, -1, 100, 101, 1e9));
    const bar = fc.record({
      time: fc.oneof(
        fc.integer({ min: -2, max: 60 }).map((minute) => START_MS + minute * MINUTE_MS),
        fc.double(),
      ),
      open: wild,
      high: wild,
      low: wild,
      close: wild,
      volume: wild,
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(bar, fc.constantFrom(...GOOD)), { maxLength: 40 }), (rows) => {
        const { bars, rejected, repeated } = validateHistory(pageOf(rows), CONTEXT);
        const kept = rejected.reduce((sum, { bars: out }) => sum + out.time.length, 0);
        expect(bars.time.length + kept + repeated).toBe(rows.length);
        for (let i = 1; i < bars.time.length; i += 1) expect(bars.time[i]).toBeGreaterThan(bars.time[i - 1] ?? 0);
        for (const { low, high, close } of rowsOf(bars)) expect(low > 0 && high >= close && close >= low).toBe(true);
      }),
    );
  });
});
