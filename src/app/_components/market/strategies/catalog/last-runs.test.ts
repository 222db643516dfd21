import { expect, it } from "vitest";
import { lastRuns } from "./last-runs";

const run = (runId: string, strategy: string, status = "succeeded", stats: object | null = {}) => ({
  runId,
  status,
  spec: { strategy },
  stats,
});

it("finds the newest finished run of each strategy, whichever version it ran", () => {
  const found = lastRuns([
    run("5", "mine@3", "running", null),
    run("4", "mine@2"),
    run("3", "sma-cross", "failed", null),
    run("2", "sma-cross"),
    run("1", "mine@1"),
  ]);
  expect([...found].map(([name, { runId }]) => [name, runId])).toEqual([
    ["mine", "4"],
    ["sma-cross", "2"],
  ]);
});
