import { describe, expect, it } from "vitest";
import { type BrokerModel, DEFAULT_BROKER, DEFAULT_TERMS } from "./broker-model";
import { commissionOf, slippageOf } from "./fill-costs";

describe("commissionOf", () => {
  it.each<[BrokerModel["commission"], number]>([
    [{ kind: "percent", rate: 0.001 }, 15],
    [{ kind: "per_unit", amount: 0.5 }, 1.5],
    [{ kind: "per_unit", amount: 0.5, min: 2 }, 2],
    [{ kind: "fixed", amount: 7 }, 7],
    [{ kind: "fixed_plus_percent", amount: 7, rate: 0.001 }, 22],
  ])("%o of 3 contracts at 100, 50 a point", (commission, paid) => {
    const terms = { ...DEFAULT_TERMS, multiplier: 50 };
    for (const quantity of [3, -3]) {
      expect(commissionOf({ ...DEFAULT_BROKER, commission }, terms, quantity, 100)).toBeCloseTo(paid, 12);
    }
  });
});

describe("slippageOf", () => {
  it.each<[Partial<BrokerModel>, number]>([
    [{}, 0],
    [{ slippage: { kind: "bps", bps: 10 } }, 0.1],
    [{ slippage: { kind: "ticks", ticks: 3 } }, 0.75],
    [{ slippage: { kind: "volume_share", impact: 0.1 } }, 0.1],
    [{ spreadBps: 20 }, 0.1],
    [{ spreadBps: 20, slippage: { kind: "bps", bps: 10 } }, 0.2],
  ])("%o for a tenth of the volume at 100", (change, distance) => {
    const model = { ...DEFAULT_BROKER, ...change };
    const terms = { ...DEFAULT_TERMS, tick: 0.25 };
    expect(slippageOf(model, terms, { quantity: -100, reference: 100, volume: 1000 })).toBeCloseTo(distance, 12);
    expect(slippageOf(model, terms, { quantity: 100, reference: -100, volume: 1000 })).toBeCloseTo(distance, 12);
  });

  it("takes the whole volume as the largest share, also of a bar without any", () => {
    const model = { ...DEFAULT_BROKER, slippage: { kind: "volume_share", impact: 0.1 } } as const;
    for (const volume of [0, 50]) {
      expect(slippageOf(model, DEFAULT_TERMS, { quantity: 100, reference: 100, volume })).toBeCloseTo(10, 12);
    }
  });
});
