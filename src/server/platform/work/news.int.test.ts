import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SessionId, UserId } from "@/modules/_kernel";
import type { NewsItem, RequestSession } from "../../api/context";
import { silentLogger } from "../../infra/logger";
import { makeMetrics } from "../../infra/metrics";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import { makeNewsHub, type NewsHub } from "./news";
import { pruneOutbox, publishPending } from "./outbox";
import { makeLocalSignals } from "./testing/local-signals";
import { makeOutboxNudge, makeWork } from "./work";

const ANN = sessionOf("ann");
const BOB = sessionOf("bob");

function sessionOf(name: string): RequestSession {
  return {
    sessionId: SessionId.of(`session-${name}`),
    user: {
      userId: UserId.of(name),
      email: `${name}@example.com`,
      name,
      role: "trader",
      timeZone: "UTC",
      preferences: { theme: "system", pnlColors: "safe", density: "compact", language: "auto", tour: "seen" },
    },
  };
}

let database: TestDatabase;
let hub: NewsHub;
const ended = new Set<SessionId>();
const signals = makeLocalSignals();
const work = makeWork(randomUUID, makeOutboxNudge());
beforeEach(async () => {
  database = await withTestDatabase();
  ended.clear();
  hub = makeNewsHub({
    sql: database.db.sql,
    signals,
    live: { open: () => ({ take: () => null, close: () => undefined }) },
    isLive: async ({ sessionId }) => !ended.has(sessionId),
    log: silentLogger,
    metrics: makeMetrics(),
  });
});
afterEach(async () => {
  await hub.close();
  await database.close();
});

/** Commits news and lets the relay number them. */
async function publish(topics: readonly string[], audience: UserId | null = null): Promise<void> {
  await database.db.transactions.run(async (tx) => {
    for (const topic of topics) await work.publish(tx, { topic, audience, payload: { topic } });
  });
  await publishPending(database.db.transactions);
  signals.send("news", "");
}

/** A browser: reads items one by one until it goes away. */
function listen(session: RequestSession, lastEventId: string | null) {
  const gone = new AbortController();
  const items = hub.follow(session, { lastEventId, viewId: null }, gone.signal)[Symbol.asyncIterator]();
  const next = async (): Promise<NewsItem> => {
    const { value, done } = await items.next();
    if (done) throw new Error("the stream ended");
    return value;
  };
  return {
    next,
    take: async (count: number) => {
      const taken: NewsItem[] = [];
      while (taken.length < count) taken.push(await next());
      return taken;
    },
    ended: async () => (await items.next()).done === true,
    leave: () => gone.abort(),
  };
}
const topicsOf = (items: readonly NewsItem[]) => items.map(({ topic }) => topic);

describe("a stream of news", () => {
  it("begins with where to resume, then brings what happens from then on", async () => {
    await publish(["before"]);
    const browser = listen(ANN, null);
    expect((await browser.next()).topic).toBe("stream.ready");
    await publish(["one", "two"]);
    expect(topicsOf(await browser.take(2))).toEqual(["one", "two"]);
    browser.leave();
    expect(await browser.ended()).toBe(true);
  });

  it("resumes without loss and without repeats, from wherever the connection broke", async () => {
    const first = listen(ANN, null);
    const ready = await first.next();
    await publish(["one", "two", "three"]);
    const [one] = await first.take(1);
    first.leave();
    await publish(["four"]);
    for (const [id, expected] of [
      [ready.id, ["one", "two", "three", "four"]],
      [one?.id ?? "", ["two", "three", "four"]],
    ] as const) {
      const again = listen(ANN, id);
      expect(topicsOf(await again.take(1 + expected.length))).toEqual(["stream.ready", ...expected]);
      again.leave();
    }
  });

  it("brings what happened between the making of a page and the opening of its stream", async () => {
    await publish(["before"]);
    const head = await hub.head();
    await publish(["meanwhile"]);
    const browser = listen(ANN, head);
    expect(topicsOf(await browser.take(2))).toEqual(["stream.ready", "meanwhile"]);
    browser.leave();
  });

  it("catches up page by page with more than one page, in order", async () => {
    const start = await listen(ANN, null).next();
    const topics = Array.from({ length: 1_234 }, (_, n) => `n${n}`);
    for (let at = 0; at < topics.length; at += 400) await publish(topics.slice(at, at + 400));
    const slow = listen(ANN, start.id);
    expect(topicsOf(await slow.take(1 + topics.length)).slice(1)).toEqual(topics);
  });

  it("brings a person their own news and everybody's, never somebody else's", async () => {
    const [ann, bob] = [listen(ANN, null), listen(BOB, null)];
    await ann.next();
    await bob.next();
    await publish(["for ann"], ANN.user.userId);
    await publish(["for bob"], BOB.user.userId);
    await publish(["for all"]);
    expect(topicsOf(await ann.take(2))).toEqual(["for ann", "for all"]);
    expect(topicsOf(await bob.take(2))).toEqual(["for bob", "for all"]);
  });

  it("ends at once when its session is revoked, and leaves others alone", async () => {
    const [ann, bob] = [listen(ANN, null), listen(BOB, null)];
    await ann.next();
    await bob.next();
    ended.add(ANN.sessionId);
    signals.send("session-ended", "");
    expect(await ann.ended()).toBe(true);
    await publish(["still here"]);
    expect((await bob.next()).topic).toBe("still here");
  });

  it("says so when retention took what it would have brought", async () => {
    const start = await listen(ANN, null).next();
    await publish(["old"]);
    await database.db.sql.$executeRaw`UPDATE outbox SET created_at = now() - interval '2 days'`;
    expect(await pruneOutbox(database.db.sql, 86_400_000, 100)).toBe(1);
    await publish(["new"]);
    const late = listen(ANN, start.id);
    expect((await late.next()).topic).toBe("stream.reset");
    await publish(["newer"]);
    expect((await late.next()).topic).toBe("newer");
  });

  it.each(["999999", "nonsense", "-1"])("says so for an id that this database never gave: %s", async (id) => {
    await publish(["one"]);
    expect((await listen(ANN, id).next()).topic).toBe("stream.reset");
  });
});
