import { describe, expect, it } from "vitest";
import { type FilledPart, fillColumns } from "./use-trade-marks";

const fill = (orderId: string, at: number, qty: string, price: string, side: "buy" | "sell" = "buy"): FilledPart => ({
  orderId,
  at,
  side,
  qty,
  price,
});

describe("fills on the chart", () => {
  it("are one arrow for what an order got within a minute, at its average", () => {
    const { time, price, quantity } = fillColumns([
      fill("b", 130_000, "2", "20", "sell"),
      fill("a", 61_000, "1", "10"),
      fill("a", 60_500, "3", "14"),
      fill("a", 121_000, "1", "12"),
    ]);
    expect([...time]).toEqual([60_500, 121_000, 130_000]);
    expect([...price]).toEqual([13, 12, 20]);
    expect([...quantity]).toEqual([4, 1, -2]);
  });

  it("are none where there are none", () => {
    expect(fillColumns([]).time).toHaveLength(0);
  });
});
