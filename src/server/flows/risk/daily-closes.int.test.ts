import { afterAll, beforeAll, expect, it } from "vitest";
import { type CopyPort, EpochMs, type SqlPort } from "@/modules/_kernel";
import { type BarColumns, makeBarColumns } from "@/modules/data";
import { makeCorporateActionStore, makeStorageStore } from "@/modules/data/server";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { FlowDeps } from "../deps";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { openDailyPasts } from "./daily-closes";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2026, 0, 5, 15);
const DAYS = 30;
/** Without weekends and the holiday of 19 January. */
const SESSIONS = 22;
const MINUTES_A_DAY = 300;

let database: TestDatabase;
let deps: FlowDeps;
beforeAll(async () => {
  database = await withTestDatabase();
  deps = makeTestDeps(database);
});
afterAll(() => database.close());

/** A process of its own: it has kept nothing. Counts what bars it is sent. */
function openProcess() {
  let bytes = 0;
  const { sql } = deps;
  const counting: SqlPort & CopyPort = {
    ...sql,
    copyOut: (query, onChunk) =>
      sql.copyOut(query, (chunk) => {
        bytes += chunk.length;
        onChunk(chunk);
      }),
  };
  const pasts = openDailyPasts({ sql: counting });
  return {
    async read() {
      bytes = 0;
      const past = (await pasts.read(["ACME"])).get("ACME");
      return { past, bytes };
    },
  };
}

function minutesFrom(firstMs: number, closes: readonly number[], stepMs = MINUTE_MS): BarColumns {
  const bars = makeBarColumns(closes.length);
  for (const [at, close] of closes.entries()) {
    bars.time[at] = firstMs + at * stepMs;
    for (const of of ["open", "high", "low", "close"] as const) bars[of][at] = close;
    bars.volume[at] = 0.1 * at;
  }
  return bars;
}

const seed = (bars: BarColumns) => seedBars(deps, { symbol: "ACME", resolution: "1m", bars });

it("makes only the days anew that bars came to, and everything that another change reaches", async () => {
  const walk = (day: number) => Array.from({ length: MINUTES_A_DAY }, (_, at) => 100 + Math.sin(day * 3 + at) * 5);
  for (let day = 0; day < DAYS; day += 1) await seed(minutesFrom(FIRST_MS + day * DAY_MS, walk(day)));
  const { instrumentId } = await seed(minutesFrom(FIRST_MS + DAYS * DAY_MS, [101]));
  const process = openProcess();
  const whole = await process.read();
  expect(whole.past?.time.length).toBe(SESSIONS);
  const lastMs = FIRST_MS + DAYS * DAY_MS;
  const actions = makeCorporateActionStore(deps.sql);
  const dividend = (exDateMs: number) =>
    deps.transactions.run((tx) =>
      actions.record(tx, {
        instrumentId,
        actions: [{ type: "dividend", exDateMs, amount: "1", currency: "" }],
        source: "test",
        nowMs: deps.clock.nowMs(),
      }),
    );
  const today = Math.floor(lastMs / DAY_MS) * DAY_MS;
  /** What happens, and whether only its days may be read. */
  const changes: readonly (readonly [string, () => Promise<unknown>, "days" | "all"])[] = [
    ["a minute", () => seed(minutesFrom(lastMs + MINUTE_MS, [102])), "days"],
    [
      "two changes since",
      async () => {
        await seed(minutesFrom(lastMs + 2 * MINUTE_MS, [103]));
        await seed(minutesFrom(lastMs + 3 * MINUTE_MS, [104]));
      },
      "days",
    ],
    ["a new day", () => seed(minutesFrom(lastMs + DAY_MS, [105, 106])), "days"],
    ["a correction of an old bar", () => seed(minutesFrom(FIRST_MS + DAY_MS + 299 * MINUTE_MS, [150])), "all"],
    ["a minute after it", () => seed(minutesFrom(lastMs + DAY_MS + 5 * MINUTE_MS, [107])), "days"],
    [
      "a correction and a minute",
      async () => {
        await seed(minutesFrom(FIRST_MS + 2 * DAY_MS + 299 * MINUTE_MS, [151]));
        await seed(minutesFrom(lastMs + DAY_MS + 6 * MINUTE_MS, [108]));
      },
      "all",
    ],
    ["a bar that was missing", () => seed(minutesFrom(FIRST_MS + 3 * DAY_MS + 310 * MINUTE_MS, [152])), "all"],
    ["a dividend", () => dividend(today - 5 * DAY_MS), "all"],
    ["a minute after it", () => seed(minutesFrom(lastMs + DAY_MS + 7 * MINUTE_MS, [109])), "days"],
    ["a dividend that is not due yet", () => dividend(today + 2 * DAY_MS), "days"],
    ["the day it is due", () => seed(minutesFrom(lastMs + 2 * DAY_MS, [110])), "all"],
    [
      "old bars that are let go",
      () =>
        deps.transactions.run((tx) =>
          makeStorageStore().forgetBefore(
            tx,
            { instrumentId, resolution: "1m" },
            EpochMs.of(FIRST_MS + 4 * DAY_MS),
            deps.clock.nowMs(),
          ),
        ),
      "all",
    ],
    ["a minute after them", () => seed(minutesFrom(lastMs + 2 * DAY_MS + MINUTE_MS, [111])), "days"],
  ];
  for (const [what, happen, reads] of changes) {
    await happen();
    const now = await process.read();
    const anew = await openProcess().read();
    expect({ what, past: now.past }).toEqual({ what, past: anew.past });
    expect(`${what}: ${now.bytes < whole.bytes / 3 ? "days" : "all"}`).toBe(`${what}: ${reads}`);
    expect((await process.read()).past).toBe(now.past);
  }
}, 120_000);

it("reads the pasts of more instruments than one page has", async () => {
  const symbols = Array.from({ length: 230 }, (_, at) => `P${at}`);
  await deps.sql.$executeRaw`
    INSERT INTO instrument (symbol, name, kind, currency, tick, lot, time_zone, calendar)
    SELECT wanted, wanted, kind, currency, tick, lot, time_zone, calendar
    FROM instrument, unnest(${symbols}::text[]) AS wanted WHERE symbol = 'ACME'`;
  const last = await seedBars(deps, {
    symbol: "P229",
    resolution: "1d",
    bars: minutesFrom(FIRST_MS, [10, 11], DAY_MS),
  });
  const first = await seedBars(deps, { symbol: "P0", resolution: "1d", bars: minutesFrom(FIRST_MS, [20, 21], DAY_MS) });
  expect([first.symbol, last.symbol]).toEqual(["P0", "P229"]);
  const pasts = await openDailyPasts({ sql: { ...deps.sql } }).read(symbols);
  expect([...pasts].map(([symbol, { close }]) => [symbol, [...close]])).toEqual([
    ["P0", [20, 21]],
    ["P229", [10, 11]],
  ]);
});
