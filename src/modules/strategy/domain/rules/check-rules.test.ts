import { describe, expect, it } from "vitest";
import { canonicalRules, checkRules } from "./check-rules";
import { RULE_EXAMPLES } from "./rule-examples";

const BASE = RULE_EXAMPLES.pullback;

function faults(change: object): readonly string[] {
  const checked = checkRules({ ...BASE, ...change });
  return checked.ok ? [] : checked.error.map(({ path, message }) => `${path}: ${message}`);
}

describe("a rule", () => {
  it.each(Object.entries(RULE_EXAMPLES))("that is an example passes: %s", (_, rules) => {
    expect(checkRules(rules)).toMatchObject({ ok: true });
  });

  it.each([
    [{ title: " " }, "title: a title"],
    [{ format: 2 }, "format: "],
    [
      { size: { kind: "equity", percent: 100, wholeUnits: true } },
      "size.percent: a number from 0.01 to 98: the rest pays",
    ],
    [{ stop: { kind: "atr", length: 2.5, times: 2 } }, "stop.length: a whole number from 1 to "],
    [{ stop: { kind: "percent", percent: 0 } }, "stop.percent: a number from 0.01 to 99"],
    [{ stop: null }, "target.times: a stop"],
    [{ stop: null, target: null }, "size.percent: a stop or a trailing stop"],
    [{ long: null }, "long: a condition to buy, or one to sell short"],
    [{ long: { ...BASE.long, entry: { kind: "all", of: [] } } }, "long.entry.of: at least one condition"],
    [
      {
        long: { entry: BASE.long.entry, exit: null },
        stop: null,
        target: null,
        size: { kind: "fixed", quantity: 1 },
        parameters: [],
      },
      "long.exit: a condition to leave",
    ],
    [{ short: BASE.long, target: { kind: "percent", percent: 100 }, parameters: [] }, "target.percent: below 100"],
    [{ more: 1 }, ": "],
  ])("with %o is refused where it is wrong", (change, message) => {
    expect(faults(change)[0]).toContain(message);
  });

  it("names an indicator's fault at its place in the tree", () => {
    const magic = { ...BASE.long.exit, left: { kind: "indicator", name: "magic", line: "x" } };
    expect(faults({ long: { ...BASE.long, exit: magic }, parameters: [] })).toEqual([
      "long.exit.left.name: an indicator that there is",
    ]);
  });

  const parameter = { name: "stop", label: "Stop", at: ["stop.times"], minimum: 1, maximum: 5 };
  it.each([
    [{ at: ["stop.size"] }, "parameters[0].at[0]: a number of the rule"],
    [{ at: ["__proto__.x"] }, "parameters[0].at[0]: a number of the rule"],
    [{ at: ["stop.times", "stop.length"] }, "parameters[0].at[1]: 2, as at the first place"],
    [{ name: "constructor" }, "parameters[0].name: another name"],
    [{ name: "Stop" }, "parameters[0].name: a small letter"],
    [{ minimum: 3 }, "parameters[0].minimum: a number from 0.1 to 2"],
    [{ maximum: 101 }, "parameters[0].maximum: a number from 2 to 100"],
    [{ at: ["stop.length"], minimum: 2.5, maximum: 20 }, "parameters[0].minimum: a whole number from 1 to 14"],
  ])("refuses a parameter with %o", (change, message) => {
    expect(faults({ parameters: [{ ...parameter, ...change }] })[0]).toContain(message);
  });

  it("lets no number be two parameters, and no two have one name", () => {
    expect(faults({ parameters: [parameter, { ...parameter, name: "other" }] })).toEqual([
      "parameters[1].at[0]: a number that is not stop already",
    ]);
    expect(faults({ parameters: [parameter, { ...parameter, at: ["target.times"] }] })).toEqual([
      "parameters[1].name: a name that no other one has",
    ]);
  });

  it("has one text, however it was written", () => {
    const checked = checkRules(BASE);
    const turned = checkRules(Object.fromEntries(Object.entries(BASE).toReversed()));
    if (!checked.ok || !turned.ok) throw new Error("an example passes");
    const text = canonicalRules(checked.value);
    expect(canonicalRules(turned.value)).toBe(text);
    expect(checkRules(JSON.parse(text))).toEqual(checked);
  });

  it("writes out what an indicator was left to", () => {
    const rsi = { ...BASE.long.exit, left: { kind: "indicator", name: "rsi", line: "rsi" } };
    const checked = checkRules({ ...BASE, long: { ...BASE.long, exit: rsi }, parameters: [] });
    expect(checked).toMatchObject({ value: { long: { exit: { left: { params: { length: 14 } } } } } });
  });
});
