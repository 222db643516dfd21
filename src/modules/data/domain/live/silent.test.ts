import { expect, it } from "vitest";
import { isMute } from "./silent";

const NOW = 1_000_000;
const quote = (eventMs: number) => ({ eventMs, receivedMs: eventMs, clock: "wall", beatMs: 20_000 }) as const;
const open = {
  id: "open",
  sessionAt: () => ({ dateMs: 0, openMs: 0, closeMs: 2_000_000, breakMs: null, short: false }),
};
const closed = { id: "closed", sessionAt: () => null };

it.each([
  ["heard a moment ago", { quote: quote(NOW - 1_000), sinceMs: 0, calendar: null }, false],
  ["silent for longer than its beat", { quote: quote(NOW - 20_001), sinceMs: 0, calendar: null }, true],
  ["silent in an open session", { quote: quote(NOW - 20_001), sinceMs: 0, calendar: open }, true],
  ["silent while its market is closed", { quote: quote(NOW - 20_001), sinceMs: 0, calendar: closed }, false],
  ["never heard, just begun", { quote: null, sinceMs: NOW - 5_000, calendar: null }, false],
  ["never heard for longer than a beat", { quote: null, sinceMs: NOW - 20_001, calendar: null }, true],
])("says whether one is mute: %s", (_, watched, mute) => {
  expect(isMute({ ...watched, beatMs: 20_000 }, NOW)).toBe(mute);
});
