import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, JobId, UserId } from "@/modules/_kernel";
import { type BarColumns, barCount, sliceBars } from "@/modules/data";
import {
  CHECK_VERSION,
  makeBarIngest,
  makeCorporateActionStore,
  makeInstrumentStore,
  makeQualityStore,
} from "@/modules/data/server";
import { someBars } from "@/modules/data/testing";
import { TEST_SERVERS, type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { Actor } from "../contract";
import type { FindingView } from "../contract/quality";
import type { FlowDeps } from "../deps";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { makeCheckQualityHandler, makeQualityRound, makeSeriesChecker } from "./check-quality";
import { makeQualityFlows } from "./quality-flows";

const ACTOR: Actor = { kind: "user", userId: UserId.of("person-1"), requestId: "r" };
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2024, 0, 1);
const WATCH = { signal: new AbortController().signal, progress: () => undefined };

/** Bars without those whose place `drop` names. */
function without(bars: BarColumns, drop: (index: number) => boolean): BarColumns {
  const keep = Array.from({ length: barCount(bars) }, (_, index) => index).filter((index) => !drop(index));
  const pick = (column: Float64Array) => Float64Array.from(keep, (index) => column[index] ?? 0);
  return {
    time: pick(bars.time),
    open: pick(bars.open),
    high: pick(bars.high),
    low: pick(bars.low),
    close: pick(bars.close),
    volume: pick(bars.volume).map((volume) => volume + 1),
  };
}

describe.each(TEST_SERVERS.filter(({ present }) => present))("quality on $server", ({ serverUrl }) => {
  let database: TestDatabase;
  let deps: FlowDeps;
  let symbol: string;
  let nowMs = Date.UTC(2024, 0, 20);
  beforeAll(async () => {
    database = await withTestDatabase({ serverUrl });
    deps = makeTestDeps(database, { clock: { nowMs: () => EpochMs.of(nowMs) } });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    symbol = `T${randomUUID().slice(0, 8).toUpperCase()}`;
    nowMs += MINUTE_MS;
    const facts = { symbol, name: "", kind: "crypto", currency: "USD", timeZone: "UTC" } as const;
    await deps.transactions.run((tx) => makeInstrumentStore(deps.sql).ensure(tx, facts));
  });

  const seed = (bars: BarColumns) => {
    nowMs += MINUTE_MS;
    return seedBars(deps, { symbol, resolution: "1m", bars });
  };
  const check = async () => {
    nowMs += MINUTE_MS;
    const checked = await makeSeriesChecker(deps).check(symbol, "1m", WATCH);
    if (!checked.ok) throw new Error(checked.error.kind);
    return checked.value;
  };
  const findings = async (state: "open" | "explained" | "all" = "all"): Promise<readonly FindingView[]> => {
    const query = { symbol, resolution: null, kind: null, state, cursor: null, limit: 100 } as const;
    return (await makeQualityFlows(deps).listFindings(query)).rows;
  };
  const shape = (list: readonly FindingView[]) =>
    list
      .filter(({ kind }) => kind !== "stale")
      .map(({ kind, fromMs, toMs, bars, facts }) => ({ kind, fromMs, toMs, bars, facts }))
      .toSorted((left, right) => left.fromMs - right.fromMs || left.kind.localeCompare(right.kind));
  const map = async () =>
    (await makeQualityFlows(deps).readCoverageMap({ by: "day", year: 2024, month: 1 })).find(
      (row) => row.symbol === symbol,
    );
  const holes = (index: number) => (index >= 3000 && index < 3120) || (index >= 8000 && index < 8050);
  const DAYS = 12;
  const bars = without(someBars({ count: DAYS * 1440, startMs: START_MS }), holes);

  it("finds what is missing, scores it, and lists it with the day it is missing from", async () => {
    await seed(bars);
    const quality = await check();
    expect(quality.score).toBe(Math.floor((100 * barCount(bars)) / (DAYS * 1440)));
    expect(shape(await findings())).toEqual([
      {
        kind: "missing_bars",
        fromMs: START_MS + 3000 * MINUTE_MS,
        toMs: START_MS + 3120 * MINUTE_MS,
        bars: 120,
        facts: { minutes: 120 },
      },
      {
        kind: "missing_bars",
        fromMs: START_MS + 8000 * MINUTE_MS,
        toMs: START_MS + 8050 * MINUTE_MS,
        bars: 50,
        facts: { minutes: 50 },
      },
    ]);
    const row = await map();
    expect(row?.at).toEqual(Array.from({ length: DAYS }, (_, day) => day + 1));
    expect(row?.missing[2]).toBe(120);
    const [series] = (await makeQualityFlows(deps).listCoveredSeries()).filter((one) => one.symbol === symbol);
    expect(series).toMatchObject({ current: true, calendar: "24/7", open: { warning: 2 } });
  });

  it("says the same after any order of imports and checks as after one of everything", async () => {
    await seed(sliceBars(bars, 0, 4000));
    await check();
    await seed(sliceBars(bars, 9000, barCount(bars)));
    await check();
    expect(shape(await findings()).some(({ kind }) => kind === "missing_sessions")).toBe(true);
    await seed(sliceBars(bars, 4000, 9000));
    await check();
    const incremental = [shape(await findings()), await map()];
    await deps.sql.$executeRaw`DELETE FROM series_quality`;
    await check();
    expect([shape(await findings()), await map()]).toEqual(incremental);
    expect(incremental[0]).toHaveLength(2);
  });

  it("keeps what a person said until the finding grows, and can take it back", async () => {
    await seed(bars);
    const before = await check();
    const [first] = (await findings("open")).filter(({ bars: missing }) => missing === 50);
    if (first === undefined) throw new Error("a gap of 50 is found");
    const flows = makeQualityFlows(deps);
    const input = { findingId: first.findingId, explanation: "reason", reason: "Exchange maintenance" } as const;
    expect(await flows.explainFinding(ACTOR, { ...input, reason: "  " })).toMatchObject({
      ok: false,
      error: { kind: "finding.reason_missing", path: "reason" },
    });
    expect(await flows.explainFinding(ACTOR, input)).toMatchObject({
      ok: true,
      value: { explanation: "reason", reason: "Exchange maintenance", byPerson: true },
    });
    const quality = await makeQualityStore(deps.sql).qualityOf({
      instrumentId: (await makeInstrumentStore(deps.sql).find(symbol))?.instrumentId ?? (0 as never),
      resolution: "1m",
    });
    expect(quality?.score).toBeGreaterThanOrEqual(before.score ?? 0);
    await deps.sql.$executeRaw`DELETE FROM series_quality`;
    await check();
    expect((await findings("explained")).map(({ findingId }) => findingId)).toEqual([first.findingId]);

    expect(await flows.reopenFinding(ACTOR, first.findingId)).toMatchObject({ ok: true, value: { explanation: null } });
    expect(await findings("explained")).toEqual([]);
    const audit = await deps.sql.$queryRaw<{ action: string }[]>`
      SELECT action FROM audit_log WHERE subject_id = ${first.findingId} ORDER BY id LIMIT 10`;
    expect(audit.map(({ action }) => action)).toEqual(["finding.explain", "finding.reopen"]);
    expect(await flows.reopenFinding(ACTOR, "999999999")).toMatchObject({ error: { kind: "finding.not_found" } });
    expect(await flows.reopenFinding(ACTOR, "x'; --")).toMatchObject({ error: { kind: "finding.not_found" } });
  });

  it("forgets a finding whose bars have come", async () => {
    await seed(bars);
    await check();
    await seed(someBars({ count: DAYS * 1440, startMs: START_MS }));
    const quality = await check();
    expect(shape(await findings()).filter(({ kind }) => kind === "missing_bars")).toEqual([]);
    expect(quality.score).not.toBeNull();
  });

  it("says when two imports disagree about the same bars", async () => {
    await seed(sliceBars(bars, 0, 2000));
    const other = sliceBars(bars, 100, 160);
    await seed({
      ...other,
      close: other.close.map((close, index) => (index < 40 ? close * 1.0001 : close)),
      high: other.high.map((high) => high * 1.1),
    });
    await check();
    expect((await findings()).filter(({ kind }) => kind === "sources_disagree")).toEqual([]);
    await seed({
      ...other,
      close: other.close.map((close) => close * 1.01),
      high: other.high.map((high) => high * 1.1),
    });
    await check();
    expect((await findings()).filter(({ kind }) => kind === "sources_disagree")).toMatchObject([
      { bars: 60, facts: { before: "seeded", now: "seeded" } },
    ]);
  });

  it("asks nobody for bars that no feed ever gave, and explains a gap that every feed has answered", async () => {
    await seed(bars);
    await check();
    const [gap] = (await findings("open")).filter(({ kind }) => kind === "missing_bars");
    if (gap === undefined) throw new Error("a gap is found");
    const flows = makeQualityFlows(deps);
    expect(await flows.repairFinding(ACTOR, gap.findingId)).toMatchObject({ value: { outcome: "no_source" } });
    expect(await flows.repairFinding(ACTOR, "999999999")).toMatchObject({ error: { kind: "finding.not_found" } });
    const { instrumentId } = (await makeInstrumentStore(deps.sql).find(symbol)) ?? { instrumentId: null };
    await deps.sql.$executeRaw`
      INSERT INTO bar_fetch (id, job_id, instrument_id, symbol, feed, alias, resolution, from_ts, to_ts, complete_to, lane,
        reason, status, created_at, updated_at, finished_at)
      VALUES (${randomUUID()}, 'j', ${instrumentId}, ${symbol}, 'some', ${symbol}, 1, '2024-01-01', '2024-01-13', '2024-01-13',
        'bulk', 'person', 'completed', '2024-01-20', '2024-01-20', '2024-01-20')`;
    expect(await flows.repairFinding(ACTOR, gap.findingId)).toMatchObject({ value: { outcome: "source_has_none" } });
    expect((await findings("explained")).map(({ explanation, byPerson }) => [explanation, byPerson])).toEqual([
      ["source_has_none", false],
    ]);
    expect(await flows.reopenFinding(ACTOR, gap.findingId)).toMatchObject({
      error: { kind: "finding.explained_by_house" },
    });
    await deps.sql.$executeRaw`DELETE FROM series_quality`;
    await check();
    expect(await findings("explained")).toHaveLength(1);
    // The round repairs by itself: the other gap is explained the same way.
    await deps.sql.$executeRaw`DELETE FROM series_quality`;
    await makeQualityRound(deps)(new AbortController().signal);
    expect(await findings("explained")).toHaveLength(2);
  });

  const due = async () => {
    const query = {
      olderThanMs: EpochMs.of(nowMs - 86_400_000),
      liveOlderThanMs: EpochMs.of(nowMs - 900_000),
      checkVersion: CHECK_VERSION,
      calendars: ["24/7"],
      limit: 1000,
    };
    return (await makeQualityStore(deps.sql).listDue(query)).some((one) => one.symbol === symbol);
  };
  /** Bars of ticks, as a stream's holder merges them: all of one holder are one import. */
  const live = async (columns: BarColumns) => {
    nowMs += MINUTE_MS;
    const instrument = await makeInstrumentStore(deps.sql).find(symbol);
    if (instrument === null) throw new Error(`no ${symbol}`);
    await deps.transactions.run(async (tx) => {
      const ingest = makeBarIngest();
      async function* batches() {
        const count = barCount(columns);
        yield { bars: columns, lines: Int32Array.from({ length: count }, (_, index) => index + 1), count };
      }
      await ingest.stage(tx, batches());
      const batch = `live.1.${instrument.instrumentId}`;
      const facts = { batch, symbol, source: "venue", title: "Live", origin: "live", createdBy: null } as const;
      const key = { instrumentId: instrument.instrumentId, resolution: "1m" } as const;
      await ingest.merge(tx, key, facts, EpochMs.of(nowMs), () => undefined);
    });
    return instrument;
  };

  it("looks at what grows by itself now and then, and then only at what is new", async () => {
    await seed(sliceBars(bars, 0, 5_000));
    await live(sliceBars(bars, 5_000, 5_010));
    await check();
    await live(sliceBars(bars, 5_010, 5_020));
    expect(await due(), "a minute after its check").toBe(false);
    nowMs += 900_000;
    expect(await due(), "a quarter of an hour after its check").toBe(true);
    const { instrumentId } = await live(sliceBars(bars, 5_020, 5_030));
    const store = makeQualityStore(deps.sql);
    const key = { instrumentId, resolution: "1m" } as const;
    expect(await store.changedSince(key, CHECK_VERSION, "24/7")).toEqual({ what: "from", fromMs: bars.time[5_010] });
    await check();
    expect(await store.changedSince(key, CHECK_VERSION, "24/7")).toEqual({ what: "nothing" });
    await seed(sliceBars(bars, 5_030, 5_040));
    expect(await due(), "what somebody brings is looked at at once").toBe(true);
  });

  it("judges a series again at once when a split of it becomes known, and when it is taken back", async () => {
    await seed(sliceBars(bars, 0, 100));
    await check();
    const instrument = await makeInstrumentStore(deps.sql).find(symbol);
    const instrumentId = instrument?.instrumentId;
    if (instrumentId === undefined) throw new Error(`no ${symbol}`);
    const actions = makeCorporateActionStore(deps.sql);
    nowMs += MINUTE_MS;
    const split = [{ type: "split", exDateMs: START_MS, ratio: "2" }] as const;
    await deps.transactions.run((tx) =>
      actions.record(tx, { instrumentId, actions: split, source: "test", nowMs: EpochMs.of(nowMs) }),
    );
    const changed = () =>
      makeQualityStore(deps.sql).changedSince({ instrumentId, resolution: "1m" }, CHECK_VERSION, "24/7");
    expect([await due(), await changed()]).toEqual([true, { what: "everything" }]);
    await check();
    expect([await due(), await changed()]).toEqual([false, { what: "nothing" }]);
    const [known] = (await actions.known(instrumentId, null)).actions;
    nowMs += MINUTE_MS;
    await deps.transactions.run((tx) => actions.remove(tx, known?.actionId ?? "", EpochMs.of(nowMs)));
    expect(await due()).toBe(true);
  });

  it("has new and changed series due at once, the others after a day, and none twice", async () => {
    expect(await due()).toBe(false);
    await seed(sliceBars(bars, 0, 100));
    expect(await due()).toBe(true);
    const round = makeQualityRound(deps);
    nowMs += MINUTE_MS;
    expect(await round(new AbortController().signal)).toBe(false);
    expect(await due()).toBe(false);
    await seed(sliceBars(bars, 100, 200));
    expect(await due()).toBe(true);
    nowMs += MINUTE_MS;
    await round(new AbortController().signal);
    nowMs += 86_400_001;
    expect(await due()).toBe(true);
    nowMs -= 86_400_001;
  });

  it("checks by job: one series, all of one instrument, or everything; and refuses what is not there", async () => {
    await seed(sliceBars(bars, 0, 500));
    const flows = makeQualityFlows(deps);
    expect(await flows.startQualityCheck(ACTOR, { symbol: "NOBODY", resolution: null })).toMatchObject({
      error: { kind: "instrument.not_found", path: "symbol" },
    });
    const started = await flows.startQualityCheck(ACTOR, { symbol: symbol.toLowerCase(), resolution: "1m" });
    expect(started.ok).toBe(true);
    const job = { ...WATCH, jobId: JobId.of("job-1"), requestId: "r", userId: null, progress: () => undefined };
    const handler = makeCheckQualityHandler(deps);
    expect(await handler({ symbol, resolution: "1m" }, job)).toMatchObject({ ok: true, value: { series: 1 } });
    expect(await handler({ symbol, resolution: "1d" }, job)).toMatchObject({
      error: { kind: "quality.series_empty", facts: { symbol, resolution: "1d" } },
    });
    expect(await handler({ symbol: null, resolution: null }, job)).toMatchObject({ ok: true });
    const stopped = { ...job, signal: AbortSignal.abort() };
    await deps.sql.$executeRaw`DELETE FROM series_quality`;
    expect(await handler({ symbol, resolution: null }, stopped)).toMatchObject({ error: { kind: "quality.canceled" } });
  });
});
