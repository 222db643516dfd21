import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EpochMs, err, ok, type Result, UserId } from "@/modules/_kernel";
import { barColumnsOf, type Feed, type FeedRefusal, NOTHING_SAID } from "@/modules/data";
import {
  FEED_LIMITS,
  type FeedProvider,
  makeBarStore,
  makeFeeds,
  makeInstrumentStore,
  makeQuarantineStore,
  timers,
} from "@/modules/data/server";
import { rowsOf, someBars } from "@/modules/data/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { JobContext, JobOutcome } from "../../platform/work";
import type { Actor } from "../contract";
import type { FeedFlows } from "../contract/feeds";
import { makeCreateUser } from "../create-user";
import type { FlowDeps } from "../deps";
import { makeTestDeps } from "../testing/test-house";
import { makeUndoImport } from "../undo-import";
import { makeFeedFlows } from "./feed-flows";
import { makeFeedJobs } from "./feed-jobs";
import { keyNameOf } from "./open-feeds";
import { keepRejectedBars } from "./quarantine";
import { makeReportFeeds } from "./report-feeds";

const ACTOR: Actor = { kind: "user", userId: UserId.of("user-1"), requestId: "request-1" };
const START_MS = Date.UTC(2024, 0, 2);
const SECRET = "planted-secret-1c9e";

/** What the scripted feeds do when they are asked. */
let script: (feed: string) => Result<number, FeedRefusal>;

function providerOf(id: string, change: Partial<FeedProvider["capabilities"]> = {}): FeedProvider {
  const capabilities = { history: ["1d"], live: [], beatMs: null, search: true, needsKey: false, ...change } as const;
  return {
    id,
    title: id.toUpperCase(),
    about: "A feed of a test.",
    capabilities,
    baseUrls: { rest: "https://feed.example" },
    keyFields: capabilities.needsKey ? [{ name: "secret", label: "Secret key" }] : [],
    probe: "SPY",
    enabledByDefault: true,
    limits: { ...FEED_LIMITS, retry: { tries: 1, pauseMs: 1, pauseMaxMs: 1 } },
    make({ caller }): Feed {
      return {
        id,
        title: id,
        capabilities,
        async search(text, limit, signal) {
          const answer = await caller.call(() => Promise.resolve(script(id)), signal);
          if (!answer.ok) return answer;
          const found = { feed: id, alias: text, symbol: text, name: id, kind: "equity", currency: null } as const;
          return ok([{ ...found, venue: "", calendar: null, tick: null, lot: null }].slice(0, limit));
        },
        async *history(request, signal) {
          const answer = await caller.call(() => Promise.resolve(script(id)), signal);
          if (!answer.ok) yield answer;
          else {
            const bars = someBars({ count: answer.value, startMs: request.fromMs, stepMs: 86_400_000 });
            yield ok({ bars, completeToMs: request.toMs, said: NOTHING_SAID, actions: [] });
          }
        },
        async *stream() {
          yield await Promise.resolve({ type: "line", state: "down", why: null } as const);
        },
      };
    },
  };
}

let database: TestDatabase;
let deps: FlowDeps;
let flows: FeedFlows;
let report: () => Promise<boolean>;
beforeAll(async () => {
  database = await withTestDatabase();
  const base = makeTestDeps(database);
  const providers = [
    providerOf("good"),
    providerOf("keyed", { needsKey: true }),
    providerOf("deaf", { search: false }),
  ];
  const feeds = makeFeeds({
    providers,
    clock: base.clock,
    waiting: timers,
    fetch,
    async settingsOf(id) {
      const rows = await base.sql.$queryRaw<{ enabled: boolean }[]>`SELECT enabled FROM feed WHERE id = ${id}`;
      const key = await base.secrets.read(keyNameOf(id));
      return { enabled: rows[0]?.enabled ?? true, baseUrls: {}, key: key.state === "open" ? key.value : null };
    },
  });
  deps = { ...base, feeds };
  flows = makeFeedFlows(deps);
  report = makeReportFeeds(deps);
  script = () => ok(5);
});
afterAll(() => database.close());

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function viewOf(feed: string) {
  const found = (await flows.listFeeds()).find((view) => view.feed === feed);
  if (found === undefined) throw new Error(`no feed ${feed}`);
  return found;
}

/** Runs the newest job of a name as a worker would. */
async function work(name: string): Promise<JobOutcome> {
  const [row] = await deps.sql.$queryRaw<{ id: string; payload: unknown }[]>`
    SELECT id, payload FROM job WHERE name = ${name} ORDER BY created_at DESC LIMIT 1`;
  const job = makeFeedJobs(deps).find((bound) => bound.name === name);
  if (row === undefined || job === undefined) throw new Error(`no job ${name}`);
  const context: JobContext = {
    jobId: row.id as JobContext["jobId"],
    requestId: "request-1",
    userId: null,
    signal: new AbortController().signal,
    progress: () => undefined,
  };
  return must(await job.run(row.payload, context));
}

describe("feeds as people set them", () => {
  it("begin as their provider says, and keep what is chosen", async () => {
    expect(await viewOf("good")).toMatchObject({ enabled: true, standing: "unknown", requests: 0, keySetAt: null });
    const off = must(await flows.changeFeed(ACTOR, "good", { enabled: false }));
    expect(off).toMatchObject({ enabled: false, standing: "off" });
    const back = must(
      await flows.changeFeed(ACTOR, "good", { enabled: true, addresses: { rest: "http://10.0.0.1:8" } }),
    );
    expect(back.addresses).toEqual([{ name: "rest", own: "https://feed.example", set: "http://10.0.0.1:8" }]);
    const own = must(await flows.changeFeed(ACTOR, "good", { addresses: { rest: null } }));
    expect([own.enabled, own.addresses[0]?.set]).toEqual([true, null]);
  });

  it.each([
    ["an unknown feed", "nobody", {}, "feed.not_found", "feed"],
    [
      "an unknown address",
      "good",
      { addresses: { other: "https://x.example" } },
      "feed.address_unknown",
      "addresses.other",
    ],
    ["no address", "good", { addresses: { rest: "not an address" } }, "feed.address_malformed", "addresses.rest"],
    [
      "a password in it",
      "good",
      { addresses: { rest: "https://a:b@x.example" } },
      "feed.address_malformed",
      "addresses.rest",
    ],
    ["a file", "good", { addresses: { rest: "file:///etc/passwd" } }, "feed.address_malformed", "addresses.rest"],
  ] as const)("refuse %s and name the field", async (_, feed, change, kind, path) => {
    expect(await flows.changeFeed(ACTOR, feed, change)).toMatchObject({ ok: false, error: { kind, path } });
  });

  it("keep a key that nobody sees again: not in an answer, an audit row, an event or a job", async () => {
    expect((await viewOf("keyed")).standing).toBe("needs_key");
    const view = must(await flows.setFeedKey(ACTOR, "keyed", { secret: SECRET }));
    expect(view).toMatchObject({ standing: "unknown" });
    expect(view.keySetAt).not.toBeNull();
    const everything = await Promise.all([
      deps.sql.$queryRaw`SELECT details FROM audit_log`,
      deps.sql.$queryRaw`SELECT payload FROM outbox`,
      deps.sql.$queryRaw`SELECT payload, title FROM job`,
      deps.sql.$queryRaw`SELECT encode(sealed, 'escape') FROM secret`,
      flows.listFeeds(),
    ]);
    expect(JSON.stringify([view, everything])).not.toContain(SECRET);
    expect(await deps.secrets.read(keyNameOf("keyed"))).toEqual({ state: "open", value: { secret: SECRET } });
  });

  it("leave no key in any table, so none is in a dump", async () => {
    must(await flows.setFeedKey(ACTOR, "keyed", { secret: SECRET }));
    const hex = Buffer.from(SECRET).toString("hex");
    const tables = await deps.sql.$queryRaw<readonly { name: string; rows: string }[]>`
      SELECT c.relname AS name,
        (xpath('/row/found/text()', query_to_xml(format(
          'SELECT count(*) FILTER (WHERE position(%L IN x::text) > 0 OR position(%L IN x::text) > 0) AS found FROM %I x',
          ${SECRET}::text, ${hex}::text, c.relname), false, true, '')))[1]::text AS rows
      FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND has_table_privilege(c.oid, 'SELECT')
      LIMIT 1000`;
    expect(tables.length).toBeGreaterThan(80);
    expect(tables.filter(({ rows }) => rows !== "0")).toEqual([]);
  });

  it.each([
    ["too little", {}, "key.secret"],
    ["nothing in a field", { secret: "  " }, "key.secret"],
    ["two lines", { secret: `${SECRET}\nx` }, "key.secret"],
    ["another field", { secret: SECRET, more: "x" }, "key"],
  ])("refuse a key with %s, and do not repeat it", async (_, key, path) => {
    const answer = await flows.setFeedKey(ACTOR, "keyed", key);
    expect(answer).toMatchObject({ ok: false, error: { kind: "feed.key_incomplete", path } });
    expect(JSON.stringify(answer)).not.toContain(SECRET);
  });

  it("are without a key once it is removed", async () => {
    expect(must(await flows.removeFeedKey(ACTOR, "keyed"))).toMatchObject({ standing: "needs_key", keySetAt: null });
    expect(await flows.setFeedKey(ACTOR, "good", { secret: "x" })).toMatchObject({ error: { kind: "feed.keyless" } });
  });
});

describe("feeds as they stand", () => {
  it("are live after a test that works", async () => {
    script = () => ok(5);
    must(await flows.testFeed(ACTOR, "good"));
    expect(await work("data.test-feed")).toMatchObject({ ok: true, value: { feed: "good", alias: "SPY", bars: 5 } });
    await report();
    expect(await viewOf("good")).toMatchObject({ standing: "live", requests: 1, errors: 0, lastRefusal: null });
  });

  it("are down with the reason after one that fails, and live again after the next", async () => {
    script = (feed) => err({ kind: "feed.unavailable", feed, status: 503 });
    expect(await work("data.test-feed")).toEqual({
      ok: false,
      error: { kind: "feed.unavailable", facts: { feed: "good", status: 503 } },
    });
    await report();
    const down = await viewOf("good");
    expect(down).toMatchObject({ standing: "down", requests: 2, errors: 1 });
    expect(down.lastRefusal?.error.kind).toBe("feed.unavailable");
    expect(down.downSince).toBe(down.lastRefusal?.at);
    script = () => ok(1);
    await work("data.test-feed");
    await report();
    expect(await viewOf("good")).toMatchObject({ standing: "live", downSince: null, requests: 3 });
  });

  it("rest while their breaker is open", async () => {
    script = (feed) => err({ kind: "feed.timeout", feed, afterMs: 1 });
    for (let i = 0; i < FEED_LIMITS.breaker.failuresMax; i += 1) await work("data.test-feed");
    expect(await work("data.test-feed")).toMatchObject({ ok: false, error: { kind: "feed.circuit_open" } });
    await report();
    const view = await viewOf("good");
    expect(view.standing).toBe("resting");
    expect(view.openUntil).toBeGreaterThan(deps.clock.nowMs());
  });

  it("send what is not theirs to the quarantine", async () => {
    script = (feed) => err({ kind: "feed.malformed", feed, what: "text/html", sample: "<html>\u0000Sign in" });
    must(await flows.setFeedKey(ACTOR, "keyed", { secret: SECRET }));
    must(await flows.testFeed(ACTOR, "keyed"));
    await work("data.test-feed");
    await report();
    await report();
    const { rows } = await flows.listQuarantine({
      status: "open",
      feed: "keyed",
      reason: null,
      cursor: null,
      limit: 10,
    });
    expect(rows).toMatchObject([{ reason: "malformed", sample: "<html>Sign in", timesSeen: 1, releasable: false }]);
  });
});

describe("a search of feeds", () => {
  it("has each answer as it comes, refusals too, and asks nobody who cannot", async () => {
    script = (feed) => (feed === "keyed" ? ok(1) : err({ kind: "feed.circuit_open", feed, untilMs: 1 }));
    const { searchId } = await flows.searchFeeds(ACTOR, "SPY");
    expect((await flows.feedSearch(searchId)).map(({ feed, state }) => [feed, state])).toEqual([
      ["good", "asked"],
      ["keyed", "asked"],
    ]);
    await work("data.search-feeds");
    const parts = await flows.feedSearch(searchId);
    expect(
      parts.map(({ feed, state, instruments, error }) => [feed, state, instruments[0]?.symbol, error?.kind]),
    ).toEqual([
      ["good", "refused", undefined, "feed.circuit_open"],
      ["keyed", "found", "SPY", undefined],
    ]);
  });
});

describe("the quarantine", () => {
  const BARS = rowsOf(someBars({ count: 3, startMs: START_MS, stepMs: 86_400_000 }));

  async function put(change: Partial<(typeof BARS)[number]>, reason: "price_jump" | "value_missing" = "price_jump") {
    const bars = barColumnsOf(BARS.map((bar) => ({ ...bar, ...change })));
    await deps.transactions.run(async (tx) => {
      const facts = { symbol: "QUAR", name: "", kind: "equity", currency: "USD", timeZone: "UTC" } as const;
      const { instrumentId } = await makeInstrumentStore(deps.sql).ensure(tx, facts);
      const subject = { feed: "good", alias: "QUAR", symbol: "QUAR", instrumentId, resolution: "1d" } as const;
      await keepRejectedBars(tx, subject, [{ reason, facts: { price: Number.NaN }, bars }], deps.clock.nowMs());
    });
    const query = { status: "open", feed: "good", reason, cursor: null, limit: 10 } as const;
    const [row] = (await flows.listQuarantine(query)).rows;
    if (row === undefined) throw new Error("nothing was kept");
    return row;
  }

  async function stored() {
    const instrument = await makeInstrumentStore(deps.sql).find("QUAR");
    if (instrument === null) return [];
    const series = { instrumentId: instrument.instrumentId, resolution: "1d" } as const;
    return rowsOf(await makeBarStore(deps.sql).readLatest(series, null, 10));
  }

  it("keeps bars as they came, once however often they come", async () => {
    await put({ close: 101, high: 200, low: 1, open: 100 });
    const row = await put({ close: 101, high: 200, low: 1, open: 100 });
    expect(row).toMatchObject({ symbol: "QUAR", bars: 3, timesSeen: 2, releasable: true, status: "open" });
    expect(row.sample).toContain("2024-01-02T00:00:00.000Z  open 100  high 200");
    expect(await stored()).toEqual([]);
    expect(await flows.quarantineCounts()).toContainEqual({ feed: "good", reason: "price_jump", entries: 1, bars: 3 });
  });

  it("lets bars in on a person's word, once, as an import that can be undone", async () => {
    const row = await put({ close: 101, high: 200, low: 1, open: 100 });
    expect(must(await flows.releaseQuarantined(ACTOR, row.no))).toMatchObject({
      status: "released",
      releasable: false,
    });
    expect((await stored()).map(({ close }) => close)).toEqual([101, 101, 101]);
    const again = await flows.releaseQuarantined(ACTOR, row.no);
    expect(again).toMatchObject({ ok: false, error: { kind: "quarantine.decided" } });
    expect(await flows.discardQuarantined(ACTOR, row.no)).toMatchObject({ ok: false });
    const [made] = await deps.sql.$queryRaw<{ id: string }[]>`SELECT id FROM bar_import WHERE symbol = 'QUAR'`;
    must(await makeUndoImport(deps)(ACTOR, (made?.id ?? "") as Parameters<ReturnType<typeof makeUndoImport>>[1]));
    expect(await stored()).toEqual([]);
  });

  it("never lets in what is wrong in itself, whoever says so, and leaves nothing behind", async () => {
    const row = await put({ close: Number.NaN }, "value_missing");
    expect(row.releasable).toBe(false);
    expect(await flows.releaseQuarantined(ACTOR, row.no)).toMatchObject({ error: { kind: "quarantine.unreleasable" } });
    const lying = await put({ close: 0, low: 0 });
    expect(await flows.releaseQuarantined(ACTOR, lying.no)).toMatchObject({
      error: { kind: "quarantine.unreleasable" },
    });
    expect(await stored()).toEqual([]);
    expect(must(await flows.discardQuarantined(ACTOR, row.no))).toMatchObject({
      status: "discarded",
      decidedBy: "user-1",
    });
  });

  it("says who decided by their address, then and later", async () => {
    const person = {
      email: "ann@example.com",
      name: "Ann",
      role: "trader",
      password: "correct horse battery",
    } as const;
    const { userId } = must(await makeCreateUser(deps)(person, { kind: "cli", userId: null, requestId: "request-2" }));
    const row = await put({ close: 21, high: 30, low: 1, open: 20 });
    const decided = must(await flows.discardQuarantined({ ...ACTOR, userId }, row.no));
    expect(decided.decidedBy).toBe("ann@example.com");
    const query = { status: "discarded", feed: "good", reason: null, cursor: null, limit: 50 } as const;
    expect((await flows.listQuarantine(query)).rows.find(({ no }) => no === row.no)).toEqual(decided);
  });

  it("pages from the newest back, and knows no entry that is not there", async () => {
    for (const close of [11, 12, 13]) await put({ close, high: 20, low: 1, open: 10 });
    const query = { status: "open", feed: "good", reason: null, limit: 2 } as const;
    const first = await flows.listQuarantine({ ...query, cursor: null });
    const second = await flows.listQuarantine({ ...query, cursor: first.cursor });
    const numbers = [...first.rows, ...second.rows].map(({ no }) => no);
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    expect(new Set(numbers).size).toBe(4);
    expect(await flows.releaseQuarantined(ACTOR, 999_999)).toMatchObject({ error: { kind: "quarantine.not_found" } });
  });

  it("takes whatever a source may send", async () => {
    const wild = {
      feed: "good",
      alias: "\u0000'; DROP TABLE bar; --",
      instrumentId: null,
      symbol: "",
      resolution: null,
    };
    await deps.transactions.run((tx) =>
      makeQuarantineStore().keep(
        tx,
        {
          ...wild,
          reason: "malformed",
          facts: { what: "\u0000" },
          bars: null,
          sample: "x".repeat(100_000),
          live: null,
        },
        EpochMs.of(deps.clock.nowMs()),
      ),
    );
    const bars = barColumnsOf([{ time: 1e300, open: Number.NaN, high: Infinity, low: -1, close: 0, volume: 0 }]);
    await deps.transactions.run((tx) =>
      makeQuarantineStore().keep(
        tx,
        { ...wild, reason: "time_malformed", facts: {}, bars, sample: "", live: null },
        deps.clock.nowMs(),
      ),
    );
    const query = { status: "open", feed: "good", reason: "time_malformed", cursor: null, limit: 5 } as const;
    expect((await flows.listQuarantine(query)).rows).toMatchObject([{ bars: 1, firstMs: null }]);
  });
});
