import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BarBroker } from "./bar-broker";
import { type ClosedBar, ORDER_REASONS, ORDER_STATUSES } from "./bar-order";
import { type BrokerModel, DEFAULT_BROKER, DEFAULT_TERMS, type InstrumentTerms } from "./broker-model";

const make = (change: Partial<BrokerModel> = {}, terms: Partial<InstrumentTerms> = {}) =>
  new BarBroker({ ...DEFAULT_BROKER, ...change }, { ...DEFAULT_TERMS, ...terms });

/** A minute bar of one price. */
const flat = (index: number, price = 100): ClosedBar => ({
  index,
  time: index * 60_000,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: 1000,
});

/** Submits one order at bar `bar` - 1 and works it at `price`. */
function trade(broker: BarBroker, bar: number, quantity: number, price: number) {
  const order = broker.submitMarket(flat(bar - 1), quantity);
  broker.work(flat(bar, price));
  const { status, reason } = broker.orders();
  return { status: ORDER_STATUSES[status[order] ?? -1], reason: ORDER_REASONS[reason[order] ?? -1] };
}

const rate = (value: number) => ({ commission: { kind: "percent", rate: value } }) as const;

describe("BarBroker", () => {
  it("pays price, slippage and commission for a purchase, and earns them back on a sale", () => {
    const broker = make({ ...rate(0.001), slippage: { kind: "bps", bps: 10 } });
    trade(broker, 1, 10, 100);
    expect(broker.position).toBe(10);
    // 10 x 100.1 = 1001, commission 1.001.
    expect(broker.cash).toBeCloseTo(100_000 - 1001 - 1.001, 9);
    trade(broker, 2, -10, 110);
    // 10 x 109.89 = 1098.9, commission 1.0989.
    expect(broker.cash).toBeCloseTo(98_997.999 + 1098.9 - 1.0989, 9);
    expect(broker.position).toBe(0);
    const fills = broker.fills();
    expect([...fills.price].map((price) => Number(price.toFixed(9)))).toEqual([100.1, 109.89]);
    expect([...fills.quantity]).toEqual([10, -10]);
    expect([...fills.bar]).toEqual([1, 2]);
    expect([...fills.order]).toEqual([0, 1]);
    expect(fills.commission[0]).toBeCloseTo(1.001, 12);
  });

  it("counts the contract's multiplier in cash, commission and equity", () => {
    const broker = make(rate(0.001), { multiplier: 50 });
    trade(broker, 1, 2, 10);
    expect(broker.cash).toBeCloseTo(100_000 - 1000 - 1, 9);
    expect(broker.equityAt(11)).toBeCloseTo(100_000 - 1000 - 1 + 1100, 9);
  });

  it("refuses a purchase that would take cash below zero, and changes nothing", () => {
    const broker = make({ cash: 1000 });
    expect(trade(broker, 1, 10.01, 100)).toEqual({ status: "rejected", reason: "insufficient_cash" });
    expect([broker.cash, broker.position, broker.fills().bar.length]).toEqual([1000, 0, 0]);
    expect(broker.orders().bar[0]).toBe(1);
  });

  it("lets cash come to exactly zero, but not to pay a commission from nothing", () => {
    expect(trade(make({ cash: 1000 }), 1, 10, 100).status).toBe("filled");
    expect(trade(make({ cash: 1000, ...rate(0.001) }), 1, 10, 100).status).toBe("rejected");
  });

  it("fills the closing part of a reversal and refuses the opening part that cash does not cover", () => {
    const broker = make({ cash: 1000 });
    trade(broker, 1, -10, 100); // cash 2000, short 10
    expect(trade(broker, 2, 30, 100)).toEqual({ status: "rejected", reason: "insufficient_cash" });
    expect([broker.cash, broker.position]).toEqual([1000, 0]);
    expect([...broker.fills().quantity]).toEqual([-10, 10]);
  });

  it("fills a whole reversal as one fill with one commission for both parts", () => {
    const broker = make(rate(0.01));
    trade(broker, 1, 10, 100);
    expect(trade(broker, 2, -25, 100).status).toBe("filled");
    expect(broker.position).toBe(-15);
    expect(broker.fills().commission[1]).toBeCloseTo(25, 9);
    expect(broker.cash).toBeCloseTo(100_000 + 1500 - 10 - 25, 9);
  });

  it("always lets a position be closed, also when that takes cash below zero", () => {
    const broker = make({ cash: 1000 });
    trade(broker, 1, -10, 100);
    expect(trade(broker, 2, 10, 500).status).toBe("filled");
    expect([broker.cash, broker.position]).toEqual([-3000, 0]);
  });

  it("without shorting sells what is held and refuses the rest", () => {
    const broker = make({ shorting: false });
    expect(trade(broker, 1, -1, 100)).toEqual({ status: "rejected", reason: "shorting_disabled" });
    trade(broker, 2, 5, 100);
    expect(trade(broker, 3, -8, 100)).toEqual({ status: "rejected", reason: "shorting_disabled" });
    expect(broker.position).toBe(0);
    expect([...broker.fills().quantity]).toEqual([5, -5]);
  });

  it("cuts quantities to the lot and prices to the tick", () => {
    const broker = make({ slippage: { kind: "bps", bps: 3 } }, { lot: 10, tick: 0.05 });
    trade(broker, 1, 27, 100);
    expect(broker.position).toBe(20);
    expect(broker.fills().price[0]).toBe(100.05);
    expect(trade(broker, 2, 9, 100)).toEqual({ status: "rejected", reason: "below_lot" });
  });

  it("makes slippage worse for the one who trades, also at a negative price", () => {
    const broker = make({ slippage: { kind: "bps", bps: 100 } });
    trade(broker, 1, 1, -100);
    trade(broker, 2, -1, -100);
    expect([...broker.fills().price]).toEqual([-99, -101]);
  });

  it("expires an order whose last bar time has passed, and fills it at that time itself", () => {
    const broker = make();
    broker.submitMarket(flat(0), 1, 59_999);
    broker.submitMarket(flat(0), 2, 60_000);
    broker.work(flat(1));
    expect([...broker.orders().status].map((code) => ORDER_STATUSES[code])).toEqual(["expired", "filled"]);
    expect([...broker.orders().bar]).toEqual([1, 1]);
    expect(broker.position).toBe(2);
  });

  it("keeps an order working until it is worked", () => {
    const broker = make();
    broker.submitMarket(flat(4), 1);
    expect(broker.hasLive).toBe(true);
    expect([broker.orders().status[0], broker.orders().bar[0], broker.orders().decidedBar[0]]).toEqual([0, -1, 4]);
    broker.work(flat(5));
    expect(broker.hasLive).toBe(false);
  });

  it("leaves no dust of a position sold in pieces", () => {
    const broker = make();
    for (const quantity of [0.3, -0.1, -0.2]) trade(broker, 1, quantity, 100);
    expect(broker.position).toBe(0);
  });

  it("pays no commission for a part that was refused", () => {
    const broker = make({ cash: 1000, ...rate(0.01) });
    trade(broker, 1, -10, 100);
    expect(trade(broker, 2, 30, 100).status).toBe("rejected");
    expect(broker.fills().commission[1]).toBeCloseTo(10, 12);
    expect(broker.cash).toBeCloseTo(1000 - 20, 9);
  });

  it("works any number of live orders in order of acceptance", () => {
    const broker = make();
    for (let quantity = 1; quantity <= 50; quantity += 1) broker.submitMarket(flat(0), quantity);
    broker.work(flat(1, 10));
    expect([...broker.fills().quantity]).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(broker.hasLive).toBe(false);
  });

  it("closes out once, beside the orders that live on", () => {
    const broker = make();
    trade(broker, 1, 5, 100);
    broker.submitMarket(flat(1), 2);
    const order = broker.closeOut(flat(1, 110));
    expect([order, broker.position]).toEqual([2, 0]);
    broker.work(flat(2, 120));
    expect([...broker.fills().order]).toEqual([0, 2, 1]);
    expect(broker.position).toBe(2);
  });

  it("notes cash and position after each fill", () => {
    const broker = make({ cash: 1000 });
    trade(broker, 1, 4, 100);
    trade(broker, 2, -1, 110);
    expect([...broker.fills().cashAfter]).toEqual([600, 710]);
    expect([...broker.fills().positionAfter]).toEqual([4, 3]);
  });

  it("refuses to be built from numbers out of bounds, and an order of nothing", () => {
    expect(() => make({ cash: 0 })).toThrow("cash is above 0");
    expect(() => make().submitMarket(flat(0), 0)).toThrow("quantity is not 0");
    expect(() => make().submitMarket(flat(0), Number.NaN)).toThrow("quantity is not 0");
  });
});

describe("BarBroker, whatever the orders", () => {
  const order = fc.record({
    quantity: fc.integer({ min: -50, max: 50 }).filter((quantity) => quantity !== 0),
    price: fc.double({ min: 0.01, max: 500, noNaN: true }),
  });
  const orders = fc.array(order, { maxLength: 60 });

  it("conserves money: cash and position are what the fills add up to", () => {
    fc.assert(
      fc.property(orders, fc.boolean(), fc.double({ min: 0, max: 0.05, noNaN: true }), (list, shorting, commission) => {
        const broker = make({ cash: 10_000, shorting, ...rate(commission) });
        list.forEach(({ quantity, price }, index) => void trade(broker, index + 1, quantity, price));
        const { quantity, price, commission: paid } = broker.fills();
        let cash = 10_000;
        let position = 0;
        quantity.forEach((units, index) => {
          cash -= units * (price[index] ?? Number.NaN) + (paid[index] ?? Number.NaN);
          position += units;
        });
        expect(broker.cash).toBeCloseTo(cash, 6);
        expect(broker.position).toBe(position);
      }),
    );
  });

  it("never takes a long-only account below zero, in cash or in units", () => {
    fc.assert(
      fc.property(orders, (list) => {
        const broker = make({ cash: 5000, shorting: false, ...rate(0.002) });
        list.forEach(({ quantity, price }, index) => {
          trade(broker, index + 1, quantity, price);
          expect(broker.cash).toBeGreaterThanOrEqual(0);
          expect(broker.position).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });

  it("ends every order with a status, and fills each at most once and never past its quantity", () => {
    fc.assert(
      fc.property(orders, fc.boolean(), (list, shorting) => {
        const broker = make({ cash: 5000, shorting });
        list.forEach(({ quantity, price }, index) => void trade(broker, index + 1, quantity, price));
        const { status, quantity, reason } = broker.orders();
        const fills = broker.fills();
        expect(new Set(fills.order).size).toBe(fills.order.length);
        fills.order.forEach((number, index) => {
          const [wanted, got] = [quantity[number] ?? Number.NaN, fills.quantity[index] ?? Number.NaN];
          expect(Math.sign(got)).toBe(Math.sign(wanted));
          expect(Math.abs(got)).toBeLessThanOrEqual(Math.abs(wanted));
          expect(ORDER_STATUSES[status[number] ?? -1] === "filled").toBe(got === wanted);
        });
        status.forEach((code, index) => {
          expect(ORDER_STATUSES[code]).not.toBe("working");
          expect(ORDER_STATUSES[code] === "rejected").toBe(reason[index] !== 0);
        });
      }),
    );
  });
});
