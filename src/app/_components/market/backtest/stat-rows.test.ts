import { describe, expect, it } from "vitest";
import type { RunStats } from "../types";
import { statRows, writeStat } from "./stat-rows";

const NOTHING = {
  finalEquity: 100_000,
  totalReturn: 0.25,
  cagr: null,
  volatility: null,
  sharpe: null,
  sortino: null,
  calmar: null,
  maxDrawdown: -0.184,
  maxDrawdownDuration: 12,
  var95: null,
  cvar95: null,
  trades: 0,
  winRate: null,
  profitFactor: null,
  averageTrade: null,
  averageBarsHeld: null,
  exposure: 0,
  orders: 0,
  filled: 0,
  refused: 0,
  fees: 0,
  benchmarkReturn: 0.5,
  benchmarkCagr: null,
  benchmarkMaxDrawdown: null,
  beta: null,
  alpha: null,
  monthly: [],
} as const satisfies RunStats;

describe("statRows", () => {
  it("sets the instrument's own number beside the run's where both mean the same", () => {
    const rows = new Map(statRows(NOTHING).map((row) => [row.key, row]));
    expect(rows.get("totalReturn")).toMatchObject({ value: 0.25, held: 0.5 });
    expect(rows.get("cagr")).toMatchObject({ value: null, held: null });
    expect(rows.get("sharpe")?.held).toBeUndefined();
  });

  it("shows every number of the run once", () => {
    const shown = statRows(NOTHING).map(({ key }) => key);
    const known = Object.keys(NOTHING).filter((key) => key !== "monthly" && !key.startsWith("benchmark"));
    expect(new Set(shown)).toEqual(new Set(known));
    expect(shown).toHaveLength(known.length);
  });
});

describe("writeStat", () => {
  it.each([
    [-0.184, "percent", "−18.40 %"],
    [0.525, "ratio", "0.53"],
    [1234, "count", "1,234"],
    [-9.5, "money", "−9.50"],
    [null, "ratio", "n/a"],
    [undefined, "percent", "n/a"],
  ] as const)("writes %s as %s: %s", (value, form, text) => {
    expect(writeStat(value, form, "USD").replaceAll("\u00a0", " ")).toBe(text);
  });
});
