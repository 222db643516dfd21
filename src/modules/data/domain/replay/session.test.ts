import { describe, expect, it } from "vitest";
import { applyReplayCommand, isReplaySpeed, type ReplayCommand, type ReplaySession, replaySymbol } from "./session";

const SESSION: ReplaySession = {
  sessionId: "replay-1",
  status: "playing",
  resolution: "1m",
  fromMs: 0,
  toMs: 600_000,
  positionMs: 120_000,
  speed: 1,
  leap: 1,
  stepsAsked: 3,
  stepsDone: 3,
};
const outcomeOf = (status: ReplaySession["status"], command: ReplayCommand, change: Partial<ReplaySession> = {}) => {
  const answer = applyReplayCommand({ ...SESSION, status, ...change }, command);
  return answer.ok ? answer.value.status : answer.error.kind;
};

describe("a replay session", () => {
  it.each([
    // command    playing              paused     finished        stopped
    ["pause", ["paused", "paused", "replay.ended", "replay.ended"]],
    ["resume", ["playing", "playing", "replay.ended", "replay.ended"]],
    ["step", ["replay.not_paused", "paused", "replay.ended", "replay.ended"]],
    ["stop", ["stopped", "stopped", "stopped", "stopped"]],
  ] as const)("%s", (type, expected) => {
    const states = ["playing", "paused", "finished", "stopped"] as const;
    expect(states.map((status) => outcomeOf(status, { type }))).toEqual(expected);
  });

  it("may be sought from wherever it is, and waits when it had ended", () => {
    const seek = { type: "seek", toMs: 60_000 } as const;
    expect(["playing", "paused", "finished"].map((status) => outcomeOf(status as "paused", seek))).toEqual([
      "playing",
      "paused",
      "paused",
    ]);
    const answer = applyReplayCommand(SESSION, seek);
    expect(answer).toMatchObject({ ok: true, value: { positionMs: 60_000, leap: 2 } });
  });

  it.each([-1, 600_000, Number.NaN, Number.POSITIVE_INFINITY])(
    "is not sought to %d, outside of its stretch",
    (toMs) => {
      expect(outcomeOf("paused", { type: "seek", toMs })).toBe("replay.seek_outside");
    },
  );

  it("makes as many steps as were asked for, and not without end", () => {
    const once = applyReplayCommand({ ...SESSION, status: "paused" }, { type: "step" });
    expect(once).toMatchObject({ ok: true, value: { stepsAsked: 4, stepsDone: 3 } });
    expect(outcomeOf("paused", { type: "step" }, { stepsAsked: 103 })).toBe("replay.steps_waiting");
  });

  it.each([
    [0.1, true],
    [10_000, true],
    [null, true],
    [0, false],
    [-1, false],
    [10_001, false],
    [Number.NaN, false],
  ])("has a speed of %s: %s", (speed, may) => {
    expect(isReplaySpeed(speed)).toBe(may);
    expect(outcomeOf("paused", { type: "speed", speed })).toBe(may ? "paused" : "replay.speed_invalid");
  });

  it("says when a command changed nothing", () => {
    const paused = { ...SESSION, status: "paused" } as const;
    const answer = applyReplayCommand(paused, { type: "pause" });
    expect(answer.ok && answer.value).toBe(paused);
  });

  it("plays into a symbol of its own", () => {
    expect(replaySymbol("AAPL")).toBe("REPLAY-AAPL");
  });
});
