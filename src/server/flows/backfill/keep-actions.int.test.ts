import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EpochMs, JobId, type Result } from "@/modules/_kernel";
import type { FeedAction } from "@/modules/data";
import { makeQuarantineStore } from "@/modules/data/server";
import { makePagedFeed, type PagedFeed, someBars } from "@/modules/data/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { Actor } from "../contract";
import { makeCorporateActionFlows } from "../corporate-actions/corporate-action-flows";
import type { FlowDeps } from "../deps";
import { makeMarketEventFlows } from "../market-events/market-event-flows";
import { makeTestDeps } from "../testing/test-house";
import { makeBackfillFlows } from "./backfill-flows";
import { keepRejected } from "./keep-rejected";
import { makeBackfillHandler } from "./work-backfill";

const ACTOR: Actor = { kind: "cli", userId: null, requestId: "request-1" };
const DAY = 86_400_000;
const FIRST = Date.UTC(2024, 0, 1);
const JOB = {
  jobId: JobId.of("job-1"),
  userId: null,
  requestId: "request-1",
  signal: new AbortController().signal,
  progress: () => undefined,
};

let database: TestDatabase;
let deps: FlowDeps;
let feed: PagedFeed;

beforeAll(async () => {
  database = await withTestDatabase();
  const bars = someBars({ count: 59, stepMs: DAY, startMs: FIRST });
  feed = makePagedFeed({ id: "one", bars, barsPerPage: 20 });
  deps = makeTestDeps(database, {
    clock: { nowMs: () => EpochMs.of(Date.UTC(2024, 5, 3)) },
    feeds: { providers: [], health: () => null, patienceMs: () => 0, get: async () => ({ ok: true, value: feed }) },
  });
});
afterAll(() => database.close());

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe("splits and dividends of a feed", () => {
  const action = (type: "split" | "dividend", day: number, amount = "0.5", currency = "USD"): FeedAction => {
    const dateMs = FIRST + day * DAY;
    return type === "split" ? { type, dateMs, numerator: "2", denominator: "1" } : { type, dateMs, amount, currency };
  };
  async function bring(symbol: string, actions: readonly FeedAction[]) {
    feed.actions = actions;
    const instrument = { name: "", kind: "equity", currency: "USD", timeZone: "America/New_York" } as const;
    const range = { resolution: "1d", from: "2024-01-01", to: "2024-02-28" } as const;
    const input = { symbol, feed: "one", alias: null, ...range, bulk: false, follow: false, instrument };
    for (const { fetchId } of must(await makeBackfillFlows(deps).startBackfill(ACTOR, input))) {
      must(await makeBackfillHandler({ ...deps, keepRejected })({ fetchId }, JOB));
    }
    const listed = must(await makeCorporateActionFlows(deps).listActions(symbol));
    return listed.rows
      .map(({ type, exDate, source }) => `${exDate} ${type} ${source}`)
      .toSorted((a, b) => a.localeCompare(b));
  }

  it("become corporate actions with the bars, once however often they are told", async () => {
    const told = [action("split", 10), action("dividend", 20)];
    const known = ["2024-01-11 split one", "2024-01-21 dividend one"];
    expect(await bring("ONCE", told)).toEqual(known);
    expect(await bring("ONCE", told)).toEqual(known);
    const events = await makeMarketEventFlows(deps).listEvents({
      from: "2024-01-20",
      to: "2024-01-22",
      kinds: ["dividend"],
      importanceMin: 0,
      text: "once",
    });
    expect(events.rows).toMatchObject([{ symbol: "ONCE", date: "2024-01-21", actual: "0.5", source: "one" }]);
  });

  it("are corrected by the feed that told them", async () => {
    await bring("RIGHT", [action("dividend", 20, "0.5")]);
    await bring("RIGHT", [action("dividend", 20, "0.55")]);
    const { rows } = must(await makeCorporateActionFlows(deps).listActions("RIGHT"));
    expect(rows).toMatchObject([{ type: "dividend", amount: "0.55" }]);
  });

  it("stay out where a person took them out, until a person tells them", async () => {
    const flows = makeCorporateActionFlows(deps);
    const told = [action("split", 10), action("dividend", 20)];
    await bring("OUT", told);
    const split = must(await flows.listActions("OUT")).rows.find(({ type }) => type === "split");
    must(await flows.removeAction(ACTOR, split?.actionId ?? ""));
    expect(await bring("OUT", told)).toEqual(["2024-01-21 dividend one"]);
    const text = "date,type,ratio\n2024-01-11,split,2";
    must(await flows.importActions(ACTOR, { symbol: "OUT", source: "me", text, skipInvalidRows: false }));
    expect(await bring("OUT", told)).toEqual(["2024-01-11 split me", "2024-01-21 dividend one"]);
  });

  it("leave what a person said of that date, and what is none is in the quarantine", async () => {
    const symbol = "KEPT";
    await bring(symbol, []);
    const text = "date,type,amount\n2024-01-21,dividend,0.7";
    const input = { symbol, source: "me", text, skipInvalidRows: false };
    must(await makeCorporateActionFlows(deps).importActions(ACTOR, input));
    const told = [action("dividend", 20), action("dividend", 30, "-1"), action("dividend", 40, "1", "EUR")];
    expect(await bring(symbol, told)).toEqual(["2024-01-21 dividend me"]);
    const kept = await makeQuarantineStore().list(deps.sql, {
      status: "open",
      feed: "one",
      reason: null,
      beforeNo: null,
      limit: 50,
    });
    const own = kept.filter((entry) => entry.symbol === symbol).map(({ reason, sample }) => [reason, sample]);
    expect(new Map(own.map(([reason, sample]) => [reason, sample]))).toEqual(
      new Map([
        ["currency_differs", "2024-02-10  dividend of 1 EUR"],
        ["price_not_positive", "2024-01-31  dividend of -1 USD"],
      ]),
    );
  });
});
