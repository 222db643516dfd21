import { describe, expect, it } from "vitest";
import { exact, type Side } from "@/modules/_kernel";
import { type ProtectionInput, protectionOf } from "./protection";

const stop = (qty: string, fromMs: number, toMs: number | null = null, side: Side = "sell", orderId = "s1") => ({
  orderId,
  symbol: "A",
  side,
  qty: exact(qty),
  filled: exact(0),
  reduceOnly: true,
  fromMs,
  toMs,
});
const fill = (side: Side, qty: string, atMs: number, orderId = "o1") => ({
  orderId,
  symbol: "A",
  side,
  qty: exact(qty),
  atMs,
});
const of = (qty: string, change: Partial<ProtectionInput>) =>
  protectionOf({
    positions: [{ symbol: "A", qty: exact(qty) }],
    stops: [],
    fills: [],
    dayStartMs: 1_000,
    nowMs: 11_000,
    ...change,
  });

describe("protectionOf", () => {
  it("counts from the day's start what never had a stop", () => {
    const { positions, unprotectedMs } = of("10", {});
    expect(positions).toMatchObject([{ symbol: "A", state: "bare", sinceMs: 1_000, unprotectedMs: 10_000 }]);
    expect(unprotectedMs).toBe(10_000);
  });

  it("counts from the fill to the stop that follows it, and no further", () => {
    const { positions } = of("10", { fills: [fill("buy", "10", 3_000)], stops: [stop("10", 5_500)] });
    expect(positions).toMatchObject([{ state: "covered", sinceMs: null, unprotectedMs: 2_500 }]);
  });

  it("counts anew once a stop is gone, and names since when", () => {
    const { positions } = of("10", { stops: [stop("10", 0, 9_000)] });
    expect(positions).toMatchObject([{ state: "bare", sinceMs: 9_000, unprotectedMs: 2_000 }]);
  });

  it("is no cover for the part that is larger than its stop, and tells of stops that are too large", () => {
    expect(of("10", { stops: [stop("4", 0)] }).positions).toMatchObject([{ state: "partial", sinceMs: 1_000 }]);
    expect(of("10", { stops: [stop("4", 0), stop("7", 0, null, "sell", "s2")] }).positions).toMatchObject([
      { state: "oversized", sinceMs: null, unprotectedMs: 0 },
    ]);
  });

  it("follows a stop that fills in parts: position and cover get smaller together", () => {
    const stops = [{ ...stop("10", 0), filled: exact("4") }];
    const { positions } = of("6", { stops, fills: [fill("sell", "4", 6_000, "s1")] });
    expect(positions).toMatchObject([{ state: "covered", unprotectedMs: 0 }]);
  });

  it("takes for no cover what a stop filled on a day before", () => {
    const stops = [{ ...stop("10", 0), filled: exact("4") }];
    expect(of("6", { stops }).positions).toMatchObject([{ state: "covered" }]);
    expect(of("9", { stops }).positions).toMatchObject([{ state: "partial", covered: exact("6"), sinceMs: 1_000 }]);
  });

  it("takes only a stop of the other side for cover, of a short position a buy", () => {
    expect(of("-10", { stops: [stop("10", 0)] }).positions).toMatchObject([{ state: "bare" }]);
    expect(of("-10", { stops: [stop("10", 0, null, "buy")] }).positions).toMatchObject([{ state: "covered" }]);
  });

  it("counts what was held and is sold by now, and finds the stop that was left over", () => {
    const fills = [fill("buy", "5", 2_000), fill("sell", "5", 4_000)];
    const { positions, unprotectedMs, orphans } = of("0", { positions: [], fills, stops: [stop("5", 3_000)] });
    expect(positions).toEqual([]);
    expect(unprotectedMs).toBe(1_000);
    expect(orphans).toEqual([{ orderId: "s1", symbol: "A" }]);
  });

  it("takes a stop that may open for an entry, not for an orphan", () => {
    const entry = { ...stop("5", 3_000, null, "buy"), reduceOnly: false };
    expect(of("0", { positions: [], stops: [entry] }).orphans).toEqual([]);
  });
});
