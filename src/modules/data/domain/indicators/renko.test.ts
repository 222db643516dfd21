import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { computeRenko, Renko } from "./renko";

const column = z.array(z.number()).transform((values) => Float64Array.from(values));
const { bars, renko } = z
  .object({
    bars: z.object({ date: z.array(z.string()), high: column, low: column, close: column, volume: column }),
    renko: z.object({
      params: z.object({ brickSize: z.number() }),
      count: z.number(),
      bricks: z.array(
        z.object({
          at: z.number(),
          timestamp: z.string(),
          open: z.number(),
          high: z.number(),
          low: z.number(),
          close: z.number(),
          volume: z.number(),
          isUp: z.boolean(),
        }),
      ),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL("../../testing/fixtures/skender.json", import.meta.url), "utf8")));

const closes = (values: readonly number[]) => {
  const close = Float64Array.from(values);
  return { high: close, low: close, close, volume: close.map(() => 6) };
};
const ends = (values: readonly number[], size: number) =>
  computeRenko(closes(values), size)?.map(({ bar, open, close }) => [bar, open, close]);

describe("computeRenko", () => {
  it("gives the published bricks of Stock.Indicators", () => {
    const bricks = computeRenko(bars, renko.params.brickSize) ?? [];
    expect(bricks).toHaveLength(renko.count);
    for (const { at, timestamp, ...brick } of renko.bricks) {
      const { bar, ...ours } = bricks[at] ?? { bar: -1 };
      expect(bars.date[bar]).toBe(timestamp);
      expect(ours).toMatchObject({ ...brick, volume: expect.closeTo(brick.volume, 3) });
    }
  });

  it("turns back only when the close passes the other end of the last brick by a whole one", () => {
    // From the brick 11 to 12: a close of 10.2 is 0.8 below it, one of 9.9 more than 1, one of 8.9 one more.
    expect(ends([10, 12.5, 11.5, 10.2, 9.9, 8.9], 1)).toEqual([
      [1, 10, 11],
      [1, 11, 12],
      [4, 11, 10],
      [5, 10, 9],
    ]);
  });

  it("counts a brick of a tenth as a tenth: no brick is lost or made by rounding", () => {
    const tenths = Array.from({ length: 200 }, (_, i) => (1000 + i) / 10);
    const bricks = computeRenko(closes(tenths), 0.1) ?? [];
    expect(bricks).toHaveLength(199);
    expect(bricks.at(-1)?.close).toBe(119.9);
  });

  it("shares the volume of a bar that made several", () => {
    expect(computeRenko(closes([10, 13]), 1)?.map(({ volume }) => volume)).toEqual([2, 2, 2]);
  });

  it("refuses what no memory could hold", () => {
    expect(computeRenko(closes([1, 1e9]), 1e-3)).toBeNull();
  });

  it("shows the same last brick with and without giving the bricks out", () => {
    const [given, moved] = [new Renko(1), new Renko(1)];
    for (const close of [10, 12, 15, 11, 9, 9.5, 14]) {
      given.take(given.next(close, close, close, 1));
      moved.move(moved.next(close, close, close, 1));
      expect([given.upper, given.lower]).toEqual([moved.upper, moved.lower]);
    }
  });
});
