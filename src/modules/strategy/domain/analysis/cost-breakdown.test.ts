import { describe, expect, it } from "vitest";
import { type BrokerModel, DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { runBacktest } from "../backtest";
import { smaCross } from "../built-in/sma-cross";
import { makeSeededBars } from "../seeded-bars";
import { breakDownCosts } from "./cost-breakdown";

const BARS = makeSeededBars(2_000);

function costsOf(change: Partial<BrokerModel>) {
  const broker = { ...DEFAULT_BROKER, ...change };
  const prepared = smaCross.prepare({ fast: 5, slow: 20, quantity: 10 });
  if (!prepared.ok) throw new Error("these parameters pass");
  const result = runBacktest({ run: prepared.value.start(), bars: BARS, broker, terms: DEFAULT_TERMS });
  return { ...breakDownCosts(result.fills, BARS, { broker, multiplier: 1 }), end: result.equity.at(-1) ?? Number.NaN };
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

  it("takes nothing for a fill at a price of its own", () => {
    const column = (value: number) => Float64Array.of(value);
    const fills = {
      order: column(0),
      bar: column(0),
      quantity: column(5),
      price: column(97.5),
      commission: column(1),
      cashAfter: column(0),
      positionAfter: column(5),
    };
    const broker: BrokerModel = { ...DEFAULT_BROKER, slippage: { kind: "bps", bps: 10 } };
    expect(breakDownCosts(fills, { open: column(98), close: column(99) }, { broker, multiplier: 2 })).toEqual({
      commission: 1,
      slippage: 0,
      spread: 0,
      turnover: 975,
    });
  });
});
