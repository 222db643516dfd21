import { expect, it } from "vitest";
import { hasRest } from "./may-resume";

const PLAN = {} as NonNullable<Parameters<typeof hasRest>[0]["plan"]>;
const base = { plan: PLAN, chunks: 4, chunksDone: 2, error: null } as const;

it.each([
  ["canceled half-way", { ...base, status: "canceled" }, true],
  ["canceled before it was planned", { ...base, status: "canceled", plan: null, chunks: 0, chunksDone: 0 }, true],
  ["done with a part that failed", { ...base, status: "succeeded", chunksDone: 3 }, true],
  [
    "failed because no part ran",
    { ...base, status: "failed", chunksDone: 0, error: { kind: "search.nothing_ran" } },
    true,
  ],
  ["done", { ...base, status: "succeeded", chunksDone: 4 }, false],
  ["canceled before it was summed up", { ...base, status: "canceled", chunksDone: 4 }, true],
  ["at work", { ...base, status: "running" }, false],
  [
    "refused when it was planned",
    { ...base, status: "failed", plan: null, error: { kind: "search.window_short" } },
    false,
  ],
  ["of bars that have changed", { ...base, status: "failed", error: { kind: "search.bars_changed" } }, false],
  [
    "not planned because a worker broke",
    { ...base, status: "failed", plan: null, error: { kind: "search.job_fault" } },
    true,
  ],
] as const)("offers the rest of a search: %s", (_, search, offered) => {
  expect(hasRest(search as Parameters<typeof hasRest>[0])).toBe(offered);
});
