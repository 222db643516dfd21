import { describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { hasEnded, timeLeftMs } from "./time-left";

const running = (done: number, total: number | null) => ({
  status: "running" as const,
  progress: { done, total, unit: "rows" },
  startedAt: EpochMs.of(1_000),
});

describe("timeLeftMs", () => {
  it("goes on at the pace so far", () => {
    expect(timeLeftMs(running(25, 100), 11_000)).toBe(30_000);
    expect(timeLeftMs(running(100, 100), 11_000)).toBe(0);
  });

  it.each([
    ["no total", running(25, null), 11_000],
    ["a total of nothing", running(0, 0), 11_000],
    ["too early", running(25, 100), 2_000],
    ["too little done", running(1, 100), 11_000],
    ["not started", { ...running(25, 100), startedAt: null }, 11_000],
    ["ended", { ...running(25, 100), status: "failed" as const }, 11_000],
  ])("is not known with %s", (_, job, nowMs) => {
    expect(timeLeftMs(job, nowMs)).toBeNull();
  });
});

describe("hasEnded", () => {
  it("is true of the three ends", () => {
    expect((["queued", "running", "succeeded", "failed", "canceled"] as const).filter(hasEnded)).toEqual([
      "succeeded",
      "failed",
      "canceled",
    ]);
  });
});
