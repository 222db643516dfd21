import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type BarColumns,
  barCount,
  COMPARISONS,
  computeIndicator,
  indicatorList,
  makeScreen,
  type ScreenCondition,
  type ScreenOperand,
  sliceBars,
} from "@/modules/data";
import { BarCursor } from "../bar-cursor";
import { makeSeededBars } from "../seeded-bars";
import { ConditionStream } from "./condition-stream";

const AT = { barsAgo: 0, times: 1 } as const;
/** Small whole prices: sides touch and cross often. */
function coarse(count: number, seed: number): BarColumns {
  const bars = makeSeededBars(count, seed);
  const round = (column: Float64Array) => column.map((price) => Math.round(price * 8) / 8);
  return { ...bars, open: round(bars.open), high: round(bars.high), low: round(bars.low), close: round(bars.close) };
}

function heldBy(condition: ScreenCondition, bars: BarColumns, room = 16): readonly (boolean | null)[] {
  const stream = new ConditionStream([condition], room);
  const cursor = new BarCursor(bars);
  return Array.from({ length: barCount(bars) }, (_, index) => {
    cursor.index = index;
    stream.push(cursor);
    return stream.holds(0);
  });
}

const anyOperand: fc.Arbitrary<ScreenOperand> = fc.oneof(
  fc.record({ kind: fc.constant("value" as const), value: fc.constantFrom(0, 99.75, 100, 100.25) }),
  fc.record({
    kind: fc.constant("price" as const),
    field: fc.constantFrom("open" as const, "high" as const, "low" as const, "close" as const),
    barsAgo: fc.nat(3),
    times: fc.constantFrom(1, 1, 1.001),
  }),
  fc.record({
    kind: fc.constant("change" as const),
    bars: fc.integer({ min: 1, max: 4 }),
    barsAgo: fc.nat(2),
    times: fc.constant(1),
  }),
  fc.record({
    kind: fc.constant("average_volume" as const),
    bars: fc.integer({ min: 1, max: 4 }),
    barsAgo: fc.nat(2),
    times: fc.constant(1),
  }),
  fc.constantFrom<ScreenOperand>(
    { kind: "indicator", name: "sma", params: { length: 3 }, line: "sma", ...AT },
    { kind: "indicator", name: "ema", params: { length: 5 }, line: "ema", ...AT },
    { kind: "indicator", name: "rsi", params: {}, line: "rsi", ...AT },
    { kind: "indicator", name: "bollinger", params: { length: 4, multiplier: 1 }, line: "lower", ...AT },
  ),
);
const anyComparison = fc.record({
  kind: fc.constant("compare" as const),
  left: anyOperand,
  is: fc.constantFrom(...COMPARISONS),
  right: anyOperand,
});
const anyCondition: fc.Arbitrary<ScreenCondition> = fc.oneof(
  anyComparison,
  fc.record({
    kind: fc.constantFrom("all" as const, "any" as const),
    of: fc.array(anyComparison, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant("not" as const), of: anyComparison }),
);

describe("conditions as bars come in", () => {
  it("hold at each bar exactly where a screen on the bars up to it says so", () => {
    fc.assert(
      fc.property(anyCondition, fc.nat(1_000), (condition, seed) => {
        const bars = coarse(40, seed);
        const screen = makeScreen(condition);
        if (!screen.ok) throw new Error(screen.error.kind);
        const asked = Array.from({ length: 40 }, (_, i) => screen.value.evaluate(sliceBars(bars, 0, i + 1)).holds);
        expect(heldBy(condition, bars)).toEqual(asked);
      }),
      { numRuns: 80 },
    );
  });

  it("read every line of every indicator as the chart draws it, whatever room there was at first", () => {
    const bars = makeSeededBars(150);
    for (const { name, inputs, lines, lookAhead } of indicatorList.filter(
      ({ inputs: all }) => !all.includes("other"),
    )) {
      const computed = computeIndicator(name, {}, bars, "batch");
      if (!computed.ok) throw new Error(computed.error.kind);
      for (const line of lines.filter((each) => !lookAhead.includes(each))) {
        const drawn = computed.value[line] ?? new Float64Array();
        // Where the line lies above a level that it takes in the middle of its way.
        const level = drawn.filter(Number.isFinite).toSorted().at(-20) ?? 0;
        const above: ScreenCondition = {
          kind: "compare",
          left: { kind: "indicator", name, params: {}, line, ...AT },
          is: "above",
          right: { kind: "value", value: level },
        };
        const seen = [...drawn].map((value) => (Number.isFinite(value) ? value > level : null));
        expect(heldBy(above, bars), `${name} ${line} of ${inputs.join(" ")}`).toEqual(seen);
      }
    }
  });

  it("know the lows and highs of the newest bars, and not those of more than there are", () => {
    const bars = makeSeededBars(40);
    const stream = new ConditionStream([], 1);
    const cursor = new BarCursor(bars);
    for (let i = 0; i < 40; i += 1) {
      cursor.index = i;
      stream.push(cursor);
    }
    expect(stream.lowest(7)).toBe(Math.min(...bars.low.subarray(33)));
    expect(stream.highest(40)).toBe(Math.max(...bars.high));
    expect(stream.highest(41)).toBeNaN();
  });
});
