import { expect, it } from "vitest";
import { makeSeededRandom } from "./seeded-random";

it("gives the numbers of its seed, evenly", () => {
  const take = (seed: number, count: number) => {
    const next = makeSeededRandom(seed);
    return Array.from({ length: count }, next);
  };
  expect(take(7, 3)).toEqual(take(7, 3));
  expect(take(7, 3)).not.toEqual(take(8, 3));
  const many = take(1, 10_000);
  expect(Math.min(...many) >= 0 && Math.max(...many) < 1).toBe(true);
  expect(many.reduce((sum, each) => sum + each, 0) / many.length).toBeCloseTo(0.5, 1);
});
