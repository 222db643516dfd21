import type { Result } from "@/modules/_kernel";
import { type Bar, barColumnsOf, resolutionMs } from "@/modules/data";
import { makeFeeds, replayProvider, timers } from "@/modules/data/server";
import { makeFindReplay } from "../../../flows/replay/find-replay";
import { startReplays } from "../../../flows/replay/play-replays";
import { makeReplayFlows } from "../../../flows/replay/replay-flows";
import { seedBars } from "../../../flows/testing/seed-bars";
import { startTrading } from "../../../flows/trading/work-accounts";
import { startProgramServer } from "./program-server";
import { openRestHouse } from "./rest-house";

/** New York's session of Wednesday, 10 January 2024, and the first minutes of the next. */
const OPEN_MS = Date.UTC(2024, 0, 10, 14, 30);
const NEXT_OPEN_MS = OPEN_MS + 86_400_000;
/** Quarters of an hour: enough of a day to trade on, and few enough to wait for. */
const RESOLUTION = "15m";
const BAR_MS = resolutionMs(RESOLUTION);
const SESSION_BARS = 26;
const NEXT_BARS = 2;
/** Looks at a replay that goes on, 10 ms apart. */
const LOOKS_MAX = 3_000;

/** Begins at 100, rises by 30 cents a bar to 103.90 in the 14th, and falls from there by 75: 94.90 in the last of the session. */
export function replayedPrice(bar: number): number {
  return (bar <= 13 ? 10_000 + 30 * bar : 10_390 - 75 * (bar - 13)) / 100;
}

function barOf(bar: number): Bar {
  const isNext = bar >= SESSION_BARS;
  const time = isNext ? NEXT_OPEN_MS + (bar - SESSION_BARS) * BAR_MS : OPEN_MS + bar * BAR_MS;
  const cents = Math.round(replayedPrice(bar) * 100);
  const price = cents / 100;
  return { time, open: price, high: (cents + 2) / 100, low: (cents - 2) / 100, close: price, volume: 40_000 };
}

function must<T>(result: Result<T, { readonly kind: string }>): T {
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
}

/**
 * A house in which a day of the past is played: stored bars of a share, paper accounts, the workers that fill their orders,
 * and a server for programs. The day goes on only when it is told to.
 */
export async function openReplayDay() {
  const house = await openRestHouse();
  const { database, clock, parts } = house;
  const feeds = makeFeeds({
    providers: [replayProvider(makeFindReplay(database.db))],
    clock,
    waiting: timers,
    fetch,
    settingsOf: async () => ({ enabled: true, baseUrls: {}, key: null }),
  });
  const deps = { ...house.deps, feeds };
  const bars = Array.from({ length: SESSION_BARS + NEXT_BARS }, (_, bar) => barOf(bar));
  await house.addInstrument("DAYS", "equity");
  await seedBars(deps, { symbol: "DAYS", resolution: RESOLUTION, bars: barColumnsOf(bars) });
  const replays = makeReplayFlows(deps);
  const actor = house.actor("alice");
  const asked = { symbols: ["DAYS"], resolution: RESOLUTION, from: null, to: null, speed: null, paused: true } as const;
  const { replayId } = must(await replays.startReplay(actor, asked));
  const server = await startProgramServer({ deps, parts });
  const workers = [startReplays(deps, "day-test"), startTrading(deps, "day-test", 0)];
  const position = async () => (await replays.listReplays()).find((each) => each.replayId === replayId)?.position ?? 0;
  let played = 0;
  /** Plays so many bars of the day; the 27th is the next day's first. */
  const playTo = async (bar: number) => {
    for (; played < bar; played += 1) must(await replays.controlReplay(actor, replayId, { action: "step" }));
    const untilMs = barOf(played - 1).time + BAR_MS;
    for (let looks = 0; (await position()) < untilMs; looks += 1) {
      if (looks > LOOKS_MAX) throw new Error(`bar ${played} of the replay was not played`);
      await timers.sleep(10, new AbortController().signal);
    }
  };
  const close = async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await server.close();
    await database.close();
  };
  return { ...house, deps, server, playTo, close };
}

/** The share as it is traded on that day. */
export const REPLAYED = "REPLAY-DAYS";

export type ReplayDay = Awaited<ReturnType<typeof openReplayDay>>;
