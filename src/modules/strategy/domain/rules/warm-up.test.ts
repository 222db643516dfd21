import { describe, expect, it } from "vitest";
import type { ScreenOperand } from "@/modules/data";
import { RULE_EXAMPLES } from "./rule-examples";
import { warmUpBarsOf } from "./warm-up";

const { averageCross, rsiReversion, bollingerReversion } = RULE_EXAMPLES;

function needs(left: ScreenOperand): number {
  const entry = { kind: "compare", left, is: "above", right: { kind: "value", value: 0 } } as const;
  return warmUpBarsOf({ ...averageCross, long: { entry, exit: null } });
}

describe("the bars a rule watches first", () => {
  it("are those of the built-in strategies of the same idea", () => {
    expect([averageCross, rsiReversion, bollingerReversion].map(warmUpBarsOf)).toEqual([31, 15, 20]);
  });

  it("reach as far as its longest number", () => {
    const at = { barsAgo: 2, times: 1 };
    expect(needs({ kind: "price", field: "close", ...at })).toBe(3);
    expect(needs({ kind: "change", bars: 5, ...at })).toBe(8);
    expect(needs({ kind: "average_volume", bars: 5, ...at })).toBe(7);
    expect(needs({ kind: "indicator", name: "sma", params: { length: 200 }, line: "sma", ...at })).toBe(202);
    expect(
      needs({ kind: "indicator", name: "macd", params: { fast: 12, slow: 26, signal: 9 }, line: "signal", ...at }),
    ).toBe(36);
    expect(warmUpBarsOf({ ...averageCross, stop: { kind: "atr", length: 90, times: 1 } })).toBe(91);
    expect(warmUpBarsOf({ ...averageCross, trail: null, stop: { kind: "extreme", bars: 99 } })).toBe(99);
  });
});
