import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AccountId, type CopyPort, type SqlPort, UserId } from "@/modules/_kernel";
import { makeOrderReads } from "@/modules/execution/server";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { someFill } from "@/modules/portfolio/testing";
import { makeProtectionStore } from "@/modules/risk/server";
import { listAudit } from "../../../platform/audit";
import { listNotifications } from "../../../platform/notify";
import {
  fencedTransaction,
  type Lease,
  LeaseLost,
  releaseLease,
  renewLease,
  takeLease,
} from "../../../platform/work/lease";
import type { OrderRequest } from "../../contract/trading";
import { openTradingHouse, someRequest, type TradingHouse } from "../../trading/testing/trading-house";
import { startTrading } from "../../trading/work-accounts";
import { makeProtectionFlows } from "./policy-flows";
import { tendSymbol } from "./tend-symbol";
import { watchProtection } from "./watch-protection";

let house: TradingHouse;
let flows: ReturnType<typeof makeProtectionFlows>;
let accounts = 0;
let accountId = "";
const alice = () => house.actor("alice");
const REARM = { mode: "rearm", afterSeconds: 30, distance: 0.05, surplus: "keep" } as const;

async function holdLease(holder: string) {
  const { sql, guarded } = house.deps;
  const name = "protection-monitor";
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
/** One look of a monitor that has just been started: it knows nothing but what stands in tables. */
async function watch(): Promise<void> {
  const { lease, release } = await holdLease("test");
  await watchProtection(house.deps, lease);
  await release();
}
async function later(seconds: number): Promise<void> {
  house.clock.pass(seconds * 1_000);
  for (const symbol of ["ACME", "BOLT"]) await house.quote(symbol, 9.9, 10);
}
const setPolicy = async (terms: object, by = "alice" as "alice" | "rita") => {
  const asked = await flows.askProtection(house.actor(by), { accountId, terms, reason: "test" });
  if (!asked.ok) throw new Error(JSON.stringify(asked.error));
  return asked.value;
};
let fills = 0;
const fill = (symbol: string, qty: string) => {
  fills += 1;
  return house.database.db.transactions.run((tx) =>
    makeLedgerStore().applyFill(
      tx,
      someFill({
        accountId: AccountId.of(accountId),
        execId: `fill-${fills}`,
        symbol,
        side: qty.startsWith("-") ? "sell" : "buy",
        qty: qty.replace("-", ""),
        price: "10",
        fees: [],
        calendar: null,
        at: house.clock.nowMs(),
      }),
    ),
  );
};
const ordersOf = async (state: "open" | "closed" | "all" = "all") =>
  (
    await makeOrderReads(house.deps.sql).listOrders({
      accountIds: [accountId],
      symbol: null,
      state,
      cursor: null,
      limit: 50,
    })
  ).rows;
const stopsOf = async () => (await ordersOf()).filter(({ ordType }) => ordType === "stop");
const eventsOf = async () =>
  (await makeProtectionStore().events(house.deps.sql, AccountId.of(accountId), 50))
    .map(({ event }) => event)
    .toReversed();
const read = async () => {
  const found = await flows.readProtection(alice(), accountId);
  if (!found.ok) throw new Error(found.error.kind);
  return found.value;
};
const send = async (change: Partial<OrderRequest>) => {
  const made = await house.flows.submitOrder(alice(), {
    idempotencyKey: crypto.randomUUID(),
    request: someRequest({ accountId, ...change }),
  });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.order;
};
/** Buys or sells at market: the venue knows of it as well. */
async function trade(symbol: string, qty: string): Promise<void> {
  const { orderId } = await send({ symbol, side: qty.startsWith("-") ? "sell" : "buy", qty: qty.replace("-", "") });
  await letWork();
  const traded = (await ordersOf()).find((order) => order.orderId === orderId);
  expect([traded?.status, traded?.reason]).toEqual(["filled", null]);
}
/** The account's worker does its part, until every order is at the venue and none at market is left. */
async function letWork(): Promise<void> {
  const trading = startTrading(house.deps, "test", 0);
  await expect
    .poll(
      async () => (await ordersOf("open")).every(({ status, ordType }) => status === "working" && ordType !== "market"),
      {
        timeout: 8_000,
        interval: 20,
      },
    )
    .toBe(true);
  await trading.stop();
}

beforeAll(async () => {
  house = await openTradingHouse();
  flows = makeProtectionFlows(house.deps);
});
afterAll(() => house.database.close());
beforeEach(async () => {
  accounts += 1;
  accountId = `guarded-${accounts}`;
  await house.openAccount(accountId);
  await later(1);
});

describe("the monitor of protection", () => {
  it("does nothing for an account that nobody said anything of", async () => {
    await fill("ACME", "100");
    await later(7_200);
    await watch();
    expect([await ordersOf(), await eventsOf()]).toEqual([[], []]);
    expect((await read()).policy).toMatchObject({ version: 0, terms: { mode: "none", surplus: "keep" } });
  });

  it("tells once where it is only to tell, and again where more stands uncovered", async () => {
    await setPolicy({ ...REARM, mode: "alert" });
    await fill("ACME", "100");
    await watch();
    await later(29);
    await watch();
    expect(await eventsOf()).toEqual([]);
    await later(2);
    await watch();
    await later(10);
    await watch();
    expect(await eventsOf()).toEqual(["told"]);
    await fill("ACME", "50");
    await later(10);
    await watch();
    expect(await eventsOf()).toEqual(["told", "told"]);
    const told = await listNotifications(house.deps.prisma, UserId.of("alice"), 50);
    expect(told.filter(({ facts }) => facts["account"] === accountId)).toMatchObject([
      { messageKey: "protection.told", facts: { symbol: "ACME", why: "policy", amount: "150" } },
      { messageKey: "protection.told", facts: { symbol: "ACME", why: "policy", amount: "100" } },
    ]);
    expect(await ordersOf()).toEqual([]);
  });

  it("places a reduce-only stop for what is uncovered after its seconds, once, and rests once that works", async () => {
    await setPolicy(REARM);
    await trade("ACME", "100");
    await watch();
    expect((await read()).plans).toMatchObject([
      { symbol: "ACME", amount: "100", act: { kind: "place", qty: "100", stopPrice: "9.4", from: "distance" } },
    ]);
    await later(31);
    await watch();
    // 9.90 less 5 % is 9.405; the tick under it is 9.40.
    const stop = { side: "sell", ordType: "stop", qty: "100", stopPrice: "9.4", reduceOnly: true, timeInForce: "gtc" };
    expect(await ordersOf("open")).toMatchObject([{ ...stop, status: "approved" }]);
    // It is under way, for as long as it takes: whoever looks, a process that has just begun too, waits.
    for (let look = 0; look < 5; look += 1) {
      await later(31);
      await watch();
    }
    expect(await stopsOf()).toHaveLength(1);
    await letWork();
    await later(31);
    await watch();
    expect(await stopsOf()).toMatchObject([{ ...stop, status: "working" }]);
    expect((await eventsOf()).filter((event) => event !== "told")).toEqual(["placed", "over"]);
    expect((await read()).positions).toMatchObject([{ state: "covered" }]);
    const audit = (await listAudit(house.deps.sql, { cursor: null, limit: 50 })).rows;
    const [placed] = audit.filter(({ action }) => action === "protection.placed");
    expect(placed).toMatchObject({ subject: `account ${accountId}`, details: { qty: "100", from: "distance" } });
    expect(audit.filter(({ subject }) => subject === `account ${accountId}`).map(({ action }) => action)).toEqual(
      expect.arrayContaining(["protection.ask", "protection.placed", "protection.over"]),
    );
    expect(audit.filter(({ action, actor }) => action === "order.submit" && actor === "system")).toHaveLength(1);
  });

  it("takes the price of the stop that there was, while that is on the right side of the market", async () => {
    await trade("ACME", "100");
    const lost = await send({ side: "sell", ordType: "stop", stopPrice: "9.7", timeInForce: "gtc", reduceOnly: true });
    await letWork();
    await house.flows.cancelOrder(alice(), { orderId: lost.orderId, idempotencyKey: "cancel-it" });
    const trading = startTrading(house.deps, "test", 0);
    await expect.poll(async () => (await ordersOf("open")).length, { timeout: 8_000, interval: 20 }).toBe(0);
    await trading.stop();
    await setPolicy(REARM);
    await watch();
    await later(31);
    await watch();
    expect(await ordersOf("open")).toMatchObject([{ stopPrice: "9.7", qty: "100" }]);
  });

  it("says why it places nothing: no price that may be trusted, a halt; and does so once there is one", async () => {
    await setPolicy(REARM);
    await fill("ACME", "100");
    await watch();
    house.clock.pass(60_000);
    await watch();
    await watch();
    expect(await eventsOf()).toEqual(["told"]);
    expect((await read()).plans).toMatchObject([{ act: { kind: "tell", why: "no_price" } }]);
    await house.flows.setTradingState(alice(), { accountId, state: "halted", reason: "test" });
    await later(6);
    await watch();
    expect((await read()).plans).toMatchObject([{ act: { kind: "tell", why: "halted" } }]);
    expect(await ordersOf()).toEqual([]);
    await house.flows.setTradingState(alice(), { accountId, state: "reduce_only", reason: "test" });
    await later(6);
    await watch();
    expect(await ordersOf()).toMatchObject([{ ordType: "stop", qty: "100" }]);
    expect(await eventsOf()).toEqual(["told", "told", "placed"]);
  });

  it("waits while an order at market or the cancel of the stop is under way", async () => {
    await setPolicy(REARM);
    await fill("ACME", "100");
    await send({ side: "sell", qty: "40", reduceOnly: true });
    await watch();
    await later(40);
    await watch();
    expect(await ordersOf()).toHaveLength(1);
    expect((await read()).plans).toMatchObject([{ act: { kind: "wait" } }]);
    // After another minute it is told that nobody knows yet.
    await later(70);
    await watch();
    expect(await eventsOf()).toEqual(["told"]);
  });

  it("cancels what is left over and makes too large a stop smaller, where it is to", async () => {
    await trade("ACME", "100");
    await trade("BOLT", "10");
    await send({ side: "sell", ordType: "stop", stopPrice: "9", timeInForce: "gtc", reduceOnly: true });
    await send({
      symbol: "BOLT",
      qty: "10",
      side: "sell",
      ordType: "stop",
      stopPrice: "9",
      timeInForce: "gtc",
      reduceOnly: true,
    });
    await letWork();
    await trade("ACME", "-60");
    // The books say so, the venue has not heard of it: on its own it lets go of what is left over.
    await fill("BOLT", "-10");
    await setPolicy({ ...REARM, mode: "none", surplus: "mend" });
    await watch();
    await later(31);
    await watch();
    const trading = startTrading(house.deps, "test", 0);
    await expect
      .poll(async () => (await ordersOf("open")).map(({ symbol, qty, status }) => `${symbol} ${qty} ${status}`), {
        timeout: 8_000,
        interval: 20,
      })
      .toEqual(["ACME 40 working"]);
    await trading.stop();
    await later(31);
    await watch();
    expect((await eventsOf()).toSorted()).toEqual(["mended", "mended", "over", "over"]);
  });

  it("gives up after a few orders that are canceled again, and says so", async () => {
    await setPolicy({ ...REARM, afterSeconds: 5 });
    await trade("ACME", "100");
    await watch();
    for (let round = 0; round < 8; round += 1) {
      await later(6);
      await watch();
      for (const { orderId } of await ordersOf("open"))
        await house.flows.cancelOrder(alice(), { orderId, idempotencyKey: `again-${orderId}` });
    }
    expect(await stopsOf()).toHaveLength(5);
    expect((await eventsOf()).filter((event) => event !== "told")).toEqual([
      ...Array<string>(5).fill("placed"),
      "gave_up",
    ]);
  });
});

describe("a process that is killed", () => {
  const dying = (tx: SqlPort & CopyPort, at: number): SqlPort & CopyPort => {
    let asked = 0;
    const count = () => {
      asked += 1;
      if (asked === at) throw new Killed();
    };
    return {
      ...tx,
      $queryRaw: (...query) => {
        count();
        return tx.$queryRaw(...query);
      },
      $executeRaw: (...query) => {
        count();
        return tx.$executeRaw(...query);
      },
    };
  };

  it("at any statement has done nothing, and the next one places exactly one stop", async () => {
    await setPolicy(REARM);
    await trade("ACME", "100");
    await watch();
    await later(31);
    const account = { ...(await house.openAccount(`${accountId}-other`)), accountId: AccountId.of(accountId) };
    // Nothing of this account is worked on from here on: what is written stays where it is.
    const { lease, release } = await holdLease("test");
    let kills = 0;
    for (let at = 1; ; at += 1) {
      const mortal: Lease = { ...lease, fenced: (work) => lease.fenced((tx) => work(dying(tx, at))) };
      const ended = await tendSymbol(house.deps, mortal, { account, symbol: "ACME", fault: "uncovered" }).then(
        () => "done",
        (error: unknown) => (error instanceof Killed ? "killed" : String(error)),
      );
      if (ended === "done") break;
      kills += 1;
      expect([at, ended, (await stopsOf()).length, await eventsOf()]).toEqual([at, "killed", 0, []]);
    }
    expect(kills).toBeGreaterThan(20);
    expect(await stopsOf()).toHaveLength(1);
    // Killed after it was written and before anybody was told of it: the next one finds it.
    await release();
    await watch();
    await later(31);
    await watch();
    expect(await stopsOf()).toHaveLength(1);
  });

  it("or was away while another took over writes nothing", async () => {
    await setPolicy(REARM);
    await fill("ACME", "100");
    await watch();
    await later(31);
    const old = await holdLease("old");
    const { name, token } = old.lease;
    await old.release();
    const taken = await holdLease("new");
    const stale: Lease = {
      ...old.lease,
      fenced: (work) => fencedTransaction(house.deps.guarded, { name, token }, work),
    };
    await expect(watchProtection(house.deps, stale)).rejects.toThrow(LeaseLost);
    expect([await ordersOf(), await eventsOf()]).toEqual([[], []]);
    await taken.release();
  });
});

class Killed extends Error {
  override readonly name = "Killed";
}

describe("a policy", () => {
  it("is set by whoever may guard the account, at once where it tightens, and waits for a second person where it loosens", async () => {
    expect(await setPolicy(REARM)).toMatchObject({ state: "in_force", isLooser: false, version: 1 });
    const looser = await setPolicy({ ...REARM, mode: "alert" });
    expect(looser).toMatchObject({ state: "waiting", isLooser: true });
    expect((await read()).policy).toMatchObject({ version: 1, terms: REARM });
    const decide = (who: "alice" | "rita" | "bob", decision: "approve" | "withdraw") =>
      flows.decideProtection(house.actor(who), { changeId: looser.changeId, decision, note: null });
    const waitsFor = async (who: "alice" | "rita" | "bob") =>
      (await flows.listWaitingProtection(house.actor(who))).map(({ account, mayDecide }) => [account, mayDecide]);
    expect([await waitsFor("alice"), await waitsFor("rita"), await waitsFor("bob")]).toEqual([
      [[accountId, false]],
      [[accountId, true]],
      [],
    ]);
    expect(await decide("alice", "approve")).toMatchObject({ error: { kind: "protection.not_yours" } });
    expect(await decide("bob", "approve")).toMatchObject({ error: { kind: "protection.change_not_found" } });
    expect(await decide("rita", "approve")).toMatchObject({ value: { state: "in_force" } });
    expect(await decide("rita", "approve")).toMatchObject({ error: { kind: "protection.decided_already" } });
    expect(await waitsFor("rita")).toEqual([]);
    expect((await read()).policy).toMatchObject({ version: 2, terms: { mode: "alert" } });
  });

  it("is refused with the place of what is wrong, to whom the account is nothing, and where nothing changes", async () => {
    const ask = (who: "alice" | "bob" | "vic", terms: object, reason = "test") =>
      flows.askProtection(house.actor(who), { accountId, terms, reason });
    expect(await ask("bob", REARM)).toMatchObject({ error: { kind: "trading.account_unknown" } });
    expect(await ask("alice", { ...REARM, afterSeconds: 1 })).toMatchObject({
      error: { kind: "protection.terms_malformed", path: "terms.afterSeconds" },
    });
    expect(await ask("alice", REARM, " ")).toMatchObject({ error: { kind: "protection.reason_missing" } });
    await setPolicy(REARM);
    expect(await ask("alice", REARM)).toMatchObject({ error: { kind: "protection.nothing_changes" } });
  });

  it("says what it would do before it is set", async () => {
    await fill("ACME", "-30");
    expect(await flows.previewProtection(alice(), { accountId, terms: { ...REARM, distance: 0.1 } })).toMatchObject({
      value: {
        plans: [{ symbol: "ACME", act: { kind: "place", side: "buy", qty: "30", stopPrice: "11", from: "distance" } }],
      },
    });
    expect(await ordersOf()).toEqual([]);
  });
});
