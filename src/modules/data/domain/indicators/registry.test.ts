import { readFileSync } from "node:fs";
import fc from "fast-check";
import { EMA, RSI, SMA } from "trading-signals";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { computeIndicator, type IndicatorInputs, indicatorList } from "./registry";

const skender = z
  .object({
    bars: z.object({
      open: z.array(z.number()),
      high: z.array(z.number()),
      low: z.array(z.number()),
      close: z.array(z.number()),
      volume: z.array(z.number()),
    }),
    lines: z.array(
      z.object({
        name: z.string(),
        params: z.record(z.string(), z.number()),
        line: z.string(),
        first: z.number(),
        values: z.array(z.tuple([z.number(), z.number()])),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL("../../testing/fixtures/skender.json", import.meta.url), "utf8")));

const bars = {
  open: Float64Array.from(skender.bars.open),
  high: Float64Array.from(skender.bars.high),
  low: Float64Array.from(skender.bars.low),
  close: Float64Array.from(skender.bars.close),
  volume: Float64Array.from(skender.bars.volume),
};

function compute(name: string, params: unknown, inputs: IndicatorInputs, mode: "batch" | "stream" = "batch") {
  const result = computeIndicator(name, params, inputs, mode);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The bits of a column: unlike `toEqual`, tells 0 from -0 and two numbers one bit apart. */
const bitsOf = (column: Float64Array | undefined) => (column ? Buffer.from(column.buffer).toString("hex") : "absent");

describe("indicators", () => {
  it.each(skender.lines)("$name.$line equals the published Stock.Indicators results", (reference) => {
    const line = compute(reference.name, reference.params, bars)[reference.line];
    expect(line).toHaveLength(bars.close.length);
    expect(line?.findIndex((value) => !Number.isNaN(value))).toBe(reference.first);
    for (const [index, value] of reference.values) {
      expect(line?.[index], `at bar ${index}`).toBeCloseTo(value, Math.abs(value) > 1e6 ? 3 : 9);
    }
  });

  it("covers every indicator of the list with published results", () => {
    const covered = new Set(skender.lines.map((reference) => reference.name));
    expect(indicatorList.map((definition) => definition.name).filter((name) => !covered.has(name))).toEqual([]);
  });

  it("agrees with another library on sma, ema and rsi where the definitions meet", () => {
    const [sma, ema, rsi] = [new SMA(20), new EMA(20), new RSI(14)];
    const theirs = Array.from(bars.close, (close) => ({
      sma: sma.update(close, false),
      ema: ema.update(close, false),
      rsi: rsi.update(close, false),
    }));
    const length = { sma: 20, ema: 20, rsi: 14 };
    // Their EMA starts from the first value instead of a mean: after 250 bars of 20 the seed has faded to nothing.
    const from = { sma: 19, ema: 250, rsi: 14 };
    for (const name of ["sma", "ema", "rsi"] as const) {
      const ours = Array.from(compute(name, { length: length[name] }, bars)[name] ?? []).slice(from[name]);
      const difference = ours.map((value, index) => Math.abs(value - Number(theirs[index + from[name]]?.[name])));
      expect({ name, near: Math.max(...difference) < 1e-7 }).toEqual({ name, near: true });
    }
  });

  const prices = fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 0, maxLength: 120 });

  it.each(indicatorList.map((definition) => definition.name))("%s: stream equals batch bit for bit", (name) => {
    fc.assert(
      fc.property(prices, (closes) => {
        const close = Float64Array.from(closes);
        const inputs = { close, high: close.map((v) => v * 1.01), low: close.map((v) => v * 0.99), volume: close };
        const params = name === "macd" ? { fast: 3, slow: 5, signal: 4 } : {};
        const [batch, stream] = [compute(name, params, inputs), compute(name, params, inputs, "stream")];
        for (const line of Object.keys(batch)) expect(bitsOf(stream[line])).toBe(bitsOf(batch[line]));
      }),
      { numRuns: 50 },
    );
  });

  it("never looks ahead: the past of a longer series is the shorter series", () => {
    for (const { name } of indicatorList) {
      const part = Object.fromEntries(Object.entries(bars).map(([key, column]) => [key, column.subarray(0, 300)]));
      const [whole, start] = [compute(name, {}, bars), compute(name, {}, part)];
      for (const [line, column] of Object.entries(start)) {
        expect(bitsOf(whole[line]?.slice(0, 300)), `${name}.${line}`).toBe(bitsOf(column));
      }
    }
  });

  it("lets a series stand in for the close, and gives empty lines for no bars", () => {
    const series = Float64Array.of(1, 2, 3, 4);
    expect(Array.from(compute("sma", { length: 3 }, { series })["sma"] ?? [])).toEqual([Number.NaN, Number.NaN, 2, 3]);
    expect(compute("donchian", {}, { high: new Float64Array(0), low: new Float64Array(0) })["upper"]).toHaveLength(0);
  });

  it("describes its own parameters: fields carry the schema's defaults and bounds", () => {
    for (const definition of indicatorList) {
      const defaults = Object.fromEntries(definition.fields.map((field) => [field.name, field.default]));
      expect({ of: definition.name, ...definition.params.parse({}) }).toEqual({ of: definition.name, ...defaults });
      for (const field of definition.fields) {
        for (const outside of [field.minimum - 1, field.maximum + 1]) {
          expect(definition.params.safeParse({ ...defaults, [field.name]: outside }).success).toBe(false);
        }
      }
    }
  });

  it.each([
    ["an unknown indicator", "smaa", {}, { series: bars.close }, { kind: "indicator.unknown", name: "smaa" }],
    ["an unknown parameter", "sma", { len: 3 }, bars, { kind: "indicator.bad_param", path: "params.len" }],
    ["a length of 0", "sma", { length: 0 }, bars, { kind: "indicator.bad_param", path: "params.length" }],
    ["a fraction", "rsi", { length: 2.5 }, bars, { kind: "indicator.bad_param", path: "params.length" }],
    ["text", "rsi", { length: "14" }, bars, { kind: "indicator.bad_param", path: "params.length" }],
    ["fast above slow", "macd", { fast: 30 }, bars, { kind: "indicator.bad_param", path: "params.fast" }],
    [
      "a series for two inputs",
      "donchian",
      {},
      { series: bars.close },
      { kind: "indicator.missing_input", path: "bars.high" },
    ],
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
