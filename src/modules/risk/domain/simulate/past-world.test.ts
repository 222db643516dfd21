import { describe, expect, it } from "vitest";
import { exact } from "@/modules/_kernel";
import { PastWorld, splitQty } from "./past-world";

const holding = (qty: number) => {
  const world = new PastWorld(exact(1_000));
  world.trade("A", qty > 0 ? "buy" : "sell", { qty: exact(Math.abs(qty)), price: exact(10) });
  return world;
};

describe("a world of the past", () => {
  it("pays for what it holds", () => {
    const world = holding(30);
    expect(world.cash.toNumber()).toBe(700);
    expect(world.equity(new Map([["A", exact(12)]]))?.toNumber()).toBe(1_060);
    expect(world.equity(new Map())).toBe(null);
  });

  it.each([
    [30, "sell", 30],
    [30, "buy", 0],
    [-20, "buy", 20],
    [-20, "sell", 0],
  ] as const)("holding %i lets a %s close %i", (qty, side, closes) => {
    expect(holding(qty).closable("A", side).toNumber()).toBe(closes);
  });

  it("follows a split in proportion to what the other held", () => {
    const [was, would] = [holding(60), holding(10)];
    was.adopt(new Map([["A", exact(120)]]), would);
    expect([was.unitsOf("A").toNumber(), would.unitsOf("A").toNumber()]).toEqual([120, 20]);
  });

  it("takes over what came without a fill", () => {
    const [was, would] = [new PastWorld(exact(0)), new PastWorld(exact(0))];
    was.adopt(new Map([["B", exact(5)]]), would);
    expect(would.unitsOf("B").toNumber()).toBe(5);
  });
});

describe("splitQty", () => {
  it.each([
    [50, 30, [30, 20]],
    [20, 30, [20, 0]],
    [20, 0, [0, 20]],
  ] as const)("of %i with %i to close is %j", (qty, closable, parts) => {
    const { closing, opening } = splitQty(exact(qty), exact(closable));
    expect([closing.toNumber(), opening.toNumber()]).toEqual(parts);
  });
});
