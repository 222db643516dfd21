import { describe, expect, it } from "vitest";
import type { Finding } from "./examination";
import { verdictOf, worstFirst } from "./verdict";

const finding = (id: string, severity: Finding["severity"]): Finding => ({ id, severity, sentence: "", todo: "" });

describe("the verdict", () => {
  it.each([
    [[], "trust"],
    [["note", "note"], "trust"],
    [["note", "doubt"], "doubt"],
    [["doubt", "reject", "note"], "reject"],
  ] as const)("of %j is %s", (severities, verdict) => {
    expect(verdictOf(severities.map((severity) => finding(severity, severity)))).toBe(verdict);
  });

  it("puts the worst first and keeps the order of the checks among equals", () => {
    const sorted = worstFirst([
      finding("a", "note"),
      finding("b", "doubt"),
      finding("c", "reject"),
      finding("d", "doubt"),
    ]);
    expect(sorted.map(({ id }) => id)).toEqual(["c", "b", "d", "a"]);
  });
});
