import { describe, expect, it } from "vitest";
import { PROBLEM_VALUE_CHARS, PROBLEMS_KEPT_MAX, ProblemList, shownValue } from "./row-problem";

describe("shownValue", () => {
  it("cuts long text and hides what moves a cursor", () => {
    expect(shownValue("plain")).toBe("plain");
    expect(shownValue("\u001b[31mred\u0000\u202e")).toBe("\ufffd[31mred\ufffd\ufffd");
    expect(shownValue("x".repeat(1000))).toHaveLength(PROBLEM_VALUE_CHARS);
  });
});

describe("ProblemList", () => {
  it("counts all, keeps the first, and counts a line once", () => {
    const list = new ProblemList();
    for (let line = 1; line <= 500; line += 1) {
      for (const column of ["open", "close"]) {
        list.add({ line, column, value: "x", kind: "bar.price_malformed", message: "Not a number." });
      }
    }
    expect(list.count).toBe(1000);
    expect(list.lines).toBe(500);
    expect(list.first).toHaveLength(PROBLEMS_KEPT_MAX);
    expect(list.first.at(-1)?.line).toBe(100);
  });
});
