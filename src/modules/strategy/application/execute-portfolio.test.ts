import { describe, expect, it } from "vitest";
import { EpochMs, err, ok } from "@/modules/_kernel";
import { type BarColumns, type HeldAction, type Instrument, sliceBars } from "@/modules/data";
import { type BacktestSpec, DEFAULT_COSTS } from "../domain/backtest-spec";
import { findBuiltIn } from "../domain/catalog";
import { makeSeededBars } from "../domain/seeded-bars";
import { hashColumns } from "../infra/hash-columns";
import { codeHost } from "../infra/sandbox/code-host";
import type { Pacing, RunBars } from "../ports";
import { makeExecuteRun } from "./execute-run";

const SPEC: BacktestSpec = {
  strategy: "dual-momentum",
  params: { lookback: 50, rebalance: 10 },
  symbol: "A",
  others: ["B"],
  resolution: "1m",
  from: "2024-01-02",
  to: null,
  adjustment: "split",
  ...DEFAULT_COSTS,
};
const UTC = { name: "UTC", offsetAt: () => 0, toEpochMs: (localMs: number) => localMs };
const seeded = makeSeededBars(3_000);
const BARS: Readonly<Record<string, BarColumns>> = { A: sliceBars(seeded, 0, 2_000), B: sliceBars(seeded, 500, 2_500) };
const FACTS: Readonly<Record<string, Partial<Instrument>>> = {
  A: { symbol: "A", currency: "USD", calendar: null },
  B: { symbol: "B", currency: "USD", calendar: null },
  E: { symbol: "E", currency: "EUR", calendar: null },
};

const find = async (name: string) => findBuiltIn(name);
function executor(asked: unknown[] = [], held: readonly HeldAction[] = []) {
  const loadBars: RunBars = async ({ symbol, resolution, from }) => {
    asked.push([symbol, resolution, from]);
    const bars = BARS[symbol];
    const facts = {
      asOfMs: EpochMs.of(7),
      actions: 0,
      actionsAsOfMs: null,
      tradesAtWeekends: true,
      timeZone: UTC,
      calendar: null,
      quality: null,
    };
    if (bars === undefined)
      return err({ kind: "backtest.window_empty", symbol, resolution, firstMs: null, lastMs: null });
    return ok({ ...facts, bars: resolution === "1m" ? bars : sliceBars(bars, 0, 3) });
  };
  const instruments = { find: async (symbol: string) => (FACTS[symbol] as Instrument | undefined) ?? null };
  const clock = { nowMs: () => EpochMs.of(1) };
  const heldActions = async () => ({ actions: held, actionsAsOfMs: EpochMs.of(9) });
  const execute = makeExecuteRun({
    find,
    instruments,
    loadBars,
    heldActions,
    hashColumns,
    codeRuns: codeHost.runs,
    clock,
    code: "abc",
  });
  return (spec: BacktestSpec, pace: Pacing) => execute(spec, null, pace);
}
const pacing = (signal = new AbortController().signal) => ({
  signal,
  progress: () => undefined,
  yieldTurn: () => Promise.resolve(),
});

describe("execute portfolio", () => {
  it("gives what each instrument contributed, and the same hash for the same request", async () => {
    const [one, two] = [await executor()(SPEC, pacing()), await executor()(SPEC, pacing())];
    if (!one.ok || !two.ok) throw new Error("refused");
    const { stats, card } = one.value;
    const shares = stats.portfolio?.instruments ?? [];
    expect(shares.map(({ symbol, bars }) => [symbol, bars])).toEqual([
      ["A", 2_000],
      ["B", 2_000],
    ]);
    expect(shares.reduce((sum, { pnl }) => sum + pnl, 0)).toBeCloseTo(stats.finalEquity - SPEC.cash, 6);
    expect(stats.trades).toBeGreaterThan(10);
    expect(shares.reduce((sum, { fees }) => sum + fees, 0)).toBeCloseTo(stats.fees, 6);
    expect(stats.finalEquity).not.toBe(SPEC.cash);
    expect([card.firstMs, card.lastMs]).toEqual([BARS["A"]?.time[0], BARS["B"]?.time.at(-1)]);
    expect(card.series.map(({ symbol, bars }) => [symbol, bars])).toEqual([
      ["A", 2_000],
      ["B", 2_000],
    ]);
    expect(new Set([card.dataHash, ...card.series.map(({ dataHash }) => dataHash)]).size).toBe(3);
    expect(card).toMatchObject({ code: "abc", bars: 4_000, actionsAsOfMs: 9, benchmark: null });
    expect(one.value.resultHash).toBe(two.value.resultHash);
  });

  it("reads longer bars from their beginning, so that what came before the window warms them up", async () => {
    const asked: unknown[] = [];
    await executor(asked)({ ...SPEC, strategy: "three-step", params: {}, others: [] }, pacing());
    expect(asked).toEqual([
      ["A", "1m", "2024-01-02"],
      ["A", "1h", null],
      ["A", "1d", null],
    ]);
  });

  it.each([
    ["an unknown instrument", { others: ["Z"] }, { kind: "instrument.not_found", symbol: "Z" }],
    [
      "two currencies",
      { others: ["E"] },
      { kind: "backtest.spec_invalid", path: "others", expected: "instruments of one currency: A is in USD, E in EUR" },
    ],
    [
      "a window shorter than the warm-up",
      { params: { lookback: 2_000 } },
      { kind: "backtest.window_short", bars: 2_000, needed: 2_001 },
    ],
    ["an unknown strategy", { strategy: "sma-crossed" }, { kind: "strategy.not_found" }],
  ])("refuses %s", async (_, change, error) => {
    expect(await executor()({ ...SPEC, ...change }, pacing())).toMatchObject({ ok: false, error });
  });

  it("pays dividends on what is held and interest on cash, and accounts for all of it", async () => {
    const end = BARS["A"]?.time.at(-1) ?? 0;
    const held = [{ type: "dividend", atMs: end - 600_000, amount: 0.5 }] as const;
    const financing = { creditPercent: 5, debitPercent: 8, borrowPercent: 3 };
    const one = await executor([], held)({ ...SPEC, financing }, pacing());
    const plain = await executor()(SPEC, pacing());
    if (!one.ok || !plain.ok) throw new Error("refused");
    const { portfolio, finalEquity } = one.value.stats;
    const dividends = portfolio?.instruments.reduce((sum, each) => sum + each.dividends, 0) ?? 0;
    const pnl = portfolio?.instruments.reduce((sum, each) => sum + each.pnl, 0) ?? 0;
    expect(dividends).toBeGreaterThan(0);
    expect(portfolio?.interest).toBeGreaterThan(0);
    expect(pnl + (portfolio?.interest ?? 0) + (portfolio?.borrowFees ?? 0)).toBeCloseTo(finalEquity - SPEC.cash, 6);
    expect(one.value.resultHash).not.toBe(plain.value.resultHash);
    const { worth0, worth1, profit0, profit1, positionTime, equity } = one.value.series;
    expect(worth0?.length).toBe(positionTime?.length);
    expect([worth0, worth1].some((worth) => worth?.some((value) => value > 0))).toBe(true);
    const last = (profit0?.at(-1) ?? 0) + (profit1?.at(-1) ?? 0) + (portfolio?.interest ?? 0);
    expect(last).toBeCloseTo((equity?.at(-1) ?? 0) - SPEC.cash, 6);
  });

  it("compares with another instrument, without another bit of the run itself", async () => {
    const one = await executor()({ ...SPEC, benchmark: "B" }, pacing());
    const plain = await executor()(SPEC, pacing());
    if (!one.ok || !plain.ok) throw new Error("refused");
    expect(one.value.resultHash).toBe(plain.value.resultHash);
    expect(one.value.card.benchmark?.symbol).toBe("B");
    const close = BARS["B"]?.close ?? new Float64Array(0);
    const grown = (close.at(-1) ?? 0) / (close[0] ?? 1) - 1;
    expect(one.value.stats.benchmarkReturn).toBeCloseTo(grown, 9);
    expect(plain.value.stats.benchmarkReturn).not.toBe(one.value.stats.benchmarkReturn);
  });

  it("stops when it is told to", async () => {
    expect(await executor()(SPEC, pacing(AbortSignal.abort()))).toEqual({
      ok: false,
      error: { kind: "backtest.canceled" },
    });
  });
});
