import { describe, expect, it } from "vitest";
import { BarBroker } from "./bar-broker";
import { type BarOrderRequest, type ClosedBar, ORDER_STATUSES } from "./bar-order";
import { BarVenue } from "./bar-venue";
import { workBar, workMarketsAtClose } from "./bifrost-rules";
import { DEFAULT_BROKER, DEFAULT_TERMS, type InstrumentTerms } from "./broker-model";

/** Edges of the fill rules that mutation testing found untried. */

type Prices = readonly [open: number, high: number, low: number, close: number];
const barAt = ([open, high, low, close]: Prices, index: number): ClosedBar => ({
  index,
  time: index * 60_000,
  open,
  high,
  low,
  close,
  volume: 1_000,
});

/** Orders, each with the bar at whose close it is decided, and what filled: `order x price`. */
function fillsOf(prices: readonly Prices[], orders: readonly (BarOrderRequest & { bar: number })[], terms = {}) {
  const broker = new BarBroker(DEFAULT_BROKER, { ...DEFAULT_TERMS, ...(terms satisfies Partial<InstrumentTerms>) });
  for (const bar of prices.map(barAt)) {
    broker.work(bar);
    for (const order of orders) if (order.bar === bar.index) broker.submit(bar, order);
  }
  const { order, price } = broker.fills();
  return [...order].map((number, at) => `${number} x ${Number(price[at]?.toFixed(9))}`);
}
const FLAT: Prices = [100, 100, 100, 100];

describe("a bar that opens exactly at the target", () => {
  it.each<[string, number, number, number, Prices]>([
    ["a long position", 1, 105, 95, [105, 106, 94, 100]],
    ["a short one", -1, 95, 105, [95, 106, 94, 100]],
  ])("of %s fills it there, whatever it touches later", (_, held, target, stop, last) => {
    const exits = { bar: 1, quantity: -held, group: 1 };
    const orders = [
      { bar: 0, type: "market", quantity: held },
      { ...exits, type: "stop", stopPrice: stop },
      { ...exits, type: "limit", limitPrice: target },
    ] as const;
    expect(fillsOf([FLAT, FLAT, last], orders)).toEqual(["0 x 100", `2 x ${target}`]);
  });
});

describe("a bar that touches both stop and target of less than one unit", () => {
  it.each<[string, number, number, number]>([
    ["a long position", 0.5, 105, 95],
    ["a short one", -0.5, 95, 105],
  ])("of %s is taken to have touched the stop first", (_, held, target, stop) => {
    const exits = { bar: 1, quantity: -held, group: 1 };
    const orders = [
      { bar: 0, type: "market", quantity: held },
      { ...exits, type: "limit", limitPrice: target },
      { ...exits, type: "stop", stopPrice: stop },
    ] as const;
    expect(fillsOf([FLAT, FLAT, [100, 106, 94, 100]], orders)).toEqual(["0 x 100", `2 x ${stop}`]);
  });
});

describe("an order that waited and fills between two ticks", () => {
  it.each<[string, number, number, number, number]>([
    ["a sale above its limit fills on the tick", -1, 100, 100.013, 100.01],
    ["a sale whose limit is that very tick fills on it", -1, 100, 100.003, 100],
    ["a sale whose limit is above that tick fills at its limit's side", -1, 100.013, 100.013, 100.013],
    ["a purchase below its limit fills on the tick", 1, 100, 99.987, 99.99],
    ["a purchase whose limit is that very tick fills on it", 1, 100, 99.998, 100],
    ["a purchase whose limit is below that tick fills at its limit's side", 1, 99.987, 99.987, 99.987],
  ])("%s", (_, quantity, limitPrice, open, filled) => {
    const orders = [{ bar: 0, type: "limit", quantity, limitPrice }] as const;
    expect(fillsOf([FLAT, [open, open, open, open]], orders, { tick: 0.01 })).toEqual([`0 x ${filled}`]);
  });
});

it("a market order for this close that is past its time expires", () => {
  const broker = new BarBroker({ ...DEFAULT_BROKER, fill: "this_close" }, DEFAULT_TERMS);
  const bar = barAt(FLAT, 1);
  // Beside an order that is no market order: alone they are worked by a shorter way.
  broker.submit(bar, { type: "limit", quantity: 1, limitPrice: 1 });
  for (const expiresAtMs of [bar.time - 1, bar.time]) broker.submit(bar, { type: "market", quantity: 1, expiresAtMs });
  broker.workClose(bar);
  expect([...broker.orders().status].map((code) => ORDER_STATUSES[code])).toEqual(["working", "expired", "filled"]);
});

it("every order past its time expires before the bar is looked at, wherever it stands among the others", () => {
  const late = { bar: 0, type: "limit", quantity: 1, limitPrice: 95, expiresAtMs: 60_000 } as const;
  expect(fillsOf([FLAT, FLAT, [100, 100, 90, 95]], [late, late, late])).toEqual([]);
});

it("every order for the close fills at it, and every trailing stop follows it, wherever they stand", () => {
  const atClose = { bar: 0, type: "market_on_close", quantity: 1 } as const;
  const trailing = { bar: 0, type: "trailing_stop", quantity: -1, trailAmount: 5 } as const;
  const prices = [FLAT, [100, 110, 100, 110], [110, 110, 104, 105]] as const;
  expect(fillsOf(prices, [atClose, atClose, trailing, trailing])).toEqual(["0 x 110", "1 x 110", "2 x 105", "3 x 105"]);
});

it("a market order that waited for its parent fills at the close of the bar after it", () => {
  const broker = new BarBroker({ ...DEFAULT_BROKER, fill: "this_close" }, DEFAULT_TERMS);
  const prices = [FLAT, [100, 100, 98, 99], [99, 102, 99, 101]] as const;
  for (const bar of prices.map((each, index) => barAt(each, index))) {
    broker.work(bar);
    if (bar.index === 0) {
      broker.submit(bar, { type: "limit", quantity: 1, limitPrice: 99 });
      broker.submit(bar, { type: "market", quantity: -1, parent: 0 });
    }
    broker.workClose(bar);
  }
  const { bar, price } = broker.fills();
  expect([...bar].map((at, index) => `${at}: ${price[index]}`)).toEqual(["1: 99", "2: 101"]);
});

it("what has ended is not looked at again: a bar costs what its live orders cost", () => {
  const venue = new BarVenue(DEFAULT_BROKER, DEFAULT_TERMS);
  for (let order = 0; order < 3; order += 1) venue.acceptMarket(0, 1, Number.POSITIVE_INFINITY);
  workBar(venue, barAt(FLAT, 1));
  expect(venue.liveCount).toBe(0);
  const atOnce = new BarVenue({ ...DEFAULT_BROKER, fill: "this_close" }, DEFAULT_TERMS);
  atOnce.acceptMarket(1, 1, Number.POSITIVE_INFINITY);
  workMarketsAtClose(atOnce, barAt(FLAT, 1));
  expect(atOnce.liveCount).toBe(0);
});

it("what stays stands on the list once, however often others before it ended", () => {
  const venue = new BarVenue(DEFAULT_BROKER, DEFAULT_TERMS);
  venue.acceptMarket(0, 1, Number.POSITIVE_INFINITY);
  venue.accept(barAt(FLAT, 0), { type: "limit", quantity: 1, limitPrice: 50 });
  const counts = [1, 2, 3].map((index) => {
    workBar(venue, barAt(FLAT, index));
    return venue.liveCount;
  });
  expect(counts).toEqual([1, 1, 1]);
});

it("a fill that leaves something ends the others of its group, and nothing where it is alone", () => {
  const broker = new BarBroker({ ...DEFAULT_BROKER, volumeShareMax: 0.004 }, DEFAULT_TERMS);
  for (const bar of [FLAT, [99, 99, 98, 98] as const, FLAT].map((each, index) => barAt(each, index))) {
    broker.work(bar);
    if (bar.index > 0) continue;
    broker.submit(bar, { type: "limit", quantity: 10, limitPrice: 99, group: 1 });
    broker.submit(bar, { type: "stop", quantity: 1, stopPrice: 150, group: 1 });
    broker.submit(bar, { type: "stop", quantity: 1, stopPrice: 150 });
  }
  // Four of ten on the one bar that is cheap enough.
  expect([...broker.fills().quantity]).toEqual([4]);
  const standing = [...broker.orders().status].map((code) => ORDER_STATUSES[code]);
  expect(standing).toEqual(["working", "canceled", "working"]);
});

/** A bar whose four prices are four. */
const WIDE: Prices = [100, 120, 80, 90];

describe("without a price of its own", () => {
  it.each([
    ["a trailing sale", { quantity: -1, trailAmount: 5 }, [90, 90, 84, 88], "0 x 85"],
    ["a trailing purchase", { quantity: 1, trailPercent: 0.1 }, [90, 100, 90, 95], "0 x 99"],
  ] as const)("%s begins at the close it was decided on", (_, order, next, filled) => {
    expect(fillsOf([WIDE, next], [{ bar: 0, type: "trailing_stop", ...order }])).toEqual([filled]);
  });

  it.each([
    [10, "filled"],
    [11, "rejected"],
  ])("a purchase of %d is checked at that close, as Backtrader does: %s", (quantity, status) => {
    const broker = new BarBroker({ ...DEFAULT_BROKER, profile: "backtrader", cash: 950 }, DEFAULT_TERMS);
    for (const bar of ([WIDE, [80, 80, 80, 80]] as const).map(barAt)) {
      broker.work(bar);
      if (bar.index === 0) broker.submit(bar, { type: "market", quantity });
    }
    expect([...broker.orders().status].map((code) => ORDER_STATUSES[code])).toEqual([status]);
  });
});

it("a split changes every live order, wherever it stands", () => {
  const venue = new BarVenue(DEFAULT_BROKER, DEFAULT_TERMS);
  for (const limitPrice of [98, 96, 94]) venue.accept(barAt(FLAT, 0), { type: "limit", quantity: 1, limitPrice });
  venue.split(2);
  expect([0, 1, 2].map((order) => [venue.quantityOf(order), venue.limitOf(order)])).toEqual([
    [2, 49],
    [2, 48],
    [2, 47],
  ]);
});
