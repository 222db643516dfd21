import { describe, expect, it } from "vitest";
import { RULE_EXAMPLES } from "./rule-examples";
import { numbersOf, withNumbers } from "./rule-numbers";

describe("the numbers of a rule", () => {
  it("are named by place and in words, with what may stand there", () => {
    const numbers = numbersOf(RULE_EXAMPLES.pullback);
    expect(numbers.map(({ path, value, words }) => `${path} = ${value}: ${words}`)).toContain(
      "long.entry.of[0].left.params.length = 14: RSI 14: length",
    );
    expect(numbers.find(({ path }) => path === "long.entry.of[0].right.value")).toMatchObject({
      value: 30,
      words: "RSI 14 crosses below 30: level",
    });
    expect(numbers.find(({ path }) => path === "stop.length")).toMatchObject({ isWhole: true, minimum: 1 });
    expect(new Set(numbers.map(({ path }) => path)).size).toBe(numbers.length);
  });

  it("can each be another one, and nothing else changes", () => {
    const rules = RULE_EXAMPLES.pullback;
    for (const { path } of numbersOf(rules)) {
      const changed = withNumbers(rules, new Map([[path, 77]]));
      const different = numbersOf(changed).filter(({ value }, i) => value !== numbersOf(rules)[i]?.value);
      expect(different.map((number) => [number.path, number.value])).toEqual([[path, 77]]);
    }
    expect(
      withNumbers(
        rules,
        new Map([
          ["format", 1],
          ["long.entry.of[9].left.times", 5],
        ]),
      ),
    ).toEqual(rules);
  });
});
