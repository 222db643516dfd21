import { describe, expect, it } from "vitest";
import { ScreenConditionSchema } from "@/modules/data";
import { formatSeen, seenOperands } from "./hit-columns";

const indicator = (name: string, line = name) => ({ kind: "indicator", name, line });
const compare = (left: unknown, right: unknown) => ({ kind: "compare", left, is: "above", right });
const close = { kind: "price", field: "close" };

describe("the values that a question looks at", () => {
  it("are told once each, without numbers and the close", () => {
    const condition = ScreenConditionSchema.parse({
      kind: "all",
      of: [
        compare(indicator("rsi"), { kind: "value", value: 30 }),
        { kind: "not", of: compare(close, indicator("sma")) },
        {
          kind: "any",
          of: [compare(indicator("rsi"), { kind: "value", value: 70 }), compare({ ...close, barsAgo: 5 }, close)],
        },
      ],
    });
    expect(seenOperands(condition)).toEqual([
      { text: "RSI 14", path: "of[0]", side: "left" },
      { text: "SMA 20", path: "of[1].of", side: "right" },
      { text: "Close 5 bars ago", path: "of[2].of[1]", side: "left" },
    ]);
  });
});

describe("a value of any size", () => {
  it.each([
    [28.43567, "28.44"],
    [1234567.8, "1,234,568"],
    [0.00012345, "0.00012345"],
    [4000, "4,000"],
    [-3.5, "−3.5000"],
    [0, "0"],
    [null, "n/a"],
    [Number.NaN, "n/a"],
  ])("%s is written %s", (value, text) => {
    expect(formatSeen(value)).toBe(text);
  });
});
