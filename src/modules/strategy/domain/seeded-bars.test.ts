import { describe, expect, it } from "vitest";
import { sliceBars } from "@/modules/data";
import { makeSeededBars } from "./seeded-bars";

describe("makeSeededBars", () => {
  // Bytes 0..47 of the published workload's file, column by column: its first and its 10 000th bar.
  it("gives the published bars, bit for bit", () => {
    const bars = makeSeededBars(10_000);
    const at = (index: number) =>
      [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume].map((column) => column[index]);
    expect(at(0)).toEqual([
      1577836800000, 100.0054198739094, 100.01075284244178, 99.97769993401783, 99.97819225725611, 352,
    ]);
    expect(at(9_999)).toEqual([
      1578436740000, 105.54402517067003, 105.58648313318702, 105.5211391737394, 105.5211391737394, 1062,
    ]);
  });

  it("begins a longer series with the shorter one, and another seed with other bars", () => {
    const [short, long] = [makeSeededBars(100), makeSeededBars(1000)];
    expect(sliceBars(long, 0, 100).close).toEqual(short.close);
    expect(makeSeededBars(100, 43).close).not.toEqual(short.close);
  });

  it("makes bars that a broker could show", () => {
    const { open, high, low, close, volume, time } = makeSeededBars(2000, 7);
    for (let i = 0; i < 2000; i += 1) {
      const [o = 0, h = 0, l = 0, c = 0] = [open[i], high[i], low[i], close[i]];
      expect(h >= Math.max(o, c) && l <= Math.min(o, c) && l > 0 && (volume[i] ?? -1) >= 0).toBe(true);
      expect(time[i]).toBe(Date.UTC(2020, 0, 1) + i * 60_000);
    }
  });

  it("makes none, and refuses what is no count", () => {
    expect(makeSeededBars(0).time.length).toBe(0);
    expect(() => makeSeededBars(-1)).toThrow("a count of bars");
    expect(() => makeSeededBars(1.5)).toThrow("a count of bars");
  });
});
