import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, type JobId, type Result, UserId } from "@/modules/_kernel";
import { type BarColumns, barColumnsOf, decodeBarColumns } from "@/modules/data";
import { makeBarIngest, makeInstrumentStore, makeQuarantineStore } from "@/modules/data/server";
import { makePagedFeed, type PagedFeed, rowsOf, someBars } from "@/modules/data/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { JobContext, JobOutcome } from "../../platform/work";
import type { Actor } from "../contract";
import type { BackfillFlows, StartBackfillInput } from "../contract/backfill";
import { type DataFlows, makeDataFlows } from "../data-flows";
import { makeDataJobs } from "../data-jobs";
import type { FlowDeps } from "../deps";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { makeBackfillFlows } from "./backfill-flows";
import { refreshFollowedOnce } from "./refresh-followed";

const ACTOR: Actor = { kind: "user", userId: UserId.of("user-1"), requestId: "request-1" };
const NEVER = new AbortController().signal;
const DAY = 86_400_000;
const NOW = Date.UTC(2024, 5, 3, 22);
const FIRST = Date.UTC(2024, 0, 1);

let database: TestDatabase;
let deps: FlowDeps;
let flows: BackfillFlows & DataFlows;
let feeds: Map<string, PagedFeed>;
let nowMs = NOW;
let symbols = 0;
/** What the feeds ask of those who are in no hurry, in ms, one answer a question; then nothing. */
let patience: number[] = [];

beforeAll(async () => {
  database = await withTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  feeds = new Map();
  nowMs = NOW;
  patience = [];
  deps = makeTestDeps(database, {
    clock: { nowMs: () => EpochMs.of(nowMs) },
    feeds: {
      providers: [],
      health: () => null,
      patienceMs: () => patience.shift() ?? 0,
      get: async (id) => {
        const feed = feeds.get(id);
        return feed === undefined ? null : { ok: true, value: feed };
      },
    },
  });
  flows = { ...makeBackfillFlows(deps), ...makeDataFlows(deps) };
});

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const daily = (count: number, seed = 1): BarColumns => someBars({ count, seed, stepMs: DAY, startMs: FIRST });

function addFeed(id: string, bars: BarColumns, barsPerPage = 20, onPage?: (page: number) => unknown): PagedFeed {
  const feed = makePagedFeed({ id, bars, barsPerPage, ...(onPage === undefined ? {} : { onPage }) });
  feeds.set(id, feed);
  return feed;
}

/** A request for the first hundred days of a symbol that nobody else has. */
function inputFor(change: Partial<StartBackfillInput> = {}): StartBackfillInput {
  symbols += 1;
  return {
    symbol: `FETCH${symbols}`,
    feed: "one",
    alias: null,
    resolution: "1d",
    from: "2024-01-01",
    to: "2024-04-09",
    bulk: false,
    follow: false,
    instrument: { name: "", kind: "crypto", currency: "USD", timeZone: "UTC" },
    ...change,
  };
}

/** Runs a submitted job as a worker would. */
async function work(jobId: JobId, change: Partial<JobContext> = {}): Promise<JobOutcome> {
  const [row] = await deps.sql.$queryRaw<{ name: string; payload: unknown }[]>`
    SELECT name, payload FROM job WHERE id = ${jobId}`;
  const job = makeDataJobs(deps).find(({ name }) => name === row?.name);
  if (job === undefined || row === undefined) throw new Error("no job");
  const context: JobContext = {
    jobId,
    requestId: "request-1",
    userId: UserId.of("user-1"),
    signal: NEVER,
    progress: () => undefined,
    ...change,
  };
  return must(await job.run(row.payload, context));
}

async function start(input: StartBackfillInput) {
  const [part] = must(await flows.startBackfill(ACTOR, input));
  if (part === undefined) throw new Error("nothing was started");
  return part;
}

async function barsOf(symbol: string) {
  const page = must(
    await flows.readBarPage({
      symbol,
      resolution: "1d",
      toMs: null,
      limit: 10_000,
      adjustment: "raw",
      hours: "stored",
    }),
  );
  return rowsOf(must(decodeBarColumns(page)));
}

/** What its worker does to a job's row when the job is at its end. */
const endJobRow = (jobId: JobId, status: "failed" | "canceled" | "succeeded") => deps.sql.$executeRaw`
  UPDATE job SET status = ${status}, finished_at = now() WHERE id = ${jobId}`;

describe("a fetch of history", () => {
  it("brings an instrument, its name at the feed and its bars, page by page, and says so each time", async () => {
    const feed = addFeed("one", daily(100), 30);
    const input = inputFor({ alias: "one/usd" });
    const { jobId, fetchId } = await start(input);
    const reports: string[] = [];
    const done = must(
      await work(jobId, { progress: (days, total, unit) => reports.push(`${days} of ${total} ${unit}`) }),
    );
    expect(done).toMatchObject({ symbol: input.symbol, resolution: "1d", inserted: 100, replaced: 0, quarantined: 0 });
    expect(await barsOf(input.symbol)).toEqual(rowsOf(feed.bars));
    expect(reports).toEqual(["0 of 100 days", "30 of 100 days", "60 of 100 days", "90 of 100 days", "100 of 100 days"]);
    expect(must(await flows.getBackfill(fetchId))).toMatchObject({
      status: "completed",
      pages: 4,
      inserted: 100,
      alias: "one/usd",
      completeToMs: Date.UTC(2024, 3, 10),
    });
    const news = await deps.sql.$queryRaw`
      SELECT payload FROM outbox WHERE topic = 'bars.changed' AND payload->>'symbol' = ${input.symbol}`;
    expect(news).toHaveLength(4);
    const [imported] = (await flows.listImports({ cursor: null, limit: 1 })).rows;
    expect(imported).toMatchObject({ symbol: input.symbol, fileName: "Feed one", inserted: 100 });
    const instruments = makeInstrumentStore(deps.sql);
    expect((await instruments.findByAlias("one", "one/usd"))?.symbol).toBe(input.symbol);
    const audit = await deps.sql.$queryRaw<{ action: string }[]>`
      SELECT action FROM audit_log WHERE subject_id = ${fetchId} ORDER BY audit_log.id`;
    expect(audit.map(({ action }) => action)).toEqual(["backfill.start", "backfill.end"]);
  });

  it("shows the first page before the rest has come", async () => {
    let seen = 0;
    const input = inputFor();
    const counts: number[] = [];
    feeds.set(
      "one",
      makePagedFeed({
        id: "one",
        bars: daily(100),
        barsPerPage: 40,
        onPage: async () => {
          seen += 1;
          if (seen > 1) counts.push((await barsOf(input.symbol)).length);
        },
      }),
    );
    await work((await start(input)).jobId);
    expect(counts).toEqual([40, 80]);
  });

  it("goes on where it was when its worker died, and asks for nothing twice", async () => {
    const feed = addFeed("one", daily(100), 10, (page) => {
      if (page === 4 && feed.asked.length === 4) throw new Error("killed");
    });
    const { jobId, fetchId } = await start(inputFor());
    await expect(work(jobId)).rejects.toThrow("killed");
    expect(must(await flows.getBackfill(fetchId))).toMatchObject({ inserted: 30, completeToMs: FIRST + 30 * DAY });
    expect(must(await work(jobId))).toMatchObject({ inserted: 100, replaced: 0, unchanged: 0 });
    const days = feed.asked.map((at) => (at - FIRST) / DAY);
    expect(days).toEqual([0, 10, 20, 30, 30, 40, 50, 60, 70, 80, 90]);
    // What is at its end is only reported again.
    expect(must(await work(jobId))).toMatchObject({ inserted: 100 });
    expect(feed.asked).toHaveLength(11);
  });

  it("lets people's fetches go first at the feed where nobody waits for it, and waits for nobody where somebody does", async () => {
    addFeed("one", daily(100));
    for (const [bulk, left] of [
      [false, 2],
      [true, 0],
    ] as const) {
      patience = [1, 1];
      await work((await start(inputFor({ bulk }))).jobId);
      expect(patience).toHaveLength(left);
    }
  });

  it("keeps only one worker's page when two work on it", async () => {
    const feed = addFeed("one", daily(60), 20);
    const input = inputFor({ to: "2024-02-29" });
    const { jobId } = await start(input);
    const outcomes = await Promise.allSettled([work(jobId), work(jobId)]);
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
    expect(must(await work(jobId))).toMatchObject({ inserted: 60, unchanged: 0, replaced: 0 });
    expect(await barsOf(input.symbol)).toEqual(rowsOf(feed.bars));
  });

  it("ends as failed with what the source said, keeps what came before, and is resumed", async () => {
    const feed = addFeed("one", daily(100), 40, (page) => {
      if (page === 2 && feed.asked.length === 2) feed.refuseNext = { kind: "feed.timeout", feed: "one", afterMs: 5000 };
    });
    const { jobId, fetchId } = await start(inputFor());
    expect(await work(jobId)).toMatchObject({
      ok: false,
      error: { kind: "backfill.refused", facts: { feed: "one", reason: "timeout", detail: "afterMs 5000" } },
    });
    expect(must(await flows.getBackfill(fetchId))).toMatchObject({ status: "failed", inserted: 40 });
    const again = must(await flows.resumeBackfill(ACTOR, fetchId));
    expect(await flows.resumeBackfill(ACTOR, fetchId)).toMatchObject({ error: { kind: "backfill.at_work" } });
    expect(must(await work(again.jobId))).toMatchObject({ inserted: 100 });
    expect(await flows.resumeBackfill(ACTOR, fetchId)).toMatchObject({ error: { kind: "backfill.at_work" } });
    expect(await flows.resumeBackfill(ACTOR, "nobody")).toMatchObject({ error: { kind: "backfill.not_found" } });
  });

  it("stops when it is canceled, and stays open when its worker only shuts down", async () => {
    for (const canceled of [true, false]) {
      const stop = new AbortController();
      const feed = addFeed("one", daily(100), 40, (page) => page === 2 && feed.asked.length === 2 && stop.abort());
      const { jobId, fetchId } = await start(inputFor());
      if (canceled) await deps.sql.$executeRaw`UPDATE job SET cancel_requested_at = now() WHERE id = ${jobId}`;
      const outcome = await work(jobId, { signal: stop.signal });
      expect(outcome).toMatchObject({ ok: false, error: { kind: "backfill.canceled" } });
      const { status, inserted } = must(await flows.getBackfill(fetchId));
      expect([status, inserted]).toEqual([canceled ? "canceled" : "waiting", 40]);
    }
  });

  it("fails on a source that does not get on, instead of asking for ever", async () => {
    const feed = addFeed("one", daily(100), 40);
    feeds.set("one", {
      ...feed,
      async *history(request, signal) {
        for await (const page of feed.history(request, signal)) {
          if (page.ok) yield { ok: true, value: { ...page.value, completeToMs: request.fromMs } };
        }
      },
    });
    const { jobId } = await start(inputFor());
    expect(await work(jobId)).toMatchObject({ error: { facts: { reason: "stuck" } } });
  });

  it("keeps what it does not believe out of the bars, and keeps it", async () => {
    const bars = rowsOf(daily(30)).map((bar, index) => (index === 7 ? { ...bar, high: Number.NaN } : bar));
    addFeed("one", barColumnsOf(bars), 100);
    const input = inputFor({ to: "2024-01-30" });
    const { jobId } = await start(input);
    expect(must(await work(jobId))).toMatchObject({ inserted: 29, quarantined: 1 });
    expect(await barsOf(input.symbol)).toEqual(bars.filter((_, index) => index !== 7));
    const kept = await makeQuarantineStore().list(deps.sql, {
      status: "open",
      feed: "one",
      reason: "value_missing",
      beforeNo: null,
      limit: 10,
    });
    expect(kept.filter(({ symbol }) => symbol === input.symbol)).toMatchObject([{ bars: 1, timesSeen: 1 }]);
  });
});

describe("two fetches of one range", () => {
  it("do the work once", async () => {
    const feed = addFeed("one", daily(100), 50);
    const input = inputFor();
    const first = must(await flows.startBackfill(ACTOR, input));
    const second = must(await flows.startBackfill(ACTOR, input));
    expect(second).toEqual(first.map((part) => ({ ...part, joined: true })));
    await work(first[0]?.jobId as JobId);
    expect(feed.asked).toHaveLength(2);
  });

  it("share what overlaps and bring the rest", async () => {
    addFeed("one", daily(100), 50);
    const input = inputFor({ from: "2024-02-01", to: "2024-02-29" });
    const inner = await start(input);
    const parts = must(await flows.startBackfill(ACTOR, { ...input, from: "2024-01-01", to: "2024-03-31" }));
    const dates = parts.map(({ joined, fromMs, toMs }) => [joined, iso(fromMs), iso(toMs)]);
    expect(dates).toEqual([
      [true, "2024-02-01", "2024-03-01"],
      [false, "2024-01-01", "2024-02-01"],
      [false, "2024-03-01", "2024-04-01"],
    ]);
    for (const { jobId } of [inner, ...parts.slice(1)]) must(await work(jobId));
    expect(await barsOf(input.symbol)).toEqual(rowsOf(daily(91)));
  });

  it("asked for at the same moment are one", async () => {
    addFeed("one", daily(100), 50);
    const input = inputFor();
    await start({ ...input, from: "2023-01-01", to: "2023-01-02" });
    const answers = await Promise.all([1, 2, 3, 4].map(() => flows.startBackfill(ACTOR, input)));
    const parts = answers.flatMap((answer) => must(answer));
    expect(parts.filter(({ joined }) => !joined)).toHaveLength(1);
    expect(new Set(parts.map(({ fetchId }) => fetchId)).size).toBe(1);
  });

  it("do not wait for one whose job has ended without a word", async () => {
    addFeed("one", daily(100), 50);
    const input = inputFor();
    const dead = await start(input);
    await endJobRow(dead.jobId, "canceled");
    expect(await start(input)).toMatchObject({ joined: false });
    expect(must(await flows.getBackfill(dead.fetchId))).toMatchObject({ status: "canceled" });
  });
});

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10);

describe("two sources of one series", () => {
  const wrongAt = (bars: BarColumns, index: number) =>
    barColumnsOf(rowsOf(bars).map((bar, at) => (at === index ? { ...bar, high: bar.high + 1 } : bar)));

  it("keep the bar that is there, note where they differ, and forget it once they agree", async () => {
    addFeed("one", daily(30), 100);
    const other = addFeed("two", wrongAt(daily(40), 3), 100);
    const input = inputFor({ to: "2024-01-30" });
    must(await work((await start(input)).jobId));
    const second = await start({ ...input, feed: "two", to: "2024-02-09" });
    expect(must(await work(second.jobId))).toMatchObject({ inserted: 10, replaced: 0, kept: 1, unchanged: 29 });
    expect(await barsOf(input.symbol)).toEqual(rowsOf(daily(40)));
    const { instrumentId } = must(await flows.getInstrument(input.symbol));
    const series = { instrumentId, resolution: "1d" } as const;
    const noted = () => makeBarIngest().listDisagreements(deps.sql, series, EpochMs.of(0), 10);
    expect(await noted()).toMatchObject([{ source: "two", bar: { time: FIRST + 3 * DAY } }]);

    other.bars = daily(40);
    must(await work((await start({ ...input, feed: "two" })).jobId));
    expect(await noted()).toEqual([]);
  });

  it("let one source correct its own bars, and an undo of the fetch puts back what was before it", async () => {
    const feed = addFeed("one", wrongAt(daily(30), 3), 15);
    const input = inputFor({ to: "2024-01-30" });
    const first = await start(input);
    must(await work(first.jobId));
    feed.bars = daily(30);
    const second = await start(input);
    expect(must(await work(second.jobId))).toMatchObject({ inserted: 0, replaced: 1, unchanged: 29, kept: 0 });
    expect(await barsOf(input.symbol)).toEqual(rowsOf(daily(30)));
    const imports = (await flows.listImports({ cursor: null, limit: 2 })).rows;
    must(await flows.undoImport(ACTOR, imports[0]?.importId ?? ("" as never)));
    expect(await barsOf(input.symbol)).toEqual(rowsOf(wrongAt(daily(30), 3)));
    must(await flows.undoImport(ACTOR, imports[1]?.importId ?? ("" as never)));
    expect(await barsOf(input.symbol)).toEqual([]);
  });

  it("give way to a person's file, which a feed does not replace", async () => {
    addFeed("one", daily(30, 2), 100);
    const input = inputFor({ to: "2024-01-30" });
    await seedBars(deps, { symbol: input.symbol, resolution: "1d", bars: daily(10, 1) });
    expect(must(await work((await start(input)).jobId))).toMatchObject({ inserted: 20, kept: 10, replaced: 0 });
    await seedBars(deps, { symbol: input.symbol, resolution: "1d", bars: daily(20, 1) });
    expect(await barsOf(input.symbol)).toEqual([...rowsOf(daily(20, 1)), ...rowsOf(daily(30, 2)).slice(20)]);
  });

  it("become imports of their own when another comes in between, so that each can be taken back", async () => {
    const file = daily(10, 9);
    const input = inputFor();
    const symbol = input.symbol;
    addFeed("one", daily(100), 50, async (page) => {
      if (page === 2) await seedBars(deps, { symbol, resolution: "1d", bars: file });
    });
    must(await work((await start(input)).jobId));
    const [third, second, first] = (await flows.listImports({ cursor: null, limit: 3 })).rows;
    expect([first?.fileName, second?.fileName, third?.fileName]).toEqual(["Feed one", "seeded", "Feed one"]);
    expect(third?.importId).toBe(`${first?.importId}.2`);
    expect(await flows.undoImport(ACTOR, first?.importId ?? ("" as never))).toMatchObject({
      error: { kind: "import.overlaid" },
    });
    for (const one of [third, second, first]) must(await flows.undoImport(ACTOR, one?.importId ?? ("" as never)));
    expect(await barsOf(symbol)).toEqual([]);
  });
});

describe("a gap", () => {
  it("is asked of every feed of the series once, and then is the source's", async () => {
    const feed = addFeed("one", barColumnsOf(rowsOf(daily(60)).filter((_, index) => index < 10 || index > 20)), 100);
    const input = inputFor({ to: "2024-01-08" });
    must(await work((await start(input)).jobId));
    const gap = { symbol: input.symbol, resolution: "1d", fromMs: FIRST + 8 * DAY, toMs: FIRST + 15 * DAY } as const;
    const answer = must(await flows.repairSpan(ACTOR, gap));
    expect(answer).toMatchObject({ outcome: "started", parts: [{ joined: false }] });
    const parts = answer.outcome === "started" ? answer.parts : [];
    expect(must(await work(parts[0]?.jobId as JobId))).toMatchObject({ inserted: 2 });
    const asked = feed.asked.length;
    expect(must(await flows.repairSpan(ACTOR, gap))).toMatchObject({ outcome: "source_has_none", feeds: ["one"] });
    expect(feed.asked).toHaveLength(asked);
  });

  it("of a series that no feed gave has no source", async () => {
    const symbol = "FILEONLY";
    await seedBars(deps, { symbol, resolution: "1d", bars: daily(5) });
    const gap = { symbol, resolution: "1d", fromMs: FIRST, toMs: FIRST + DAY } as const;
    expect(must(await flows.repairSpan(ACTOR, gap))).toEqual({ outcome: "no_source" });
    expect(await flows.repairSpan(ACTOR, { ...gap, symbol: "NOBODY" })).toMatchObject({ ok: false });
  });
});

describe("a followed series", () => {
  it("is asked for after each session, once, from a few days before what is known", async () => {
    const feed = addFeed("one", daily(200), 1000);
    const input = inputFor({ to: null, follow: true });
    must(await work((await start(input)).jobId));
    expect(must(await flows.listFollowed(input.symbol))).toMatchObject([{ feed: "one", resolution: "1d" }]);
    const scheduled = async () =>
      (await flows.listBackfills({ symbol: input.symbol, cursor: null, limit: 50 })).rows.filter(
        ({ reason }) => reason === "schedule",
      );
    await refreshFollowedOnce(deps);
    expect(await scheduled()).toEqual([]);

    nowMs = Date.UTC(2024, 5, 4, 0, 21);
    await Promise.all([refreshFollowedOnce(deps), refreshFollowedOnce(deps)]);
    const [one, ...more] = await scheduled();
    expect(more).toEqual([]);
    expect(one).toMatchObject({ bulk: true, fromMs: Date.UTC(2024, 4, 30), toMs: Date.UTC(2024, 5, 5) });
    must(await work(one?.jobId as JobId));
    expect(feed.asked.at(-1)).toBe(Date.UTC(2024, 4, 30));

    must(await flows.unfollow(ACTOR, { symbol: input.symbol, feed: "one", resolution: "1d" }));
    nowMs = Date.UTC(2024, 5, 6);
    await refreshFollowedOnce(deps);
    expect(await scheduled()).toHaveLength(1);
  });
});

it("refuses what can be told without asking the feed", async () => {
  addFeed("one", daily(1));
  feeds.set("days", {
    ...makePagedFeed({ id: "days", bars: daily(1), barsPerPage: 1 }),
    capabilities: { history: ["1d"], live: [], beatMs: null, search: false, needsKey: false },
  });
  const refusal = async (change: Partial<StartBackfillInput>) => {
    const answer = await flows.startBackfill(ACTOR, inputFor(change));
    return answer.ok ? null : [answer.error.kind, answer.error.path];
  };
  expect(await refusal({ feed: "nobody" })).toEqual(["backfill.feed_unknown", "feed"]);
  expect(await refusal({ feed: "days", resolution: "1m" })).toEqual(["backfill.resolution_unsupported", "resolution"]);
  expect(await refusal({ symbol: "'; DROP TABLE bar" })).toEqual(["instrument.symbol_malformed", "symbol"]);
  expect(await refusal({ instrument: null })).toEqual(["instrument.not_found", "symbol"]);
  expect(await refusal({ from: "2024-02-01", to: "2024-01-01" })).toEqual(["backfill.range_empty", "from"]);
  expect(await refusal({ from: "2030-01-01", to: null })).toEqual(["backfill.range_empty", "from"]);
  feeds.set("few", {
    ...makePagedFeed({ id: "few", bars: daily(1), barsPerPage: 1 }),
    knows: (alias) => alias === "X",
  });
  expect(await refusal({ feed: "few", symbol: "NOT-THERE", alias: null })).toEqual([
    "backfill.symbol_unknown",
    "symbol",
  ]);
  expect(await makeInstrumentStore(deps.sql).find("NOT-THERE"), "nothing is made of what is refused").toBeNull();
  const facts = { name: "", kind: "crypto", currency: "USD", timeZone: "UTC" } as const;
  expect(await refusal({ instrument: { ...facts, currency: "dollars" } })).toEqual([
    "currency.unknown",
    "instrument.currency",
  ]);
  const input = inputFor({ alias: "taken" });
  await start(input);
  expect(await refusal({ alias: "taken" })).toEqual(["backfill.alias_taken", "alias"]);
});
