import { describe, expect, it } from "vitest";
import { exact } from "@/modules/_kernel";
import { areStepsLooser, type WatchLevel, watchLevel } from "./limit-steps";
import { HARD_STEPS, isMonitored } from "./monitored-kinds";

const STEPS = { warnAt: 0.8, hard: "flatten" } as const;
const at = (used: string | null, before: WatchLevel, isOver = false) =>
  watchLevel({ limit: exact("0.02"), used: used === null ? null : exact(used), symbol: null, isOver }, STEPS, before);

describe("watchLevel", () => {
  it.each([
    ["0", "calm", "calm"],
    ["0.0159", "calm", "calm"],
    ["0.016", "calm", "warned"],
    // Left only a twentieth of the limit below where it began.
    ["0.0151", "warned", "warned"],
    ["0.0149", "warned", "calm"],
    ["0.0195", "breached", "breached"],
    ["0.0189", "breached", "warned"],
    ["0.01", "breached", "calm"],
    ["0.0195", "calm", "warned"],
  ] as const)("of %s of 0.02, before %s, is %s", (used, before, level) => expect(at(used, before)).toBe(level));

  it("is breached wherever it stood, once the limit is passed", () => {
    for (const before of ["calm", "warned", "unknown", "breached"] as const)
      expect(at("0.0201", before, true)).toBe("breached");
  });

  it("is unknown where nobody knows, and never calm", () => {
    for (const before of ["calm", "warned", "breached"] as const) expect(at(null, before)).toBe("unknown");
    expect(at("0.001", "unknown")).toBe("calm");
  });

  it("does not warn of nothing used of a limit that allows nothing", () => {
    const usage = { limit: exact("0"), used: exact("0"), symbol: null, isOver: false };
    expect(watchLevel(usage, STEPS, "calm")).toBe("calm");
  });
});

describe("areStepsLooser", () => {
  it("is any step that does less, and a later warning", () => {
    for (const [place, hard] of HARD_STEPS.entries())
      for (const [other, after] of HARD_STEPS.entries())
        expect(areStepsLooser({ warnAt: 0.8, hard }, { warnAt: 0.8, hard: after })).toBe(other < place);
    expect(areStepsLooser(STEPS, { ...STEPS, warnAt: 0.9 })).toBe(true);
    expect(areStepsLooser(STEPS, { ...STEPS, warnAt: 0.7 })).toBe(false);
  });
});

describe("isMonitored", () => {
  it("is what can be passed without an order", () => {
    expect(isMonitored("daily_loss")).toBe(true);
    expect(isMonitored("order_rate")).toBe(false);
  });
});
