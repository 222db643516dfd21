import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, type Result } from "@/modules/_kernel";
import { type Bar, barAt, barColumnsOf, barCount, MINUTE_MS, type Resolution } from "@/modules/data";
import { makeBarStore, makeFeeds, makeInstrumentStore, replayProvider, timers } from "@/modules/data/server";
import { wallClock } from "../../infra/clock";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import { fencedTransaction, type Lease, LeaseLost, takeLease } from "../../platform/work/lease";
import type { Actor } from "../contract";
import type { ReplayControl, ReplayView } from "../contract/replay";
import type { FlowDeps } from "../deps";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { makeFindReplay } from "./find-replay";
import { playReplay } from "./play-replays";
import { makeReplayFlows } from "./replay-flows";

const ACTOR: Actor = { kind: "cli", userId: null, requestId: "test" };
/** New York opens at 14:30 UTC in winter. */
const OPEN = Date.UTC(2024, 0, 9, 14, 30);
const DAY_MS = 86_400_000;
const SESSION_MINUTES = 390;

/** Minutes of three sessions; prices and volumes that a sum in another order would betray. */
const BARS: readonly Bar[] = [0, 1, 2].flatMap((day) =>
  Array.from({ length: SESSION_MINUTES }, (_, minute): Bar => {
    const price = 100 + Math.sin(day * 500 + minute) * 7;
    const [high, low, close] = [price + 0.3 + minute / 1e4, price - 0.7, price - 0.1 + (minute % 3) / 10];
    const volume = minute % 2 === 0 ? 1_001 + minute : 0.1 * minute;
    return { time: OPEN + day * DAY_MS + minute * MINUTE_MS, open: price, high, low, close, volume };
  }),
);

let database: TestDatabase;
let deps: FlowDeps;
beforeEach(async () => {
  database = await withTestDatabase();
  const feeds = makeFeeds({
    providers: [replayProvider(makeFindReplay(database.db))],
    clock: wallClock,
    waiting: timers,
    fetch,
    settingsOf: async () => ({ enabled: true, baseUrls: {}, key: null }),
  });
  deps = makeTestDeps(database, { feeds });
  await seedBars(deps, { symbol: "SPY", resolution: "1m", bars: barColumnsOf(BARS) });
});
afterEach(() => database.close());

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function storedBars(symbol: string, resolution: Resolution = "1m"): Promise<readonly Bar[]> {
  const instrument = await makeInstrumentStore(deps.sql).find(symbol);
  if (instrument === null) return [];
  const store = makeBarStore(deps.sql);
  const bars = await store.readLatest({ instrumentId: instrument.instrumentId, resolution }, null, 100_000);
  return Array.from({ length: barCount(bars) }, (_, at) => barAt(bars, at)).filter((bar) => bar !== null);
}

const input = { symbols: ["SPY"], resolution: "1m", from: "2024-01-10", to: null, speed: null, paused: false } as const;
const start = async (change: Partial<Parameters<ReturnType<typeof makeReplayFlows>["startReplay"]>[1]> = {}) =>
  makeReplayFlows(deps).startReplay(ACTOR, { ...input, ...change });
const steer = async ({ replayId }: ReplayView, control: ReplayControl) =>
  must(await makeReplayFlows(deps).controlReplay(ACTOR, replayId, control));
const find = async ({ replayId }: ReplayView) =>
  (await makeReplayFlows(deps).listReplays()).find((one) => one.replayId === replayId);

/** A worker that plays until it is told to end; another that holds the lease is taken for dead. */
async function startWorker({ replayId }: ReplayView) {
  const name = `replay:${replayId}`;
  await deps.sql.$executeRaw`UPDATE lease SET expires_at = now() WHERE name = ${name}`;
  const token = await takeLease(deps.sql, name, crypto.randomUUID());
  if (token === null) throw new Error("the lease is free");
  await deps.sql.$executeRaw`UPDATE lease SET expires_at = now() + interval '1 hour' WHERE name = ${name}`;
  const over = new AbortController();
  const lease: Lease = {
    name,
    token,
    signal: over.signal,
    fenced: (work) => fencedTransaction(database.db.guarded, { name, token }, work),
  };
  const ended = playReplay(deps, lease, replayId).then(
    () => null,
    (error: unknown) => error,
  );
  const stop = async () => {
    over.abort();
    return ended;
  };
  return { stop, ended };
}

const until = async (session: ReplayView, what: Partial<ReplayView>) =>
  expect.poll(() => find(session), { timeout: 30_000, interval: 20 }).toMatchObject(what);
const from = (day: number) => BARS.filter(({ time }) => time >= OPEN + day * DAY_MS);

describe("a replay of stored bars", () => {
  it("gives the same bars in a series of its own, goes on after its worker died, and leaves the real ones alone", async () => {
    const session = must(await start({ paused: true }));
    expect(session.instruments).toEqual([{ source: "SPY", symbol: "REPLAY-SPY" }]);
    const first = await startWorker(session);
    for (let n = 0; n < 5; n += 1) await steer(session, { action: "step" });
    await until(session, { position: EpochMs.of(OPEN + DAY_MS + 5 * MINUTE_MS), status: "paused" });
    // The first day was before the replay began: it is there to look at.
    const played = await storedBars("REPLAY-SPY");
    expect(played).toEqual(BARS.slice(0, SESSION_MINUTES + 5));

    const second = await startWorker(session);
    await steer(session, { action: "resume" });
    await until(session, { status: "finished" });
    await second.ended;
    // Whoever was taken for dead and is not has written nothing since.
    const lost = await first.stop();
    expect(lost === null || lost instanceof LeaseLost).toBe(true);

    expect(await storedBars("REPLAY-SPY")).toEqual(BARS);
    expect(await storedBars("SPY")).toEqual(BARS);
    const counts = await deps.sql.$queryRaw`
      SELECT (SELECT count(*)::int FROM bar_revision) AS revisions, (SELECT count(*)::int FROM bar_disagreement) AS disagreements,
        (SELECT count(*)::int FROM audit_log WHERE action LIKE 'replay.%') AS audits`;
    expect(counts).toEqual([{ revisions: 0, disagreements: 0, audits: 8 }]);
  });

  it("forgets what came after when it is sought back, and plays it again", async () => {
    const session = must(await start());
    const worker = await startWorker(session);
    await until(session, { status: "finished" });
    await worker.ended;
    const [instrument] = await makeInstrumentStore(deps.sql).search("REPLAY-SPY", 1);
    if (instrument === undefined) throw new Error("a replay has an instrument");
    const series = { instrumentId: instrument.instrumentId, resolution: "1m" } as const;
    const asOf = (await makeBarStore(deps.sql).coverageOf(series))?.changedAtMs ?? EpochMs.of(0);

    const sought = await steer(session, { action: "seek", to: "2024-01-10T15:00Z" });
    expect(sought).toMatchObject({ status: "paused", position: EpochMs.of(OPEN + DAY_MS + 30 * MINUTE_MS) });
    const again = await startWorker(session);
    await expect
      .poll(() => storedBars("REPLAY-SPY"), { timeout: 30_000, interval: 20 })
      .toEqual(BARS.slice(0, SESSION_MINUTES + 30));
    expect(await deps.quotes.read([instrument.instrumentId])).toEqual([]);
    await steer(session, { action: "resume" });
    await until(session, { status: "finished" });
    await again.ended;
    expect(await storedBars("REPLAY-SPY")).toEqual(BARS);
    // What was known before the leap is not lost.
    const range = { fromMs: EpochMs.of(0), toMs: EpochMs.of(OPEN + 9 * DAY_MS) };
    const before = await makeBarStore(deps.sql).readBars(series, range, asOf);
    expect(barCount(before)).toBe(BARS.length);
  });

  it("plays longer bars as minutes that add up to them, and tells the session's time in its quotes", async () => {
    const lines: string[] = [];
    deps.signals.on("live", (payload) => lines.push(payload ?? ""));
    const session = must(await start({ resolution: "1h", from: null }));
    const worker = await startWorker(session);
    await until(session, { status: "finished" });
    await worker.ended;
    const views = async (symbol: string) => {
      const { makeSeriesReader } = await import("@/modules/data");
      const instrument = await makeInstrumentStore(deps.sql).find(symbol);
      if (instrument === null) throw new Error(`${symbol} is there`);
      return makeSeriesReader(makeBarStore(deps.sql), "stored").readLatest(instrument, "1h", null, 100);
    };
    expect(await views("REPLAY-SPY")).toEqual(await views("SPY"));
    expect((await storedBars("REPLAY-SPY")).length).toBe(3 * 7 * 4);
    expect(lines.join()).toContain('"replay"');
  });

  it("refuses, with the field that is at fault", async () => {
    const kind = async (change: Parameters<typeof start>[0]) => {
      const answer = await start(change);
      return answer.ok ? "ok" : [answer.error.kind, answer.error.path];
    };
    expect(await kind({ symbols: ["NONE"] })).toEqual(["instrument.not_found", "symbols"]);
    expect(await kind({ symbols: [] })).toEqual(["replay.symbols_count", "symbols"]);
    expect(await kind({ speed: 0 })).toEqual(["replay.speed_invalid", "speed"]);
    expect(await kind({ from: "soon" })).toEqual(["replay.moment_malformed", "from"]);
    expect(await kind({ from: "2024-01-11", to: "2024-01-10" })).toEqual(["replay.range_invalid", "to"]);
    expect(await kind({ from: "2025-01-01" })).toEqual(["replay.range_empty", "from"]);
    expect(await kind({ paused: true })).toBe("ok");
    expect(await kind({})).toEqual(["replay.instrument_busy", "symbols"]);
    expect(await kind({ symbols: ["REPLAY-SPY"] })).toEqual(["replay.of_replay", "symbols"]);
    const nobody = await makeReplayFlows(deps).controlReplay(ACTOR, "nobody", { action: "pause" });
    expect(nobody).toMatchObject({ ok: false, error: { kind: "replay.not_found" } });
  });

  it("plays into no instrument that a person made", async () => {
    await seedBars(deps, { symbol: "REPLAY-SPY", resolution: "1m", bars: barColumnsOf(from(2)) });
    expect(await start()).toMatchObject({ ok: false, error: { kind: "replay.symbol_taken" } });
    expect(await storedBars("REPLAY-SPY")).toEqual(from(2));
  });
});
