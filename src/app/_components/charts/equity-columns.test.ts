import { describe, expect, it } from "vitest";
import { lowestIndex, runSeriesOf } from "./equity-columns";

const column = (...values: number[]) => Float64Array.from(values);
const whole = {
  time: column(1, 2),
  equity: column(100, 90),
  benchmark: column(100, 101),
  drawdown: column(0, -0.1),
  fillTime: column(2),
  fillPrice: column(5),
  fillQuantity: column(-1),
};

describe("runSeriesOf", () => {
  it("sorts the columns into curves and fills", () => {
    const series = runSeriesOf(whole);
    expect([...(series?.equity.drawdown ?? [])]).toEqual([0, -0.1]);
    expect([...(series?.fills.quantity ?? [])]).toEqual([-1]);
  });

  it.each(Object.keys(whole))("refuses a message without %s", (name) => {
    expect(runSeriesOf(Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)))).toBeNull();
  });

  it("refuses columns that belong together and differ in length", () => {
    expect(runSeriesOf({ ...whole, equity: column(1) })).toBeNull();
    expect(runSeriesOf({ ...whole, fillPrice: column(1, 2) })).toBeNull();
  });
});

describe("lowestIndex", () => {
  it("finds the first of the lowest", () => {
    expect(lowestIndex(column(0, -3, 2, -3))).toBe(1);
    expect(lowestIndex(column())).toBe(-1);
  });
});
