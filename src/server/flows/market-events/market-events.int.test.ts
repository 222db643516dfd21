import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "@/modules/_kernel";
import { DAY_MS } from "@/modules/data";
import { someBars } from "@/modules/data/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { Actor } from "../contract";
import type { EventsQuery } from "../contract/market-events";
import { makeCorporateActionFlows } from "../corporate-actions/corporate-action-flows";
import type { FlowDeps } from "../deps";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { makeMarketEventFlows } from "./market-event-flows";

const ACTOR: Actor = { kind: "cli", userId: null, requestId: "test" };
const EVERYTHING: EventsQuery = {
  from: "2024-01-01",
  to: "2024-12-31",
  kinds: ["economic", "earnings", "dividend", "split", "symbol_change"],
  importanceMin: 0,
  text: "",
};
const LIST = `date,time,kind,symbol,country,event,impact,forecast
2024-03-12,08:30,economic,,US,CPI m/m,high,0.4 %
2024-03-12,,earnings,AAPL,,Q2 results,medium,1.51
2024-03-20,14:00,economic,,US,100% sure_thing,low,
2023-12-31,,economic,,US,Before,,
`;

let database: TestDatabase;
let deps: FlowDeps;
let flows: ReturnType<typeof makeMarketEventFlows>;
beforeAll(async () => {
  database = await withTestDatabase();
  deps = makeTestDeps(database);
  flows = makeMarketEventFlows(deps);
});
afterAll(() => database.close());

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const take = (text: string, change: object = {}) =>
  flows.importEvents(ACTOR, { text, source: "test", timeZone: "America/New_York", skipInvalidRows: false, ...change });
const titles = async (change: Partial<EventsQuery> = {}) =>
  (await flows.listEvents({ ...EVERYTHING, ...change })).rows.map(({ title }) => title);

describe("market events", () => {
  it("are taken once; told again, their figures change", async () => {
    expect(must(await take(LIST))).toEqual({ inserted: 4, updated: 0, unchanged: 0, skipped: 0 });
    expect(must(await take(LIST))).toEqual({ inserted: 0, updated: 0, unchanged: 4, skipped: 0 });
    expect(must(await take(LIST.replace("0.4 %", "0.5 %")))).toMatchObject({ updated: 1, unchanged: 3 });
    const { rows } = await flows.listEvents(EVERYTHING);
    expect(rows.map(({ date, title, forecast }) => [date, title, forecast])).toEqual([
      ["2024-03-12", "Q2 results", "1.51"],
      ["2024-03-12", "CPI m/m", "0.5 %"],
      ["2024-03-20", "100% sure_thing", ""],
    ]);
    expect(rows[1]?.at).toBe(Date.parse("2024-03-12T12:30:00Z"));
    expect(must(await take("date,event\n2024-05-01,Twice\n2024-05-01,Twice"))).toMatchObject({
      inserted: 1,
      unchanged: 1,
    });
  });

  it("are found by kind, weight and text, wildcards taken as they stand", async () => {
    expect(await titles({ kinds: ["earnings"] })).toEqual(["Q2 results"]);
    expect(await titles({ importanceMin: 2 })).toEqual(["Q2 results", "CPI m/m"]);
    expect(await titles({ text: "aapl" })).toEqual(["Q2 results"]);
    expect(await titles({ text: "0% s" })).toEqual(["100% sure_thing"]);
    expect(await titles({ text: "e_t" })).toEqual(["100% sure_thing"]);
    expect(await titles({ kinds: [] })).toEqual([]);
    expect(await titles({ from: "2024-03-20", to: "2024-03-20" })).toEqual(["100% sure_thing"]);
  });

  it("stand beside the corporate actions of instruments", async () => {
    await seedBars(deps, {
      symbol: "KO",
      resolution: "1d",
      bars: someBars({ count: 3, startMs: Date.UTC(2024, 5, 10), stepMs: DAY_MS }),
    });
    const actions = makeCorporateActionFlows(deps);
    const text = "date,type,ratio,amount\n2024-06-14,dividend,,0.485\n2024-06-17,split,2,\n2025-01-01,split,3,";
    must(await actions.importActions(ACTOR, { symbol: "KO", text, source: "test", skipInvalidRows: false }));
    const { rows } = await flows.listEvents({ ...EVERYTHING, from: "2024-06-01" });
    expect(rows.map(({ kind, symbol, date, actual }) => [kind, symbol, date, actual])).toEqual([
      ["dividend", "KO", "2024-06-14", "0.485"],
      ["split", "KO", "2024-06-17", ""],
    ]);
    expect(await titles({ kinds: ["split"], text: "ko" })).toEqual(["Split, 2 new for one old"]);
    expect(await titles({ kinds: ["split"], text: "pep" })).toEqual([]);
  });

  it.each([
    ["date,event\n2024-01-01,X\nsoon,Y", {}, "events.rows_invalid"],
    ["", { skipInvalidRows: true }, "events.rows_invalid"],
    ["date,event\n2024-01-01,X", { source: "" }, "list.source_malformed"],
    ["date,event\n2024-01-01,X", { timeZone: "Mars" }, "time_zone.unknown"],
  ])("of %j are refused", async (text, change, kind) => {
    expect(await take(text, change)).toMatchObject({ ok: false, error: { kind } });
  });

  it("are forgotten with their source, which is remembered in the audit log", async () => {
    must(await take("date,event\n2024-01-01,X\nsoon,Y", { source: "other", skipInvalidRows: true }));
    const sources = await flows.listEventSources();
    expect(sources.map(({ source }) => source)).toContain("other");
    expect(must(await flows.removeEventSource(ACTOR, "other"))).toEqual({ removed: 1 });
    expect(await flows.removeEventSource(ACTOR, "other")).toMatchObject({ error: { kind: "events.source_unknown" } });
    const audit = await deps.sql.$queryRaw<
      unknown[]
    >`SELECT action FROM audit_log WHERE subject_id = 'other' ORDER BY id`;
    expect(audit).toEqual([{ action: "events.import" }, { action: "events.remove" }]);
  });
});
