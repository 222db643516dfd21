import { describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { type Bar, barAt, barCount } from "../../../domain/bar-columns";
import type { FeedMessage } from "../../../domain/feed/feed";
import { MINUTE_MS } from "../../../domain/resolution";
import { SimulatedMarket } from "../../../domain/simulated/market";
import { makeSimulatedFeed } from "./simulated";

const NOON = Date.UTC(2026, 5, 10, 12);
const DAY = Date.UTC(2026, 5, 9);

/** A feed in a world whose time passes while it waits. */
function makeWorld(atMs = NOON) {
  const world = { nowMs: atMs, waits: 0 };
  const feed = makeSimulatedFeed({
    market: new SimulatedMarket({ seed: 1 }),
    clock: { nowMs: () => EpochMs.of(world.nowMs) },
    waiting: {
      sleep: async (ms) => {
        world.nowMs += ms;
        world.waits += 1;
      },
    },
  });
  return { feed, world };
}
const { signal: never } = new AbortController();

async function readAll(alias: string, resolution: "1m" | "1d" | "5m", fromMs: number, toMs: number) {
  const { feed } = makeWorld();
  const bars: Bar[] = [];
  const refusals: string[] = [];
  let completeToMs = 0;
  for await (const page of feed.history({ alias, resolution, fromMs, toMs }, never)) {
    if (!page.ok) {
      refusals.push(page.error.kind);
      continue;
    }
    for (let at = 0; at < barCount(page.value.bars); at += 1) {
      const bar = barAt(page.value.bars, at);
      if (bar !== null) bars.push(bar);
    }
    ({ completeToMs } = page.value);
  }
  return { bars, refusals, completeToMs };
}

describe("the simulated feed", () => {
  it("gives the history of minutes that are over, in pages that meet", async () => {
    const { bars, completeToMs } = await readAll("SIM-ACME", "1m", NOON - 1_000 * MINUTE_MS, NOON + 5 * MINUTE_MS);
    expect(completeToMs).toBe(NOON + 5 * MINUTE_MS);
    expect(bars.at(-1)?.time).toBeLessThan(NOON);
    expect(bars).toEqual(new SimulatedMarket({ seed: 1 }).minuteBars("SIM-ACME", NOON - 1_000 * MINUTE_MS, NOON));
  });

  it("gives the history of sessions that are over", async () => {
    const { bars } = await readAll("SIM-BTC", "1d", DAY, NOON + 10 * 86_400_000);
    expect(bars.map(({ time }) => time)).toEqual([DAY]);
  });

  it("refuses what it does not have, in words of the port", async () => {
    expect((await readAll("AAPL", "1m", DAY, NOON)).refusals).toEqual(["feed.symbol_unknown"]);
    expect((await readAll("SIM-BTC", "5m", DAY, NOON)).refusals).toEqual(["feed.unsupported"]);
  });

  it("says at once what it does not have", () => {
    const { feed } = makeWorld();
    expect([feed.knows?.("SIM-BTC"), feed.knows?.("^GSPC"), feed.knows?.("")]).toEqual([true, false, false]);
  });

  it("finds by name and by symbol, symbols that begin so first", async () => {
    const { feed } = makeWorld();
    const search = async (text: string, limit = 5) => {
      const found = await feed.search(text, limit, never);
      return found.ok ? found.value.map(({ alias }) => alias) : [];
    };
    expect(await search("sim-b")).toEqual(["SIM-BOND", "SIM-BTC"]);
    expect(await search("gold")).toEqual(["SIM-GOLD"]);
    expect(await search("", 3)).toHaveLength(3);
    expect(await search("zzz")).toEqual([]);
  });

  it("says live what its history says later, and ends with its signal", async () => {
    const { feed, world } = makeWorld(NOON);
    const stop = new AbortController();
    const heard: FeedMessage[] = [];
    for await (const message of feed.stream(["SIM-ETH"], stop.signal)) {
      heard.push(message);
      if (world.nowMs >= NOON + 2 * MINUTE_MS) stop.abort();
    }
    const market = new SimulatedMarket({ seed: 1 });
    const ids = (messages: readonly FeedMessage[]) =>
      messages.flatMap((message) => (message.type === "trade" ? [message.tradeId] : []));
    const said = market.messages(["SIM-ETH"], NOON, NOON + 2 * MINUTE_MS).map(({ message }) => message);
    expect(heard[0]).toEqual({ type: "line", state: "live", why: null });
    expect(ids(heard).slice(0, -1)).toEqual(ids(said).slice(0, ids(heard).length - 1));
    expect(ids(heard).length).toBeGreaterThan(10);
  });

  it("owns up to a gap when it was held up, instead of telling old news as new", async () => {
    const { feed, world } = makeWorld(NOON);
    const states: string[] = [];
    for await (const message of feed.stream(["SIM-ETH"], never)) {
      if (message.type === "line") states.push(message.state);
      if (states.length === 3) break;
      world.nowMs += 60_000;
    }
    expect(states).toEqual(["live", "down", "live"]);
  });
});
