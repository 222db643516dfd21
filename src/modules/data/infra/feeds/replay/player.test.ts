import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { type Bar, barColumnsOf } from "../../../domain/bar-columns";
import type { FeedMessage } from "../../../domain/feed/feed";
import { TickBars } from "../../../domain/live/tick-bars";
import { DAY_MS, MINUTE_MS } from "../../../domain/resolution";
import { sessionRuleOf } from "../../../domain/session-rule";
import type { ReplayTape } from "../../../ports/replay";
import { type PlayerOptions, ReplayPlayer } from "./player";
import { makeReplayFeed } from "./replay-feed";

const NOON = Date.UTC(2024, 0, 9, 12);
const rule = sessionRuleOf({ calendar: "24/7", timeZone: "UTC" });
const bar = (minute: number, price = 100): Bar => ({
  time: NOON + minute * MINUTE_MS,
  open: price,
  high: price + 2,
  low: price - 1,
  close: price + 1,
  volume: 10,
});

function tapeOf(bars: Readonly<Record<string, readonly Bar[]>>): ReplayTape {
  return {
    async read(alias, fromMs, toMs) {
      return barColumnsOf((bars[alias] ?? []).filter(({ time }) => time >= fromMs && time < toMs));
    },
  };
}

/** A player in a world whose time passes only while it waits. */
function makeWorld(bars: Readonly<Record<string, readonly Bar[]>>, change: Partial<PlayerOptions> = {}) {
  const world = { wallMs: 0, waited: [] as number[] };
  const player = new ReplayPlayer({
    tape: tapeOf(bars),
    resolution: "1m",
    ruleOf: () => rule,
    fromMs: NOON,
    toMs: NOON + DAY_MS,
    positionMs: NOON,
    orders: { status: "playing", speed: 1, stepsAsked: 0, stepsDone: 0 },
    clock: { nowMs: () => EpochMs.of(world.wallMs) },
    waiting: {
      async sleep(ms) {
        world.wallMs += Math.ceil(ms);
        if (ms > 0) world.waited.push(ms);
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
    ...change,
  });
  return { player, world };
}

type Trade = Extract<FeedMessage, { type: "trade" }>;

/** Plays until nothing is left, or until `stop` says so. */
async function play(
  player: ReplayPlayer,
  aliases: readonly string[],
  stop: (heard: readonly Trade[]) => boolean = () => false,
) {
  const over = new AbortController();
  const heard: Trade[] = [];
  const watch = async () => {
    for await (const message of player.play(aliases, over.signal)) {
      if (message.type === "trade") heard.push(message);
      if (stop(heard)) over.abort();
    }
  };
  const ended = watch();
  while (!player.mark().ended && !over.signal.aborted) await new Promise((resolve) => setImmediate(resolve));
  over.abort();
  await ended;
  return heard;
}

function barsOf(trades: readonly Trade[], alias: string): readonly Bar[] {
  const book = new TickBars(0);
  for (const { alias: of, price, size, eventMs, tradeId } of trades) {
    if (of === alias) book.add({ price, size, eventMs, id: tradeId });
  }
  return book.takeClosed(Number.MAX_SAFE_INTEGER).flatMap(({ bar: made }) => made ?? []);
}

describe("a replay", () => {
  it("takes at its speed what the bars took, and nothing where nothing trades", async () => {
    const { player, world } = makeWorld(
      { A: [bar(0), bar(1), bar(600)] },
      { orders: { status: "playing", speed: 10, stepsAsked: 0, stepsDone: 0 } },
    );
    let tookMs = 0;
    const heard = await play(player, ["A"], () => {
      tookMs = world.wallMs;
      return false;
    });
    expect(heard.map(({ eventMs }) => eventMs - NOON)).toEqual(
      [
        [0, 20_000, 40_000, 59_999],
        [60_000, 80_000, 100_000, 119_999],
        [36_000_000, 36_020_000, 36_040_000, 36_059_999],
      ].flat(),
    );
    // Three minutes less the last moment of each, ten times as fast; the ten hours in between took no time.
    expect(Math.round(tookMs / 100)).toBe(180);
    expect(player.mark()).toEqual({ positionMs: NOON + DAY_MS, stepsDone: 0, ended: true });
    expect(player.nowMs).toBe(NOON + 601 * MINUTE_MS);
  });

  it("waits for nothing when it is to be as fast as possible", async () => {
    const bars = Array.from({ length: 500 }, (_, at) => bar(at));
    const { player, world } = makeWorld(
      { A: bars },
      { orders: { status: "playing", speed: null, stepsAsked: 0, stepsDone: 0 } },
    );
    let tookMs = 0;
    const heard = await play(player, ["A"], () => {
      tookMs = world.wallMs;
      return false;
    });
    expect(heard).toHaveLength(2_000);
    expect(tookMs).toBe(0);
  });

  it("says nothing while it is paused, and makes one bar of every instrument a step", async () => {
    const { player, world } = makeWorld(
      { A: [bar(0), bar(1), bar(2)], B: [bar(0, 50), bar(1, 50)] },
      { orders: { status: "paused", speed: 1, stepsAsked: 1, stepsDone: 0 } },
    );
    const over = new AbortController();
    const heard: Trade[] = [];
    const ended = (async () => {
      for await (const message of player.play(["A", "B"], over.signal))
        if (message.type === "trade") heard.push(message);
    })();
    const turn = async () => {
      for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    await turn();
    expect(heard).toHaveLength(8);
    expect(player.mark()).toEqual({ positionMs: NOON + MINUTE_MS, stepsDone: 1, ended: false });
    expect(player.nowMs).toBe(NOON + MINUTE_MS);
    player.order({ status: "paused", speed: 1, stepsAsked: 3, stepsDone: 0 });
    await turn();
    expect(heard).toHaveLength(20);
    expect(player.mark()).toMatchObject({ stepsDone: 3, ended: true });
    over.abort();
    await ended;
    expect(world.waited.every((ms) => ms === 60_000)).toBe(true);
  });

  it("goes on at another speed at once", async () => {
    const { player, world } = makeWorld(
      { A: [bar(0), bar(1)] },
      { orders: { status: "playing", speed: 0.1, stepsAsked: 0, stepsDone: 0 } },
    );
    let tookMs = 0;
    const heard = await play(player, ["A"], (trades) => {
      if (trades.length === 1) player.order({ status: "playing", speed: 10_000, stepsAsked: 0, stepsDone: 0 });
      tookMs = world.wallMs;
      return false;
    });
    expect(heard).toHaveLength(8);
    expect(tookMs).toBeLessThan(100);
  });

  it("gives every bar again, bit for bit, however often it is cut off and goes on where it was", async () => {
    const minutes = fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        minutes,
        minutes,
        fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 5 }),
        async (a, b, cuts) => {
          const sorted = (given: readonly number[], price: number) =>
            given.toSorted((left, right) => left - right).map((minute) => bar(minute, price + minute / 7));
          const bars = { A: sorted(a, 100), B: sorted(b, 3) };
          const kept = { A: new Map<number, Bar>(), B: new Map<number, Bar>() };
          const orders = { status: "playing", speed: null, stepsAsked: 0, stepsDone: 0 } as const;
          let positionMs = NOON;
          for (const cut of [...cuts, Number.POSITIVE_INFINITY]) {
            const { player } = makeWorld(bars, { orders, positionMs });
            const heard = await play(player, ["A", "B"], (trades) => trades.length >= cut);
            // A listener keeps the minutes that have closed, and the mark says that those before it are among them.
            const nowMs = player.mark().ended ? Number.MAX_SAFE_INTEGER : player.nowMs;
            for (const alias of ["A", "B"] as const) {
              for (const made of barsOf(heard, alias)) {
                if (made.time + MINUTE_MS <= nowMs) kept[alias].set(made.time, made);
              }
            }
            positionMs = player.mark().positionMs;
          }
          for (const alias of ["A", "B"] as const)
            expect([...kept[alias].values()].toSorted((x, y) => x.time - y.time)).toEqual(bars[alias]);
        },
      ),
    );
  });

  it("has a history that ends where it is", async () => {
    const bars = { A: Array.from({ length: 10 }, (_, at) => bar(at)) };
    const place = { tape: tapeOf(bars), resolution: "1m", ruleOf: () => rule, nowMs: NOON + 5 * MINUTE_MS } as const;
    const feed = makeReplayFeed({ placeOf: async (alias) => (alias === "A" ? place : null), player: null });
    const read = async (alias: string, resolution: "1m" | "5m" = "1m") => {
      const out: unknown[] = [];
      const request = { alias, resolution, fromMs: NOON + MINUTE_MS, toMs: NOON + 9 * MINUTE_MS };
      for await (const page of feed.history(request, new AbortController().signal)) {
        out.push(page.ok ? [...page.value.bars.time].map((time) => (time - NOON) / MINUTE_MS) : page.error.kind);
      }
      return out;
    };
    expect((await read("A")).flat()).toEqual([1, 2, 3, 4]);
    expect(await read("B")).toEqual(["feed.symbol_unknown"]);
    expect(await read("A", "5m")).toEqual(["feed.unsupported"]);
  });

  it("streams nothing outside of a session", async () => {
    const feed = makeReplayFeed({ placeOf: async () => null, player: null });
    const heard: FeedMessage[] = [];
    for await (const message of feed.stream(["A"], new AbortController().signal)) heard.push(message);
    expect(heard).toMatchObject([{ type: "line", state: "down", why: { kind: "feed.unsupported" } }]);
  });
});
