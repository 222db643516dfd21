import { describe, expect, it } from "vitest";
import { at, CLOSE, define, type Facts, type Run } from "./definition";
import { lengthOnly } from "./params";

const FACTS: Facts = {
  name: "count",
  title: "Count",
  summary: "How many bars it was fed.",
  category: "statistics",
  inputs: CLOSE,
  lines: ["count"],
  scale: "own",
  source: "this test",
};
/** Counts the bars that reach it. */
const counting = (): Run => {
  let seen = 0;
  return (_inputs, from, to, lines) => {
    for (let i = from; i < to; i += 1) at(lines, 0)[i] = ++seen;
  };
};
const run = (gaps: "own" | "restart" | "skip", values: readonly number[], step = values.length) => {
  const started = define(FACTS, lengthOnly(3), counting, gaps).start({});
  if (!started.ok) throw new Error("its defaults start it");
  const line = new Float64Array(values.length);
  for (let from = 0; from < values.length; from += step) {
    started.value([Float64Array.from(values)], from, Math.min(from + step, values.length), [line]);
  }
  return [...line];
};

describe("define", () => {
  const holed = [1, 2, Number.NaN, 4, Number.POSITIVE_INFINITY, Number.NaN, 7, 8];
  const none = Number.NaN;

  it.each([1, 3, 8])("restarts, skips or leaves gaps to the indicator, in steps of %i bars", (step) => {
    expect(run("restart", holed, step)).toEqual([1, 2, none, 1, none, none, 1, 2]);
    expect(run("skip", holed, step)).toEqual([1, 2, none, 3, none, none, 4, 5]);
    expect(run("own", holed, step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("finds a gap in bars too many to look through at once", () => {
    const values = Array.from({ length: 10_000 }, (_, i) => (i === 7777 ? none : 1));
    const line = run("restart", values);
    expect([line[7776], line[7777], line[7778], line[9999]]).toEqual([7777, none, 1, 2222]);
  });

  it("names what is wrong with parameters, and what would pass", () => {
    const definition = define(FACTS, lengthOnly(3, 2), counting);
    expect(definition.start({ length: 1 })).toMatchObject({
      error: { kind: "indicator.bad_param", path: "params.length", expected: "a whole number from 2 to 100000" },
    });
    expect(definition.start({ size: 1 })).toMatchObject({ error: { path: "params.size", expected: "only length" } });
    expect(definition.start("3")).toMatchObject({ ok: false, error: { path: "params" } });
  });
});
