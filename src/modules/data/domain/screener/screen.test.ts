import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BarColumns, barColumnsOf } from "../bar-columns";
import { computeIndicator } from "../indicators/registry";
import { type Comparison, type ScreenCondition, ScreenConditionSchema } from "./condition";
import { makeScreen } from "./screen";

function barsOf(closes: readonly number[], volumes: readonly number[] = []): BarColumns {
  return barColumnsOf(
    closes.map((close, index) => ({
      time: index * 86_400_000,
      open: close,
      high: close + 1,
      low: close - 1,
      close,
      volume: volumes[index] ?? 100,
    })),
  );
}

const close = (barsAgo = 0, times = 1) => ({ kind: "price", field: "close", barsAgo, times }) as const;
const value = (number: number) => ({ kind: "value", value: number }) as const;
const when = (left: unknown, is: Comparison, right: unknown) =>
  ScreenConditionSchema.parse({ kind: "compare", left, is, right });

function ask(condition: ScreenCondition, bars: BarColumns) {
  const screen = makeScreen(condition);
  if (!screen.ok) throw new Error(JSON.stringify(screen.error));
  return screen.value.evaluate(bars);
}

describe("a screen", () => {
  it.each([
    ["above", [1, 3], 2, true],
    ["above", [1, 2], 2, false],
    ["below", [1, 1], 2, true],
    ["at_least", [1, 2], 2, true],
    ["at_most", [1, 2], 2, true],
    ["at_most", [1, 3], 2, false],
    ["crosses_above", [2, 3], 2, true],
    ["crosses_above", [3, 4], 2, false],
    ["crosses_above", [1, 2], 2, false],
    ["crosses_below", [2, 1], 2, true],
    ["crosses_below", [1, 1], 2, false],
    // A touch is no cross; what touches and goes through is one, once.
    ["crosses_above", [3, 2, 3], 2, false],
    ["crosses_above", [1, 2, 2, 3], 2, true],
    ["crosses_below", [1, 2, 1], 2, false],
    ["crosses_below", [3, 2, 2, 1], 2, true],
  ] as const)("finds that a close is %s: %o against %d is %s", (is, closes, limit, holds) => {
    expect(ask(when(close(), is, value(limit)), barsOf(closes)).holds).toBe(holds);
  });

  it("compares with averages, changes and other bars, each times a factor", () => {
    const bars = barsOf([100, 100, 110], [100, 100, 700]);
    const volume = { kind: "price", field: "volume" };
    expect(ask(when(volume, "above", { kind: "average_volume", bars: 3, times: 2 }), bars).findings).toEqual([
      { path: "", left: 700, right: 600, holds: true },
    ]);
    const change = ask(when({ kind: "change", bars: 2 }, "at_least", value(10)), bars);
    expect(change.findings[0]?.left).toBeCloseTo(10, 10);
    expect(ask(when(close(), "above", close(1, 1.05)), bars).holds).toBe(true);
  });

  it("asks indicators what the chart shows", () => {
    const closes = Array.from({ length: 80 }, (_, index) => 100 + 10 * Math.sin(index / 5));
    const bars = barsOf(closes);
    const sma = computeIndicator("sma", { length: 20 }, bars);
    const seen = ask(
      when({ kind: "indicator", name: "sma", params: { length: 20 }, line: "sma", barsAgo: 3 }, "above", value(0)),
      bars,
    );
    expect(seen.findings[0]?.left).toBe(sma.ok ? sma.value["sma"]?.[76] : null);
  });

  it("says that it does not know where bars do not reach", () => {
    const verdict = ask(when({ kind: "change", bars: 5 }, "above", value(0)), barsOf([1, 2]));
    expect(verdict).toEqual({ holds: null, findings: [{ path: "", left: null, right: 0, holds: null }] });
    expect(ask(when(close(), "above", value(0)), barsOf([])).holds).toBeNull();
  });

  it("refuses an indicator, a parameter or a line that is not there, and says where", () => {
    const of = (operand: unknown) =>
      makeScreen({ kind: "all", of: [when(close(), "above", value(1)), when(value(1), "below", operand)] });
    expect(of({ kind: "indicator", name: "magic", line: "x" })).toMatchObject({
      error: { kind: "screen.indicator_refused", path: "of[1].right", refusal: { kind: "indicator.unknown" } },
    });
    expect(of({ kind: "indicator", name: "sma", params: { length: -3 }, line: "sma" })).toMatchObject({
      error: { kind: "screen.indicator_refused" },
    });
    expect(of({ kind: "indicator", name: "macd", line: "sma" })).toMatchObject({
      error: { kind: "screen.line_unknown", path: "of[1].right", lines: ["macd", "signal", "histogram"] },
    });
  });

  it("reads enough bars for its longest question", () => {
    const needs = (operand: unknown) => {
      const screen = makeScreen(when(operand, "above", value(0)));
      return screen.ok ? screen.value.barsNeeded : -1;
    };
    expect(needs({ kind: "indicator", name: "sma", params: { length: 200 }, line: "sma" })).toBeGreaterThanOrEqual(200);
    expect(needs({ kind: "change", bars: 520, barsAgo: 520 })).toBeGreaterThanOrEqual(1041);
  });

  it("judges groups as three-valued logic does, whatever the tree", () => {
    const leaf = fc.constantFrom<readonly [ScreenCondition, boolean | null]>(
      [when(value(2), "above", value(1)), true],
      [when(value(1), "above", value(2)), false],
      [when(close(500), "above", value(1)), null],
    );
    type Tree = readonly [ScreenCondition, boolean | null];
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        leaf,
        tie("tree").map(([of, holds]): Tree => [{ kind: "not", of }, holds === null ? null : !holds]),
        fc.array(tie("tree"), { minLength: 1, maxLength: 3 }).map((parts): Tree => {
          const all = parts.map(([, holds]) => holds);
          return [
            { kind: "all", of: parts.map(([part]) => part) },
            all.includes(false) ? false : all.includes(null) ? null : true,
          ];
        }),
        fc.array(tie("tree"), { minLength: 1, maxLength: 3 }).map((parts): Tree => {
          const any = parts.map(([, holds]) => holds);
          return [
            { kind: "any", of: parts.map(([part]) => part) },
            any.includes(true) ? true : any.includes(null) ? null : false,
          ];
        }),
      ),
    }));
    fc.assert(
      fc.property(tree, ([condition, holds]) => {
        expect(ask(condition, barsOf([1, 2, 3])).holds).toBe(holds);
      }),
    );
  });
});
