import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, ok } from "@/modules/_kernel";
import {
  type Bar,
  barAt,
  barCount,
  decodeDepth,
  decodeQuote,
  depthKeyOf,
  type Feed,
  SIMULATED_ALIASES,
  SimulatedMarket,
} from "@/modules/data";
import { makeBarStore, makeInstrumentStore, makeSimulatedFeed, timers } from "@/modules/data/server";
import { SHORT_LIVED } from "../../infra/testing/bundle-process";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import { fencedTransaction, type Lease, LeaseLost, takeLease } from "../../platform/work/lease";
import { makeLocalSignals } from "../../platform/work/testing/local-signals";
import { bundleScript } from "../testing/bundle-script";
import { makeTestDeps } from "../testing/test-house";
import { streamWhileOn } from "./start-streams";
import { streamFeed } from "./stream-feed";

const NOON = Date.UTC(2026, 5, 10, 12);
const MINUTE_MS = 60_000;
/** Minutes of the market a second of ours. */
const SPEED = 60;
const KILLS = Number(process.env["DRILL_KILLS"] ?? 2);
const SEED = Number(process.env["DRILL_SEED"] ?? 7);
const CHECKED = ["SIM-BTC", "SIM-ACME", "SIM-EUR"];
/** What is told of a minute is told within this time after it. */
const SETTLED_AFTER_MS = 5 * MINUTE_MS;

let database: TestDatabase;
beforeEach(async () => {
  database = await withTestDatabase();
});
afterEach(() => database.close());

async function storedBars(symbol: string, fromMs: number, toMs: number): Promise<readonly Bar[]> {
  const { sql } = database.db;
  const instrument = await makeInstrumentStore(sql).find(symbol);
  if (instrument === null) return [];
  const series = { instrumentId: instrument.instrumentId, resolution: "1m" } as const;
  const coverage = await makeBarStore(sql).coverageOf(series);
  if (coverage === null) return [];
  const range = { fromMs: EpochMs.of(fromMs), toMs: EpochMs.of(toMs) };
  const bars = await makeBarStore(sql).readBars(series, range, coverage.changedAtMs);
  return Array.from({ length: barCount(bars) }, (_, at) => barAt(bars, at)).filter((bar) => bar !== null);
}

async function leaseOf(over: AbortController): Promise<Lease> {
  const { sql, guarded } = database.db;
  const name = "stream:simulated";
  const token = await takeLease(sql, name, "test");
  if (token === null) throw new Error("the lease is free");
  // Long enough for a test, so that it needs nobody to renew it.
  await sql.$executeRaw`UPDATE lease SET expires_at = now() + interval '1 hour' WHERE name = ${name}`;
  return { name, token, signal: over.signal, fenced: (work) => fencedTransaction(guarded, { name, token }, work) };
}

/** A market whose clock runs fast, and the parts of a worker around it. */
function openWorld(change: (feed: Feed) => Feed = (feed) => feed) {
  const wallMs = Date.now();
  const clock = { nowMs: () => EpochMs.of(Math.floor(NOON + (Date.now() - wallMs) * SPEED)) };
  const market = new SimulatedMarket({ seed: SEED });
  const waiting = { sleep: (ms: number, signal: AbortSignal) => timers.sleep(ms / SPEED, signal) };
  const signals = makeLocalSignals();
  const lines: string[] = [];
  signals.on("live", (payload) => lines.push(...(payload ?? "").split("\n")));
  const deps = makeTestDeps(database, { clock, signals });
  const feed = change(makeSimulatedFeed({ market, clock, waiting }));
  return {
    deps,
    feed,
    market,
    clock,
    lines,
    options: { feed, before: [], instruments: "all", session: null } as const,
  };
}

/** Resolves when the newest settled minute is past that moment. */
const until = (toMs: number, symbol = "SIM-BTC") =>
  expect
    .poll(async () => (await storedBars(symbol, toMs - 2 * MINUTE_MS, toMs + MINUTE_MS)).length, {
      timeout: 60_000,
      interval: 200,
    })
    .toBeGreaterThan(1);

describe("a streamed feed", () => {
  it("becomes instruments, history, minute bars as they close, quotes, and depth of what somebody looks at", async () => {
    const { deps, options, market, lines, clock } = openWorld();
    const over = new AbortController();
    const running = streamFeed(deps, options, await leaseOf(over));
    for (const symbol of ["SIM-ACME", "SIM-BTC"]) await until(NOON + 8 * MINUTE_MS, symbol);
    const settledMs = clock.nowMs() - SETTLED_AFTER_MS;
    const depths = () => lines.flatMap((line) => decodeDepth(line) ?? []);
    expect(depths()).toEqual([]);
    const looked = (await makeInstrumentStore(database.db.sql).find("SIM-BTC"))?.instrumentId ?? 0;
    await database.db.pool.query(
      "INSERT INTO live_view (id, session_id, keys, until) VALUES ('view-one', 'session', $1, now() + interval '1 hour')",
      [[depthKeyOf(looked), looked]],
    );
    deps.signals.send("views", "view-one");
    await expect
      .poll(() => depths().filter(({ bids }) => bids.length === 5).length, { timeout: 20_000 })
      .toBeGreaterThan(3);
    over.abort();
    await running;
    // Of nothing else is any sent, and the levels go away from one another.
    expect(new Set(depths().map(({ instrumentId }) => instrumentId))).toEqual(new Set([looked]));
    const newest = depths().at(-1);
    const prices = [...(newest?.bids ?? []).toReversed(), ...(newest?.asks ?? [])].map(([price]) => price);
    expect(prices).toHaveLength(10);
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    expect(newest?.trades.length).toBeGreaterThan(0);
    for (const symbol of ["SIM-ACME", "SIM-BTC"]) {
      const from = NOON - 24 * 60 * MINUTE_MS;
      expect(await storedBars(symbol, from, NOON + MINUTE_MS)).toEqual(
        market.minuteBars(symbol, from, NOON + MINUTE_MS),
      );
    }
    expect(settledMs).toBeGreaterThan(NOON);
    const quotes = lines.flatMap((line) => decodeQuote(line) ?? []);
    expect(new Set(quotes.map(({ instrumentId }) => instrumentId)).size).toBe(SIMULATED_ALIASES.length);
    expect(quotes.at(-1)).toMatchObject({ feed: "simulated", clock: "wall", calendar: "24/7" });
    expect(quotes.some(({ reference }) => reference !== null)).toBe(true);
    const kept = await deps.quotes.read(quotes.map(({ instrumentId }) => instrumentId).slice(0, 20));
    expect(kept.length).toBeGreaterThan(0);
    const audits = await database.db.sql
      .$queryRaw`SELECT action FROM audit_log WHERE action = 'instrument.take_in' LIMIT 5`;
    expect(audits).toHaveLength(1);
  });

  it("fills from history what it missed while the line was down", async () => {
    // The line is lost every few seconds of ours, minutes of the market's.
    const flaky = (feed: Feed): Feed => ({
      ...feed,
      async *stream(aliases, signal) {
        let count = 0;
        for await (const message of feed.stream(aliases, signal)) {
          count += 1;
          if (count % 400 < 250) yield message;
          else if (count % 400 === 250) yield { type: "line", state: "down", why: null };
          else if (count % 400 === 399) yield { type: "line", state: "live", why: null };
        }
      },
    });
    const { deps, options, market, clock } = openWorld(flaky);
    const over = new AbortController();
    const running = streamFeed(deps, options, await leaseOf(over));
    await until(NOON + 12 * MINUTE_MS);
    const toMs = Math.min(clock.nowMs() - SETTLED_AFTER_MS, NOON + 8 * MINUTE_MS);
    over.abort();
    await running;
    expect(await storedBars("SIM-BTC", NOON, toMs)).toEqual(market.minuteBars("SIM-BTC", NOON, toMs));
  });

  it("ends once its feed is switched off, though the lease holds", async () => {
    const { deps, feed, options } = openWorld();
    let isOn = true;
    const feeds = { ...deps.feeds, get: async () => (isOn ? ok(feed) : null) };
    const over = new AbortController();
    const running = streamWhileOn({ ...deps, feeds }, options, await leaseOf(over), 50);
    await until(NOON + 3 * MINUTE_MS);
    isOn = false;
    await running;
    expect(over.signal.aborted).toBe(false);
  });

  it("writes nothing once another holds its lease", async () => {
    const { deps, options } = openWorld();
    const lease = await leaseOf(new AbortController());
    await database.db.sql.$executeRaw`UPDATE lease SET token = nextval('lease_token') WHERE name = ${lease.name}`;
    await expect(streamFeed(deps, options, lease)).rejects.toThrow(LeaseLost);
    expect(await makeInstrumentStore(database.db.sql).find("SIM-ACME")).toBeNull();
  });
});

/** A worker in a process of its own, and when it began to stream. */
function startWorker(script: string, holder: string, wallMs: number) {
  const words = [script, database.url, holder, String(SEED), String(NOON), String(wallMs), String(SPEED)];
  const child: ChildProcess = spawn(process.execPath, [...SHORT_LIVED, ...words], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const streaming = new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the worker ended with ${code}`)));
  });
  const kill = async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  };
  return { streaming, kill };
}

it(
  `loses and doubles no bar when its worker is killed ${KILLS} times (DRILL_SEED=${SEED})`,
  async () => {
    const script = await bundleScript("stream-at-speed");
    const wallMs = Date.now();
    let state = SEED;
    const random = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return state / 0x7fff_ffff;
    };
    for (let n = 0; n < KILLS; n += 1) {
      const worker = startWorker(script, `worker ${n}`, wallMs);
      await worker.streaming;
      // Anywhere in the first two seconds of its stream: two minutes of the market.
      await timers.sleep(random() * 2_000, new AbortController().signal);
      await worker.kill();
      await database.db.sql.$executeRaw`UPDATE lease SET expires_at = now() WHERE random() < 0.7`;
    }
    const last = startWorker(script, "the last", wallMs);
    await last.streaming;
    const endMs = NOON + (Date.now() - wallMs) * SPEED;
    for (const symbol of CHECKED) await until(Math.floor(endMs / MINUTE_MS + 3) * MINUTE_MS, symbol);
    await last.kill();
    const market = new SimulatedMarket({ seed: SEED });
    const toMs = endMs - SETTLED_AFTER_MS;
    for (const symbol of CHECKED) {
      const stored = await storedBars(symbol, NOON, toMs);
      expect({ symbol, bars: stored }).toEqual({ symbol, bars: market.minuteBars(symbol, NOON, toMs) });
    }
  },
  60_000 + KILLS * 30_000,
);
