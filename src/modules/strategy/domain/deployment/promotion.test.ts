import { describe, expect, it } from "vitest";
import { gatesOf, type PromotionFacts } from "./promotion";

const good: PromotionFacts = {
  runs: 3,
  verdict: "trust",
  runTrades: 40,
  runDrawdown: 0.2,
  days: 25,
  trades: 30,
  parity: 1,
  hasVenue: true,
};
const open = (stage: Parameters<typeof gatesOf>[0], change: Partial<PromotionFacts>) =>
  gatesOf(stage, { ...good, ...change })
    .filter(({ passed }) => !passed)
    .map(({ gate }) => gate);

describe("gates of a stage", () => {
  it("let a good strategy through to the end", () => {
    for (const stage of ["draft", "backtest", "out_of_sample", "paper", "shadow"] as const)
      expect(open(stage, {})).toEqual([]);
  });

  it.each([
    ["backtest", { runs: 0 }, ["runs"]],
    ["out_of_sample", { verdict: "reject", runTrades: 19 }, ["verdict", "trades"]],
    ["paper", { runDrawdown: 0.36 }, ["drawdown"]],
    ["shadow", { days: 19, trades: 19, parity: 0.98, hasVenue: false }, ["days", "trades", "parity", "venue"]],
  ] as const)("%s asks for all of its own", (stage, change, gates) => {
    expect(open(stage, change)).toEqual(gates);
  });

  it("let nothing unknown pass", () => {
    expect(open("out_of_sample", { verdict: null, runTrades: null })).toEqual(["verdict", "trades"]);
    expect(open("paper", { runDrawdown: null })).toEqual(["drawdown"]);
    expect(gatesOf("shadow", { ...good, parity: null }).find(({ gate }) => gate === "parity")).toMatchObject({
      actual: null,
      required: "0.99",
    });
  });
});
