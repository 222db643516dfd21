import { describe, expect, it } from "vitest";
import { err, ok } from "@/modules/_kernel";
import type { FeedRefusal } from "../../../domain/feed/feed";
import { DAY_MS, resolutionMs } from "../../../domain/resolution";
import { type AskBars, ccxtHistory } from "./ccxt-history";

const MINUTE = 60_000;
const LISTED = Date.UTC(2024, 0, 10, 9, 30);
const NOW = Date.UTC(2024, 0, 10, 12, 0, 30);
const UNAVAILABLE: FeedRefusal = { kind: "feed.unavailable", feed: "ccxt.test", status: 503 };

/** Every whole minute (or day) since the listing, but for the holes. */
function barsSince(stepMs: number, holes: readonly number[] = []) {
  const rows: number[][] = [];
  for (let time = Math.floor(LISTED / stepMs) * stepMs; time <= NOW; time += stepMs) {
    if (!holes.includes(time)) rows.push([time, 1, 1, 1, 1, 1]);
  }
  return rows;
}

type Manner = (rows: number[][], sinceMs: number, limit: number, stepMs: number) => number[][];
/** What "since" and "limit" mean: three kinds of exchanges. */
const MANNERS: Readonly<Record<string, Manner>> = {
  "gives the first bars from then on": (rows, sinceMs, limit) =>
    rows.filter(([time = 0]) => time >= sinceMs).slice(0, limit),
  "gives what lies in the window": (rows, sinceMs, limit, stepMs) =>
    rows.filter(([time = 0]) => time >= sinceMs && time < sinceMs + limit * stepMs),
};

async function read(options: {
  readonly ask: AskBars;
  readonly fromMs: number;
  readonly toMs: number;
  readonly hasDays?: boolean;
}) {
  const { ask, fromMs, toMs, hasDays = true } = options;
  const times: number[] = [];
  let [completeToMs, refusal, asked] = [Number.NaN, null as FeedRefusal | null, 0];
  const history = ccxtHistory({
    feed: "ccxt.test",
    request: { alias: "BTC/USDT", resolution: "1m", fromMs, toMs },
    limit: 50,
    hasDays,
    nowMs: () => NOW,
    ask(...question) {
      asked += 1;
      return ask(...question);
    },
  });
  for await (const page of history) {
    if (!page.ok) {
      refusal = page.error;
      break;
    }
    times.push(...page.value.bars.time);
    completeToMs = page.value.completeToMs;
  }
  return { times, completeToMs, refusal, asked };
}

const asking =
  (manner: Manner, holes: readonly number[] = []): AskBars =>
  (resolution, sinceMs, limit) => {
    const stepMs = resolutionMs(resolution);
    return Promise.resolve(ok(manner(barsSince(stepMs, holes), sinceMs, limit, stepMs)));
  };
const minutes = (fromMs: number, toMs: number) =>
  barsSince(MINUTE)
    .map(([time = 0]) => time)
    .filter((time) => time >= fromMs && time < toMs);

describe.each(Object.entries(MANNERS))("an exchange that %s", (_name, manner) => {
  it("gives every closed bar of the range once, oldest first", async () => {
    const [fromMs, toMs] = [LISTED + 10 * MINUTE, LISTED + 130 * MINUTE];
    const { times, completeToMs } = await read({ ask: asking(manner), fromMs, toMs });
    expect(times).toEqual(minutes(fromMs, toMs));
    expect(completeToMs).toBe(toMs);
  });

  it("finds the listing without asking for every empty hour before it", async () => {
    const fromMs = Date.UTC(2017, 0, 1);
    const { times, asked } = await read({ ask: asking(manner), fromMs, toMs: NOW });
    expect(times).toEqual(minutes(fromMs, Math.floor(NOW / MINUTE) * MINUTE));
    expect(asked).toBeLessThan(80);
  });

  it("never calls the open bar or the time after it complete", async () => {
    const { times, completeToMs } = await read({ ask: asking(manner), fromMs: LISTED, toMs: NOW + DAY_MS });
    expect(times.at(-1)).toBe(Date.UTC(2024, 0, 10, 11, 59));
    expect(completeToMs).toBe(Date.UTC(2024, 0, 10, 12, 0));
  });

  it("steps over hours in which nothing was traded", async () => {
    const holes = minutes(LISTED + 20 * MINUTE, LISTED + 140 * MINUTE);
    const { times } = await read({ ask: asking(manner, holes), fromMs: LISTED, toMs: NOW });
    expect(times).toEqual(minutes(0, NOW - MINUTE / 2).filter((time) => !holes.includes(time)));
  });
});

describe("ccxtHistory", () => {
  const first = MANNERS["gives the first bars from then on"] ?? (() => []);

  it("takes the newest bars of an exchange that gives no others, and ends", async () => {
    const newest: Manner = (rows) => rows.slice(-50);
    const { times } = await read({ ask: asking(newest), fromMs: LISTED, toMs: NOW });
    expect(times).toEqual(minutes(0, NOW - MINUTE / 2).slice(-49));
  });

  it("ends when an exchange repeats the same old bars whatever is asked", async () => {
    const stuck: Manner = (rows) => rows.slice(0, 50);
    const { times, asked } = await read({ ask: asking(stuck), fromMs: LISTED, toMs: NOW, hasDays: false });
    expect(times).toEqual(minutes(0, NOW).slice(0, 50));
    expect(asked).toBeLessThan(10);
  });

  it("says that it is complete, with no bar, where there is nothing to ask for", async () => {
    const { times, completeToMs, asked } = await read({
      ask: asking(first),
      fromMs: NOW + DAY_MS,
      toMs: NOW + 2 * DAY_MS,
    });
    expect([times, asked]).toEqual([[], 0]);
    expect(completeToMs).toBe(NOW + DAY_MS + MINUTE / 2);
  });

  it("keeps what came before a refusal, and ends with it", async () => {
    let left = 2;
    const ask: AskBars = (...question) => {
      left -= 1;
      return left < 0 ? Promise.resolve(err(UNAVAILABLE)) : asking(first)(...question);
    };
    const { times, refusal, completeToMs } = await read({ ask, fromMs: LISTED, toMs: NOW });
    expect(times).toHaveLength(100);
    expect(completeToMs).toBe(LISTED + 100 * MINUTE);
    expect(refusal).toEqual(UNAVAILABLE);
  });
});
