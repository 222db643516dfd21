import { expect, it } from "vitest";
import { neighboursIn } from "./simulate";

const plan = (...places: readonly number[]) => ({ strategy: "any", places });

it.each([
  ["nobody meets anybody", [plan(0), plan(1), plan(2)], [[0], [1], [2]]],
  ["two trade one instrument", [plan(0), plan(1), plan(0)], [[1], [0, 2]]],
  ["one trades what two others have", [plan(0), plan(1), plan(2), plan(0, 1)], [[2], [0, 1, 3]]],
  ["they meet by way of another", [plan(0, 1), plan(2, 3), plan(4), plan(1, 2)], [[2], [0, 1, 3]]],
])("groups deployments where %s", (_what, plans, groups) => {
  expect(neighboursIn(plans)).toEqual(groups);
});
