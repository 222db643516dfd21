import { describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { ALGO_STATUSES, type AlgoEvent, type AlgoStanding, applyAlgoEvent, isAlgoOver, workedMs } from "./algo-state";

const THEN = EpochMs.of(1_000);
const NOW = EpochMs.of(5_000);
const standing = (change: Partial<AlgoStanding>): AlgoStanding => ({
  status: "working",
  reason: null,
  sinceMs: THEN,
  pausedMs: 0,
  ...change,
});

// The whole state machine on one screen; "." is refused.
const TABLE = `
          working   paused    completed canceled failed
pause     paused    .         .         .        .
resume    .         working   .         .        .
cancel    canceled  canceled  .         .        .
complete  completed completed .         .        .
fail      failed    failed    .         .        .
`;
const EVENTS: Readonly<Record<string, AlgoEvent>> = {
  pause: { type: "pause", atMs: NOW, reason: "asked" },
  resume: { type: "resume", atMs: NOW },
  cancel: { type: "cancel", atMs: NOW, reason: "asked" },
  complete: { type: "complete", atMs: NOW, reason: null },
  fail: { type: "fail", atMs: NOW, reason: "refused" },
};
const [header = [], ...rows] = TABLE.trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));
const cells = rows.flatMap(([event = "", ...ends]) =>
  ends.map((to, place) => [event, header[place] ?? "", to] as const),
);

describe("the states of a parent order", () => {
  it("are all in the table", () => expect(header).toEqual([...ALGO_STATUSES]));

  it.each(cells)("%s when %s: %s", (event, from, to) => {
    const status = ALGO_STATUSES.find((each) => each === from);
    const given = EVENTS[event];
    if (status === undefined || given === undefined) throw new Error(`${event} ${from}`);
    const next = applyAlgoEvent(standing({ status }), given);
    expect(next.ok ? next.value.status : ".").toBe(to);
    expect(next.ok ? next.value.sinceMs : next.error).toEqual(next.ok ? NOW : { kind: "algo.not_now", status });
  });

  it("are over for good once they are completed, canceled or failed", () => {
    expect(ALGO_STATUSES.filter((status) => isAlgoOver({ status }))).toEqual(["completed", "canceled", "failed"]);
  });
});

describe("the time that a parent has worked", () => {
  it("stands still while it is paused, and goes on where it stood", () => {
    const started = EpochMs.of(0);
    const paused = applyAlgoEvent(standing({ sinceMs: started }), {
      type: "pause",
      atMs: EpochMs.of(10),
      reason: "asked",
    });
    if (!paused.ok) throw new Error("paused");
    expect(workedMs(paused.value, started, EpochMs.of(500))).toBe(10);
    const resumed = applyAlgoEvent(paused.value, { type: "resume", atMs: EpochMs.of(110) });
    if (!resumed.ok) throw new Error("resumed");
    expect(workedMs(resumed.value, started, EpochMs.of(115))).toBe(15);
  });
});
