import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ms } from "../../testing/orders";
import { compareSides, type OurSide } from "./compare-sides";
import type { Side, SideFill, SideOrder } from "./difference";

const order = (orderId: string, change: Partial<SideOrder> = {}): SideOrder => ({
  orderId,
  symbol: "ACME",
  side: "buy",
  qty: "100",
  filledQty: "0",
  ...change,
});
const fill = (execId: string, change: Partial<SideFill> = {}): SideFill => ({
  execId,
  orderId: "a",
  symbol: "ACME",
  side: "buy",
  qty: "10",
  price: "5",
  currency: "USD",
  fees: [],
  at: ms(1_000_000),
  ...change,
});
const side = (change: Partial<Side> = {}): Side => ({
  orders: [],
  fills: [],
  allFills: true,
  positions: {},
  cash: {},
  ...change,
});
const ours = (change: Partial<OurSide> = {}): OurSide => ({
  ...side(),
  unsettled: new Set(),
  booked: new Set(),
  known: new Set(),
  ...change,
});
const names = (here: OurSide, there: Side) =>
  compareSides(here, there).map(({ about, kind, key, difference }) => `${about} ${kind} ${key} ${difference}`);

describe("two sides of an account", () => {
  it.each<[string, Partial<OurSide>, Partial<Side>, readonly string[]]>([
    ["an order that the venue has alone", {}, { orders: [order("a")] }, ["order missing_here a null"]],
    ["an order that we have alone", { orders: [order("a")] }, {}, ["order missing_there a null"]],
    [
      "an order that is filled more there",
      { orders: [order("a", { filledQty: "10" })] },
      { orders: [order("a", { filledQty: "40.0" })] },
      ["order qty_differs a 30"],
    ],
    [
      "an order of another side",
      { orders: [order("a")] },
      { orders: [order("a", { side: "sell" })] },
      ["order terms_differ a null"],
    ],
    ["an order whose outcome is open by itself", { orders: [order("a")], unsettled: new Set(["a"]) }, {}, []],
    ["a fill of an order of ours", { known: new Set(["a"]) }, { fills: [fill("x")] }, ["fill missing_here x 10"]],
    ["a fill of nobody's order", {}, { fills: [fill("x", { side: "sell" })] }, ["fill unknown_fill x -10"]],
    ["a fill that is booked, though it is old", { booked: new Set(["x"]) }, { fills: [fill("x")] }, []],
    ["a fill that the venue does not have", { fills: [fill("x")] }, {}, ["fill missing_there x -10"]],
    [
      "a fill that may have left the venue's list",
      { fills: [fill("x")], booked: new Set(["y"]) },
      { fills: [fill("y", { at: ms(990_000) })], allFills: false },
      [],
    ],
    ["a fill of another size", { fills: [fill("x")] }, { fills: [fill("x", { qty: "12" })] }, ["fill qty_differs x 2"]],
    [
      "a fill at another price",
      { fills: [fill("x")] },
      { fills: [fill("x", { price: "6" })] },
      ["fill qty_differs x 0"],
    ],
    [
      "a position",
      { positions: { ACME: "10" } },
      { positions: { BOLT: "-1" } },
      ["position qty_differs ACME -10", "position qty_differs BOLT -1"],
    ],
    ["cash", { cash: { USD: "-100.10" } }, { cash: { USD: "-100.1", EUR: "0" } }, []],
    ["cash of one currency", { cash: { USD: "-100" } }, { cash: { USD: "-101" } }, ["cash qty_differs USD -1"]],
    ["cash that the venue keeps none of", { cash: { USD: "-100" } }, { cash: null }, []],
  ])("tells %s", (_name, here, there, expected) => {
    expect(names(ours(here), side(there))).toEqual(expected);
  });

  it("finds nothing where both are the same, whatever they are", () => {
    const amounts = fc.dictionary(fc.constantFrom("A", "B", "C"), fc.integer().map(String));
    const sides = fc.record({
      orders: fc.uniqueArray(fc.constantFrom("a", "b", "c")).map((ids) => ids.map((id) => order(id))),
      fills: fc.uniqueArray(fc.constantFrom("x", "y", "z")).map((ids) => ids.map((id) => fill(id))),
      positions: amounts,
      cash: amounts,
    });
    fc.assert(
      fc.property(sides, (given) => {
        expect(compareSides(ours(given), side(given))).toEqual([]);
      }),
    );
  });

  it("tells of a position exactly what the fills that are missing come to", () => {
    const fills = fc.uniqueArray(
      fc.record({ id: fc.nat(20), qty: fc.integer({ min: 1, max: 9 }), sell: fc.boolean() }),
      {
        selector: ({ id }) => id,
      },
    );
    fc.assert(
      fc.property(fills, fc.nat(), (given, seed) => {
        const all = given.map(({ id, qty, sell }) => fill(`x${id}`, { qty: `${qty}`, side: sell ? "sell" : "buy" }));
        const heard = all.filter((_each, index) => ((seed >> (index % 20)) & 1) === 0);
        const sum = (of: readonly SideFill[]) =>
          of.reduce((total, each) => total + (each.side === "buy" ? 1 : -1) * Number(each.qty), 0);
        const here = ours({ fills: heard, known: new Set(["a"]), positions: { ACME: String(sum(heard)) } });
        const found = compareSides(here, side({ fills: all, positions: { ACME: String(sum(all)) } }));
        const missing = found.filter(({ about }) => about === "fill");
        expect(missing).toHaveLength(all.length - heard.length);
        const position = found.find(({ about }) => about === "position")?.difference ?? "0";
        expect(missing.reduce((total, { difference }) => total + Number(difference), 0)).toBe(Number(position));
      }),
    );
  });
});
