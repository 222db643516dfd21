import { describe, expect, it } from "vitest";
import { approvalOf, CHANGE_NEEDS, CHANGE_SCOPES, type ReachOfChange, scopesOf } from "./change-approval";

const same = { before: "1000", after: "1000.00" };
const more = { before: "1000", after: "1000.01" };
const less = { before: "1000", after: "999.99" };

const kept = { before: ["ACME", "BETA"], after: ["ACME", "BETA"] };
const fewer = { before: ["ACME", "BETA"], after: ["ACME"] };
const others = { before: ["ACME", "BETA"], after: ["ACME", "GAMMA"] };

/** Other version, other values, capital, what is published; then what it reaches and needs. */
const TABLE = [
  [false, false, same, "unbound", [], "none"],
  [false, true, same, "unbound", ["values"], "none"],
  [true, false, same, "unbound", ["version"], "none"],
  [true, true, same, "unbound", ["values", "version"], "none"],
  [false, true, same, "inside", ["published_values"], "none"],
  [true, false, same, "inside", ["published_values", "version"], "none"],
  [false, true, same, "outside", ["outside_published"], "second"],
  [true, false, same, "outside", ["version", "outside_published"], "second"],
  [false, true, same, "withdrawn", ["withdrawn"], "second"],
  [false, false, same, "outside", [], "none"],
  [false, false, same, "withdrawn", [], "none"],
  [false, false, less, "unbound", ["less_capital"], "none"],
  [false, false, less, "withdrawn", ["less_capital"], "none"],
  [false, false, more, "unbound", ["more_capital"], "second"],
  [false, true, more, "inside", ["published_values", "more_capital"], "second"],
  [false, true, more, "outside", ["more_capital", "outside_published"], "second"],
] as const;

describe("a change of a deployment", () => {
  it.each(TABLE)("other version %s, values %s, capital %j, published %s reaches %j and needs %s", (...row) => {
    const [isOtherVersion, isOtherValues, capital, published, scopes, need] = row;
    const change: ReachOfChange = {
      mode: "live",
      isOtherVersion,
      isOtherValues,
      instruments: kept,
      capital,
      published,
    };
    expect(scopesOf(change)).toEqual(scopes);
    const approval = approvalOf(change);
    expect(approval.need).toBe(need);
    expect(approval.because).toEqual(scopes.filter((scope) => CHANGE_NEEDS[scope] === "second"));
    expect(approvalOf({ ...change, mode: "shadow" })).toEqual({ need: "none", because: [] });
  });

  it("reaches each scope in some row", () => {
    const reached = new Set<string>([...TABLE.flatMap((row) => [...row[4]]), "fewer_instruments", "more_instruments"]);
    expect(CHANGE_SCOPES.filter((scope) => !reached.has(scope))).toEqual([]);
  });

  it("needs a second person for what it trades more, and none for what it trades less", () => {
    const change = { mode: "live", isOtherVersion: false, isOtherValues: false, capital: same } as const;
    const of = (instruments: ReachOfChange["instruments"]) =>
      approvalOf({ ...change, instruments, published: "unbound" });
    expect(of(fewer)).toEqual({ need: "none", because: [] });
    expect(of(others)).toEqual({ need: "second", because: ["more_instruments"] });
    expect(scopesOf({ ...change, instruments: others, published: "unbound" })).toEqual([
      "fewer_instruments",
      "more_instruments",
    ]);
  });

  it("goes by the needs it is given", () => {
    const change: ReachOfChange = {
      mode: "live",
      isOtherVersion: true,
      isOtherValues: false,
      instruments: kept,
      capital: more,
      published: "unbound",
    };
    const strict = { ...CHANGE_NEEDS, version: "second", more_capital: "none" } as const;
    expect(approvalOf(change, strict)).toEqual({ need: "second", because: ["version"] });
  });
});
