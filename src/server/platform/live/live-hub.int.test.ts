import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, SessionId, UserId } from "@/modules/_kernel";
import type { NewsItem, RequestSession } from "../../api/context";
import { deferred } from "../../infra/deferred";
import { silentLogger } from "../../infra/logger";
import { makeMetrics } from "../../infra/metrics";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import { makeNewsHub, type NewsHub } from "../work";
import { makeLocalSignals } from "../work/testing/local-signals";
import { type LiveHub, makeLiveHub } from "./live-hub";
import { listShown, saveView } from "./live-views";

const NOW = EpochMs.of(1_700_000_000_000);
const sessionOf = (name: string): RequestSession => ({
  sessionId: SessionId.of(`session-${name}`),
  user: {
    userId: UserId.of(name),
    email: `${name}@example.com`,
    name,
    role: "viewer",
    timeZone: "UTC",
    preferences: { theme: "system", pnlColors: "safe", density: "compact", language: "auto", tour: "seen" },
  },
});
const [ANN, BOB] = [sessionOf("ann"), sessionOf("bob")];

let database: TestDatabase;
let live: LiveHub;
let news: NewsHub;
/** What is kept elsewhere, by key. */
const kept = new Map<number, string>();
const ended = new Set<string>();
const signals = makeLocalSignals();
beforeEach(async () => {
  database = await withTestDatabase();
  kept.clear();
  ended.clear();
  live = makeLiveHub({
    sql: database.db.sql,
    signals,
    readLines: async (keys) => keys.flatMap((key) => kept.get(key) ?? []),
    log: silentLogger,
    clock: { nowMs: () => NOW },
  });
  news = makeNewsHub({
    sql: database.db.sql,
    signals,
    live,
    isLive: async ({ sessionId }) => !ended.has(sessionId),
    log: silentLogger,
    metrics: makeMetrics(),
  });
});
afterEach(async () => {
  await news.close();
  await live.close();
  await database.close();
});

/** A browser with a stream and a view of its own. */
async function open(session: RequestSession, viewId: string) {
  const gone = new AbortController();
  const items = news.follow(session, { lastEventId: null, viewId }, gone.signal)[Symbol.asyncIterator]();
  const next = async (): Promise<NewsItem> => {
    const { value, done } = await items.next();
    if (done) throw new Error("the stream ended");
    return value;
  };
  await next();
  return {
    show: (...keys: number[]) => live.show(session.sessionId, viewId, keys),
    /** Values of the next batch, without the line that says the time. */
    values: async () => {
      const { topic, payload } = await next();
      const [time, ...lines] = String(payload).split("\n");
      expect([topic, time]).toEqual(["live", `@${NOW}`]);
      return lines.toSorted();
    },
    ended: async () => (await items.next()).done === true,
    leave: async () => {
      gone.abort();
      await items.next();
    },
  };
}
const send = (...lines: string[]) => signals.send("live", lines.join("\n"));

describe("live values", () => {
  it("come at once as they are kept, then as they change, and only what is shown", async () => {
    kept.set(1, "[1,10]");
    const ann = await open(ANN, "view-ann");
    expect(await ann.show(1, 2)).toBe(true);
    expect(await ann.values()).toEqual(["[1,10]"]);
    send("[3,1]", "[2,20]", "[1,10]");
    expect(await ann.values(), "1 did not change, 3 is not shown").toEqual(["[2,20]"]);
    await ann.show(3);
    send("[1,11]", "[3,2]");
    expect(await ann.values()).toEqual(["[3,2]"]);
  });

  it("are conflated for a browser that takes its time: the newest of each, once", async () => {
    const ann = await open(ANN, "view-ann");
    await ann.show(1, 2);
    await expect.poll(() => listShown(database.db.sql)).toEqual([1, 2]);
    for (let n = 0; n < 10_000; n += 1) send(`[1,${n}]`, `[2,${n}]`);
    const batches: string[][] = [];
    do batches.push(await ann.values());
    while (batches.at(-1)?.join() !== "[1,9999],[2,9999]");
    expect(batches.length).toBeLessThan(4);
  });

  it("starve nobody, however many look and though prices change while they are told", async () => {
    const SCREENS = 120;
    const { sql } = database.db;
    const taken: (string | null)[] = [];
    const all = deferred();
    for (let n = 0; n < SCREENS; n += 1) {
      const [session, id] = [SessionId.of(`session-${Math.floor(n / 20)}`), `view-number-${n}`];
      expect(await saveView(sql, { id, sessionId: session, keys: [1] })).toBe(true);
      const view = live.open(session, id, () => {
        if (taken.length >= SCREENS) return;
        taken.push(view.take());
        // The next price is there before most have heard of this one.
        send(`[1,${taken.length}]`);
        if (taken.length === SCREENS) all.resolve();
      });
      await live.show(session, id, [1]);
    }
    send("[1,0]");
    await all.promise;
    expect(taken.filter((values) => values === null)).toEqual([]);
    expect(taken.map((values) => values?.split("\n")[1])).toEqual(taken.map((_, n) => `[1,${n}]`));
  });

  it("belong to the session that opened the view", async () => {
    const ann = await open(ANN, "view-one");
    await ann.show(1);
    expect(await live.show(BOB.sessionId, "view-one", [2]), "somebody else's view").toBe(false);
    const bob = await open(BOB, "view-one");
    const own = await open(BOB, "view-bob");
    await own.show(2);
    send("[1,1]", "[2,2]");
    expect(await ann.values()).toEqual(["[1,1]"]);
    expect(await own.values()).toEqual(["[2,2]"]);
    await bob.leave();
  });

  it("end with the session", async () => {
    const ann = await open(ANN, "view-ann");
    await ann.show(1);
    ended.add(ANN.sessionId);
    signals.send("session-ended", "");
    expect(await ann.ended()).toBe(true);
  });

  it("come back to a stream that was cut, without being told again what to show", async () => {
    const ann = await open(ANN, "view-ann");
    await ann.show(1);
    await ann.leave();
    kept.set(1, "[1,42]");
    const again = await open(ANN, "view-ann");
    expect(await again.values()).toEqual(["[1,42]"]);
  });

  it("are read anew after a gap in the signals", async () => {
    const ann = await open(ANN, "view-ann");
    await ann.show(1);
    send("[1,1]");
    expect(await ann.values()).toEqual(["[1,1]"]);
    kept.set(1, "[1,2]");
    signals.send("views", "view-ann");
    // What a lost connection says when it is back.
    signals.gap();
    expect(await ann.values()).toEqual(["[1,2]"]);
  });

  it("tell feeds what is on some screen, most wanted first, until it lapses", async () => {
    await live.show(ANN.sessionId, "view-ann", [5, 6, 6]);
    await live.show(BOB.sessionId, "view-bob", [6, 7]);
    expect(await listShown(database.db.sql)).toEqual([6, 5, 7]);
    await database.db.sql.$executeRaw`UPDATE live_view SET until = now() - interval '1 second' WHERE id = 'view-ann'`;
    expect(await listShown(database.db.sql)).toEqual([6, 7]);
  });

  it("are refused to a session with too many views", async () => {
    for (let n = 0; n < 20; n += 1) expect(await live.show(ANN.sessionId, `view-number-${n}`, [n])).toBe(true);
    expect(await live.show(ANN.sessionId, "view-number-20", [1])).toBe(false);
    expect(await live.show(ANN.sessionId, "view-number-3", [1]), "one of them may change").toBe(true);
    expect(await live.show(BOB.sessionId, "view-bob", [1])).toBe(true);
    // A view that nobody renews stays for a browser that comes back, and takes nobody's place.
    await database.db.sql
      .$executeRaw`UPDATE live_view SET until = until - interval '16 seconds' WHERE id = 'view-number-7'`;
    expect(await live.show(ANN.sessionId, "view-number-20", [1])).toBe(true);
    expect(await live.show(ANN.sessionId, "view-number-21", [1])).toBe(false);
  });

  it("make room when their streams end, and not before the last", async () => {
    const [one, other] = [await open(ANN, "view-number-0"), await open(ANN, "view-number-0")];
    const foreign = await open(BOB, "view-number-1");
    for (let n = 0; n < 20; n += 1) expect(await live.show(ANN.sessionId, `view-number-${n}`, [n])).toBe(true);
    const ask = () => live.show(ANN.sessionId, "view-number-20", [1]);
    await one.leave();
    await foreign.leave();
    expect(await ask()).toBe(false);
    await other.leave();
    await expect.poll(ask).toBe(true);
    expect(await listShown(database.db.sql), "a browser that comes back finds its values").toContain(0);
  });
});
