import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changesBetween, checkFacts, defaultFacts, factProblem, stepOf } from "./facts";

const spy = defaultFacts({ symbol: "SPY", kind: "etf", currency: "USD", calendar: "XNYS" });

describe("facts of an instrument", () => {
  it("begin with what the kind and the calendar imply", () => {
    expect(spy).toMatchObject({
      tick: "0.01",
      lot: "1",
      multiplier: "1",
      timeZone: "America/New_York",
      status: "active",
    });
    expect(defaultFacts({ symbol: "BTC-USD", kind: "crypto", currency: "USD" })).toMatchObject({
      calendar: "24/7",
      timeZone: "UTC",
    });
    expect(
      defaultFacts({ symbol: "SAP", kind: "equity", currency: "EUR", timeZone: "Europe/Berlin" }).calendar,
    ).toBeNull();
  });

  it("are kept as checked, decimals without needless zeros", () => {
    expect(checkFacts({ ...spy, tick: "0.0100", multiplier: "050" })).toEqual({
      ok: true,
      value: { ...spy, tick: "0.01", multiplier: "50" },
    });
  });

  it("are refused all at once, each with what would pass", () => {
    const refused = checkFacts({
      ...spy,
      symbol: "sp y",
      kind: "share",
      currency: "usd",
      tick: "0",
      lot: "1e3",
      calendar: "X",
    });
    expect(refused.ok).toBe(false);
    expect(!refused.ok && refused.error.map(({ field }) => field)).toEqual([
      "symbol",
      "kind",
      "currency",
      "tick",
      "lot",
      "calendar",
    ]);
  });

  it.each([
    ["name", "two\nlines"],
    ["name", "x".repeat(201)],
    ["name", "hidden\u202Etext"],
    ["sector", "x".repeat(81)],
    ["timeZone", "Mars/Olympus"],
    ["status", "dead"],
    ["multiplier", "-1"],
  ] as const)("refuse a %s of %j", (field, value) => {
    expect(factProblem(field, value)).toMatchObject({ field, value });
  });

  it("know a calendar that is known to be none from one that is not", () => {
    expect([factProblem("calendar", null), factProblem("calendar", "")?.field]).toEqual([null, "calendar"]);
  });
});

describe("changes", () => {
  it("name what differs, decimals by value", () => {
    expect(changesBetween(spy, { ...spy, tick: "0.010", name: "SPDR", calendar: null })).toEqual([
      { field: "name", from: "", to: "SPDR" },
      { field: "calendar", from: "XNYS", to: null },
    ]);
  });
});

it("reads any plain decimal above 0 to the same value", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 0, max: 6 }), (digits, places) => {
      const text = (digits / 10 ** places).toFixed(places);
      expect(Number(stepOf(text))).toBe(Number(text));
    }),
  );
});
