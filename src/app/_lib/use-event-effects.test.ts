import { describe, expect, it } from "vitest";
import { EpochMs, JobId } from "@/modules/_kernel";
import { isJobView, isLaterJob, isNotificationView, type JobView, mergeJob } from "./use-event-effects";

function job(id: string, status: JobView["status"], done: number): JobView {
  return {
    jobId: JobId.of(id),
    name: "data.import-bars",
    title: "Import",
    status,
    progress: { done, total: 100, unit: "bars" },
    result: null,
    error: null,
    createdBy: null,
    createdAt: EpochMs.of(1),
    startedAt: null,
    finishedAt: null,
    cancelRequested: false,
  };
}

describe("mergeJob", () => {
  it("puts new work in front and updates known work in its place", () => {
    const list = mergeJob([job("a", "running", 1), job("b", "queued", 0)], job("b", "running", 5));
    expect(list.map((one) => [one.jobId, one.progress.done])).toEqual([
      ["a", 1],
      ["b", 5],
    ]);
    expect(mergeJob(list, job("c", "queued", 0)).map((one) => one.jobId)).toEqual(["c", "a", "b"]);
  });

  it("does not let a late report reopen a job that has ended", () => {
    const [ended] = mergeJob([job("a", "succeeded", 100)], job("a", "running", 99));
    expect(ended?.status).toBe("succeeded");
    expect(isLaterJob(job("a", "running", 50), job("a", "running", 40))).toBe(false);
  });
});

describe("payload checks", () => {
  it("tell our own views from anything else", () => {
    expect(isJobView(job("a", "queued", 0))).toBe(true);
    expect(isJobView({ jobId: 1 })).toBe(false);
    expect(isJobView(null)).toBe(false);
    expect(isNotificationView({ notificationId: "n", messageKey: "k" })).toBe(true);
    expect(isNotificationView("n")).toBe(false);
  });
});
