import { describe, expect, it } from "vitest";
import type { ParameterField } from "../strategy";
import { randomPoints } from "./points";
import { makeSpace, paramsOf, type SearchSpace } from "./space";
import { type Observation, suggestPoints } from "./tpe";

const field = (name: string): ParameterField => ({
  name,
  label: name,
  description: "",
  type: "number",
  unit: "",
  default: 0,
  minimum: -10,
  maximum: 15,
});
function space(names: readonly string[], from: number, to: number): SearchSpace {
  const ranges = Object.fromEntries(names.map((name) => [name, { kind: "range", from, to, step: 0.1 } as const]));
  const made = makeSpace(names.map(field), ranges);
  if (!made.ok) throw new Error(made.error.expected);
  return made.value;
}
const number = (value: unknown) => Number(value);

/** Known functions with known minima; a search maximizes, so their negatives. */
const SPHERE = {
  name: "sphere",
  space: space(["x", "y", "z"], -5, 5),
  score: ({ x, y, z }: Record<string, unknown>) => -(number(x) ** 2 + number(y) ** 2 + (number(z) - 2) ** 2),
};
const BRANIN = {
  name: "Branin",
  space: space(["x", "y"], -5, 15),
  score: ({ x, y }: Record<string, unknown>) => {
    const [a, b] = [number(x), number(y)];
    return -(
      (b - (5.1 / (4 * Math.PI ** 2)) * a ** 2 + (5 / Math.PI) * a - 6) ** 2 +
      10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) +
      10
    );
  },
};
const HIMMELBLAU = {
  name: "Himmelblau",
  space: space(["x", "y"], -6, 6),
  score: ({ x, y }: Record<string, unknown>) =>
    -((number(x) ** 2 + number(y) - 11) ** 2 + (number(x) + number(y) ** 2 - 7) ** 2),
};
const TRIALS = 100;
const SEEDS = Array.from({ length: 9 }, (_, index) => index + 1);

function byModel({ space: of, score }: typeof SPHERE, seed: number): readonly Observation[] {
  const observed: Observation[] = [];
  while (observed.length < TRIALS) {
    const points = suggestPoints({
      space: of,
      accepts: () => true,
      observed,
      count: 10,
      seed: seed * 1_000 + observed.length,
    });
    for (const point of points) observed.push({ point, score: score(paramsOf(of, point)) });
  }
  return observed;
}
const bestOf = (scores: readonly number[]) => Math.max(...scores);
const median = (values: readonly number[]) =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN;

describe("the tree-structured Parzen estimator", () => {
  it.each([SPHERE, BRANIN, HIMMELBLAU])("finds more of $name in 100 trials than chance does", (problem) => {
    const model = SEEDS.map((seed) => bestOf(byModel(problem, seed).map(({ score }) => score)));
    const chance = SEEDS.map((seed) =>
      bestOf(
        randomPoints(problem.space, () => true, { trials: TRIALS, seed }).map((point) =>
          problem.score(paramsOf(problem.space, point)),
        ),
      ),
    );
    expect(median(model)).toBeGreaterThan(median(chance));
  });

  it("proposes the same for the same seed and observations, and nothing twice", () => {
    const first = byModel(SPHERE, 7);
    expect(byModel(SPHERE, 7)).toEqual(first);
    expect(byModel(SPHERE, 8)).not.toEqual(first);
    expect(new Set(first.map(({ point }) => point)).size).toBe(TRIALS);
  });

  it("takes no score as worse than any, keeps to what is allowed, and ends when nothing is left", () => {
    const tiny = space(["x"], 0, 2.9);
    const accepts = ({ x }: Readonly<Record<string, unknown>>) => number(x) >= 1;
    const observed = Array.from({ length: 25 }, (_, index) => ({ point: index, score: index < 15 ? Number.NaN : 1 }));
    const points = suggestPoints({ space: tiny, accepts, observed, count: 50, seed: 1 });
    expect(points.toSorted((left, right) => left - right)).toEqual([25, 26, 27, 28, 29]);
  });
});
