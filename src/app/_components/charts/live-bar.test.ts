import { describe, expect, it } from "vitest";
import { type Bar, barColumnsOf, MINUTE_MS } from "@/modules/data";
import { grownFrom, liveBar } from "./live-bar";

const T = 1_700_000_100_000 - (1_700_000_100_000 % (15 * MINUTE_MS));
const bar = (minutes: number, close: number): Bar => ({
  time: T + minutes * MINUTE_MS,
  open: close - 1,
  high: close + 2,
  low: close - 3,
  close,
  volume: 10,
});

describe("the bar in the making", () => {
  it("is the minute that is not over, at one minute", () => {
    expect(liveBar(barColumnsOf([bar(0, 5)]), bar(1, 9), "1m")).toEqual(bar(1, 9));
    expect(liveBar(barColumnsOf([]), bar(1, 9), "1m")).toEqual(bar(1, 9));
  });

  it("is nothing once that minute is a bar, or when it came late", () => {
    const held = barColumnsOf([bar(0, 5), bar(1, 6)]);
    expect(liveBar(held, bar(1, 9), "1m")).toBeNull();
    expect(liveBar(held, bar(0, 9), "5m")).toBeNull();
    expect(liveBar(held, null, "1m")).toBeNull();
  });

  it("adds the minute to what is over of a longer bar", () => {
    expect(liveBar(barColumnsOf([bar(0, 5)]), bar(3, 20), "5m")).toEqual({
      time: T,
      open: 4,
      high: 22,
      low: 2,
      close: 20,
      volume: 20,
    });
    expect(liveBar(barColumnsOf([bar(0, 5)]), bar(6, 20), "5m")).toEqual({ ...bar(6, 20), time: T + 5 * MINUTE_MS });
  });

  it.each(["1h", "1d", "nonsense"])("is not drawn at %s", (resolution) => {
    expect(liveBar(barColumnsOf([bar(0, 5)]), bar(60, 9), resolution)).toBeNull();
  });
});

describe("bars that grew", () => {
  const before = barColumnsOf([bar(0, 1), bar(1, 2), bar(2, 3)]);
  const more = barColumnsOf([bar(0, 1), bar(1, 2), bar(2, 3), bar(3, 4)]);
  const timeOf = (minutes: number) => bar(minutes, 1).time;

  it("are drawn from the first that is new or changed", () => {
    expect(grownFrom(before, more, null)).toBe(3);
    expect(grownFrom(before, barColumnsOf([bar(0, 1), bar(1, 2), bar(2, 99)]), null), "the last may change").toBe(2);
    expect(grownFrom(before, before, timeOf(9)), "nothing to draw").toBe(3);
    expect(grownFrom(before, more, timeOf(3)), "the bar in the making closed").toBe(3);
  });

  it.each([
    ["there was nothing", null, before, null],
    ["older ones came", before, barColumnsOf([bar(-1, 0), bar(0, 1), bar(1, 2), bar(2, 3)]), null],
    ["one was repaired", before, barColumnsOf([bar(0, 1), bar(1, 77), bar(2, 3)]), null],
    ["there are fewer", before, barColumnsOf([bar(0, 1), bar(1, 2)]), null],
    ["many came", before, barColumnsOf(Array.from({ length: 9 }, (_, at) => bar(at, at + 1))), null],
    ["the next one is being drawn already", before, more, timeOf(4)],
    [
      "the last changed behind one that is being made",
      before,
      barColumnsOf([bar(0, 1), bar(1, 2), bar(2, 9)]),
      timeOf(3),
    ],
  ] as const)("are drawn anew when %s", (_why, held, next, liveMs) => {
    expect(grownFrom(held, next, liveMs)).toBeNull();
  });
});
