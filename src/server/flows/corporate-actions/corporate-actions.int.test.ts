import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EpochMs, InstrumentId, type JobId, type Result, type RunId } from "@/modules/_kernel";
import { type BarColumns, barAt, barColumnsOf, barCount, DAY_MS, decodeBarColumns, isoDate } from "@/modules/data";
import { makeCorporateActionStore, makeInstrumentStore, makeKnownActions } from "@/modules/data/server";
import { someBars } from "@/modules/data/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { JobContext } from "../../platform/work";
import { makeBacktestFlows } from "../backtest-flows";
import { makeBacktestJobs } from "../backtest-jobs";
import type { Actor, BacktestSpecInput, PriceAdjustmentName, ResolutionName } from "../contract";
import { makeDataFlows } from "../data-flows";
import type { FlowDeps } from "../deps";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { makeCorporateActionFlows } from "./corporate-action-flows";

const ACTOR: Actor = { kind: "cli", userId: null, requestId: "test" };
const START = Date.UTC(2024, 0, 1);
const DAYS = someBars({ count: 60, startMs: START, stepMs: DAY_MS });
const day = (index: number) => isoDate(START + index * DAY_MS);

let database: TestDatabase;
let deps: FlowDeps;
let flows: ReturnType<typeof makeCorporateActionFlows>;
let data: ReturnType<typeof makeDataFlows>;
let backtests: ReturnType<typeof makeBacktestFlows>;
beforeAll(async () => {
  database = await withTestDatabase();
  deps = makeTestDeps(database);
  flows = makeCorporateActionFlows(deps);
  data = makeDataFlows(deps);
  backtests = makeBacktestFlows(deps);
});
afterAll(() => database.close());

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const seed = (symbol: string, bars: BarColumns = DAYS) => seedBars(deps, { symbol, resolution: "1d", bars });
const take = (symbol: string, text: string, change: object = {}) =>
  flows.importActions(ACTOR, { symbol, text, source: "test", skipInvalidRows: false, ...change });
const list = async (symbol: string) => must(await flows.listActions(symbol)).rows;

async function page(
  symbol: string,
  adjustment: PriceAdjustmentName,
  change: { resolution?: ResolutionName; toMs?: number; limit?: number } = {},
) {
  const { resolution = "1d", toMs, limit = 1000 } = change;
  const toMoment = toMs === undefined ? null : EpochMs.of(toMs);
  const answer = await data.readBarPage({ symbol, resolution, toMs: toMoment, limit, adjustment, hours: "stored" });
  const bars = decodeBarColumns(must(answer));
  if (!bars.ok) throw new Error("no bars");
  return bars.value;
}

describe("a list of corporate actions", () => {
  it("is taken once, and twice changes nothing; a correction replaces and is remembered", async () => {
    const { instrumentId } = await seed("LIST");
    const text = `date,type,ratio,amount\n${day(20)},split,2,\n${day(10)},dividend,,0.5\n`;
    expect(must(await take("LIST", text))).toEqual({
      symbols: ["LIST"],
      inserted: 2,
      replaced: 0,
      unchanged: 0,
      skipped: 0,
    });
    const store = makeCorporateActionStore(deps.sql);
    const before = await store.known(instrumentId, null);
    expect(must(await take("list", text))).toMatchObject({ inserted: 0, replaced: 0, unchanged: 2 });
    const corrected = `date,type,amount\n${day(10)},dividend,0.55\n`;
    expect(must(await take("LIST", corrected, { source: "correction" }))).toMatchObject({ replaced: 1 });
    expect(
      (await list("LIST")).map(({ type, exDate, ratio, amount, source }) => [type, exDate, ratio, amount, source]),
    ).toEqual([
      ["split", day(20), "2", null, "test"],
      ["dividend", day(10), null, "0.55", "correction"],
    ]);
    const asBefore = await store.known(instrumentId, before.changedAtMs);
    expect(asBefore).toEqual(before);
    expect(before.actions.map((action) => ("amount" in action ? action.amount : null))).toEqual(["0.5", null]);
  });

  it("is the same for whoever looked up before when it last changed", async () => {
    const [listed, never] = [await seed("AHEAD"), await seed("NEVER")];
    const store = makeCorporateActionStore(deps.sql);
    const ids = [listed.instrumentId, never.instrumentId];
    const seen: unknown[] = [];
    for (const line of [`${day(20)},split,2,`, `${day(10)},dividend,,0.5`, `${day(20)},split,3,`]) {
      must(await take("AHEAD", `date,type,ratio,amount\n${line}\n`));
      const changed = await store.changedOf(ids);
      const ahead = makeKnownActions(deps.sql, async (id) => changed.get(id) ?? null);
      const known = await Promise.all(ids.map((id) => ahead.known(id, null)));
      expect(known).toEqual(await Promise.all(ids.map((id) => store.known(id, null))));
      expect(known.map(({ changedAtMs }) => changedAtMs)).toEqual([changed.get(listed.instrumentId), null]);
      seen.push(known[0]?.actions.map(({ type }) => type));
    }
    expect(seen).toEqual([["split"], ["dividend", "split"], ["dividend", "split"]]);
  });

  it("is refused whole with every bad line, or taken without them when a person says so", async () => {
    await seed("BAD");
    const text = `date,type,ratio,amount,currency\n${day(20)},split,0,,\n${day(21)},split,2,,\n${day(22)},dividend,,1,EUR\n`;
    const refused = await take("BAD", text);
    expect(refused).toMatchObject({
      ok: false,
      error: {
        kind: "actions.rows_invalid",
        facts: { count: 2, rows: 3 },
        issues: [
          { path: "line 2, ratio", message: '"0": New shares for one old, above 0: 2, 0.1 or 7:1.' },
          { path: "line 4, currency", message: expect.stringContaining("USD as the prices of BAD") },
        ],
      },
    });
    expect(await list("BAD")).toEqual([]);
    expect(must(await take("BAD", text, { skipInvalidRows: true }))).toMatchObject({ inserted: 1, skipped: 2 });
    expect(await take("BAD", "PK\u0003\0", { skipInvalidRows: true })).toMatchObject({ ok: false });
  });

  it.each([
    ["NOBODY", "date,type,ratio\n2020-01-01,split,2", "test", "instrument.not_found"],
    ["BAD", "symbol,date,type,ratio\nNOBODY,2020-01-01,split,2", "test", "instrument.not_found"],
    ["B D", "date,type,ratio\n2020-01-01,split,2", "test", "instrument.symbol_malformed"],
    ["BAD", "date,type,ratio\n2020-01-01,split,2", " ", "list.source_malformed"],
    ["BAD", "", "test", "actions.rows_invalid"],
  ])("of %s with %j is refused", async (symbol, text, source, kind) => {
    expect(await take(symbol, text, { source })).toMatchObject({ ok: false, error: { kind } });
  });

  it("leaves an audit row and news with the change", async () => {
    await seed("AUDIT");
    must(await take("AUDIT", `date,type,ratio\n${day(20)},split,2`));
    const [action] = await list("AUDIT");
    must(await flows.removeAction(ACTOR, action?.actionId ?? ""));
    expect(await list("AUDIT")).toEqual([]);
    expect(await flows.removeAction(ACTOR, action?.actionId ?? "")).toMatchObject({
      error: { kind: "actions.not_found" },
    });
    const audit = await deps.sql.$queryRaw<unknown[]>`
      SELECT action FROM audit_log WHERE subject_id = 'AUDIT' AND action LIKE 'actions.%' ORDER BY id`;
    expect(audit).toEqual([{ action: "actions.import" }, { action: "actions.remove" }]);
    const news = await deps.sql.$queryRaw<unknown[]>`
      SELECT payload FROM outbox WHERE topic = 'actions.changed' AND payload->>'symbol' = 'AUDIT'`;
    expect(news).toHaveLength(2);
  });

  it("keeps every word under two who speak at once", async () => {
    await seed("RACE");
    const told = Array.from({ length: 8 }, (_, i) =>
      take("RACE", `date,type,amount\n${day(30)},dividend,${i + 1}\n${day(31 + i)},dividend,1`),
    );
    for (const answer of await Promise.all(told)) expect(answer.ok).toBe(true);
    expect(await list("RACE")).toHaveLength(9);
    const spans = await deps.sql.$queryRaw<{ overlaps: number }[]>`
      SELECT count(*)::integer AS overlaps FROM corporate_action a JOIN corporate_action b
        ON a.instrument_id = b.instrument_id AND a.type = b.type AND a.ex_date = b.ex_date AND a.ordinal = b.ordinal AND a.id < b.id
       AND tstzrange(a.known_at, a.replaced_at) && tstzrange(b.known_at, b.replaced_at)`;
    expect(spans).toEqual([{ overlaps: 0 }]);
  });
});

describe("a symbol change", () => {
  it("renames the instrument, which is found by both symbols, and its bars stay", async () => {
    const { instrumentId } = await seed("FB");
    must(await take("FB", "date,type,from,to\n2022-06-09,symbol_change,FB,META"));
    const instruments = makeInstrumentStore(deps.sql);
    expect((await instruments.find("META"))?.instrumentId).toBe(instrumentId);
    expect((await instruments.find("FB"))?.symbol).toBe("META");
    expect(barCount(await page("FB", "raw"))).toBe(60);
    expect((await list("FB")).map(({ oldSymbol, newSymbol }) => [oldSymbol, newSymbol])).toEqual([["FB", "META"]]);
    // Told again, by the new name: nothing changes. A file for the old symbol goes to the same instrument.
    expect(must(await take("META", "date,type,from,to\n2022-06-09,symbol_change,FB,META"))).toMatchObject({
      unchanged: 1,
    });
    expect((await seed("FB")).instrumentId).toBe(instrumentId);
  });

  it("is refused where the new symbol is another's, or the day has not come", async () => {
    await seed("OLD");
    await seed("TAKEN");
    expect(await take("OLD", "date,type,from,to\n2022-06-09,symbol_change,OLD,TAKEN")).toMatchObject({
      error: { kind: "actions.rows_invalid", issues: [{ path: "line 2, to" }] },
    });
    expect(await take("OLD", "date,type,from,to\n2099-06-09,symbol_change,OLD,NEW")).toMatchObject({
      error: { kind: "actions.rows_invalid", issues: [{ path: "line 2, date" }] },
    });
    expect(await list("OLD")).toEqual([]);
  });
});

describe("adjusted prices", () => {
  it("are raw times the factors of what happened, on every page and at every resolution", async () => {
    await seed("ADJ");
    must(
      await take(
        "ADJ",
        `date,type,ratio,amount\n${day(20)},split,2,\n${day(40)},dividend,,1.5\n2099-01-01,split,10,\n`,
      ),
    );
    const [raw, split, total] = [
      await page("ADJ", "raw"),
      await page("ADJ", "split"),
      await page("ADJ", "total_return"),
    ];
    expect(raw.close).toEqual(DAYS.close);
    expect([...split.close]).toEqual([...DAYS.close].map((close, i) => (i < 20 ? close * 0.5 : close)));
    expect([...split.volume]).toEqual([...DAYS.volume].map((volume, i) => (i < 20 ? volume * 2 : volume)));
    const paid = 1 - 1.5 / (DAYS.close[39] ?? Number.NaN);
    expect([...total.close]).toEqual(
      [...DAYS.close].map((close, i) => (i < 20 ? close * (paid * 0.5) : i < 40 ? close * paid : close)),
    );
    const older = await page("ADJ", "total_return", { toMs: START + 25 * DAY_MS, limit: 10 });
    expect(older.close).toEqual(total.close.slice(15, 25));
    // A week around the split is made of adjusted days: no bar mixes the two footings.
    const weeks = await page("ADJ", "split", { resolution: "1w" });
    const week = Array.from({ length: barCount(weeks) }, (_, i) => barAt(weeks, i)).find(
      (bar) => bar?.time === START + 14 * DAY_MS,
    );
    expect(week?.high).toBe(
      Math.max(...[14, 15, 16, 17, 18, 19, 20].map((i) => (DAYS.high[i] ?? 0) * (i < 20 ? 0.5 : 1))),
    );
  });

  it("take the exchange's date for bars shorter than a day", async () => {
    const minutes = barColumnsOf(
      ["2024-01-20T04:59:00Z", "2024-01-20T05:00:00Z"].map((at) => ({
        time: Date.parse(at),
        open: 8,
        high: 8,
        low: 8,
        close: 8,
        volume: 4,
      })),
    );
    await seedBars(deps, { symbol: "MINUTE", resolution: "1m", bars: minutes });
    must(await take("MINUTE", "date,type,ratio\n2024-01-20,split,4"));
    expect([...(await page("MINUTE", "split", { resolution: "1m" })).close]).toEqual([2, 8]);
  });

  it("are refused where they cannot be right, with what is wrong", async () => {
    await seed("HUGE");
    must(await take("HUGE", `date,type,amount\n${day(20)},dividend,5000`));
    const asked = { symbol: "HUGE", resolution: "1d", toMs: null, limit: 10, hours: "stored" } as const;
    expect(await data.readBarPage({ ...asked, adjustment: "total_return" })).toMatchObject({
      error: {
        kind: "adjust.dividend_too_large",
        facts: { exDateMs: START + 20 * DAY_MS, amount: 5000, closeBefore: DAYS.close[19] },
      },
    });
    expect((await data.readBarPage({ ...asked, adjustment: "split" })).ok).toBe(true);
    await seedBars(deps, {
      symbol: "WEEKS",
      resolution: "1w",
      bars: someBars({ count: 20, startMs: START, stepMs: 7 * DAY_MS }),
    });
    must(await take("WEEKS", `date,type,ratio\n${day(30)},split,2`));
    expect(
      await data.readBarPage({
        symbol: "WEEKS",
        resolution: "1w",
        toMs: null,
        limit: 10,
        adjustment: "split",
        hours: "stored",
      }),
    ).toMatchObject({
      error: { kind: "adjust.days_needed", facts: { resolution: "1w" } },
    });
  });
});

describe("a backtest on adjusted prices", () => {
  const SPEC: BacktestSpecInput = {
    strategy: "sma-cross",
    params: { fast: 2, slow: 5, quantity: 10 },
    symbol: "RUN",
    resolution: "1d",
    from: null,
    to: null,
    adjustment: "total_return",
    cash: 100_000,
    commissionPercent: 0,
    slippageBps: 0,
  };

  async function work({ runId, jobId }: { readonly runId: RunId; readonly jobId: JobId }) {
    const [job] = makeBacktestJobs(deps);
    const context: JobContext = {
      jobId,
      requestId: "test",
      userId: null,
      signal: new AbortController().signal,
      progress: () => undefined,
    };
    await job?.run({ runId }, context);
    return must(await backtests.getBacktest(runId));
  }
  const submit = async (change: Partial<BacktestSpecInput> = {}) =>
    work(must(await backtests.submitBacktest(ACTOR, { ...SPEC, ...change })));

  it("says which it used and as of when, and gives the same bits again whatever is told later", async () => {
    await seed("RUN");
    must(await take("RUN", `date,type,ratio,amount\n${day(20)},split,2,\n${day(40)},dividend,,1.5\n`));
    const [raw, split, total] = [
      await submit({ adjustment: "raw" }),
      await submit({ adjustment: "split" }),
      await submit(),
    ];
    expect([raw, split, total].map(({ card }) => [card?.adjustment, card?.actions])).toEqual([
      ["raw", 0],
      ["split", 1],
      ["total_return", 2],
    ]);
    expect(new Set([raw, split, total].map(({ card }) => card?.dataHash)).size).toBe(3);
    must(await take("RUN", `date,type,ratio\n${day(20)},split,3\n${day(50)},split,2`));
    const again = await work(must(await backtests.rerunBacktest(ACTOR, total.runId)));
    expect([again.sameBits, again.card?.dataHash, again.card?.actions]).toEqual([true, total.card?.dataHash, 2]);
    expect((await submit()).card?.dataHash).not.toBe(total.card?.dataHash);
  });

  it("repeats a run from before anything was known", async () => {
    await seed("FRESH");
    const first = await submit({ symbol: "FRESH" });
    expect(first.card).toMatchObject({ actions: 0, actionsAsOfMs: null });
    must(await take("FRESH", `date,type,ratio\n${day(20)},split,2`));
    expect((await work(must(await backtests.rerunBacktest(ACTOR, first.runId)))).sameBits).toBe(true);
  });

  it("knows nothing of what happened after the window", async () => {
    await seed("PAST");
    must(await take("PAST", `date,type,ratio\n${day(50)},split,2`));
    const [adjusted, raw] = [
      await submit({ symbol: "PAST", to: day(49) }),
      await submit({ symbol: "PAST", to: day(49), adjustment: "raw" }),
    ];
    expect(adjusted.card?.dataHash).toBe(raw.card?.dataHash);
    expect(adjusted.card?.actions).toBe(0);
    expect((await submit({ symbol: "PAST", to: day(50) })).card?.actions).toBe(1);
  });
});

it("refuses in the table what no flow lets through", async () => {
  const id = InstrumentId.of((await seed("TABLE")).instrumentId);
  const insert = (ratio: number | null, amount: number | null) => deps.sql.$executeRaw`
    INSERT INTO corporate_action (instrument_id, type, ex_date, ratio, amount, source, known_at)
    VALUES (${id}, 'split', '2020-01-01', ${ratio}::numeric, ${amount}::numeric, 'test', now())`;
  await expect(insert(null, null)).rejects.toThrow("corporate_action_shape");
  await expect(insert(2, 1)).rejects.toThrow("corporate_action_shape");
  await expect(insert(0, null)).rejects.toThrow("ratio_check");
  expect(await insert(2, null)).toBe(1);
});
