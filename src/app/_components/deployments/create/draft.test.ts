import { describe, expect, it } from "vitest";
import { draftFrom, toRequest } from "./draft";

const start = { run: null, strategy: "sma-cross", accountId: "a-1", symbol: "ACME" };

describe("what is typed about a new deployment", () => {
  it("begins with the strategy and the symbol one works on", () => {
    expect(draftFrom(start)).toMatchObject({
      strategy: "sma-cross",
      params: {},
      instruments: ["ACME"],
      accountId: "a-1",
    });
  });

  it("begins with all that a run was done with", () => {
    const run = { strategy: "own@3", params: { fast: 5 }, symbol: "A", others: ["B"], resolution: "1h" } as const;
    expect(draftFrom({ ...start, run })).toMatchObject({
      strategy: "own@3",
      params: { fast: 5 },
      instruments: ["A", "B"],
      resolution: "1h",
    });
  });

  const whole = { ...draftFrom(start), name: " Night ", capital: "10,000.50", params: { fast: 5, on: true } };

  it("is asked for without blanks and separators", () => {
    expect(toRequest(whole)).toMatchObject({
      request: { name: "Night", capital: "10000.50", params: { fast: 5, on: true }, accountId: "a-1" },
    });
  });

  it.each([
    ["name", { name: "  " }],
    ["accountId", { accountId: null }],
    ["instruments", { instruments: [] }],
  ] as const)("says that %s is missing", (missing, change) => {
    expect(toRequest({ ...whole, ...change })).toEqual({ missing });
  });

  it("says which parameter is no value", () => {
    expect(toRequest({ ...whole, params: { fast: null } })).toEqual({ missing: "params", param: "fast" });
  });
});
