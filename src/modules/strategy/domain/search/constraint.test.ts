import { describe, expect, it } from "vitest";
import { findStrategy } from "../catalog";
import { allows, checkConstraints, parseConstraint } from "./constraint";

const sma = findStrategy("sma-cross");
const FIELDS = sma.ok ? sma.value.fields : [];

describe("constraints", () => {
  it.each([
    ["fast < slow", { fast: 1, slow: 2 }, { fast: 2, slow: 2 }],
    ["fast <= slow", { fast: 2, slow: 2 }, { fast: 3, slow: 2 }],
    ["slow > 100", { slow: 101 }, { slow: 100 }],
    ["slow>=fast", { fast: 2, slow: 2 }, { fast: 3, slow: 2 }],
  ])("%s lets through what holds it", (text, passes, fails) => {
    const constraint = parseConstraint(text);
    if (constraint === null) throw new Error("it is one");
    expect(checkConstraints(FIELDS, [constraint])).toMatchObject({ ok: true });
    expect([passes, fails].map((params) => allows([constraint], params))).toEqual([true, false]);
  });

  it("are read from text, and nothing else is", () => {
    expect(parseConstraint("slow > -1.5")).toEqual({ left: "slow", comparison: ">", right: -1.5 });
    for (const text of ["", "fast", "fast = slow", "1 < slow", "fast < slow < 9", "fast < 1e9"]) {
      expect(parseConstraint(text)).toBeNull();
    }
  });

  it("name numbers of the strategy", () => {
    const check = (left: string, right: string | number) =>
      checkConstraints(FIELDS, [{ left, comparison: "<", right }]);
    expect(check("nope", 1)).toMatchObject({
      error: { path: "constraints.0.left", expected: "one of fast, slow, quantity" },
    });
    expect(check("fast", "fast")).toMatchObject({ error: { path: "constraints.0.right" } });
    expect(check("fast", Number.NaN)).toMatchObject({ error: { path: "constraints.0.right" } });
  });
});
