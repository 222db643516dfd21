import fc from "fast-check";
import { expect, it } from "vitest";
import { RollingScale, SCALE_WINDOW } from "./rolling-scale";

it("is the median of the last moves as a deviation, whatever came before them", () => {
  const move = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(move, { minLength: 64, maxLength: 700 }), (moves) => {
      const scale = new RollingScale();
      for (const size of moves) scale.push(size);
      const last = moves.slice(-SCALE_WINDOW).toSorted((left, right) => left - right);
      expect(scale.deviation()).toBe((last[last.length >> 1] ?? 0) * (1 / 0.674_489_750_196_082));
    }),
    { numRuns: Number(process.env["SOAK_RUNS"] ?? 60) },
  );
});

it("says nothing about a few moves", () => {
  const scale = new RollingScale();
  for (let i = 0; i < 63; i += 1) scale.push(0.01);
  expect(scale.deviation()).toBeNull();
  scale.push(0.01);
  expect(scale.deviation()).toBeCloseTo(0.0148, 4);
});
