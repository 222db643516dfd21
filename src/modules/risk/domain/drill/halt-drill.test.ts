import { describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { DRILL_STEPS, type DrilledStep, drillDue, drillOutcome } from "./halt-drill";

const at = (text: string) => EpochMs.of(Date.parse(`${text}Z`));
const done = (outcome: DrilledStep["outcome"] = "passed") =>
  DRILL_STEPS.map(
    (step): DrilledStep => ({ step, outcome, at: at("2026-03-01T00:00"), tookMs: 1, settledMs: null, why: null }),
  );

describe("drillOutcome", () => {
  it("is passed when every step passed, and never when one was left out or had nothing to stop", () => {
    expect(drillOutcome(done())).toBe("passed");
    expect(drillOutcome(done().slice(1))).toBe("failed");
    expect(drillOutcome([])).toBe("failed");
    for (const outcome of ["failed", "not_tried"] as const)
      for (const step of DRILL_STEPS)
        expect(drillOutcome(done().map((each) => (each.step === step ? { ...each, outcome } : each)))).toBe("failed");
  });
});

describe("drillDue", () => {
  const plan = { day: 5, setAt: at("2026-01-20T00:00") };
  it.each([
    ["set after the day: the next month's", null, "2026-01-25T00:00", "2026-02-05T00:00", false],
    ["the day has not come", null, "2026-02-04T23:59", "2026-02-05T00:00", false],
    ["from its first moment on", null, "2026-02-05T00:00", "2026-02-05T00:00", true],
    ["until one was begun", "2026-01-30T00:00", "2026-02-20T00:00", "2026-02-05T00:00", true],
    ["and then the next", "2026-02-06T00:00", "2026-02-20T00:00", "2026-03-05T00:00", false],
    ["over the end of a year", "2026-12-05T10:00", "2026-12-31T23:00", "2027-01-05T00:00", false],
    ["a missed month is not made up for twice", null, "2026-04-01T00:00", "2026-03-05T00:00", true],
  ])("%s", (_rule, last, now, due, isDue) => {
    expect(drillDue(plan, last === null ? null : at(last), at(now))).toEqual({ at: at(due), isDue });
  });
});
