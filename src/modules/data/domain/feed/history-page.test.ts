import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstOpenBar, nextBarStart, readHistoryPage } from "./history-page";

const MINUTE = 60_000;
const FROM = 1_700_000_040_000;
const window = { fromMs: FROM, toMs: FROM + 5 * MINUTE, stepMs: MINUTE, nowMs: FROM + 4.5 * MINUTE };
const row = (minute: number, close: unknown = 10) => [FROM + minute * MINUTE, 10, 11, 9, close, 3];
const starts = (rows: unknown) => {
  const page = readHistoryPage(rows, window);
  return page.ok ? [...page.value.time].map((time) => (time - FROM) / MINUTE) : page.error;
};

describe("readHistoryPage", () => {
  it("keeps closed bars of the window as they came, repeats and all", () => {
    expect(starts([row(2), row(0), row(1), row(2)])).toEqual([2, 0, 1, 2]);
  });

  it("leaves out what was not asked for and the bar that is still open", () => {
    expect(starts([row(-1), row(0), row(3), row(4)])).toEqual([0, 3]);
  });

  it("keeps a bar from the future, for the checks to see", () => {
    expect(starts([row(0), row(6)])).toEqual([0, 6]);
  });

  it("keeps what is no number as NaN, for the checks to see", () => {
    const page = readHistoryPage([row(0, null), row(1, "10"), [FROM + 2 * MINUTE, 10, 11]], window);
    expect(page.ok && [...page.value.close]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it.each([
    ["<html>busy</html>", "a list of bars was expected, a web page came"],
    [null, "a list of bars was expected, nothing came"],
    [{ bars: [] }, "a list of bars was expected, an object came"],
    [["x"], "a bar was expected, text came"],
    [[["2024-01-01", 1, 1, 1, 1, 1]], "the time of a bar is text"],
    [[[FROM + 0.5, 1, 1, 1, 1, 1]], `the time of a bar is ${FROM + 0.5}`],
    [[[FROM + 15_000, 1, 1, 1, 1, 1]], "a bar starts 0.25 minutes after one of ours"],
  ])("refuses %j", (rows, why) => {
    expect(starts(rows)).toBe(why);
  });

  it("keeps what was asked for and what is in the future, and nothing else", () => {
    const minutes = fc.array(fc.integer({ min: -3, max: 8 }), { maxLength: 30 });
    fc.assert(
      fc.property(minutes, (list) => {
        const got = starts(list.map((minute) => row(minute)));
        expect(got).toEqual(list.filter((minute) => (minute >= 0 && minute <= 3) || minute > 4.5));
      }),
    );
  });
});

describe("the grid", () => {
  it("begins a request at a whole bar and ends a history before the open one", () => {
    expect(nextBarStart(61_000, MINUTE)).toBe(120_000);
    expect(nextBarStart(60_000, MINUTE)).toBe(60_000);
    expect(firstOpenBar(119_999, MINUTE)).toBe(60_000);
    expect(firstOpenBar(120_000, MINUTE)).toBe(120_000);
  });
});
