import { describe, expect, it } from "vitest";
import { boundsFault, completeParams, coveringOf, outsideOf, type PublishedValues } from "./publication";

const FIELDS = [
  { name: "fast", type: "integer", default: 10, minimum: 1, maximum: 100 },
  { name: "slow", type: "integer", default: 30, minimum: 2, maximum: 500 },
  { name: "long", type: "boolean", default: true },
  { name: "share", type: "number", default: 0.5 },
] as const;
const whole = (params: Readonly<Record<string, number | boolean>> = {}) => completeParams(FIELDS, params);
const preset = (name: string, params: Readonly<Record<string, number | boolean>>) => ({
  presetId: `p.${name}`,
  name,
  params: whole(params),
});
const NOTHING: PublishedValues = { presets: [], bounds: {}, isFree: false };
const FIXED: PublishedValues = { ...NOTHING, presets: [preset("calm", { slow: 50 }), preset("quick", { fast: 3 })] };
const BOUND: PublishedValues = { ...FIXED, bounds: { fast: { least: 5, most: 12 } } };
const FREE: PublishedValues = { ...BOUND, isFree: true };

describe("values under a publication", () => {
  it.each([
    ["nothing else said", NOTHING, {}, null],
    ["nothing else said", NOTHING, { fast: 11 }, { parameter: "fast", expected: "10" }],
    ["presets", FIXED, {}, { parameter: "slow", expected: "50 or 30" }],
    ["presets", FIXED, { slow: 50 }, null],
    ["presets", FIXED, { fast: 3 }, null],
    ["presets", FIXED, { fast: 3, slow: 50 }, { parameter: "fast", expected: "10 or 3" }],
    ["presets", FIXED, { slow: 50, long: false }, { parameter: "long", expected: "true" }],
    ["bounds", BOUND, { slow: 50, fast: 5 }, null],
    ["bounds", BOUND, { slow: 50, fast: 12 }, null],
    ["bounds", BOUND, { slow: 50, fast: 4 }, { parameter: "fast", expected: "5 to 12" }],
    ["bounds", BOUND, { slow: 50, fast: Number.NaN }, { parameter: "fast", expected: "5 to 12" }],
    ["bounds", BOUND, { fast: 3 }, null],
    ["bounds", BOUND, { slow: 51, fast: 8 }, { parameter: "slow", expected: "50 or 30" }],
    ["freedom", FREE, { fast: 99, slow: 2, long: false }, null],
  ])("with %s: %j lets %j pass but for %j", (_, values, params, expected) => {
    expect(outsideOf(values, FIELDS, whole(params))).toEqual(expected);
  });

  it("does not let a value through that the strategy does not have", () => {
    expect(outsideOf(NOTHING, FIELDS, { ...whole(), more: 1 })).toEqual({
      parameter: "more",
      expected: "no such parameter",
    });
  });

  it("are let through by any of several, and the first says why by none", () => {
    const [a, b] = [
      { ...FIXED, id: "a" },
      { ...BOUND, id: "b" },
    ];
    expect(coveringOf([a, b], FIELDS, whole({ slow: 50, fast: 7 }))).toMatchObject({ ok: true, value: { id: "b" } });
    expect(coveringOf([a, b], FIELDS, whole({ slow: 50 }))).toMatchObject({ ok: true, value: { id: "a" } });
    expect(coveringOf([a, b], FIELDS, whole({ slow: 50, fast: 99 }))).toMatchObject({
      ok: false,
      error: { parameter: "fast", expected: "10 or 3" },
    });
  });
});

describe("bounds", () => {
  it.each([
    [{ fast: { least: 1, most: 100 } }, null],
    [{ share: { least: -3.5, most: 0.25 } }, null],
    [{ fast: { least: 0, most: 100 } }, "two whole numbers from 1 to 100, the smaller first"],
    [{ fast: { least: 9, most: 8 } }, "two whole numbers from 1 to 100, the smaller first"],
    [{ fast: { least: 1.5, most: 8 } }, "two whole numbers from 1 to 100, the smaller first"],
    [{ share: { least: Number.NaN, most: 1 } }, "two numbers from any to any, the smaller first"],
    [{ long: { least: 0, most: 1 } }, "one of fast, slow, share"],
    [{ gone: { least: 0, most: 1 } }, "one of fast, slow, share"],
  ])("of %j are wrong: %j", (bounds, expected) => {
    expect(boundsFault(FIELDS, bounds)?.expected ?? null).toBe(expected);
  });
});
