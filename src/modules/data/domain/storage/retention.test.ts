import { describe, expect, it } from "vitest";
import { rowsOf, someBars } from "../../testing/builders";
import { rollUpTo } from "../roll-up";
import { sessionRuleOf } from "../session-rule";
import { chunkEndOf, cutoffOf, longerToKeep, makeLonger } from "./retention";

const DAY_MS = 86_400_000;
const NY = sessionRuleOf({ calendar: "XNYS", timeZone: "America/New_York" });

describe("what is stored before bars go", () => {
  it.each([
    ["minutes alone", [["1m", 365]], "1m", ["5m", "15m", "1h", "4h", "1d"]],
    [
      "of two limits the longer",
      [
        ["1m", 30],
        ["5m", 365],
      ],
      "1m",
      ["5m", "15m", "1h", "4h", "1d"],
    ],
    [
      "not what goes as soon",
      [
        ["1m", 365],
        ["5m", 365],
        ["15m", 30],
      ],
      "1m",
      ["1h", "4h", "1d"],
    ],
    ["of hours", [["1h", 365]], "1h", ["4h", "1d"]],
  ] as const)("%s", (_, policy, resolution, longer) => {
    expect(longerToKeep(resolution, new Map(policy))).toEqual(longer);
  });
});

it("cuts at the open of a session, whatever the hour", () => {
  // Tuesday noon; thirty days before it is a Sunday, whose next session opens on Monday in New York.
  const nowMs = Date.UTC(2024, 5, 4, 16);
  const monday = Date.UTC(2024, 4, 6, 13, 30);
  expect(cutoffOf(NY, 30, nowMs)).toBe(monday);
  expect(chunkEndOf(NY, monday - 30 * DAY_MS, monday)).toBe(Date.UTC(2024, 3, 15, 13, 30));
  expect(chunkEndOf(NY, monday - DAY_MS, monday)).toBe(monday);
});

it("makes the same bars as a reader", () => {
  const bars = someBars({ count: 3 * 390, startMs: Date.UTC(2024, 4, 6, 13, 30) });
  const made = makeLonger(bars, "1m", NY);
  const [five, quarter] = [rollUpTo(bars, "5m", NY), rollUpTo(rollUpTo(bars, "5m", NY), "15m", NY)];
  const hours = rollUpTo(quarter, "1h", NY);
  expect(made.get("5m")).toEqual(five);
  expect(made.get("1h")).toEqual(hours);
  expect(made.get("4h")).toEqual(rollUpTo(hours, "4h", NY));
  expect(rowsOf(made.get("1d") ?? bars)).toEqual(rowsOf(rollUpTo(hours, "1d", NY)));
});
