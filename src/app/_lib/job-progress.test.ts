import { describe, expect, it } from "vitest";
import { EpochMs, JobId } from "@/modules/_kernel";
import { isUnderWay, jobHref, timeLeftMs } from "./job-progress";
import type { JobView } from "./use-event-effects";

const RUNNING: JobView = {
  jobId: JobId.of("j1"),
  name: "data.import-bars",
  title: "Import",
  status: "running",
  progress: { done: 25, total: 100, unit: "bars" },
  result: null,
  error: null,
  createdBy: null,
  createdAt: EpochMs.of(0),
  startedAt: EpochMs.of(10_000),
  finishedAt: null,
  cancelRequested: false,
};

describe("timeLeftMs", () => {
  it("goes by the pace so far", () => {
    expect(timeLeftMs(RUNNING, 15_000)).toBe(15_000);
  });
  it.each<[string, Partial<JobView>, number]>([
    ["the end is not known", { progress: { done: 25, total: null, unit: "" } }, 15_000],
    ["too little is done", { progress: { done: 1, total: 100, unit: "" } }, 15_000],
    ["it has only begun", {}, 10_500],
    ["it waits", { status: "queued", startedAt: null }, 15_000],
    ["all is done", { progress: { done: 100, total: 100, unit: "" } }, 15_000],
  ])("does not guess when %s", (_, change, now) => {
    expect(timeLeftMs({ ...RUNNING, ...change }, now)).toBeNull();
  });
});

describe("jobHref", () => {
  it("leads to what the job made", () => {
    expect(jobHref({ ...RUNNING, status: "succeeded", result: { runId: "r1" } })).toBe("/strategies/backtest?run=r1");
    expect(jobHref({ ...RUNNING, status: "succeeded", result: { searchId: "s1" } })).toBe(
      "/strategies/search?search=s1",
    );
    expect(jobHref({ ...RUNNING, status: "succeeded", result: { simulationId: "s2" } })).toBe(
      "/risk/limits?simulation=s2",
    );
    expect(jobHref({ ...RUNNING, status: "succeeded", result: { symbol: "^GSPC", resolution: "1d" } })).toBe(
      "/chart?symbol=%5EGSPC&resolution=1d",
    );
    expect(jobHref({ ...RUNNING, status: "succeeded", result: { bars: 3 } })).toBeNull();
    expect(jobHref(RUNNING)).toBeNull();
  });
});

describe("isUnderWay", () => {
  it("holds until the job has ended", () => {
    expect(
      (["queued", "running", "succeeded", "failed", "canceled"] as const).map((status) =>
        isUnderWay({ ...RUNNING, status }),
      ),
    ).toEqual([true, true, false, false, false]);
  });
});
