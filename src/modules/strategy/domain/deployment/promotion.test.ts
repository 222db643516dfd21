import { describe, expect, it } from "vitest";
import {
  breachOf,
  DEFAULT_TERMS,
  gatesOf,
  type PromotionFacts,
  STAGES,
  stageBefore,
  TERM_BOUNDS,
  termFault,
} from "./promotion";

const good: PromotionFacts = {
  runs: 3,
  verdict: "trust",
  runTrades: 40,
  runDrawdown: 0.2,
  searchReturn: 0.1,
  searchTrades: 30,
  days: 25,
  trades: 30,
  parity: 1,
  fall: 0.05,
  shadowBars: 10,
  approvals: 1,
};
const open = (stage: Parameters<typeof gatesOf>[0], change: Partial<PromotionFacts>, terms = DEFAULT_TERMS) =>
  gatesOf(stage, { ...good, ...change }, terms)
    .filter(({ passed }) => !passed)
    .map(({ gate }) => gate);

describe("gates of a stage", () => {
  it("let a good strategy through to the end", () => {
    for (const stage of STAGES) expect(open(stage, {})).toEqual([]);
  });

  it.each([
    ["backtest", { runs: 0, runTrades: 19 }, ["runs", "runTrades"]],
    [
      "out_of_sample",
      { verdict: "reject", searchReturn: -0.01, searchTrades: 9 },
      ["verdict", "searchReturn", "searchTrades"],
    ],
    ["paper", { runDrawdown: 0.36 }, ["runDrawdown"]],
    [
      "shadow",
      { days: 19, trades: 19, parity: 0.98, fall: 0.21, approvals: 0 },
      ["days", "trades", "parity", "fall", "approvals"],
    ],
  ] as const)("%s asks for all of its own", (stage, change, gates) => {
    expect(open(stage, change)).toEqual(gates);
  });

  it("let nothing unknown pass, and say what would", () => {
    expect(open("out_of_sample", { verdict: null, searchReturn: null })).toEqual(["verdict", "searchReturn"]);
    expect(open("paper", { runDrawdown: null })).toEqual(["runDrawdown"]);
    expect(gatesOf("shadow", { ...good, parity: null }, DEFAULT_TERMS).find(({ gate }) => gate === "parity")).toEqual({
      gate: "parity",
      passed: false,
      actual: null,
      required: "0.99",
    });
  });

  it("are what a house has set", () => {
    expect(open("out_of_sample", { verdict: "doubt" }, { ...DEFAULT_TERMS, verdict: 2 })).toEqual(["verdict"]);
    expect(open("out_of_sample", { verdict: null }, { ...DEFAULT_TERMS, verdict: 0 })).toEqual([]);
    expect(open("shadow", { shadowBars: 99 }, { ...DEFAULT_TERMS, shadowBars: 100 })).toEqual(["shadowBars"]);
    expect(open("paper", { approvals: 1 }, { ...DEFAULT_TERMS, paperApprovals: 2 })).toEqual(["approvals"]);
  });
});

it("names the first term out of bounds, and counts only whole things", () => {
  expect(termFault(DEFAULT_TERMS)).toBeNull();
  expect(termFault({ ...DEFAULT_TERMS, parity: 1.01 })).toMatchObject({ term: "parity", least: 0, most: 1 });
  expect(termFault({ ...DEFAULT_TERMS, days: 1.5 })).toMatchObject({ term: "days", whole: true });
  expect(termFault({ ...DEFAULT_TERMS, holdFall: Number.NaN })).toMatchObject({ term: "holdFall" });
  expect(Object.keys(TERM_BOUNDS)).toEqual(Object.keys(DEFAULT_TERMS));
});

it("is broken by parity before its fall, and by nothing that is not known", () => {
  expect(breachOf({ parity: null, fall: null }, DEFAULT_TERMS)).toBeNull();
  expect(breachOf({ parity: 0.9, fall: 0.25 }, DEFAULT_TERMS)).toBeNull();
  expect(breachOf({ parity: 0.89, fall: 0.3 }, DEFAULT_TERMS)).toEqual({ gate: "parity", value: 0.89, threshold: 0.9 });
  expect(breachOf({ parity: 1, fall: 0.3 }, DEFAULT_TERMS)).toEqual({ gate: "fall", value: 0.3, threshold: 0.25 });
});

it("goes back one stage, and never before the draft", () => {
  expect(STAGES.map(stageBefore)).toEqual(["draft", "draft", "backtest", "out_of_sample", "paper", "shadow"]);
});
