import { describe, expect, it } from "vitest";
import { comparisonsOf, SCREEN_COMPARISONS_MAX, SCREEN_DEPTH_MAX, ScreenConditionSchema } from "./condition";

const above = (value: number) => ({
  kind: "compare" as const,
  left: { kind: "price" as const, field: "close" as const, barsAgo: 0, times: 1 },
  is: "above" as const,
  right: { kind: "value" as const, value },
});

describe("a condition", () => {
  it("fills in what was not said", () => {
    const parsed = ScreenConditionSchema.parse({
      kind: "compare",
      left: { kind: "indicator", name: "rsi", line: "rsi" },
      is: "below",
      right: { kind: "value", value: 30 },
    });
    expect(parsed).toMatchObject({ left: { params: {}, barsAgo: 0, times: 1 } });
  });

  it.each([
    ["an empty group", { kind: "all", of: [] }],
    ["an unknown comparison", { ...above(1), is: "near" }],
    ["an unknown field", { ...above(1), left: { kind: "price", field: "vwap" } }],
    ["something extra", { ...above(1), note: "x" }],
    ["a value that is no number", { ...above(1), right: { kind: "value", value: Number.NaN } }],
    ["bars ahead", { ...above(1), left: { kind: "price", field: "close", barsAgo: -1 } }],
    ["half a bar", { ...above(1), left: { kind: "change", bars: 1.5 } }],
    ["nothing", {}],
    ["too many comparisons", { kind: "all", of: Array.from({ length: 2 }, () => group(SCREEN_COMPARISONS_MAX - 1)) }],
    ["groups too deep", nest(SCREEN_DEPTH_MAX)],
  ])("refuses %s", (_what, condition) => {
    expect(ScreenConditionSchema.safeParse(condition).success).toBe(false);
  });

  it("may be as deep and as wide as its bounds say", () => {
    expect(ScreenConditionSchema.safeParse(nest(SCREEN_DEPTH_MAX - 1)).success).toBe(true);
    expect(ScreenConditionSchema.safeParse(group(SCREEN_COMPARISONS_MAX)).success).toBe(true);
  });

  it("tells each fault where it stands", () => {
    const broken = { ...above(1), right: { kind: "value", value: null } };
    const far = { ...above(1), left: { kind: "price", field: "close", barsAgo: 521, times: "2" } };
    const parsed = ScreenConditionSchema.safeParse({
      kind: "all",
      of: [
        above(1),
        { kind: "not", of: { kind: "any", of: [broken, far] } },
        { kind: "any", of: [] },
        { kind: "maybe" },
      ],
    });
    expect(parsed.error?.issues.map(({ path }) => path.join("."))).toEqual([
      "of.1.of.of.0.right.value",
      "of.1.of.of.1.left.barsAgo",
      "of.1.of.of.1.left.times",
      "of.2.of",
      "of.3.kind",
    ]);
  });

  it("refuses a hostile tree before it is walked", () => {
    let deep: unknown = above(1);
    for (let i = 0; i < 200_000; i += 1) deep = { kind: "not", of: deep };
    expect(ScreenConditionSchema.safeParse(deep).error?.issues).toMatchObject([{ message: "groups at most 5 deep" }]);
    const wide = { kind: "all", of: Array.from({ length: 200_000 }, () => ({ kind: "any", of: [] })) };
    expect(ScreenConditionSchema.safeParse(wide).error?.issues).toMatchObject([{ message: "at most 40 comparisons" }]);
  });

  it("names the place of each comparison", () => {
    const tree = {
      kind: "all" as const,
      of: [above(1), { kind: "not" as const, of: { kind: "any" as const, of: [above(2)] } }],
    };
    expect(comparisonsOf(tree).map(({ path }) => path)).toEqual(["of[0]", "of[1].of.of[0]"]);
    expect(comparisonsOf(above(1)).map(({ path }) => path)).toEqual([""]);
  });
});

function group(size: number) {
  return { kind: "any", of: Array.from({ length: size }, (_, index) => above(index)) };
}

function nest(groups: number): unknown {
  return groups === 0 ? above(1) : { kind: "all", of: [nest(groups - 1)] };
}
