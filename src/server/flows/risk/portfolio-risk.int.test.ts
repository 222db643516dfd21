import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, UserId } from "@/modules/_kernel";
import { type BarColumns, makeBarColumns } from "@/modules/data";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { someFill } from "@/modules/portfolio/testing";
import { STAND_IN_LOSS } from "@/modules/risk";
import type { Actor } from "../contract";
import type { RiskFlows } from "../contract/risk";
import { seedBars } from "../testing/seed-bars";
import { openTradingHouse, someRequest, type TradingHouse } from "../trading/testing/trading-house";
import { openDailyPasts } from "./daily-closes";
import { makeRiskFlows } from "./limit-flows";
import { warmPasts } from "./warm-pasts";

let house: TradingHouse;
let risk: RiskFlows;
const someone = (name: string): Actor => ({ kind: "user", userId: UserId.of(name), requestId: "test" });
const DAY_MS = 86_400_000;
const DAYS = 200;

/** Days of a coin up to the house's own, each moved by its own rhythm. */
function days(step: number): BarColumns {
  const bars = makeBarColumns(DAYS);
  const firstMs = Math.floor(house.clock.nowMs() / DAY_MS) * DAY_MS - DAYS * DAY_MS;
  let price = 10;
  for (let day = 0; day < DAYS; day += 1) {
    bars.time[day] = firstMs + day * DAY_MS;
    price *= 1 + Math.sin((day + 1) * step) / 50;
    for (const of of ["open", "high", "low", "close"] as const) bars[of][day] = Math.round(price * 1e4) / 1e4;
    bars.volume[day] = 1_000;
  }
  return bars;
}
const buy = (accountId: string, symbol: string, qty: string) =>
  house.database.db.transactions.run((tx) =>
    makeLedgerStore().applyFill(
      tx,
      someFill({
        accountId: AccountId.of(accountId),
        execId: `${accountId}-${symbol}`,
        symbol,
        qty,
        price: "10",
        fees: [],
        calendar: null,
        at: house.clock.nowMs(),
      }),
    ),
  );
const read = async (who: string, accountId: string | null, benchmark: string | null = null) => {
  const answer = await risk.readPortfolioRisk(someone(who), { accountId, benchmark });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
};

beforeAll(async () => {
  house = await openTradingHouse();
  risk = makeRiskFlows(house.deps);
  await seedBars(house.deps, { symbol: "ACME", resolution: "1d", bars: days(1.3) });
  await house.openAccount("alice-2", {}, "5000");
  await buy("alice-1", "ACME", "1000");
  await buy("alice-2", "BOLT", "100");
});
afterAll(() => house.database.close());

describe("risk of accounts", () => {
  it("is that of their positions at today's prices, with the past of stored days", async () => {
    const view = await read("alice", "alice-1", "ACME");
    expect(view).toMatchObject({ currency: "USD", equity: 99_900, unpriced: [], unrated: [], benchmark: "ACME" });
    expect(view.exposure).toMatchObject({ gross: 9_900, net: 9_900 });
    expect(view.history).toMatchObject({ days: DAYS - 1 });
    expect(view.beta).toBeCloseTo(1, 9);
    const historical = view.tails.find(({ method, confidence }) => method === "historical" && confidence === 0.95);
    expect(historical?.var).toBeGreaterThan(100);
    expect(historical?.var).toBeLessThan(198);
    // All units at a tenth of a usual day of 1 000: ten days.
    expect(view.liquidity).toEqual([{ symbol: "ACME", days: 10 }]);
    expect(view.backtests.map(({ days: held }) => held)).toEqual([100, 100]);
  });

  it("names what has no past, and counts it at its worst", async () => {
    const view = await read("alice", "alice-2");
    expect(view.unknown).toEqual([{ symbol: "BOLT", days: 0 }]);
    expect(view.tails.every(({ var: lost }) => Math.abs(lost - 990 * STAND_IN_LOSS) < 1e-9)).toBe(true);
    expect(view.history).toBeNull();
  });

  it("adds all accounts of a person together, and nobody else's", async () => {
    const view = await read("alice", null);
    expect(view.accounts.map(({ name }) => name).toSorted()).toEqual(["alice-1", "alice-2"]);
    expect(view.exposure.gross).toBeCloseTo(9_900 + 990, 9);
    expect((await read("bob", null)).exposure.gross).toBe(0);
    expect(await risk.readPortfolioRisk(someone("bob"), { accountId: "alice-1", benchmark: null })).toMatchObject({
      ok: false,
      error: { kind: "trading.account_unknown" },
    });
    expect((await read("rita", "alice-1")).exposure.gross).toBe(9_900);
  });

  it("says that a position in a currency without a rate is in no number", async () => {
    await house.openAccount("alice-eur", { baseCurrency: "EUR", archivedAt: null }, "100");
    await buy("alice-eur", "ACME", "1");
    const view = await read("alice", "alice-eur");
    expect(view).toMatchObject({ currency: "EUR", equity: null, unrated: ["USD"], ratesWithoutPast: ["USD"] });
    expect(view.exposure.gross).toBe(0);
  });
});

/** The books have the position, no order filled: it stands since the day began, 15 hours ago, and a minute and a half. */
const OPEN_MS = 15 * 3_600_000 + 90_000;

describe("pasts of what is held", () => {
  it("are read ahead and once for each state, and never shown once a bar is another", async () => {
    let copies = 0;
    const { sql } = house.deps;
    const copyOut: typeof sql.copyOut = (query, onChunk) => {
      copies += 1;
      return sql.copyOut(query, onChunk);
    };
    const deps = { sql: { ...sql, copyOut } };
    expect(await warmPasts(deps)).toBe(1);
    expect(copies).toBeGreaterThan(0);
    copies = 0;
    const pasts = openDailyPasts(deps);
    const before = await pasts.read(["ACME", "BOLT"]);
    expect([...before.keys()]).toEqual(["ACME"]);
    expect((await pasts.read(["ACME"])).get("ACME"), "the very same").toBe(before.get("ACME"));
    expect(copies).toBe(0);
    const changed = days(1.3);
    changed.close[DAYS - 1] = 11;
    changed.high[DAYS - 1] = 12;
    await seedBars(house.deps, { symbol: "ACME", resolution: "1d", bars: changed });
    expect((await pasts.read(["ACME"])).get("ACME")?.close.at(-1)).toBe(11);
    expect(copies).toBeGreaterThan(0);
    await seedBars(house.deps, { symbol: "ACME", resolution: "1d", bars: days(1.3) });
  });
});

describe("protection", () => {
  it("counts how long a position stands without a stop, for whoever may see the account", async () => {
    house.clock.pass(90_000);
    const protection = await risk.readProtection(someone("rita"), "alice-2");
    expect(protection).toMatchObject({
      value: {
        positions: [{ symbol: "BOLT", qty: "100", covered: "0", state: "bare", unprotectedMs: OPEN_MS }],
        unprotectedMs: OPEN_MS,
        orphans: [],
      },
    });
    expect(await risk.readProtection(someone("bob"), "alice-2")).toMatchObject({ ok: false });
    for (const symbol of ["ACME", "BOLT"]) await house.quote(symbol, 9.9, 10);
  });
});

describe("what an order would change", () => {
  it("is told by its preview, six lines before and after", async () => {
    const request = someRequest({ accountId: "alice-1", symbol: "ACME", side: "buy", qty: "1000" });
    const preview = await house.flows.previewOrder(someone("alice"), request);
    const impact = preview.ok ? preview.value.impact : null;
    // 1 000 at a middle of 9.95, then as many again.
    expect(impact?.before.exposure).toBeCloseTo(9_950, 6);
    expect(impact?.after.exposure).toBeCloseTo(19_900, 6);
    expect(impact?.after.shortfall95).toBeCloseTo(2 * (impact?.before.shortfall95 ?? 0), 6);
    expect(impact?.before).toMatchObject({ largest: { symbol: "ACME" }, worst: { id: "crisis_2008" }, nearest: null });
    expect(impact?.after.worst?.gain).toBeCloseTo(-19_900 * 0.7, 6);
  });

  it("names the limit that it comes nearest to", async () => {
    const terms = { kind: "position_qty", value: "4000" };
    const scope = { of: "account", subject: "alice-1" } as const;
    await risk.askLimit(someone("rita"), { limitId: null, scope, name: null, terms, reason: "test" });
    const preview = await house.flows.previewOrder(someone("alice"), someRequest({ symbol: "ACME", qty: "1000" }));
    expect(preview.ok ? preview.value.impact : null).toMatchObject({
      before: { nearest: { kind: "position_qty", part: 0.25, isOver: false } },
      after: { nearest: { kind: "position_qty", part: 0.5 } },
    });
  });
});

describe("scenarios", () => {
  it("are written, weighed on every book, and removed by who wrote them", async () => {
    const terms = { name: "ACME halves", shocks: [{ of: "symbol", name: "acme", change: -0.5 }] };
    const made = await risk.addScenario(someone("alice"), terms);
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    const { stress } = await read("alice", "alice-1");
    expect(stress.find(({ of }) => of === "custom")).toMatchObject({ name: "ACME halves", gain: -4_950 });
    expect(await risk.addScenario(someone("bob"), terms)).toMatchObject({ error: { kind: "scenario.name_taken" } });
    const { scenarioId } = made.value;
    expect(await risk.removeScenario(someone("bob"), scenarioId)).toMatchObject({
      error: { kind: "scenario.not_yours" },
    });
    expect(await risk.removeScenario(someone("rita"), scenarioId)).toEqual({ ok: true, value: null });
    expect(await risk.listScenarios(someone("bob"))).toEqual([]);
  });

  it("are refused with the place of what is wrong, and to viewers", async () => {
    const terms = { name: "x", shocks: [{ of: "all", change: -2 }] };
    expect(await risk.addScenario(someone("alice"), terms)).toMatchObject({
      error: { kind: "scenario.malformed", path: "shocks.0.change" },
    });
    expect(await risk.addScenario(someone("vic"), terms)).toMatchObject({ error: { kind: "scenario.not_yours" } });
  });
});
