import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { IndicatorDefinition, IndicatorInputs } from "./definition";
import { computeIndicator, findIndicator, indicatorList } from "./registry";

const published = z.object({
  lines: z.array(
    z.object({
      name: z.string(),
      /** "other": the published series is the second one, over the first. */
      of: z.literal("other").optional(),
      params: z.record(z.string(), z.number()),
      line: z.string(),
      /** First bar with a value; null where their start differs from ours. */
      first: z.number().nullable(),
      values: z.array(z.tuple([z.number(), z.number().nullable()])).min(1),
    }),
  ),
});
const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../testing/fixtures/${file}`, import.meta.url), "utf8"));
const column = z.array(z.number()).transform((values) => Float64Array.from(values));
const skender = published
  .extend({
    bars: z.object({ open: column, high: column, low: column, close: column, volume: column }),
    other: column,
  })
  .parse(read("skender.json"));
const ttr = published.parse(read("ttr.json"));

const bars = { ...skender.bars, other: skender.other };
const COUNT = bars.close.length;

function compute(name: string, params: unknown, inputs: IndicatorInputs, mode: "batch" | "stream" = "batch") {
  const result = computeIndicator(name, params, inputs, mode);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The bits of a column: unlike `toEqual`, tells 0 from -0 and two numbers one bit apart. */
const bitsOf = (values: Float64Array | undefined) =>
  values ? Buffer.from(values.slice().buffer).toString("hex") : "absent";

const streamedLines = ({ lines, lookAhead }: IndicatorDefinition) => lines.filter((line) => !lookAhead.includes(line));
const streamable = indicatorList.filter((definition) => streamedLines(definition).length > 0);

/** The shortest parameters it takes, so that short series get far past the warm-up; rising, for "fast below slow". */
function shortParams({ fields }: IndicatorDefinition): Record<string, number> {
  const whole = fields.filter((field) => field.type === "integer");
  return Object.fromEntries(whole.map((field, place) => [field.name, Math.max(field.minimum, 2 + place)]));
}

/** Bars with everything that happens: flat stretches, gaps, bars without range, without volume. */
const anyBars = fc
  .array(
    fc.record({
      step: fc.constantFrom(-3, -1, 0, 0, 0, 1, 2, 9),
      up: fc.constantFrom(0, 0, 0.5, 2),
      down: fc.constantFrom(0, 0, 0.25, 1),
      body: fc.constantFrom(0, 0.25, 1),
      volume: fc.constantFrom(0, 1, 100, 12_345.5),
      other: fc.constantFrom(-0.5, 0, 0.75),
    }),
    { maxLength: 90 },
  )
  .map((steps): Required<Omit<IndicatorInputs, "series">> => {
    let [price, second] = [100, 50];
    const rows = steps.map(({ step, up, down, body, volume, other }) => {
      price = Math.max(1, price + step);
      second = Math.max(1, second + other);
      const open = price - body;
      return { open, high: price + up, low: open - down, close: price, volume, other: second };
    });
    const of = (name: "open" | "high" | "low" | "close" | "volume" | "other") =>
      Float64Array.from(rows, (row) => row[name]);
    return {
      open: of("open"),
      high: of("high"),
      low: of("low"),
      close: of("close"),
      volume: of("volume"),
      other: of("other"),
    };
  });

describe("indicators", () => {
  const references = [
    ...skender.lines.map((reference) => ["Stock.Indicators", reference.name, reference.line, reference] as const),
    ...ttr.lines.map((reference) => ["R", reference.name, reference.line, reference] as const),
  ];
  it.each(references)("%s published %s.%s as we compute it", (_source, name, line, reference) => {
    const inputs = reference.of === "other" ? { close: bars.other, other: bars.close } : bars;
    const values = compute(name, reference.params, inputs)[line];
    expect(values).toHaveLength(COUNT);
    const first = values?.findIndex((value) => !Number.isNaN(value));
    expect(first).toBe(reference.first ?? first);
    for (const [index, value] of reference.values) {
      const [ours, theirs] = [values?.[index] ?? Number.NaN, value ?? Number.NaN];
      // Nine digits after the point, three where the values themselves are in the millions.
      const isNear = Math.abs(ours - theirs) < (Math.abs(theirs) > 1e6 ? 5e-4 : 5e-10);
      expect({ index, ours, theirs, same: isNear || Object.is(ours, theirs) }).toMatchObject({ same: true });
    }
  });

  it("covers every indicator of the list with published results", () => {
    const covered = new Set([...skender.lines, ...ttr.lines].map((reference) => reference.name));
    // Renko publishes bricks, not lines: its own test has them.
    covered.add("renko");
    expect(indicatorList.map((definition) => definition.name).filter((name) => !covered.has(name))).toEqual([]);
  });

  it("has each name once, and says of each what it is", () => {
    const names = indicatorList.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, title, summary, source, lines, drawing, fills, lookAhead } of indicatorList) {
      expect(findIndicator(name)?.title).toBe(title);
      expect(summary, `of ${name}`).toMatch(/^[A-Z].*\.$/);
      expect(source, `of ${name}`).not.toBe("");
      const named = [...Object.keys(drawing), ...fills.flat(), ...lookAhead];
      expect(
        named.filter((line) => !lines.includes(line)),
        `of ${name}`,
      ).toEqual([]);
    }
    expect(findIndicator("toString")).toBeUndefined();
  });

  it.each(streamable)("$name: stream equals batch bit for bit", (definition) => {
    fc.assert(
      fc.property(anyBars, (inputs) => {
        const params = shortParams(definition);
        const batch = compute(definition.name, params, inputs);
        const stream = compute(definition.name, params, inputs, "stream");
        expect(Object.keys(stream)).toEqual(streamedLines(definition));
        for (const line of Object.keys(stream)) expect(bitsOf(stream[line]), `line ${line}`).toBe(bitsOf(batch[line]));
      }),
      { numRuns: 60 },
    );
  });

  it.each(streamable)("$name: the past of a longer series is the shorter series", (definition) => {
    const part = Object.fromEntries(Object.entries(bars).map(([key, values]) => [key, values.subarray(0, 300)]));
    const [whole, start] = [compute(definition.name, {}, bars), compute(definition.name, {}, part)];
    for (const line of streamedLines(definition)) {
      expect(bitsOf(whole[line]?.slice(0, 300)), `line ${line}`).toBe(bitsOf(start[line]));
    }
  });

  it.each(indicatorList)("$name: has no value at a bar that is no number, and comes back", (definition) => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const holed = Object.fromEntries(
        Object.entries(bars).map(([key, values]) => [key, values.map((value, i) => (i === 30 ? bad : value))]),
      );
      const lines = compute(definition.name, shortParams(definition), holed);
      for (const line of streamedLines(definition)) {
        expect(lines[line]?.[30], `line ${line}`).toBeNaN();
        expect(lines[line]?.slice(200).some(Number.isFinite), `line ${line}`).toBe(true);
      }
    }
  });

  it.each(indicatorList)("$name: has one value a bar for no bar, one bar and prices of zero", (definition) => {
    for (const count of [0, 1, 60]) {
      const zeros = new Float64Array(count);
      const inputs = { open: zeros, high: zeros, low: zeros, close: zeros, volume: zeros, other: zeros };
      const lines = compute(definition.name, shortParams(definition), inputs);
      expect(Object.keys(lines)).toEqual(definition.lines);
      for (const line of definition.lines) expect(lines[line]).toHaveLength(count);
    }
  });

  it("starts a running total where it was after a bar without a number, and everything else anew", () => {
    const close = Float64Array.of(1, 2, 3, Number.NaN, 4, 5);
    const volume = Float64Array.of(1, 1, 1, 1, 1, 1);
    expect([...(compute("obv", {}, { close, volume })["obv"] ?? [])]).toEqual([0, 1, 2, Number.NaN, 3, 4]);
    const series = Float64Array.of(1, 2, 3, Number.NaN, 4, 6);
    expect([...(compute("wma", { length: 2 }, { series })["wma"] ?? [])].slice(2)).toEqual([
      8 / 3,
      Number.NaN,
      Number.NaN,
      16 / 3,
    ]);
  });

  it("lets a series stand in for the close, and gives empty lines for no bars", () => {
    const series = Float64Array.of(1, 2, 3, 4);
    expect(Array.from(compute("sma", { length: 3 }, { series })["sma"] ?? [])).toEqual([Number.NaN, Number.NaN, 2, 3]);
    const other = Float64Array.of(2, 4, 6, 9);
    expect(compute("correlation", { length: 3 }, { series, other })["correlation"]?.[2]).toBe(1);
    expect(compute("donchian", {}, { high: new Float64Array(0), low: new Float64Array(0) })["upper"]).toHaveLength(0);
  });

  it("describes its own parameters: fields carry the defaults and bounds that are checked", () => {
    for (const definition of indicatorList) {
      const defaults = Object.fromEntries(definition.fields.map((field) => [field.name, field.default]));
      expect({ of: definition.name, checked: definition.check({}) }).toEqual({
        of: definition.name,
        checked: { ok: true, value: defaults },
      });
      for (const field of definition.fields) {
        for (const outside of [field.minimum - 1, field.maximum + 1]) {
          expect(definition.check({ ...defaults, [field.name]: outside })).toMatchObject({
            error: { faults: [{ name: field.name }] },
          });
        }
      }
    }
  });

  it.each(["dpo", "fractal", "zigzag", "pivots"])("refuses a stream of %s, which looks ahead", (name) => {
    expect(computeIndicator(name, {}, bars, "stream")).toMatchObject({
      ok: false,
      error: { kind: "indicator.no_stream", path: "mode" },
    });
  });

  it.each([
    ["an unknown indicator", "smaa", {}, { series: bars.close }, { kind: "indicator.unknown", name: "smaa" }],
    ["an unknown parameter", "sma", { len: 3 }, bars, { kind: "indicator.bad_param", path: "params.len" }],
    ["a length of 0", "sma", { length: 0 }, bars, { kind: "indicator.bad_param", path: "params.length" }],
    ["a line through one point", "linear_regression", { length: 1 }, bars, { path: "params.length" }],
    ["a fraction", "rsi", { length: 2.5 }, bars, { kind: "indicator.bad_param", path: "params.length" }],
    ["text", "rsi", { length: "14" }, bars, { kind: "indicator.bad_param", path: "params.length" }],
    ["fast above slow", "macd", { fast: 30 }, bars, { kind: "indicator.bad_param", path: "params.fast" }],
    ["a step above the most", "psar", { step: 0.5 }, bars, { kind: "indicator.bad_param", path: "params.step" }],
    ["windows out of order", "ultimate_oscillator", { medium: 40 }, bars, { path: "params.medium" }],
    ["a series for two inputs", "donchian", {}, { series: bars.close }, { path: "bars.high" }],
    [
      "a series without the other",
      "beta",
      {},
      { series: bars.close },
      { path: "other", expected: "a second array beside bars or series" },
    ],
    ["an other of another length", "beta", {}, { close: bars.close, other: new Float64Array(3) }, { path: "other" }],
    [
      "columns of two lengths",
      "donchian",
      {},
      { high: bars.high, low: new Float64Array(3) },
      { kind: "indicator.unequal_inputs" },
    ],
  ])("refuses %s by name", (_, name, params, inputs, error) => {
    expect(computeIndicator(name, params, inputs)).toMatchObject({ ok: false, error });
  });
});
