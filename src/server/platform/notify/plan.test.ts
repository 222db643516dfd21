import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayOf, minuteOfDay, nextTryMs, type PlannedRule, planWays, type Quiet, type Severity } from "./plan";

const at = (iso: string) => Date.parse(iso);
const NOON = at("2026-03-04T12:00:00Z");
const step = (id: string, afterMinutes = 0) => ({ channelId: id, personId: null, afterMinutes });
const rule = (change: Partial<PlannedRule> = {}): PlannedRule => ({
  kinds: [],
  leastSeverity: "warning",
  steps: [step("phone")],
  ...change,
});
const plan = (
  rules: readonly PlannedRule[],
  {
    messageKey = "limit.breached",
    severity = "failure",
    atMs = NOON,
    quiet = null,
    zone = "UTC",
  }: { messageKey?: string; severity?: Severity; atMs?: number; quiet?: Quiet | null; zone?: string } = {},
) => planWays({ messageKey, severity, atMs }, { rules, channelIds: ["phone", "mail"], quiet, zone });

describe("the ways of a notification", () => {
  it("are those of the rules for its kind and severity", () => {
    expect(plan([rule()])).toHaveLength(1);
    expect(plan([rule()], { severity: "success" })).toEqual([]);
    expect(plan([rule({ kinds: ["job"] })])).toEqual([]);
    expect(plan([rule({ kinds: ["limit"] })])).toHaveLength(1);
  });

  it("are each taken once, at the earliest of its times", () => {
    const ways = plan([rule({ steps: [step("phone", 10), step("mail", 5)] }), rule()]);
    expect(ways).toEqual([
      { target: { kind: "channel", id: "phone" }, dueMs: NOON },
      { target: { kind: "channel", id: "mail" }, dueMs: NOON + 300_000 },
    ]);
  });

  it("lead by no channel that is gone", () => {
    expect(plan([rule({ steps: [step("lost")] })])).toEqual([]);
  });

  it("do not lead on from whom it was passed on to", () => {
    const onwards = [rule({ steps: [{ channelId: null, personId: "bob", afterMinutes: 5 }, step("phone")] })];
    expect(plan(onwards)).toHaveLength(2);
    expect(plan(onwards, { messageKey: "escalated.person" })).toEqual([
      { target: { kind: "channel", id: "phone" }, dueMs: NOON },
    ]);
  });

  it("of a heartbeat are all that there are, by day and by night", () => {
    const quiet: Quiet = { from: 0, to: 0, passes: "none" };
    expect(plan([], { messageKey: "heartbeat.daily", severity: "info", quiet })).toHaveLength(2);
  });
});

describe("quiet hours", () => {
  const night: Quiet = { from: 22 * 60, to: 7 * 60, passes: "failure" };
  it.each([
    ["2026-03-04T21:59:00Z", "2026-03-04T21:59:00Z"],
    ["2026-03-04T22:00:00Z", "2026-03-05T07:00:00Z"],
    ["2026-03-05T06:59:59Z", "2026-03-05T07:00:00Z"],
    ["2026-03-05T07:00:00Z", "2026-03-05T07:00:00Z"],
  ])("hold what comes at %s until %s", (from, to) => {
    const [way] = plan([rule()], { severity: "warning", atMs: at(from), quiet: night });
    expect(way?.dueMs).toBe(at(to));
  });

  it("let through what is bad enough", () => {
    const atMs = at("2026-03-05T03:00:00Z");
    expect(plan([rule()], { severity: "failure", atMs, quiet: night })[0]?.dueMs).toBe(atMs);
    expect(plan([rule()], { severity: "failure", atMs, quiet: { ...night, passes: "none" } })[0]?.dueMs).not.toBe(atMs);
  });

  it("end by the clocks of the zone, in the nights too in which they are set", () => {
    const end = (iso: string) =>
      plan([rule()], { severity: "warning", atMs: at(iso), quiet: night, zone: "Europe/Berlin" })[0]?.dueMs;
    expect(end("2026-03-28T22:00:00Z")).toBe(at("2026-03-29T05:00:00Z"));
    expect(end("2026-10-24T21:00:00Z")).toBe(at("2026-10-25T06:00:00Z"));
  });

  it("are over when they are said to be, whenever it came", () => {
    const minutes = fc.integer({ min: 0, max: 1_439 });
    fc.assert(
      fc.property(minutes, minutes, fc.integer({ min: 0, max: 365 * 1_440 }), (from, to, offset) => {
        const atMs = at("2026-01-01T00:00:00Z") + offset * 60_000;
        const quiet: Quiet = { from, to, passes: "none" };
        const dueMs = plan([rule()], { atMs, quiet, zone: "Asia/Tokyo" })[0]?.dueMs ?? Number.NaN;
        expect(dueMs).toBeGreaterThanOrEqual(atMs);
        expect(dueMs - atMs).toBeLessThanOrEqual(1_440 * 60_000);
        expect(dueMs === atMs || minuteOfDay(dueMs, "Asia/Tokyo") === to).toBe(true);
      }),
    );
  });
});

it("knows the day where the person is", () => {
  expect(dayOf(at("2026-03-04T23:30:00Z"), "Asia/Tokyo")).toBe("2026-03-05");
});

it("tries five times more, later each time, and never before it was asked to", () => {
  expect([1, 2, 3, 4, 5, 6].map((attempts) => nextTryMs(attempts, null))).toEqual([
    5_000,
    30_000,
    120_000,
    600_000,
    3_600_000,
    null,
  ]);
  expect(nextTryMs(1, 60_000)).toBe(60_000);
});
