import { describe, expect, it } from "vitest";
import { isProtectionLooser, isWatched, minds, PROTECTION_DEFAULT, parseProtection } from "./protection-policy";

const rearm = { mode: "rearm", afterSeconds: 60, distance: 0.05, surplus: "mend" } as const;

describe("terms of a protection policy", () => {
  it("are read whole, or every fault is named at its place", () => {
    expect(parseProtection(rearm)).toEqual({ ok: true, value: rearm });
    const read = parseProtection({ mode: "panic", afterSeconds: 4, distance: 0.6, surplus: "mend", more: 1 });
    expect(read.ok ? [] : read.error.map(({ path }) => path)).toEqual(["mode", "afterSeconds", "distance", ""]);
    expect(parseProtection({ ...rearm, afterSeconds: 3_601 })).toMatchObject({ error: [{ path: "afterSeconds" }] });
    expect(parseProtection({ ...rearm, afterSeconds: 5, distance: 0.001 })).toMatchObject({ ok: true });
  });

  it.each([
    ["less is done", rearm, { ...rearm, mode: "alert" }, true],
    ["nothing is done", { ...rearm, mode: "alert" }, { ...rearm, mode: "none" }, true],
    ["it is done later", rearm, { ...rearm, afterSeconds: 61 }, true],
    ["the stop is further away", rearm, { ...rearm, distance: 0.06 }, true],
    ["more is done", { ...rearm, mode: "none" }, rearm, false],
    ["it is done sooner and nearer", rearm, { ...rearm, afterSeconds: 5, distance: 0.01 }, false],
    ["only stops that are too many are left alone", rearm, { ...rearm, surplus: "keep" }, false],
    [
      "a distance is told that nobody uses",
      { ...rearm, mode: "alert" },
      { ...rearm, mode: "alert", distance: 0.3 },
      false,
    ],
  ] as const)("loosen where a position may stand uncovered for longer: %s", (_what, before, after, looser) => {
    expect(isProtectionLooser(before, after)).toBe(looser);
  });

  it("are watched where anything is ever done for them", () => {
    expect(minds({ ...PROTECTION_DEFAULT, surplus: "mend" }, "uncovered")).toBe(false);
    expect(minds({ ...PROTECTION_DEFAULT, mode: "alert" }, "surplus")).toBe(true);
    expect(isWatched(PROTECTION_DEFAULT)).toBe(false);
    expect(isWatched({ ...PROTECTION_DEFAULT, mode: "alert" })).toBe(true);
    expect(isWatched({ ...PROTECTION_DEFAULT, surplus: "mend" })).toBe(true);
  });
});
