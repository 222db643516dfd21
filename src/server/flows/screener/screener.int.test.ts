import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, type Result, type UserId } from "@/modules/_kernel";
import { barColumnsOf, type ScreenCondition, type ScreenDefinition } from "@/modules/data";
import { makeCorporateActionStore, makeInstrumentStore, pruneRemovedScreens } from "@/modules/data/server";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { Actor } from "../contract";
import { makeCreateUser } from "../create-user";
import type { FlowDeps } from "../deps";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { REMOVED_KEPT_MS } from "../undo";
import { makeWatchlistFlows } from "../watchlists/watchlists";
import { makeRunScreenHandler, makeTendScreens } from "./run-screen";
import { makeScreenerFlows } from "./screener-flows";

const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 1);

let database: TestDatabase;
let deps: FlowDeps;
let nowMs: number;
let [ann, bob, root]: Actor[] = [];
beforeEach(async () => {
  database = await withTestDatabase();
  nowMs = START + 100 * DAY;
  deps = makeTestDeps(database, { clock: { nowMs: () => EpochMs.of(nowMs) } });
  ann = await person("ann", "trader");
  bob = await person("bob", "trader");
  root = await person("root", "admin");
});
afterEach(() => database.close());

async function person(name: string, role: "trader" | "admin"): Promise<Actor> {
  const made = await makeCreateUser(deps)(
    { email: `${name}@example.com`, name, role, password: "correct horse battery" },
    { kind: "cli", userId: null, requestId: "r" },
  );
  return { kind: "user", userId: taken(made).userId, requestId: "r" };
}

function taken<T>(answer: Result<T, unknown>): T {
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.error)}`);
  return answer.value;
}
const given = (actor: Actor | undefined): Actor => {
  if (actor === undefined) throw new Error("made before each test");
  return actor;
};

/** One daily bar a close, from {@link START} on. */
const seedDailyBars = (house: FlowDeps, symbol: string, closes: readonly number[]) =>
  seedBars(house, {
    symbol,
    resolution: "1d",
    bars: barColumnsOf(
      closes.map((close, index) => ({
        time: START + index * DAY,
        open: close,
        high: close,
        low: close,
        close,
        volume: 1,
      })),
    ),
  });

const above = (limit: number): ScreenCondition => ({
  kind: "compare",
  left: { kind: "price", field: "close", barsAgo: 0, times: 1 },
  is: "above",
  right: { kind: "value", value: limit },
});

const definition = (change: Partial<ScreenDefinition> = {}): ScreenDefinition => ({
  name: "Above a hundred",
  shared: false,
  condition: above(100),
  universe: { kind: "all" },
  resolution: "1d",
  schedule: { kind: "manual" },
  benchmark: null,
  ...change,
});

const job = (jobId: string, userId: UserId | null) =>
  ({
    jobId: jobId as never,
    requestId: "r",
    userId,
    signal: new AbortController().signal,
    progress: () => undefined,
  }) as const;

async function save(actor: Actor | undefined, change: Partial<ScreenDefinition> = {}) {
  return taken(
    await makeScreenerFlows(deps).saveScreen(given(actor), {
      screenId: null,
      version: 0,
      definition: definition(change),
    }),
  );
}

async function run(actor: Actor | undefined, screenId: string) {
  const flows = makeScreenerFlows(deps);
  const { runId, jobId } = taken(await flows.runScreen(given(actor), screenId));
  taken(await makeRunScreenHandler(deps)({ runId }, job(jobId, given(actor).userId)));
  return taken(await flows.readScreenHits(given(actor), runId, { offset: 0, limit: 100 }));
}

const hitsOf = async ({ screenId }: { readonly screenId: string }) => {
  nowMs += 60_000; // two runs of one millisecond have no order
  return (await run(ann, screenId)).hits.map(({ symbol }) => symbol);
};

describe("a screen", () => {
  it("asks every instrument with bars, and tells hits, misses and those it cannot judge apart", async () => {
    await seedDailyBars(deps, "HIGH", [90, 95, 120]);
    await seedDailyBars(deps, "LOW", [90, 95, 99]);
    await seedDailyBars(deps, "NEW", [120]);
    const condition: ScreenCondition = {
      kind: "all",
      of: [above(100), { ...above(0), left: { kind: "change", bars: 2, barsAgo: 0, times: 1 } } as ScreenCondition],
    };
    const { screenId } = await save(ann, { condition });
    const { run: facts, hits } = await run(ann, screenId);
    expect(facts).toMatchObject({ status: "succeeded", asked: 3, unknown: 1, hits: 1 });
    expect(hits).toMatchObject([
      { symbol: "HIGH", close: 120, barMs: START + 2 * DAY, fresh: true, findings: [{ left: 120 }, { right: 0 }] },
    ]);
    expect(hits[0]?.change).toBeCloseTo(120 / 95 - 1, 12);
    expect(await database.db.sql.$queryRaw`SELECT topic FROM outbox WHERE topic = 'screen.finished'`).toHaveLength(1);
  });

  it("marks what was not a hit the time before, and follows how hits did against a benchmark", async () => {
    await seedDailyBars(deps, "AAA", [110]);
    await seedDailyBars(deps, "BENCH", [50, 51, 52, 53, 54, 55]);
    const { screenId } = await save(ann, { benchmark: "BENCH" });
    expect((await run(ann, screenId)).hits).toMatchObject([{ symbol: "AAA", fresh: true }]);
    await seedDailyBars(deps, "AAA", [110, 121, 110, 110, 110, 132]);
    nowMs += 60_000; // two runs of one millisecond have no order
    const second = await run(ann, screenId);
    expect(second.hits).toMatchObject([{ symbol: "AAA", fresh: false }]);
    const [, first] = taken(await makeScreenerFlows(deps).listScreenRuns(given(ann), screenId, 10));
    const old = taken(
      await makeScreenerFlows(deps).readScreenHits(given(ann), first?.runId ?? "", { offset: 0, limit: 9 }),
    );
    expect(old.hits[0]?.outcomes).toEqual([
      { sessions: 1, return: expect.closeTo(0.1, 12), benchmark: expect.closeTo(0.02, 12) },
      { sessions: 5, return: expect.closeTo(0.2, 12), benchmark: expect.closeTo(0.1, 12) },
      { sessions: 20, return: null, benchmark: null },
    ]);
    expect(taken(await makeScreenerFlows(deps).screenOutcomes(given(ann), screenId))).toMatchObject([
      { sessions: 1, hits: 1, meanReturn: expect.closeTo(0.1, 12), meanExcess: expect.closeTo(0.08, 12), rose: 1 },
      { sessions: 5, hits: 1 },
      { sessions: 20, hits: 0, meanReturn: null },
    ]);
  });

  it("asks only the universe it was given, and never what is delisted", async () => {
    for (const symbol of ["AAA", "BBB", "CCC"]) await seedDailyBars(deps, symbol, [110]);
    await database.db.sql.$executeRaw`UPDATE instrument SET status = 'delisted' WHERE symbol = 'CCC'`;
    await database.db.sql.$executeRaw`UPDATE instrument SET kind = 'crypto' WHERE symbol = 'BBB'`;
    const found = async (universe: ScreenDefinition["universe"]) => {
      const { screenId } = await save(ann, { universe });
      return (await run(ann, screenId)).hits.map(({ symbol }) => symbol);
    };
    expect(await found({ kind: "all" })).toEqual(["AAA", "BBB"]);
    expect(await found({ kind: "kinds", kinds: ["crypto"] })).toEqual(["BBB"]);
    expect(await found({ kind: "symbols", symbols: ["AAA", "CCC"] })).toEqual(["AAA"]);
  });

  it("looks at closed bars only, and at prices free of splits", async () => {
    nowMs = START + 2 * DAY + 3_600_000; // the bar of the third day is still open
    await seedDailyBars(deps, "OPEN", [90, 95, 120]);
    expect(await hitsOf(await save(ann))).toEqual([]);
    nowMs = START + 100 * DAY;
    await seedDailyBars(deps, "HALF", [240, 240, 120]);
    const fell = await save(ann, {
      condition: {
        ...above(0),
        is: "below",
        left: { kind: "change", bars: 1, barsAgo: 0, times: 1 },
      } as ScreenCondition,
    });
    expect(await hitsOf(fell)).toEqual(["HALF"]);
    const half = await makeInstrumentStore(database.db.sql).find("HALF");
    await deps.transactions.run((tx) =>
      makeCorporateActionStore(database.db.sql).record(tx, {
        instrumentId: half?.instrumentId ?? (0 as never),
        actions: [{ type: "split", exDateMs: START + 2 * DAY, ratio: "2" }],
        source: "test",
        nowMs: EpochMs.of(nowMs),
      }),
    );
    expect(await hitsOf(fell)).toEqual([]);
  });

  it("asks a watchlist that its owner may see, and says when it may not any more", async () => {
    for (const symbol of ["AAA", "BBB"]) await seedDailyBars(deps, symbol, [110]);
    const lists = makeWatchlistFlows(deps);
    const make = async (actor: Actor | undefined, shared: boolean) =>
      taken(await lists.createWatchlist(given(actor), { name: "L", shared, symbols: ["BBB"] })).watchlistId;
    const over = async (watchlistId: string) =>
      makeScreenerFlows(deps).saveScreen(given(ann), {
        screenId: null,
        version: 0,
        definition: definition({ universe: { kind: "watchlist", watchlistId } }),
      });
    expect(await over(await make(bob, false))).toMatchObject({
      error: { kind: "screen.universe_gone", path: "universe.watchlistId" },
    });
    const mine = taken(await over(await make(ann, false)));
    expect(await hitsOf(mine)).toEqual(["BBB"]);
    const shared = await make(root, true);
    const theirs = taken(await over(shared));
    taken(await lists.editWatchlist(given(root), shared, { shared: false }));
    const { runId, jobId } = taken(await makeScreenerFlows(deps).runScreen(given(ann), theirs.screenId));
    expect(await makeRunScreenHandler(deps)({ runId }, job(jobId, null))).toMatchObject({
      error: { kind: "screen.universe_gone" },
    });
  });

  it("says of each run what it asked, and counts outcomes of what it asks now", async () => {
    await seedDailyBars(deps, "AAA", [110, 121]);
    const first = await save(ann);
    const flows = makeScreenerFlows(deps);
    const early = await run(ann, first.screenId);
    await seedDailyBars(deps, "AAA", [110, 121, 110]);
    const asked = { screenId: first.screenId, version: first.version, definition: definition({ condition: above(1) }) };
    nowMs += 60_000;
    await run(ann, first.screenId);
    const summed = async () => taken(await flows.screenOutcomes(given(ann), first.screenId))[0]?.hits;
    expect(await summed()).toBe(1);
    taken(await flows.saveScreen(given(ann), asked));
    expect(await summed()).toBe(0);
    nowMs += 60_000;
    expect((await run(ann, first.screenId)).question.condition).toEqual(above(1));
    const old = taken(await flows.readScreenHits(given(ann), early.run.runId, { offset: 0, limit: 9 }));
    expect(old.question).toEqual({ condition: above(100), resolution: "1d" });
  });

  it("runs once for a job that is begun twice", async () => {
    await seedDailyBars(deps, "AAA", [110]);
    const { screenId } = await save(ann);
    const { runId, jobId } = taken(await makeScreenerFlows(deps).runScreen(given(ann), screenId));
    const handler = makeRunScreenHandler(deps);
    const first = await handler({ runId }, job(jobId, null));
    expect(await handler({ runId }, job(jobId, null))).toEqual(first);
  });

  it("is refused with the place of the fault, and nothing is kept", async () => {
    const flows = makeScreenerFlows(deps);
    const refusal = async (change: Partial<ScreenDefinition>) => {
      const answer = await flows.saveScreen(given(ann), { screenId: null, version: 0, definition: definition(change) });
      return answer.ok ? null : answer.error;
    };
    const magic: ScreenCondition = {
      kind: "all",
      of: [
        {
          ...above(1),
          left: { kind: "indicator", name: "magic", params: {}, line: "x", barsAgo: 0, times: 1 },
        } as ScreenCondition,
      ],
    };
    expect(await refusal({ condition: magic })).toMatchObject({
      kind: "screen.malformed",
      path: "condition.of[0].left.name",
    });
    expect(await refusal({ name: " " })).toMatchObject({ kind: "screen.malformed", path: "name" });
    expect(await refusal({ benchmark: "NONE" })).toMatchObject({ kind: "instrument.not_found", path: "benchmark" });
    expect(await refusal({ universe: { kind: "symbols", symbols: ["NONE"] } })).toMatchObject({
      path: "universe.symbols",
    });
    expect(await refusal({ schedule: { kind: "session", calendar: "MOON" } })).toMatchObject({
      kind: "screen.calendar_unknown",
    });
    expect(await flows.listScreens(given(ann))).toEqual([]);
  });
});

describe("whose a screen is", () => {
  it("is seen by its owner alone until it is shared, and changed by its owner and admins", async () => {
    const flows = makeScreenerFlows(deps);
    const own = await save(ann);
    const asked = { screenId: own.screenId, version: own.version, definition: definition({ name: "Bob's" }) };
    expect(await flows.listScreens(given(bob))).toEqual([]);
    expect(await flows.getScreen(given(bob), own.screenId)).toMatchObject({ error: { kind: "screen.not_found" } });
    expect(await flows.runScreen(given(bob), own.screenId)).toMatchObject({ error: { kind: "screen.not_found" } });
    expect(await flows.saveScreen(given(bob), asked)).toMatchObject({ error: { kind: "screen.not_found" } });
    const shared = taken(
      await flows.saveScreen(given(ann), { ...asked, definition: definition({ shared: true, name: "Shared" }) }),
    );
    expect(await flows.listScreens(given(bob))).toMatchObject([{ mine: false, version: 2 }]);
    expect(await flows.saveScreen(given(bob), { ...asked, version: 2 })).toMatchObject({
      error: { kind: "screen.not_yours" },
    });
    expect(await flows.deleteScreen(given(bob), own.screenId)).toMatchObject({ error: { kind: "screen.not_yours" } });
    expect(await flows.saveScreen(given(root), { ...asked, version: 1 })).toMatchObject({
      error: { kind: "screen.changed" },
    });
    taken(await flows.saveScreen(given(root), { ...asked, version: shared.version }));
    taken(await flows.deleteScreen(given(root), own.screenId));
    expect(await flows.listScreens(given(ann))).toEqual([]);
    expect(await flows.getScreen(given(ann), own.screenId)).toMatchObject({ error: { kind: "screen.not_found" } });
    expect(await flows.restoreScreen(given(bob), own.screenId)).toMatchObject({ error: { kind: "screen.not_found" } });
    expect(taken(await flows.restoreScreen(given(ann), own.screenId))).toMatchObject({ mine: true, own: true });
    expect(await flows.listScreens(given(ann))).toMatchObject([{ screenId: own.screenId }]);
    expect(await flows.restoreScreen(given(ann), own.screenId)).toMatchObject({ error: { kind: "screen.not_found" } });
    taken(await flows.deleteScreen(given(ann), own.screenId));
    nowMs += 16 * 60_000;
    expect(await flows.restoreScreen(given(ann), own.screenId)).toMatchObject({ error: { kind: "screen.not_found" } });
    expect(await pruneRemovedScreens(database.db.sql, REMOVED_KEPT_MS, 10)).toBe(1);
    const trail = await database.db.sql.$queryRaw<{ action: string }[]>`
      SELECT action FROM audit_log WHERE subject_type = 'screen' ORDER BY id LIMIT 100`;
    expect(trail.map(({ action }) => action)).toEqual([
      "screen.create",
      "screen.update",
      "screen.update",
      "screen.delete",
      "screen.restore",
      "screen.delete",
    ]);
  });
});

describe("the command line", () => {
  const cli: Actor = { kind: "cli", userId: null, requestId: "r" };

  it("sees and runs every screen, and makes one only for a person", async () => {
    await seedDailyBars(deps, "AAA", [110]);
    const flows = makeScreenerFlows(deps);
    const own = await save(ann);
    expect(await flows.listScreens(cli)).toMatchObject([{ screenId: own.screenId, mine: true }]);
    expect((await run(cli, own.screenId)).hits).toMatchObject([{ symbol: "AAA" }]);
    const input = { screenId: null, version: 0, definition: definition() };
    expect(await flows.saveScreen(cli, input)).toMatchObject({ error: { kind: "screen.needs_owner" } });
    taken(await flows.saveScreen({ ...cli, userId: given(bob).userId }, input));
    expect(await flows.listScreens(given(bob))).toHaveLength(1);
  });
});

describe("scheduled screens", () => {
  const runs = async (screenId: string) =>
    taken(await makeScreenerFlows(deps).listScreenRuns(given(ann), screenId, 100));

  it("are begun once for their turn, however many workers look", async () => {
    await seedDailyBars(deps, "AAA", [110]);
    const { screenId } = await save(ann, { schedule: { kind: "every", minutes: 60 } });
    const manual = await save(ann, { name: "By hand" });
    nowMs = Date.now();
    const workers = Array.from({ length: 4 }, () => makeTendScreens(deps));
    await Promise.all(workers.map((tend) => tend()));
    expect(await runs(screenId)).toMatchObject([{ status: "queued", startedBy: null }]);
    expect(await runs(manual.screenId)).toEqual([]);
    nowMs += 61 * 60_000;
    await Promise.all(workers.map((tend) => tend()));
    expect(await runs(screenId)).toHaveLength(2);
  });

  it("end a run whose job ended without it", async () => {
    const { screenId } = await save(ann);
    const { jobId } = taken(await makeScreenerFlows(deps).runScreen(given(ann), screenId));
    await database.db.sql.$executeRaw`UPDATE job SET status = 'failed', finished_at = now() WHERE id = ${jobId}`;
    await makeTendScreens(deps)();
    expect(await runs(screenId)).toMatchObject([{ status: "failed" }]);
  });
});
