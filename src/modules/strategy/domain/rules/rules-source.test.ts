import { describe, expect, it } from "vitest";
import { RULE_EXAMPLES } from "./rule-examples";
import { checkRulesSource, parseRules, rulesDefinition } from "./rules-source";

describe("the text of a rule", () => {
  it("is kept in one form, with what the rule says of itself", () => {
    const loose = checkRulesSource(JSON.stringify(RULE_EXAMPLES.pullback, null, 2));
    expect(loose.diagnostics).toEqual([]);
    expect(loose.made?.facts).toMatchObject({
      title: "Pullback in a rising market",
      category: "reversion",
      instruments: { minimum: 1, maximum: 1 },
      series: [],
      parameters: [{ name: "oversold", default: 30 }, { name: "stop" }, { name: "reward" }],
    });
    expect(checkRulesSource(loose.made?.source ?? "").made).toEqual(loose.made);
    expect(parseRules(loose.made?.source ?? "")?.title).toBe("Pullback in a rising market");
  });

  it.each([
    ["", "JSON"],
    ["{", "JSON"],
    ["null", ""],
    ['{"format":1}', "title"],
  ])("%j is refused with what would pass", (source, word) => {
    const { made, diagnostics } = checkRulesSource(source);
    expect(made).toBeNull();
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics[0]?.message).toContain(word);
    expect(parseRules(source)).toBeNull();
  });

  it("runs as what it was kept as", () => {
    const made = checkRulesSource(JSON.stringify(RULE_EXAMPLES.averageCross)).made;
    const own = { kind: "rules", name: "mine@2", version: "2 (abc)", compiled: made?.compiled ?? "" } as const;
    expect(rulesDefinition(own)).toMatchObject({ name: "mine@2", version: "2 (abc)", own });
    expect(rulesDefinition({ ...own, compiled: "{}" })).toBeNull();
  });
});
