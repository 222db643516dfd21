import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairRoundTrips } from "./round-trips";

type Row = readonly [bar: number, quantity: number, price: number, commission: number];
const pair = (rows: readonly Row[], multiplier = 1) => {
  const column = (index: 0 | 1 | 2 | 3) => Float64Array.from(rows, (row) => row[index]);
  const trips = pairRoundTrips(
    { bar: column(0), quantity: column(1), price: column(2), commission: column(3) },
    multiplier,
  );
  return Array.from(trips.side, (side, index) => {
    const at = (facts: Float64Array) => Number((facts[index] ?? Number.NaN).toFixed(9));
    return [
      side > 0 ? "long" : "short",
      at(trips.quantity),
      at(trips.entryBar),
      at(trips.exitBar),
      at(trips.entryPrice),
      at(trips.exitPrice),
      at(trips.pnl),
      at(trips.commission),
    ];
  });
};

describe("pairRoundTrips", () => {
  it("nets a round trip of both commissions", () => {
    expect(
      pair([
        [1, 10, 100, 1],
        [5, -10, 110, 1.1],
      ]),
    ).toEqual([["long", 10, 1, 5, 100, 110, 97.9, 2.1]]);
  });

  it("closes the oldest piece first and shares commissions by quantity", () => {
    expect(
      pair([
        [1, 10, 100, 2],
        [2, 10, 120, 4],
        [3, -15, 130, 3],
      ]),
    ).toEqual([
      ["long", 10, 1, 3, 100, 130, 296, 4],
      ["long", 5, 2, 3, 120, 130, 47, 3],
    ]);
  });

  it("opens the other side with what a fill has left", () => {
    expect(
      pair([
        [1, 10, 100, 0],
        [2, -25, 90, 5],
        [3, 15, 80, 3],
      ]),
    ).toEqual([
      ["long", 10, 1, 2, 100, 90, -102, 2],
      ["short", 15, 2, 3, 90, 80, 144, 6],
    ]);
  });

  it("earns on a short that falls, times the multiplier", () => {
    expect(
      pair(
        [
          [1, -2, 50, 0],
          [2, 2, 40, 0],
        ],
        50,
      ),
    ).toEqual([["short", 2, 1, 2, 50, 40, 1000, 0]]);
  });

  it("leaves an open position out, and dust of Float64 too", () => {
    expect(pair([[1, 10, 100, 0]])).toEqual([]);
    expect(
      pair([
        [1, 0.3, 10, 0],
        [2, -0.1, 10, 0],
        [3, -0.2, 10, 0],
        [4, 1, 10, 0],
      ]).length,
    ).toBe(2);
    expect(pair([])).toEqual([]);
  });

  it("refuses columns of different length", () => {
    const [two, one] = [Float64Array.of(1, 2), Float64Array.of(1)];
    expect(() => pairRoundTrips({ bar: two, quantity: one, price: two, commission: two }, 1)).toThrow(
      "share one length",
    );
  });

  it("adds up to the cash that the fills moved, once everything is closed", () => {
    const row = fc.tuple(
      fc.integer({ min: -20, max: 20 }).filter((q) => q !== 0),
      fc.integer({ min: 1, max: 500 }),
      fc.nat(9),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (list) => {
        const rows: Row[] = list.map(([quantity, price, commission], bar) => [bar, quantity, price, commission]);
        const open = rows.reduce((sum, [, quantity]) => sum + quantity, 0);
        if (open !== 0) rows.push([rows.length, -open, 100, 1]);
        const cash = rows.reduce((sum, [, quantity, price, commission]) => sum - quantity * price - commission, 0);
        const trips = pair(rows);
        expect(trips.reduce((sum, trip) => sum + Number(trip[6]), 0)).toBeCloseTo(cash, 5);
        const exits = trips.map((trip) => Number(trip[3]));
        expect(exits).toEqual(exits.toSorted((a, b) => a - b));
      }),
    );
  });
});
