import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeIndicator, indicatorList } from "./registry";

const RUNS = Number(process.env["SOAK_RUNS"] ?? 12);

/** Those that go along a column with their state in locals. */
const FILLED = [
  "sma",
  "ema",
  "wma",
  "hma",
  "kama",
  "vwma",
  "rsi",
  "macd",
  "roc",
  "cmo",
  "stoch",
  "stoch_rsi",
  "williams_r",
  "stdev",
  "bollinger",
  "linear_regression",
  "ultimate_oscillator",
  "awesome_oscillator",
  "cmf",
  "mfi",
];
/** A line or a Hull average through one value is none. */
const LENGTH_MIN: Readonly<Record<string, number>> = { hma: 2, linear_regression: 2 };

/** Longer than the chunks that gaps are looked for in, with flat stretches, jumps of scale and bars that are no number. */
const columns = fc
  .array(
    fc.record({
      count: fc.integer({ min: 1, max: 400 }),
      scale: fc.constantFrom(1e-9, 0.01, 1, 1, 1, 100, 1e15, 1e290),
      step: fc.constantFrom(0, 0.001, 0.3),
      end: fc.constantFrom(null, null, null, Number.NaN, Number.POSITIVE_INFINITY),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((stretches) => {
    const values: number[] = [];
    for (const { count, scale, step, end } of stretches) {
      for (let i = 0; i < count; i += 1) values.push(scale * (1 + step * Math.sin(values.length * 1.7)));
      if (end !== null) values.push(end);
    }
    const close = Float64Array.from(values);
    const [high, low] = [close.map((each) => each * 1.01), close.map((each) => each * 0.99)];
    const volume = close.map((_, i) => (i % 300 < 150 ? 1000 + (i % 7) : 0));
    return { open: close, high, low, close, volume };
  });

const bitsOf = (line: Float64Array | undefined) => {
  const bytes = new BigUint64Array(Float64Array.from(line ?? []).buffer);
  return bytes.join();
};

describe("a column at once", () => {
  it.each(FILLED)("%s is bit for bit what one bar at a time gives", (name) => {
    expect(indicatorList.map((definition) => definition.name)).toContain(name);
    fc.assert(
      fc.property(columns, fc.integer({ min: LENGTH_MIN[name] ?? 1, max: 90 }), (inputs, length) => {
        const params = {
          kama: { length, fast: 2, slow: 30 },
          stoch: { length, signal: 3, smooth: 2 },
          stoch_rsi: { length, stochLength: length + 2, signal: 3, smooth: 1 },
          macd: { fast: length, slow: length + 7, signal: 9 },
          ultimate_oscillator: { short: length, medium: length + 3, long: length + 9 },
          awesome_oscillator: { fast: length, slow: length + 20 },
          bollinger: { length, multiplier: 2 },
        };
        const given = Object.entries(params).find(([each]) => each === name)?.[1] ?? { length };
        const [batch, stream] = [
          computeIndicator(name, given, inputs),
          computeIndicator(name, given, inputs, "stream"),
        ];
        if (!batch.ok || !stream.ok) throw new Error(`${name} is computed`);
        for (const line of Object.keys(batch.value))
          expect([line, bitsOf(batch.value[line])]).toEqual([line, bitsOf(stream.value[line])]);
      }),
      { numRuns: RUNS },
    );
  });
});
