import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findStrategy } from "../catalog";
import type { ParameterField } from "../strategy";
import { AXIS_VALUES_MAX, indexesOf, makeSpace, offeredRange, type ParameterRanges, paramsOf, pointAt } from "./space";

const sma = findStrategy("sma-cross");
const FIELDS = sma.ok ? sma.value.fields : [];
const base = { description: "", unit: "" };
const MIXED: readonly ParameterField[] = [
  { ...base, name: "level", label: "Level", type: "number", default: 0.2, minimum: 0, maximum: 10 },
  { ...base, name: "mode", label: "Mode", type: "choice", default: "a", choices: ["a", "b", "c"] },
  { ...base, name: "long", label: "Long", type: "boolean", default: true },
];

function space(fields: readonly ParameterField[], ranges: ParameterRanges) {
  const made = makeSpace(fields, ranges);
  if (!made.ok) throw new Error(made.error.expected);
  return made.value;
}
const valuesOf = (fields: readonly ParameterField[], ranges: ParameterRanges) =>
  space(fields, ranges).axes.map((axis) => Array.from({ length: axis.count }, (_, index) => axis.valueAt(index)));

describe("a parameter space", () => {
  it("steps through both ends, without hairs of binary fractions", () => {
    expect(valuesOf(FIELDS, { fast: { kind: "range", from: 5, to: 50, step: 5 } })[0]).toHaveLength(10);
    expect(valuesOf(MIXED, { level: { kind: "range", from: 0.1, to: 0.7, step: 0.1 } })[0]).toEqual([
      0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7,
    ]);
    expect(valuesOf(FIELDS, { fast: { kind: "range", from: 5, to: 5, step: 1 } })[0]).toEqual([5]);
    expect(valuesOf(FIELDS, { fast: { kind: "range", from: 1, to: 10, step: 4 } })[0]).toEqual([1, 5, 9]);
  });

  it("spaces logarithms evenly, whole numbers once each", () => {
    expect(valuesOf(MIXED, { level: { kind: "log", from: 0.01, to: 1, count: 3 } })[0]).toEqual([0.01, 0.1, 1]);
    expect(valuesOf(FIELDS, { fast: { kind: "log", from: 1, to: 4, count: 9 } })[0]).toEqual([1, 2, 3, 4]);
  });

  it("takes choices, and keeps what has no range at its default", () => {
    const made = space(MIXED, {
      mode: { kind: "choices", values: ["a", "c"] },
      long: { kind: "choices", values: [true] },
    });
    expect(made.points).toBe(2);
    expect([0, 1].map((point) => paramsOf(made, point))).toEqual([
      { level: 0.2, mode: "a", long: true },
      { level: 0.2, mode: "c", long: true },
    ]);
    expect(made.axes.map(({ isOrdered }) => isOrdered)).toEqual([false, false]);
  });

  it.each([
    [{ nope: { kind: "fixed", value: 1 } }, "ranges.nope", "no such parameter; there are fast, slow, quantity"],
    [{ fast: { kind: "range", from: 0, to: 9, step: 1 } }, "ranges.fast.from", "a whole number from 1 to 100000"],
    [{ fast: { kind: "range", from: 9, to: 1, step: 1 } }, "ranges.fast.to", "9 or more"],
    [{ fast: { kind: "range", from: 1, to: 9, step: 0 } }, "ranges.fast.step", "above 0"],
    [{ fast: { kind: "range", from: 1, to: 9, step: Number.NaN } }, "ranges.fast.step", "above 0"],
    [{ fast: { kind: "range", from: 1, to: 9, step: 0.5 } }, "ranges.fast.step", "a whole number"],
    [{ fast: { kind: "log", from: 1, to: 9, count: 0 } }, "ranges.fast.count", "a whole number from 1 to 10000"],
    [{ fast: { kind: "choices", values: [] } }, "ranges.fast.values", "1 to 10000 values"],
    [{ fast: { kind: "choices", values: ["x"] } }, "ranges.fast.values", "a whole number from 1 to 100000"],
    [{ fast: { kind: "fixed", value: 1.5 } }, "ranges.fast.value", "a whole number from 1 to 100000"],
  ] as const)("refuses %j at its field", (ranges, path, expected) => {
    expect(makeSpace(FIELDS, ranges as ParameterRanges)).toEqual({
      ok: false,
      error: { kind: "search.space_invalid", path, expected },
    });
  });

  it("refuses an axis of more values than any strategy can feel, and says which step would pass", () => {
    const made = makeSpace(FIELDS, { quantity: { kind: "range", from: 0.001, to: 1e6, step: 0.001 } });
    expect(made).toMatchObject({ error: { path: "ranges.quantity.step" } });
    if (made.ok) return;
    const step = Number(/about (\S+) on/.exec(made.error.expected)?.[1]);
    expect(
      space(FIELDS, { quantity: { kind: "range", from: 0.001, to: 1e6, step: step * 1.01 } }).points,
    ).toBeLessThanOrEqual(AXIS_VALUES_MAX);
  });

  it("numbers every combination once", () => {
    const count = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(count, count, count, (a, b, c) => {
        const ranges: ParameterRanges = {
          fast: { kind: "range", from: 1, to: a, step: 1 },
          slow: { kind: "range", from: 1, to: b, step: 1 },
          quantity: { kind: "range", from: 1, to: c, step: 1 },
        };
        const made = space(FIELDS, ranges);
        const all = Array.from({ length: made.points }, (_, point) => JSON.stringify(paramsOf(made, point)));
        expect(new Set(all).size).toBe(a * b * c);
        const back = all.map((_, point) => pointAt(made, indexesOf(made, point)));
        expect(back).toEqual([...back.keys()]);
      }),
    );
  });

  it("offers a range around the default of every parameter of every strategy, inside its bounds", () => {
    for (const field of [...FIELDS, ...MIXED]) {
      const made = space([field], { [field.name]: offeredRange(field) });
      expect(made.points).toBeLessThanOrEqual(11);
    }
    expect(
      valuesOf(FIELDS, { slow: offeredRange(FIELDS[1] ?? FIELDS[0] ?? (MIXED[0] as ParameterField)) })[0],
    ).toContain(30);
  });
});
