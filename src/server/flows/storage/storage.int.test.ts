import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, type Result, UserId } from "@/modules/_kernel";
import { type BarColumns, makeSeriesReader, type Resolution } from "@/modules/data";
import { makeBarIngest, makeBarStore, makeInstrumentStore } from "@/modules/data/server";
import { rowsOf, someBars } from "@/modules/data/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { Actor } from "../contract";
import { makeRetentionFlows } from "../deployments/decision-retention";
import type { FlowDeps } from "../deps";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { makeExpireRound } from "./expire-bars";
import { KEPT_MS } from "./kept";
import { makeStorageFlows } from "./storage-flows";

const ACTOR: Actor = { kind: "user", userId: UserId.of("person-1"), requestId: "r" };
const DAY_MS = 86_400_000;
/** A Monday, 40 days before now. */
const START_MS = Date.UTC(2024, 2, 18);
const SIGNAL = new AbortController().signal;
const SYMBOL = "OLD";

let database: TestDatabase;
let deps: FlowDeps;
let nowMs: number;
beforeEach(async () => {
  database = await withTestDatabase();
  nowMs = START_MS + 40 * DAY_MS;
  deps = makeTestDeps(database, { clock: { nowMs: () => EpochMs.of(nowMs) } });
  const facts = { symbol: SYMBOL, name: "", kind: "crypto", currency: "USD", timeZone: "UTC" } as const;
  await deps.transactions.run((tx) => makeInstrumentStore(tx).ensure(tx, facts));
});
afterEach(() => database.close());

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const instrument = async () => {
  const found = await makeInstrumentStore(deps.sql).find(SYMBOL);
  if (found === null) throw new Error(SYMBOL);
  return found;
};
async function read(resolution: Resolution, asOfMs = nowMs): Promise<BarColumns> {
  const range = { fromMs: EpochMs.of(START_MS - DAY_MS), toMs: EpochMs.of(nowMs) };
  return makeSeriesReader(makeBarStore(deps.sql), "stored").readBars(
    await instrument(),
    resolution,
    range,
    EpochMs.of(asOfMs),
  );
}
const stored = async (resolution: Resolution) =>
  makeBarStore(deps.sql).coverageOf({ instrumentId: (await instrument()).instrumentId, resolution });
/** Rounds until nothing is left to do. */
async function expire(): Promise<number> {
  let rounds = 0;
  while (await makeExpireRound(deps)(SIGNAL)) {
    rounds += 1;
    nowMs += 60_000;
  }
  return rounds;
}
/** Days of a market that never closes. */
const minutes = (count = 40 * 1440) => someBars({ count, startMs: START_MS });

describe("bars that are older than they are kept", () => {
  it("go piece by piece, after everything longer is stored: what was shown stays, bit for bit", async () => {
    await seedBars(deps, { symbol: SYMBOL, resolution: "1m", bars: minutes() });
    const longer = ["5m", "15m", "1h", "4h", "1d", "1w", "1mo"] as const;
    const before = new Map<Resolution, unknown>();
    for (const resolution of longer) before.set(resolution, rowsOf(await read(resolution)));
    const knownMs = (await stored("1m"))?.changedAtMs ?? 0;
    nowMs += 60_000;
    must(await makeStorageFlows(deps).setRetention(ACTOR, "1m", 30));
    expect(await expire()).toBeGreaterThan(0);
    for (const resolution of longer) {
      expect([resolution, rowsOf(await read(resolution))]).toEqual([resolution, before.get(resolution)]);
      // What was known then is known still as of then.
      expect([resolution, rowsOf(await read(resolution, knownMs))]).toEqual([resolution, before.get(resolution)]);
    }
    const left = await stored("1m");
    const cutoffMs = START_MS + 10 * DAY_MS;
    expect(left?.firstMs).toBe(cutoffMs);
    expect(left?.bars).toBe(30 * 1440);
    const [counted] = await deps.sql.$queryRaw<
      { n: number }[]
    >`SELECT count(*)::int AS n FROM bar WHERE resolution = 1`;
    expect(counted?.n).toBe(left?.bars);
    const audits = await deps.sql.$queryRaw<{ details: { forgotten: number } }[]>`
      SELECT details FROM audit_log WHERE action = 'retention.apply' LIMIT 100`;
    expect(audits.reduce((sum, { details }) => sum + details.forgotten, 0)).toBe(10 * 1440);
    expect(audits.length).toBeGreaterThan(1);
    expect(await makeExpireRound(deps)(SIGNAL), "nothing is left to do").toBe(false);
  }, 60_000);

  it("leave what a source gave of the longer ones, and what is limited as well is not stored", async () => {
    await seedBars(deps, { symbol: SYMBOL, resolution: "1m", bars: minutes(5 * 1440) });
    const daily = someBars({ count: 3, startMs: Date.UTC(2024, 2, 18), stepMs: DAY_MS, seed: 9 });
    await seedBars(deps, { symbol: SYMBOL, resolution: "1d", bars: daily });
    const flows = makeStorageFlows(deps);
    for (const resolution of ["1m", "5m", "15m"] as const) must(await flows.setRetention(ACTOR, resolution, 30));
    await expire();
    expect([await stored("1m"), await stored("5m"), await stored("15m")]).toEqual([null, null, null]);
    expect((await stored("1h"))?.bars).toBe(5 * 24);
    expect(rowsOf(await read("1d")).slice(0, 3)).toEqual(rowsOf(daily));
  }, 60_000);

  it("are put back by nothing, and an undo of what brought them takes the rest", async () => {
    await seedBars(deps, { symbol: SYMBOL, resolution: "1m", bars: minutes(35 * 1440) });
    must(await makeStorageFlows(deps).setRetention(ACTOR, "1m", 30));
    await expire();
    const ingest = makeBarIngest();
    const [imported] = (await ingest.listImports(deps.sql, null, 100)).filter(({ source }) => source === "file");
    if (imported === undefined) throw new Error("one import");
    const undone = await deps.transactions.run((tx) => ingest.undo(tx, imported.importId, null, EpochMs.of(nowMs)));
    expect(undone.ok).toBe(true);
    expect(await stored("1m")).toBeNull();
    expect((await stored("1d"))?.bars).toBeGreaterThan(0);
  }, 60_000);
});

describe("how long bars are kept", () => {
  it("is for ever until an admin says otherwise, who sees first what would go", async () => {
    await seedBars(deps, { symbol: SYMBOL, resolution: "1m", bars: minutes(35 * 1440) });
    const flows = makeStorageFlows(deps);
    expect(await makeExpireRound(deps)(SIGNAL)).toBe(false);
    const preview = must(await flows.previewRetention("1m", 30));
    expect(preview).toMatchObject({ series: 1, bars: 10 * 1440, longer: ["5m", "15m", "1h", "4h", "1d"] });
    expect(preview.bytes).toBeGreaterThan(0);
    expect((await stored("1m"))?.bars).toBe(35 * 1440);
    const view = must(await flows.setRetention(ACTOR, "1m", 30));
    expect(view.resolutions).toMatchObject([{ resolution: "1m", limitable: true, keepDays: 30, bars: 35 * 1440 }]);
    expect(view.instruments).toMatchObject([{ symbol: SYMBOL, bars: 35 * 1440 }]);
    expect(view.tables[0]).toMatchObject({ table: "bar" });
    expect(must(await flows.setRetention(ACTOR, "1m", null)).resolutions[0]?.keepDays).toBeNull();
    const audits = await deps.sql.$queryRaw`SELECT details FROM audit_log WHERE action = 'retention.set' ORDER BY at`;
    expect(audits).toMatchObject([{ details: { keepDays: 30 } }, { details: { keepDays: null } }]);
  }, 60_000);

  it("is refused where it makes no sense, with the field that is at fault", async () => {
    const flows = makeStorageFlows(deps);
    for (const [resolution, days, kind, path] of [
      ["1m", 29, "retention.days_out_of_range", "keepDays"],
      ["1m", 30.5, "retention.days_out_of_range", "keepDays"],
      ["1m", 40_000, "retention.days_out_of_range", "keepDays"],
      ["1d", 365, "retention.resolution_unlimited", "resolution"],
    ] as const) {
      const error = { ok: false, error: { kind, path } };
      expect(await flows.previewRetention(resolution, days)).toMatchObject(error);
      expect(await flows.setRetention(ACTOR, resolution, days)).toMatchObject(error);
    }
  });
});

describe("everything that is kept", () => {
  it("is said with its bytes, how long it stays and when its oldest goes", async () => {
    const flows = makeStorageFlows(deps);
    const { tables } = await flows.readStorage();
    const before = await flows.readKept();
    expect(before.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)).toBe(
      tables.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    const of = async (what: string) => (await flows.readKept()).find((line) => line.what === what);
    expect(await of("audit")).toMatchObject({ keptMs: null, setting: null, nextMs: null });
    expect(await of("health")).toMatchObject({ oldestMs: null, nextMs: null });
    const at = new Date(Date.UTC(2024, 0, 1));
    await deps.sql.$executeRaw`INSERT INTO health_sample (part, at, level) VALUES ('database', ${at}, 'ok')`;
    expect(await of("health")).toMatchObject({ oldestMs: at.getTime() });
    expect((await of("health"))?.nextMs).toBe(at.getTime() + KEPT_MS.health);
    expect(await of("decisions")).toMatchObject({ keptMs: null, setting: "decisions" });
    const retention = makeRetentionFlows(deps);
    must(await retention.setDecisionRetention({ ...ACTOR, kind: "cli", userId: null }, { days: 400, quietDays: 30 }));
    expect(await of("decisions")).toMatchObject({ keptMs: 400 * DAY_MS });
    expect(await of("quietDecisions")).toMatchObject({ bytes: null, keptMs: 30 * DAY_MS });
  });
});
