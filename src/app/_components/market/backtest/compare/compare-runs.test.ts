import { describe, expect, it } from "vitest";
import type { RunStats } from "../../types";
import { comparedRows, correlationOf, differences, idsOf, rebased } from "./compare-runs";

const DAY_MS = 86_400_000;
const curve = (values: readonly number[], firstDay = 0) => ({
  time: Float64Array.from(values, (_, i) => (firstDay + i) * DAY_MS),
  equity: Float64Array.from(values),
});
const grown = (changes: readonly number[]) => {
  const values = [100];
  for (const change of changes) values.push((values.at(-1) ?? 0) * (1 + change));
  return values;
};
const WAVES = Array.from({ length: 40 }, (_, i) => Math.sin(i) / 50);

describe("correlationOf", () => {
  it("is 1 of a curve with itself, -1 of the opposite returns", () => {
    expect(correlationOf(curve(grown(WAVES)), curve(grown(WAVES)))).toBeCloseTo(1, 12);
    expect(correlationOf(curve(grown(WAVES)), curve(grown(WAVES.map((each) => -each))))).toBeCloseTo(-1, 12);
  });

  it("looks at the days that both have, and needs some of them", () => {
    const whole = curve(grown(WAVES));
    const later = curve(grown(WAVES).slice(10), 10);
    expect(correlationOf(whole, later)).toBeCloseTo(1, 12);
    expect(correlationOf(whole, curve(grown(WAVES), 30))).toBeNull();
    expect(correlationOf(whole, curve(WAVES.map(() => 100)))).toBeNull();
  });
});

it("rebases a curve to 100 at its cash", () => {
  expect([...rebased(curve([50, 75]), 50).values]).toEqual([100, 150]);
});

describe("comparedRows", () => {
  const stats = (change: object) =>
    ({ totalReturn: 0.1, sharpe: 1, maxDrawdown: -0.2, volatility: 0.1, trades: 4, ...change }) as RunStats;
  const rows = comparedRows([
    stats({ sharpe: null }),
    stats({ totalReturn: 0.2, maxDrawdown: -0.3, volatility: 0.2, trades: 9 }),
  ]);
  const bestOf = (key: string) => rows.find((row) => row.key === key)?.best;

  it("marks the higher return, the shallower fall and the calmer curve", () => {
    expect([bestOf("totalReturn"), bestOf("maxDrawdown"), bestOf("volatility")]).toEqual([[1], [0], [0]]);
  });

  it("marks nothing where one alone is known, or more is not better", () => {
    expect([bestOf("sharpe"), bestOf("trades")]).toEqual([[], []]);
  });
});

it("lists what differs in settings, parameters and cards, and nothing else", () => {
  const spec = {
    strategy: "sma-cross",
    symbol: "SPY",
    resolution: "1d",
    from: null,
    to: null,
    adjustment: "raw",
  } as const;
  const costs = { cash: 1, commissionPercent: 0, slippageBps: 0 };
  const runs = [
    { spec: { ...spec, ...costs, params: { fast: 5, slow: 20 } }, card: null },
    { spec: { ...spec, ...costs, symbol: "QQQ", params: { fast: 10, slow: 20 } }, card: null },
  ];
  expect(differences(runs)).toEqual([
    { name: "symbol", values: ["SPY", "QQQ"] },
    { name: "param fast", values: ["5", "10"] },
  ]);
});

it("reads up to six different ids out of an address", () => {
  expect(idsOf("a,b,,a")).toEqual(["a", "b"]);
  expect(idsOf(null)).toEqual([]);
  expect(idsOf("1,2,3,4,5,6,7")).toHaveLength(6);
});
