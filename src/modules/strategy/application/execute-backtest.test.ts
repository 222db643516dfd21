import { describe, expect, it } from "vitest";
import { EpochMs, err, ok } from "@/modules/_kernel";
import type { BacktestSpec } from "../domain/backtest-spec";
import { findBuiltIn } from "../domain/catalog";
import { makeSeededBars } from "../domain/seeded-bars";
import { hashColumns } from "../infra/hash-columns";
import { codeHost } from "../infra/sandbox/code-host";
import type { Pacing, RunBars } from "../ports";
import { makeExecuteRun } from "./execute-run";

const find = async (name: string) => findBuiltIn(name);
const SPEC: BacktestSpec = {
  strategy: "sma-cross",
  params: { fast: 10, slow: 30 },
  symbol: "SEED",
  resolution: "1m",
  from: null,
  to: null,
  adjustment: "raw",
  cash: 100_000,
  commissionPercent: 0.1,
  slippageBps: 0,
};
const UTC = { name: "UTC", offsetAt: () => 0, toEpochMs: (localMs: number) => localMs };
const BARS = makeSeededBars(160_000);
const loadAll: RunBars = async (_spec, asOf) =>
  ok({
    bars: BARS,
    asOfMs: asOf?.asOfMs ?? EpochMs.of(7),
    actions: 2,
    actionsAsOfMs: asOf === null ? EpochMs.of(5) : asOf.actionsAsOfMs,
    tradesAtWeekends: false,
    timeZone: UTC,
    calendar: null,
    quality: null,
  });

function executor(loadBars: RunBars = loadAll) {
  let looks = 0;
  const clock = {
    nowMs: () => {
      looks += 1;
      return EpochMs.of(1000 + looks * 5);
    },
  };
  const instruments = { find: async () => null };
  const heldActions = async () => ({ actions: [], actionsAsOfMs: null });
  return makeExecuteRun({
    find,
    instruments,
    heldActions,
    loadBars,
    hashColumns,
    codeRuns: codeHost.runs,
    clock,
    code: "abc",
  });
}
const pacing = (change: Partial<Pacing> = {}): Pacing => ({
  signal: new AbortController().signal,
  progress: () => undefined,
  yieldTurn: () => Promise.resolve(),
  ...change,
});

describe("execute backtest", () => {
  it("writes a card of what went in, and keeps what a tear sheet needs", async () => {
    const outcome = await executor()(SPEC, null, pacing());
    if (!outcome.ok) throw new Error(outcome.error.kind);
    const { card, series } = outcome.value;
    expect(card).toMatchObject({
      code: "abc",
      engineVersion: "1",
      strategyVersion: "1",
      bars: 160_000,
      asOfMs: 7,
      adjustment: "raw",
      actions: 2,
      actionsAsOfMs: 5,
      seed: 0,
      tookMs: 5,
    });
    expect([card.firstMs, card.lastMs]).toEqual([BARS.time[0], BARS.time.at(-1)]);
    expect(card.dataHash).toBe(hashColumns({ ...BARS }));
    expect(Object.keys(series)).toEqual(
      expect.arrayContaining(["time", "equity", "benchmark", "fillTime", "tradePnl"]),
    );
    expect(series["fillTime"]?.[0]).toBe(BARS.time[series["fillBar"]?.[0] ?? -1]);
  });

  it("gives everybody else a turn between slices, and says how far it is", async () => {
    const events: string[] = [];
    await executor()(
      SPEC,
      { asOfMs: EpochMs.of(3), actionsAsOfMs: null },
      pacing({
        progress: (done, total) => void events.push(`${done}/${total}`),
        yieldTurn: async () => void events.push("turn"),
      }),
    );
    expect(events).toEqual([
      "50000/160000",
      "turn",
      "100000/160000",
      "turn",
      "150000/160000",
      "turn",
      "160000/160000",
      "turn",
    ]);
  });

  it("stops at the next slice when it is told to, also at the very last", async () => {
    for (const stopAt of [50_000, 160_000]) {
      const controller = new AbortController();
      const seen: number[] = [];
      const outcome = await executor()(
        SPEC,
        null,
        pacing({
          signal: controller.signal,
          progress: (done) => {
            seen.push(done);
            if (done === stopAt) controller.abort();
          },
        }),
      );
      expect(outcome).toEqual({ ok: false, error: { kind: "backtest.canceled" } });
      expect(seen.at(-1)).toBe(stopAt);
    }
  });

  it("gives the same hash for the same request, and another for any other", async () => {
    const hash = async (change: Partial<BacktestSpec> = {}) => {
      const outcome = await executor()({ ...SPEC, ...change }, null, pacing());
      return outcome.ok ? outcome.value.resultHash : outcome.error.kind;
    };
    const first = await hash();
    expect(await hash()).toBe(first);
    expect(await hash({ slippageBps: 1 })).not.toBe(first);
    expect(await hash({ params: { fast: 11, slow: 30 } })).not.toBe(first);
  });

  it("passes on what the bars refuse, and refuses too few of them", async () => {
    const missing = { kind: "instrument.not_found", symbol: "SEED" } as const;
    expect(await executor(async () => err(missing))(SPEC, null, pacing())).toEqual({ ok: false, error: missing });
    const few: RunBars = async () =>
      ok({
        bars: makeSeededBars(30),
        asOfMs: EpochMs.of(1),
        actions: 0,
        actionsAsOfMs: null,
        tradesAtWeekends: false,
        timeZone: UTC,
        calendar: null,
        quality: null,
      });
    expect(await executor(few)(SPEC, null, pacing())).toEqual({
      ok: false,
      error: { kind: "backtest.window_short", bars: 30, needed: 31 },
    });
    expect(await executor()({ ...SPEC, cash: 0 }, null, pacing())).toMatchObject({ error: { path: "cash" } });
  });
});
