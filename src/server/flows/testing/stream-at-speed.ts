import { EpochMs } from "@/modules/_kernel";
import { SimulatedMarket } from "@/modules/data";
import { makePostgresQuoteStore, makeSimulatedFeed, timers } from "@/modules/data/server";
import { openDatabase } from "../../infra/db";
import { silentLogger } from "../../infra/logger";
import { makeOutboxNudge, makeWork } from "../../platform/work";
import { keepLease } from "../../platform/work/lease";
import { makeLocalSignals } from "../../platform/work/testing/local-signals";
import { streamFeed } from "../live/stream-feed";

/**
 * A process of its own that streams the simulated market with the clock running fast, until it is killed. Says "settled"
 * with the feed's time each time it has merged bars.
 *
 * usage: stream-at-speed.ts DATABASE_URL HOLDER SEED FROM_MS WALL_MS SPEED
 */
const [url = "", holder = "", seed = "", from = "", wall = "", speed = ""] = process.argv.slice(2);
const database = openDatabase({
  url,
  applicationName: "bifrost-stream-drill",
  poolSize: 4,
  statementTimeoutMs: 60_000,
  onIdleError: (error) => process.stderr.write(`${error.message}\n`),
});
const { sql, transactions, guarded } = database;
const clock = {
  nowMs: () => EpochMs.of(Math.floor(Number(from) + (Date.now() - Number(wall)) * Number(speed))),
};
const deps = {
  sql,
  transactions,
  guarded,
  work: makeWork(() => crypto.randomUUID(), makeOutboxNudge()),
  signals: makeLocalSignals(),
  quotes: makePostgresQuoteStore(sql),
  clock,
  log: silentLogger,
};
const feed = makeSimulatedFeed({
  market: new SimulatedMarket({ seed: Number(seed) }),
  clock,
  waiting: { sleep: (ms, signal) => timers.sleep(ms / Number(speed), signal) },
});
keepLease(deps, { name: "stream:simulated", holder }, async (lease) => {
  process.stdout.write("streaming\n");
  await streamFeed(deps, { feed, before: [], instruments: "all", session: null }, lease);
});
