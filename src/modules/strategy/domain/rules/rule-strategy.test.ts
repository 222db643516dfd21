import { describe, expect, it } from "vitest";
import { RULE_EXAMPLES } from "./rule-examples";
import { conditionsOf, type RuleSide } from "./rule-strategy";

describe("the conditions of a rule", () => {
  it("are those that it has, each with its place", () => {
    const long: RuleSide = RULE_EXAMPLES.pullback.long;
    expect(conditionsOf({ long: { ...long, exit: null }, short: long })).toEqual([
      { place: "long.entry", condition: long.entry },
      { place: "short.entry", condition: long.entry },
      { place: "short.exit", condition: RULE_EXAMPLES.pullback.long.exit },
    ]);
    expect(conditionsOf({ long: null, short: null })).toEqual([]);
  });
});
