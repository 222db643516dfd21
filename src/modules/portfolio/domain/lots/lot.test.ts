import { describe, expect, it } from "vitest";
import { exact } from "@/modules/_kernel";
import { openLot, poolLots, termOf } from "./lot";
import { SplitLog } from "./split-log";

const splits = new SplitLog();
const lot = (id: string, qty: string, price: string, fees: string) =>
  openLot({ id, qty: exact(qty), price: exact(price), fees: exact(fees), dateMs: 0 }, 0, splits);

describe("poolLots", () => {
  it("adds up units, money and fees under the name of the older", () => {
    const pool = poolLots(lot("a", "1", "10", "1"), lot("b", "-3", "20", "0.5"), splits);
    expect([pool.id, ...[pool.left, pool.price, pool.gross, pool.fees].map(String)]).toEqual([
      "a",
      "4",
      "17.5",
      "70",
      "1.5",
    ]);
    const taken = pool.take(exact(1));
    expect([taken.gross, taken.fees, pool.gross].map(String)).toEqual(["17.5", "0.375", "52.5"]);
  });
});

describe("termOf", () => {
  it("is long from the day after the same day of the next year", () => {
    const term = (opened: string, closed: string) => termOf(Date.parse(opened), Date.parse(closed));
    expect(term("2019-12-31", "2020-12-31")).toBe("short");
    expect(term("2019-12-31", "2021-01-01")).toBe("long");
    expect(term("2023-02-28", "2024-02-29")).toBe("long");
  });
});
