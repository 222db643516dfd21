import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineStrategy, numberParam, wholeParam } from "./define-strategy";

const facts = { title: "T", description: "D", unit: "bars" };
const schema = z.strictObject({
  length: wholeParam({ ...facts, title: "Length", minimum: 2, maximum: 9, fallback: 5 }),
  level: numberParam({ ...facts, title: "Level", minimum: 0.5, maximum: 1.5, fallback: 1, step: 0.1 }),
});
const strategy = defineStrategy({
  name: "probe",
  title: "Probe",
  description: "Does nothing.",
  source: "none",
  version: "1",
  schema,
  warmUpBars: ({ length }) => length * 2,
  start: () => ({ onBar: () => undefined }),
});

describe("defineStrategy", () => {
  it("reads the form off the schema", () => {
    expect(strategy.fields).toEqual([
      {
        name: "length",
        label: "Length",
        description: "D",
        unit: "bars",
        type: "integer",
        default: 5,
        minimum: 2,
        maximum: 9,
      },
      {
        name: "level",
        label: "Level",
        description: "D",
        unit: "bars",
        type: "number",
        default: 1,
        minimum: 0.5,
        maximum: 1.5,
        step: 0.1,
      },
    ]);
  });

  it("takes the bounds themselves and refuses what is past them", () => {
    expect(strategy.prepare({ length: 2, level: 1.5 }).ok).toBe(true);
    expect(strategy.prepare({ length: 9, level: 0.5 }).ok).toBe(true);
    for (const params of [{ length: 1 }, { length: 10 }, { level: 0.49 }, { level: 1.51 }, { level: null }, []]) {
      expect(strategy.prepare(params).ok).toBe(false);
    }
  });

  it("warms up by its own rule", () => {
    const prepared = strategy.prepare({ length: 7 });
    expect(prepared.ok && prepared.value.warmUpBars).toBe(14);
  });

  it("refuses a schema whose parameter says nothing of itself", () => {
    const silent = z.strictObject({ length: z.int().min(1).max(2).default(1) });
    expect(() =>
      defineStrategy({ ...strategy, schema: silent, warmUpBars: () => 1, start: () => ({ onBar: () => undefined }) }),
    ).toThrow("title");
  });
});
