import { expect, it } from "vitest";
import { changesOf, profitBand } from "./profit-band";

const CHANGES = Float64Array.from({ length: 200 }, (_, at) => (at % 3 === 0 ? -2 : 1.5));

it("begins at nothing, widens, and lies around what the run made on average", () => {
  const band = profitBand(CHANGES, 300) ?? [];
  expect(band[0]).toEqual({ bars: 0, low: 0, middle: 0, high: 0 });
  const [early, last] = [band[10], band.at(-1)];
  expect(last?.bars).toBe(300);
  const mean = CHANGES.reduce((sum, each) => sum + each, 0) / CHANGES.length;
  expect(last?.low).toBeLessThan(mean * 300);
  expect(last?.high).toBeGreaterThan(mean * 300);
  expect((last?.high ?? 0) - (last?.low ?? 0)).toBeGreaterThan((early?.high ?? 0) - (early?.low ?? 0));
  expect(profitBand(CHANGES, 300)).toEqual(band);
});

it("says nothing of too few changes or bars", () => {
  expect(profitBand(CHANGES.subarray(0, 19), 10)).toBeNull();
  expect(profitBand(CHANGES, 0)).toBeNull();
  expect(profitBand(CHANGES, 1)?.map(({ bars }) => bars)).toEqual([0, 1]);
});

it("takes what is sized in units as it is, and anything else by its capital", () => {
  const equity = Float64Array.of(1_000, 1_100, 1_045);
  expect([...changesOf(equity, { capital: 500, inUnits: true })]).toEqual([100, -55]);
  expect([...changesOf(equity, { capital: 500, inUnits: false })].map(Math.round)).toEqual([50, -25]);
  expect([...changesOf(Float64Array.of(0, 5), { capital: 1, inUnits: false })]).toEqual([0]);
});
