import { describe, expect, it } from "vitest";
import { alignCloses, returnsOfCloses } from "./align-closes";

const series = (days: readonly number[], first = 100) => ({
  time: Float64Array.from(days),
  close: Float64Array.from(days, (day) => first + day),
});

describe("alignCloses", () => {
  it("keeps the days that all have, so that a coin's Monday has its weekend in it", () => {
    const all = new Map([
      ["SPY", series([1, 2, 5])],
      ["BTC", series([1, 2, 3, 4, 5])],
    ]);
    const { time, closes, left } = alignCloses(all, { daysMin: 2, daysMax: 10 });
    expect([...time]).toEqual([1, 2, 5]);
    expect([...(closes.get("BTC") ?? [])]).toEqual([101, 102, 105]);
    expect(left).toEqual([]);
  });

  it("keeps the newest days", () => {
    expect([...alignCloses(new Map([["A", series([1, 2, 3])]]), { daysMin: 1, daysMax: 2 }).time]).toEqual([2, 3]);
  });

  it("leaves out what is too short, by name", () => {
    const all = new Map([
      ["OLD", series([1, 2, 3, 4])],
      ["NEW", series([4])],
    ]);
    const { time, closes, left } = alignCloses(all, { daysMin: 3, daysMax: 9 });
    expect(left).toEqual([{ symbol: "NEW", days: 1 }]);
    expect([...closes.keys()]).toEqual(["OLD"]);
    expect(time).toHaveLength(4);
  });

  it("leaves out the one that shares no days with the others, and not the others", () => {
    const all = new Map([
      ["ODD", series([101, 102, 103, 104])],
      ["A", series([1, 2, 3, 4])],
      ["B", series([1, 2, 3, 4])],
    ]);
    expect(alignCloses(all, { daysMin: 3, daysMax: 9 }).left).toEqual([{ symbol: "ODD", days: 4 }]);
  });

  it("answers nothing of nothing", () => {
    expect(alignCloses(new Map(), { daysMin: 3, daysMax: 9 })).toMatchObject({ left: [], closes: new Map() });
  });
});

describe("returnsOfCloses", () => {
  it("has one fewer than there are closes", () => {
    expect([...returnsOfCloses(Float64Array.of(100, 110, 99))].map((each) => each.toFixed(6))).toEqual([
      "0.100000",
      "-0.100000",
    ]);
    expect(returnsOfCloses(Float64Array.of(100))).toHaveLength(0);
  });
});
