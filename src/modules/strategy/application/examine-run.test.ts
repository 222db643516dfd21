import { describe, expect, it } from "vitest";
import { EpochMs, err, ok } from "@/modules/_kernel";
import { type Instrument, sliceBars, timeZoneOf } from "@/modules/data";
import { ExaminationSchema } from "../domain/analysis/examination";
import type { BacktestSpec } from "../domain/backtest-spec";
import { findBuiltIn } from "../domain/catalog";
import { makeSeededBars } from "../domain/seeded-bars";
import { hashColumns } from "../infra/hash-columns";
import { codeHost } from "../infra/sandbox/code-host";
import type { Pacing, RunBars } from "../ports";
import { makeExamineRun } from "./examine-run";
import { makeExecuteRun } from "./execute-run";

const find = async (name: string) => findBuiltIn(name);
const SPEC: BacktestSpec = {
  strategy: "sma-cross",
  params: { fast: 10, slow: 30, quantity: 10 },
  symbol: "SEED",
  resolution: "1m",
  from: null,
  to: null,
  adjustment: "raw",
  cash: 100_000,
  commissionPercent: 0.1,
  slippageBps: 1,
};
const UTC = timeZoneOf("America/New_York");
const BARS = makeSeededBars(40_000);
/** The same market half an hour later: what another instrument is here. */
const LATE = sliceBars(BARS, 30, 40_000);
const loadBars: RunBars = async ({ symbol }) => {
  if (!UTC.ok) throw new Error("a known zone");
  return ok({
    bars: symbol === "LATE" ? LATE : BARS,
    asOfMs: EpochMs.of(7),
    actions: 0,
    actionsAsOfMs: null,
    tradesAtWeekends: false,
    timeZone: UTC.value,
    calendar: null,
    quality: null,
  });
};
const pacing = (change: Partial<Pacing> = {}): Pacing => ({
  signal: new AbortController().signal,
  progress: () => undefined,
  yieldTurn: () => Promise.resolve(),
  ...change,
});
const moments = { asOfMs: EpochMs.of(7), actionsAsOfMs: null };

async function stored(spec: BacktestSpec) {
  const clock = { nowMs: () => EpochMs.of(1) };
  const outcome = await makeExecuteRun({ ...deps, clock, code: "abc" })(spec, null, pacing());
  if (!outcome.ok) throw new Error(outcome.error.kind);
  return outcome.value;
}

const instruments = { find: async (symbol: string) => ({ symbol, currency: "USD", calendar: null }) as Instrument };
const heldActions = async () => ({ actions: [], actionsAsOfMs: null });
const deps = { find, loadBars, hashColumns, instruments, heldActions, codeRuns: codeHost.runs };
const examine = makeExamineRun(deps);

async function examined(
  change: Partial<BacktestSpec> = {},
  tries = { count: 1, sharpeVariance: null as number | null },
) {
  const spec = { ...SPEC, ...change };
  const { resultHash } = await stored(spec);
  const outcome = await examine({ spec, moments, resultHash, tries }, pacing());
  if (!outcome.ok) throw new Error(outcome.error.kind);
  return outcome.value;
}

describe("examine run", () => {
  it("judges a stored run, and keeps what survives JSON", async () => {
    const { examination, series } = await examined();
    expect(examination.verdict).toBe("reject");
    expect(examination.findings[0]?.severity).toBe("reject");
    expect(examination.findings.map(({ id }) => id)).toContain("lost_money");
    expect(examination.honesty).toMatchObject({
      trials: 1,
      breakEven: { kind: "lost_already" },
      lookAhead: { cuts: 5, found: null },
      sameBits: true,
    });
    expect(ExaminationSchema.parse(JSON.parse(JSON.stringify(examination)))).toEqual(examination);
    expect(series["tradeAdverse"]?.length).toBeGreaterThan(100);
    expect(series["tradeAdverse"]?.every((each) => each <= 0)).toBe(true);
    expect(series["tradeFavourable"]?.every((each) => each >= 0)).toBe(true);
  });

  it("gives the same examination again", async () => {
    expect(await examined()).toEqual(await examined());
  });

  it("says where the costs went, and what a run without any ends with", async () => {
    const { examination } = await examined();
    const { costs } = examination.details;
    const outcome = await stored({ ...SPEC, commissionPercent: 0, slippageBps: 0 });
    expect(costs.freeEquity).toBe(outcome.stats.finalEquity);
    const paid = costs.commission + costs.slippage + costs.spread;
    expect(paid).toBeCloseTo((costs.freeEquity ?? 0) - (await stored(SPEC)).stats.finalEquity, 3);
  });

  it("raises the bar with every further try", async () => {
    const first = (await examined()).examination.honesty;
    const later = (await examined({}, { count: 50, sharpeVariance: 4 })).examination.honesty;
    expect(later.trials).toBe(50);
    expect(later.luckSharpe ?? 0).toBeGreaterThan(first.luckSharpe ?? 0);
    expect(later.deflatedSharpe ?? 1).toBeLessThan(first.deflatedSharpe ?? 0);
  });

  it("notices a result that does not come again", async () => {
    const outcome = await examine(
      { spec: SPEC, moments, resultHash: "other", tries: { count: 1, sharpeVariance: null } },
      pacing(),
    );
    expect(outcome.ok && outcome.value.examination.findings.map(({ id }) => id)).toContain("other_bits");
  });

  it("judges a run on several instruments like any other", async () => {
    const several: BacktestSpec = {
      ...SPEC,
      strategy: "dual-momentum",
      params: { lookback: 200, rebalance: 50 },
      others: ["LATE"],
    };
    const outcome = await stored(several);
    const { resultHash } = outcome;
    const found = await examine(
      { spec: several, moments, resultHash, tries: { count: 1, sharpeVariance: null } },
      pacing(),
    );
    if (!found.ok) throw new Error(found.error.kind);
    const { examination, series } = found.value;
    expect(examination.honesty).toMatchObject({ sameBits: true, lookAhead: { cuts: 5, found: null } });
    expect(series["tradeAdverse"]?.length).toBe(outcome.stats.trades);
    expect(outcome.stats.trades).toBeGreaterThan(50);
    expect(series["tradeAdverse"]?.every((each) => each <= 0)).toBe(true);
    const { costs } = examination.details;
    expect(costs.commission).toBeCloseTo(outcome.stats.fees, 6);
    expect(costs.slippage).toBeCloseTo(costs.turnover / 10_000, 0);
    expect(examination.details.rolling.exposure.some((share) => share !== null && share > 0.5)).toBe(true);
    expect(ExaminationSchema.parse(JSON.parse(JSON.stringify(examination)))).toEqual(examination);
  });

  it("stops where it is told to, at any step", async () => {
    const { resultHash } = await stored(SPEC);
    for (const stopAt of [1, 2, 4, 7]) {
      const controller = new AbortController();
      const outcome = await examine(
        { spec: SPEC, moments, resultHash, tries: { count: 1, sharpeVariance: null } },
        pacing({
          signal: controller.signal,
          progress: (done) => {
            if (done === stopAt) controller.abort();
          },
        }),
      );
      expect(outcome).toEqual({ ok: false, error: { kind: "backtest.canceled" } });
    }
  });

  it("passes on what is refused", async () => {
    const missing = { kind: "instrument.not_found", symbol: "SEED" } as const;
    const refusing = makeExamineRun({ ...deps, loadBars: async () => err(missing) });
    const run = { spec: SPEC, moments, resultHash: "", tries: { count: 1, sharpeVariance: null } };
    expect(await refusing(run, pacing())).toEqual({ ok: false, error: missing });
    expect(await examine({ ...run, spec: { ...SPEC, cash: 0 } }, pacing())).toMatchObject({ error: { path: "cash" } });
  });
});
