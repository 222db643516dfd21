import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, UserId } from "@/modules/_kernel";
import { makeOrderReads } from "@/modules/execution/server";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { someFill } from "@/modules/portfolio/testing";
import { makeWatchStore } from "@/modules/risk/server";
import { listAudit } from "../../platform/audit";
import { listNotifications } from "../../platform/notify";
import {
  fencedTransaction,
  type Lease,
  LeaseLost,
  releaseLease,
  renewLease,
  takeLease,
} from "../../platform/work/lease";
import type { Actor } from "../contract";
import type { RiskFlows } from "../contract/risk";
import type { QuoteWatch } from "../trading/paper-market";
import { openTradingHouse, someRequest, type TradingHouse } from "../trading/testing/trading-house";
import { makeRiskFlows } from "./limit-flows";
import { makeLimitMonitor } from "./watch-limits";

let house: TradingHouse;
let risk: RiskFlows;
const rita: Actor = { kind: "user", userId: UserId.of("rita"), requestId: "test" };

/** A holder of the monitor's lease, and how it gives that back. */
async function holdLease(holder: string) {
  const { sql, guarded } = house.deps;
  const name = "risk-monitor";
  const token = await takeLease(sql, name, holder);
  if (token === null) throw new Error("somebody holds the lease");
  const lease: Lease = {
    name,
    token,
    signal: new AbortController().signal,
    fenced: async (work) => {
      await renewLease(sql, name, token);
      return fencedTransaction(guarded, { name, token }, work);
    },
  };
  return { lease, release: () => releaseLease(sql, name, token) };
}
const quotes = (): QuoteWatch => ({
  read: async (ids) => new Map((await house.deps.quotes.read(ids)).map((quote) => [quote.instrumentId, quote])),
  stop: () => undefined,
});
/** Some rounds of a monitor that has just been started: it knows nothing but what stands in tables. */
async function watch(rounds = 2): Promise<void> {
  const { lease, release } = await holdLease("test");
  const monitor = makeLimitMonitor(house.deps, lease, quotes());
  for (let round = 0; round < rounds; round += 1) await monitor.round(true);
  await release();
}
const limitOn = async (account: string, terms: Readonly<Record<string, unknown>>) => {
  const scope = { of: "account", subject: account } as const;
  const made = await risk.askLimit(rita, { limitId: null, scope, name: null, terms, reason: "test" });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.limitId;
};
const fill = (accountId: string, symbol: string, qty: string, price: string) =>
  house.database.db.transactions.run((tx) =>
    makeLedgerStore().applyFill(
      tx,
      someFill({
        accountId: AccountId.of(accountId),
        execId: `${accountId}-${symbol}-${qty}`,
        symbol,
        qty,
        price,
        fees: [],
        calendar: null,
        at: house.clock.nowMs(),
      }),
    ),
  );
const eventsOf = async (account: string) =>
  (await risk.listRiskEvents(rita, account)).map(({ event }) => event).toReversed();
const stateOf = async (account: string) => {
  const state = await house.flows.readTradingState(rita, account);
  return state.ok ? state.value.effective : state.error.kind;
};
const openOrders = async (account: string) =>
  (
    await makeOrderReads(house.deps.sql).listOrders({
      accountIds: [account],
      symbol: null,
      state: "open",
      cursor: null,
      limit: 50,
    })
  ).rows;

beforeAll(async () => {
  house = await openTradingHouse();
  risk = makeRiskFlows(house.deps);
});
afterAll(() => house.database.close());

describe("the live monitor", () => {
  it("warns, then lets only through what reduces and cancels what opens, each once, also after a restart", async () => {
    await limitOn("alice-1", { kind: "daily_loss", value: "0.02", steps: { warnAt: 0.5, hard: "cancel" } });
    await fill("alice-1", "ACME", "1000", "10");
    const resting = someRequest({ ordType: "limit", limitPrice: "2", qty: "10", symbol: "BOLT" });
    const sent = await house.flows.submitOrder(house.actor("alice"), { idempotencyKey: "rest", request: resting });
    expect(sent.ok).toBe(true);
    await house.quote("ACME", 9.9, 10);
    await watch();
    expect(await eventsOf("alice-1")).toEqual([]);

    await house.quote("ACME", 8.9, 9);
    await watch();
    // 1 050 of 100 000 lost: past half of 2 %.
    expect(await eventsOf("alice-1")).toEqual(["warned"]);
    expect(await stateOf("alice-1")).toBe("active");

    await house.quote("ACME", 7.9, 8);
    await watch();
    expect(await eventsOf("alice-1")).toEqual(["warned", "breached", "acted"]);
    expect(await stateOf("alice-1")).toBe("reduce_only");
    expect(await openOrders("alice-1")).toEqual([]);

    await watch();
    await house.quote("ACME", 7.8, 7.9);
    await watch();
    expect(await eventsOf("alice-1")).toEqual(["warned", "breached", "acted"]);
    const told = await listNotifications(house.deps.prisma, UserId.of("alice"), 10);
    expect(told.map(({ messageKey }) => messageKey).toSorted()).toEqual(["limit.breached", "limit.warned"]);
    const audit = (await listAudit(house.deps.sql, { cursor: null, limit: 20 })).rows.map(({ action }) => action);
    expect(audit).toEqual(
      expect.arrayContaining(["limit.warned", "limit.breached", "limit.cancel", "trading.set_state"]),
    );
  });

  it("is calm again once the loss is won back, and leaves it to a person to let orders through", async () => {
    await house.quote("ACME", 10, 10.1);
    await watch();
    expect((await eventsOf("alice-1")).at(-1)).toBe("calm");
    expect(await stateOf("alice-1")).toBe("reduce_only");
  });

  it("closes what is held where the limit says so, and goes on until nothing is left over", async () => {
    await limitOn("bob-1", { kind: "gross_exposure", value: "5000", steps: { warnAt: 1, hard: "flatten" } });
    await fill("bob-1", "BOLT", "1000", "4");
    await house.quote("BOLT", 4, 4.1);
    await watch();
    expect(await eventsOf("bob-1")).toEqual([]);
    await house.quote("BOLT", 5.9, 6);
    await watch();
    expect(await eventsOf("bob-1")).toEqual(["breached", "acted"]);
    const orders = await openOrders("bob-1");
    expect(orders).toMatchObject([{ symbol: "BOLT", side: "sell", qty: "1000", reduceOnly: true, ordType: "market" }]);
    const [acted] = await risk.listRiskEvents(rita, "bob-1");
    expect(acted).toMatchObject({ event: "acted", step: "flatten", outcome: { isDone: true, closed: ["BOLT"] } });
    await watch();
    expect(await openOrders("bob-1")).toHaveLength(1);
  });

  it("writes nothing once another process holds the lease", async () => {
    await house.openAccount("alice-9", {}, "1000");
    await limitOn("alice-9", { kind: "gross_exposure", value: "1" });
    await fill("alice-9", "ACME", "10", "10");
    const { lease, release } = await holdLease("old");
    const old = makeLimitMonitor(house.deps, { ...lease, fenced: fencedOf(lease) }, quotes());
    await release();
    const taken = await holdLease("new");
    await expect(old.round(true)).rejects.toThrow(LeaseLost);
    expect(await eventsOf("alice-9")).toEqual([]);
    await taken.release();
  });

  it("shows a person the steps of their own accounts alone", async () => {
    const bob: Actor = { ...rita, userId: UserId.of("bob") };
    expect(new Set((await risk.listRiskEvents(bob, null)).map(({ account }) => account))).toEqual(new Set(["bob-1"]));
    expect(await risk.listRiskEvents(bob, "alice-1")).toEqual([]);
  });
});

describe("what the monitor saw", () => {
  it("is told newest first, however many there are", async () => {
    const at = house.clock.nowMs();
    const facts = { limitId: "many", version: 1, kind: "daily_loss", name: null, accountId: "alice-1" } as const;
    const rest = { used: "1", allowed: "2", symbol: null, step: "alert", outcome: {} } as const;
    await house.database.db.transactions.run(async (tx) => {
      for (let made = 0; made < 12; made += 1)
        await makeWatchStore().append(tx, { ...facts, ...rest, at, event: "warned" });
    });
    const ids = (await risk.listRiskEvents(rita, "alice-1")).map(({ eventId }) => Number(eventId));
    expect(ids.length).toBeGreaterThan(11);
    expect(ids).toEqual(ids.toSorted((one, other) => other - one));
  });
});

/** Without renewing: a process that was away. */
const fencedOf =
  ({ name, token }: Lease): Lease["fenced"] =>
  (work) =>
    fencedTransaction(house.deps.guarded, { name, token }, work);

describe("steps of a limit", () => {
  it("belong to limits that can be passed without an order", async () => {
    const terms = { kind: "order_value", value: "5", steps: { warnAt: 0.8, hard: "flatten" } };
    const scope = { of: "account", subject: "alice-1" } as const;
    expect(await risk.askLimit(rita, { limitId: null, scope, name: null, terms, reason: "test" })).toMatchObject({
      error: { kind: "limit.terms_malformed", path: "terms.steps" },
    });
  });
});
