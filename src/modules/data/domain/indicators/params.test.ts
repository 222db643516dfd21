import { describe, expect, it } from "vitest";
import { bars, noParams, numberFrom, paramsOf } from "./params";

const params = paramsOf(
  { fast: bars(12, "Fast"), slow: bars(26, "Slow", 2), share: numberFrom(0, 1, 0.5, "Share") },
  { name: "fast", expected: "a number below slow", holds: ({ fast, slow }) => fast < slow },
);
const faultsOf = (raw: unknown) => {
  const checked = params.check(raw);
  return checked.ok ? [] : checked.error.faults.map(({ name, expected }) => `${name}: ${expected}`);
};

describe("paramsOf", () => {
  it("fills in what is missing, in the order of its fields", () => {
    expect(params.check({})).toEqual({ ok: true, value: { fast: 12, slow: 26, share: 0.5 } });
    expect(params.check({ share: 1, slow: undefined, fast: 3 })).toEqual({
      ok: true,
      value: { fast: 3, slow: 26, share: 1 },
    });
    expect(params.fields.map(({ name }) => name)).toEqual(["fast", "slow", "share"]);
    expect(noParams.check({})).toEqual({ ok: true, value: {} });
  });

  it.each([
    [{ fast: 0 }, ["fast: a whole number from 1 to 100000"]],
    [{ fast: 100_001 }, ["fast: a whole number from 1 to 100000"]],
    [{ fast: 1.5 }, ["fast: a whole number from 1 to 100000"]],
    [{ fast: "3" }, ["fast: a whole number from 1 to 100000"]],
    [{ slow: 1 }, ["slow: a whole number from 2 to 100000"]],
    [{ slow: null }, ["slow: a whole number from 2 to 100000"]],
    [{ share: Number.NaN }, ["share: a number from 0 to 1"]],
    [{ share: Number.POSITIVE_INFINITY }, ["share: a number from 0 to 1"]],
    [{ share: -0.01 }, ["share: a number from 0 to 1"]],
    [{ size: 1, share: 2 }, ["share: a number from 0 to 1", "size: only fast, slow, share"]],
    [{ fast: 26 }, ["fast: a number below slow"]],
    ["3", ["null: an object of numbers"]],
    [[3], ["null: an object of numbers"]],
    [null, ["null: an object of numbers"]],
  ])("says what is wrong with %j, and what would pass", (raw, faults) => {
    expect(faultsOf(raw)).toEqual(faults);
  });

  it("takes both bounds", () => {
    expect(faultsOf({ fast: 1, slow: 2, share: 0 })).toEqual([]);
    expect(faultsOf({ fast: 99_999, slow: 100_000, share: 1 })).toEqual([]);
  });
});
