import { expect, it } from "vitest";
import { judgeBar } from "./read-alert";

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;
const judge = (
  agoMs: number | null,
  withinMinutes: number,
  change: { barMs?: number; openedMs?: number; createdMs?: number } = {},
) =>
  judgeBar(
    { lastMs: agoMs === null ? null : NOW - agoMs, createdMs: change.createdMs ?? 0, openedMs: change.openedMs ?? 0 },
    { withinMs: withinMinutes * MINUTE, barMs: change.barMs ?? MINUTE, nowMs: NOW },
  ).holds;

it.each([
  ["one that closed a minute and a moment ago: the next is on its way", 62_000, 1, false],
  ["one that closed a minute and a half ago, to the moment", 90_000, 1, false],
  ["one that closed longer ago", 90_001, 1, true],
  ["one that may be five minutes old", 5 * MINUTE + 29_000, 5, false],
  ["one that is older than that", 5 * MINUTE + 31_000, 5, true],
] as const)("a minute's bar is missing after its time and half a minute: %s", (_what, agoMs, within, holds) => {
  expect(judge(agoMs, within)).toBe(holds);
});

it("is never missing sooner than it is long, whatever was asked for", () => {
  expect(judge(14 * MINUTE, 1, { barMs: 15 * MINUTE })).toBe(false);
  expect(judge(16 * MINUTE, 1, { barMs: 15 * MINUTE })).toBe(true);
});

it("is waited for from when the session opened, or from when somebody began to wait", () => {
  expect(judge(900 * MINUTE, 1, { openedMs: NOW - MINUTE })).toBe(false);
  expect(judge(900 * MINUTE, 1, { openedMs: NOW - 2 * MINUTE })).toBe(true);
  expect(judge(null, 1, { createdMs: NOW - MINUTE })).toBe(false);
  expect(judge(null, 1, { createdMs: NOW - 2 * MINUTE })).toBe(true);
});
