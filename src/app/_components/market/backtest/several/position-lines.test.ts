import { describe, expect, it } from "vitest";
import { positionLines } from "./position-lines";

const time = Float64Array.of(1, 3);
const equity = {
  time: Float64Array.of(0, 1, 2, 3),
  equity: Float64Array.of(100, 200, 300, 400),
  benchmark: new Float64Array(4),
  drawdown: new Float64Array(4),
};
const column = (a: number, b: number) => Float64Array.of(a, b);

describe("positionLines", () => {
  const positions = { time, worth: [column(50, 100), column(-20, 0)], profit: [column(1, 2), column(3, 4)] };

  it("divides what each is worth by the equity of that moment", () => {
    const lines = positionLines({ equity, positions }, ["A", "B"], { view: "weight", rest: "rest" });
    expect(lines.map(({ name, values }) => [name, [...values]])).toEqual([
      ["A", [0.25, 0.25]],
      ["B", [-0.1, 0]],
    ]);
  });

  it("shows the largest and adds the rest up, so that nothing is lost", () => {
    const profit = Array.from({ length: 8 }, (_, place) => column(place, place));
    const symbols = profit.map((_, place) => `S${place}`);
    const lines = positionLines({ equity, positions: { time, worth: profit, profit } }, symbols, {
      view: "profit",
      rest: "others",
    });
    expect(lines.map(({ name }) => name)).toEqual(["S3", "S4", "S5", "S6", "S7", "others"]);
    expect([...(lines.at(-1)?.values ?? [])]).toEqual([3, 3]);
  });
});
