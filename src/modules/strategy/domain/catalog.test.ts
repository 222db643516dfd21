import { describe, expect, it } from "vitest";
import { findStrategy, strategyCatalog } from "./catalog";

const NAMES = ["sma-cross", "rsi-reversion", "bollinger-reversion", "donchian-breakout", "turtle"];

const prepare = (name: string, params: unknown) => {
  const found = findStrategy(name);
  if (!found.ok) throw new Error(found.error.kind);
  return found.value.prepare(params);
};
const issues = (name: string, params: unknown) => {
  const prepared = prepare(name, params);
  return prepared.ok || prepared.error.kind !== "strategy.params_invalid"
    ? []
    : prepared.error.issues.map(({ path, message }) => `${path}: ${message}`);
};

describe("strategyCatalog", () => {
  it("says of each what it does, whose idea it is, and what its parameters mean", () => {
    expect(strategyCatalog.map(({ name }) => name)).toEqual(NAMES);
    for (const { title, description, source, version, fields } of strategyCatalog) {
      for (const text of [title, description, source, version]) expect(text).not.toBe("");
      for (const field of fields) {
        for (const text of [field.label, field.description, field.unit]) expect(text).not.toBe("");
        expect(Number(field.default)).toBeGreaterThanOrEqual(field.minimum ?? Number.NaN);
        expect(Number(field.default)).toBeLessThanOrEqual(field.maximum ?? Number.NaN);
      }
    }
  });

  it("describes a form by the schema that checks it", () => {
    expect(strategyCatalog[0]?.fields.map(({ name, type, default: value }) => [name, type, value])).toEqual([
      ["fast", "integer", 10],
      ["slow", "integer", 30],
      ["quantity", "number", 10],
    ]);
  });

  it.each(strategyCatalog.map(({ name }) => name))("%s starts with its own defaults", (name) => {
    const prepared = prepare(name, undefined);
    expect(prepared.ok && Object.keys(prepared.value.params).length).toBeGreaterThan(2);
    expect(prepare(name, {}).ok).toBe(true);
  });

  it("fills in defaults and says how long it warms up", () => {
    const prepared = prepare("sma-cross", { slow: 50 });
    expect(prepared.ok && prepared.value.params).toEqual({ fast: 10, slow: 50, quantity: 10 });
    expect(prepared.ok && prepared.value.warmUpBars).toBe(51);
  });

  it("names every bad parameter and what would pass", () => {
    expect(issues("sma-cross", { fast: 0, slow: 2.5, quantity: -1 })).toEqual([
      "fast: a whole number from 1 to 100000",
      "slow: a whole number from 1 to 100000",
      "quantity: a number from 1e-8 to 1000000000",
    ]);
    expect(issues("sma-cross", { fast: 30, slow: 30 })).toEqual(["fast: below slow, which is 30: from 1 to 29"]);
    expect(issues("sma-cross", { fast: 1, slow: 1 })).toEqual(["fast: below slow, which is 1; raise slow first"]);
    expect(issues("rsi-reversion", { oversold: 60, exit: 50 })).toEqual(["oversold: at most exit, which is 50"]);
    expect(issues("rsi-reversion", { oversold: -1 })).toEqual(["oversold: a number from 0 to 100"]);
    expect(issues("sma-cross", { fats: 3 })).toEqual(["fats: no such parameter; there are fast, slow, quantity"]);
    expect(issues("sma-cross", { fast: "10" })).toEqual(["fast: a whole number from 1 to 100000"]);
    expect(issues("sma-cross", { fast: Number.NaN })).toEqual(["fast: a whole number from 1 to 100000"]);
    expect(issues("sma-cross", 7)).toHaveLength(1);
    expect(issues("sma-cross", null)).toEqual([]);
  });

  it("says which strategies there are", () => {
    expect(findStrategy("sma_cross")).toEqual({
      ok: false,
      error: {
        kind: "strategy.not_found",
        name: "sma_cross",
        known: NAMES,
      },
    });
  });
});
