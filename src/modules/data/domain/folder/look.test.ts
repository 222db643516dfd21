import { describe, expect, it } from "vitest";
import { type KnownLook, nextStep, SETTLE_MS } from "./look";

const NOW = Date.UTC(2024, 0, 8);
const seen = { bytes: 100, modifiedMs: NOW - 60_000 };
const known = (change: Partial<KnownLook> = {}): KnownLook => ({
  ...seen,
  state: "waiting",
  sinceMs: NOW - SETTLE_MS,
  ...change,
});

describe("what to do about a file of a folder", () => {
  it.each([
    ["is new", null, "note"],
    ["has looked the same for long enough", known(), "take"],
    ["has looked the same for a moment only", known({ sinceMs: NOW - SETTLE_MS + 1 }), "leave"],
    ["is longer than before", known({ bytes: 99 }), "note"],
    ["was written again", known({ modifiedMs: NOW - 61_000 }), "note"],
    ["is in", known({ state: "imported" }), "leave"],
    ["is in and has changed", known({ state: "imported", bytes: 99 }), "note"],
    ["was refused", known({ state: "refused" }), "leave"],
    ["was refused and has been mended", known({ state: "refused", modifiedMs: 0 }), "note"],
    ["is back", known({ state: "gone" }), "note"],
    ["waits since a moment in the future, as the clock was put back", known({ sinceMs: NOW + 1 }), "take"],
  ] as const)("a file that %s", (_, before, step) => {
    expect(nextStep(seen, before, NOW)).toBe(step);
  });
});
