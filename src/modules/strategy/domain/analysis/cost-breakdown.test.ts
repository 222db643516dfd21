import { describe, expect, it } from "vitest";
import { barColumnsOf } from "@/modules/data";
import { type BarOrderRequest, type BrokerModel, DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { runBacktest } from "../backtest";
import { smaCross } from "../built-in/sma-cross";
import { makeSeededBars } from "../seeded-bars";
import type { Desk } from "../strategy";
import { breakDownCosts } from "./cost-breakdown";

const BARS = makeSeededBars(2_000);

function costsOf(change: Partial<BrokerModel>) {
  const broker = { ...DEFAULT_BROKER, ...change };
  const prepared = smaCross.prepare({ fast: 5, slow: 20, quantity: 10 });
  if (!prepared.ok) throw new Error("these parameters pass");
  const result = runBacktest({ run: prepared.value.start(), bars: BARS, broker, terms: DEFAULT_TERMS });
  return { ...breakDownCosts(result, BARS, { broker, terms: DEFAULT_TERMS }), end: result.equity.at(-1) ?? Number.NaN };
}

describe("breakDownCosts", () => {
  it("is nothing of a broker that charges nothing", () => {
    expect(costsOf({})).toMatchObject({ commission: 0, slippage: 0, spread: 0 });
    expect(costsOf({}).turnover).toBeGreaterThan(10_000);
  });

  // The engine itself, run without costs, is the reference: cash always covers ten units, so the fills are the same but for
  // their prices, and what the costs took is the difference at the end.
  it("adds up to what a run without costs ends higher by", () => {
    const free = costsOf({});
    const dear = costsOf({
      commission: { kind: "percent", rate: 0.001 },
      slippage: { kind: "bps", bps: 3 },
      spreadBps: 4,
    });
    expect(dear.commission + dear.slippage + dear.spread).toBeCloseTo(free.end - dear.end, 6);
    expect(dear.slippage / dear.spread).toBeCloseTo(3 / 2, 9);
    expect(dear.slippage).toBeCloseTo((3 / 10_000) * free.turnover, 6);
  });

  it("measures other kinds of slippage from the open", () => {
    const dear = costsOf({ slippage: { kind: "volume_share", impact: 0.1 }, spreadBps: 2 });
    expect(dear.slippage).toBeGreaterThan(0);
    expect(dear.slippage + dear.spread).toBeCloseTo(costsOf({}).end - dear.end, 6);
  });

  const broker: BrokerModel = { ...DEFAULT_BROKER, slippage: { kind: "bps", bps: 10 }, spreadBps: 20 };

  /** One order of five units on bars of 100, filled on the second one. */
  function costsOfOrder(order: Omit<BarOrderRequest, "quantity">) {
    const price = (open: number, low: number) => ({ open, high: 101, low, close: 100, volume: 100 });
    const bars = barColumnsOf([100, 100].map((open, i) => ({ time: i * 60_000, ...price(open, i === 0 ? 100 : 95) })));
    let isPlaced = false;
    const run = {
      onBar: (_: unknown, desk: Desk) => {
        if (!isPlaced) desk.submit({ ...order, quantity: order.stopPrice === undefined ? 5 : -5 });
        isPlaced = true;
      },
    };
    const result = runBacktest({ run, bars, broker, terms: { ...DEFAULT_TERMS, multiplier: 2 } });
    expect(result.fills.bar).toHaveLength(1);
    return breakDownCosts(result, bars, { broker, terms: { ...DEFAULT_TERMS, multiplier: 2 } });
  }

  it("takes nothing for a limit, at its own price or at a better open", () => {
    expect(costsOfOrder({ type: "limit", limitPrice: 97.5 })).toMatchObject({ slippage: 0, spread: 0, turnover: 975 });
    expect(costsOfOrder({ type: "limit", limitPrice: 100.1 })).toMatchObject({
      slippage: 0,
      spread: 0,
      turnover: 1000,
    });
  });

  it("takes slippage and half the spread from a stop, on its stop and not on the open", () => {
    // 10 units of notional a point: 5 units times 2, sold at a stop of 96.
    const { slippage, spread } = costsOfOrder({ type: "stop", stopPrice: 96 });
    expect(slippage).toBeCloseTo((10 / 10_000) * 960, 9);
    expect(spread).toBeCloseTo((10 / 10_000) * 960, 9);
  });
});
