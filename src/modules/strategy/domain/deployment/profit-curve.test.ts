import { expect, it } from "vitest";
import { deepestFall, profitCurve } from "./profit-curve";

const seen = (atMs: number, close: number) => ({ atMs, seen: [{ symbol: "ACME", close }] });
const bought = { atMs: 2, symbol: "ACME", quantity: 10, cash: -1_001, multiplier: 1 };
const sold = { atMs: 4, symbol: "ACME", quantity: -10, cash: 1_099, multiplier: 1 };

it("is what fills brought and what they hold at the last close", () => {
  expect(profitCurve([bought, sold], [seen(1, 99), seen(2, 101), seen(3, 90), seen(4, 110), seen(5, 50)])).toEqual([
    { atMs: 1, profit: 0 },
    { atMs: 2, profit: 9 },
    { atMs: 3, profit: -101 },
    { atMs: 4, profit: 98 },
    { atMs: 5, profit: 98 },
  ]);
  expect(profitCurve([bought], [{ atMs: 3, seen: [] }])[0]?.profit).toBeCloseTo(0);
  expect(profitCurve([], [])).toEqual([]);
});

it("falls from its best before, as a part of what it had then", () => {
  const curve = [100, 0, 50, -100].map((profit, atMs) => ({ atMs, profit }));
  expect(deepestFall(curve, 900)).toBe(0.2);
  expect(deepestFall([{ atMs: 0, profit: -90 }], 900)).toBe(0.1);
  expect(deepestFall([], 900)).toBe(0);
});
