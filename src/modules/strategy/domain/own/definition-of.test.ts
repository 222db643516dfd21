import { describe, expect, it } from "vitest";
import { canonicalRules } from "../rules/check-rules";
import { RULE_EXAMPLES } from "../rules/rule-examples";
import { definitionOf } from "./definition-of";

describe("a kept version", () => {
  it("is the strategy that it was made of, and remembers it", () => {
    const compiled = canonicalRules(RULE_EXAMPLES.rsiReversion);
    const own = { kind: "rules", name: "mine@3", version: "3 (abc)", compiled } as const;
    expect(definitionOf(own)).toMatchObject({ name: "mine@3", version: "3 (abc)", title: "RSI reversion", own });
    expect(definitionOf({ ...own, compiled: "" })).toBeNull();
  });
});
