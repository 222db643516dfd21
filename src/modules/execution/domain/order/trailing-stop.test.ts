import { describe, expect, it } from "vitest";
import { exact } from "@/modules/_kernel";
import { nextTrailingStop } from "./trailing-stop";

const at = (side: "buy" | "sell", stop: string | null, price: string, by: { amount?: string; percent?: string }) =>
  nextTrailingStop(
    { side, trailAmount: by.amount ?? null, trailPercent: by.percent ?? null },
    stop === null ? null : exact(Number(stop)),
    exact(Number(price)),
  )?.toString() ?? null;

describe("nextTrailingStop", () => {
  it("follows the price and never gives way", () => {
    expect(at("sell", null, "100", { amount: "5" })).toBe("95");
    expect(at("sell", "95", "101", { amount: "5" })).toBe("96");
    expect(at("sell", "95", "99", { amount: "5" })).toBe(null);
    expect(at("buy", "105", "99", { amount: "5" })).toBe("104");
    expect(at("buy", "105", "101", { amount: "5" })).toBe(null);
  });

  it("takes a fraction of the price it is asked at, below 0 as well", () => {
    expect(at("sell", null, "200", { percent: "0.05" })).toBe("190");
    expect(at("sell", null, "-200", { percent: "0.05" })).toBe("-210");
  });

  it("leaves an order alone that does not trail", () => {
    expect(at("sell", null, "200", {})).toBe(null);
  });
});
