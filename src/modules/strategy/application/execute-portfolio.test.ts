import { describe, expect, it } from "vitest";
import { EpochMs, err, ok } from "@/modules/_kernel";
import { type BarColumns, type Instrument, sliceBars } from "@/modules/data";
import { DEFAULT_COSTS } from "../domain/backtest-spec";
import type { PortfolioSpec } from "../domain/portfolio/portfolio-spec";
import { makeSeededBars } from "../domain/seeded-bars";
import { hashColumns } from "../infra/hash-columns";
import type { RunBars } from "../ports";
import { makeExecutePortfolio } from "./execute-portfolio";

const SPEC: PortfolioSpec = {
  strategy: "dual-momentum",
  params: { lookback: 50, rebalance: 10 },
  symbols: ["A", "B"],
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

function executor(asked: unknown[] = []) {
  const loadBars: RunBars = async ({ symbol, resolution, from }) => {
    asked.push([symbol, resolution, from]);
    const bars = BARS[symbol];
    const facts = {
      asOfMs: EpochMs.of(7),
      actions: 0,
      actionsAsOfMs: null,
      tradesAtWeekends: true,
      timeZone: UTC,
      quality: null,
    };
    if (bars === undefined)
      return err({ kind: "backtest.window_empty", symbol, resolution, firstMs: null, lastMs: null });
    return ok({ ...facts, bars: resolution === "1m" ? bars : sliceBars(bars, 0, 3) });
  };
  const instruments = { find: async (symbol: string) => (FACTS[symbol] as Instrument | undefined) ?? null };
  return makeExecutePortfolio({ instruments, loadBars, hashColumns });
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
    expect(one.value.shares.map(({ symbol, bars }) => [symbol, bars])).toEqual([
      ["A", 2_000],
      ["B", 2_000],
    ]);
    const { stats, shares } = one.value;
    expect(stats.trades).toBeGreaterThan(10);
    expect(shares.reduce((sum, { fees }) => sum + fees, 0)).toBeCloseTo(stats.fees, 6);
    expect(stats.finalEquity).not.toBe(SPEC.cash);
    expect([one.value.firstMs, one.value.lastMs]).toEqual([BARS["A"]?.time[0], BARS["B"]?.time.at(-1)]);
    expect(one.value.resultHash).toBe(two.value.resultHash);
  });

  it("reads longer bars from their beginning, so that what came before the window warms them up", async () => {
    const asked: unknown[] = [];
    await executor(asked)({ ...SPEC, strategy: "three-step", params: {}, symbols: ["A"] }, pacing());
    expect(asked).toEqual([
      ["A", "1m", "2024-01-02"],
      ["A", "1h", null],
      ["A", "1d", null],
    ]);
  });

  it.each([
    ["an unknown instrument", { symbols: ["A", "Z"] }, { kind: "instrument.not_found", symbol: "Z" }],
    [
      "two currencies",
      { symbols: ["A", "E"] },
      { kind: "backtest.spec_invalid", path: "symbol", expected: "instruments of one currency: A is in USD, E in EUR" },
    ],
    [
      "a window shorter than the warm-up",
      { params: { lookback: 2_000 } },
      { kind: "backtest.window_short", bars: 2_000, needed: 2_001 },
    ],
    ["an unknown strategy", { strategy: "sma-cross" }, { kind: "strategy.not_found" }],
  ])("refuses %s", async (_, change, error) => {
    expect(await executor()({ ...SPEC, ...change }, pacing())).toMatchObject({ ok: false, error });
  });

  it("stops when it is told to", async () => {
    expect(await executor()(SPEC, pacing(AbortSignal.abort()))).toEqual({
      ok: false,
      error: { kind: "backtest.canceled" },
    });
  });
});
