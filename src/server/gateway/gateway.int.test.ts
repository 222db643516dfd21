import type { AddressInfo } from "node:net";
import Alpaca from "@alpacahq/alpaca-trade-api";
import ccxt from "ccxt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";
import { openRestHouse, type RestHouse } from "../api/rest/testing/rest-house";
import { startTrading } from "../flows/trading/work-accounts";
import { makeMetrics } from "../infra/metrics";
import { isKeyLive } from "../platform/identity";
import { makeNewsHub, type NewsHub } from "../platform/work";
import type { LeaseKeeper } from "../platform/work/lease";
import { publishPending } from "../platform/work/outbox";
import { type Gateway, makeGateway } from "./server";

/** A running gateway, a working paper venue, and clients that know nothing of Bifrost. */

let house: RestHouse;
let hub: NewsHub;
let trading: LeaseKeeper;
let gateway: Gateway;
let url: string;
let keyId: string;
let secretKey: string;
let relay: NodeJS.Timeout;
/** What the official client says is untyped. */
let client: InstanceType<typeof Alpaca>;

const Order = z.looseObject({
  id: z.string(),
  client_order_id: z.string(),
  status: z.string(),
  symbol: z.string(),
  qty: z.string(),
  limit_price: z.string().nullable(),
  filled_avg_price: z.string().nullable(),
});
const Update = z.looseObject({
  event: z.string(),
  order: Order,
  price: z.string().optional(),
  position_qty: z.string().optional(),
});
const updates: z.output<typeof Update>[] = [];
const until = (event: string, orderId: string) =>
  expect
    .poll(() => updates.find((each) => each.event === event && each.order.id === orderId), {
      timeout: 20_000,
      interval: 20,
    })
    .toBeDefined();

beforeAll(async () => {
  house = await openRestHouse();
  const { deps, parts } = house;
  await house.addInstrument("COIN/USD");
  await house.quote("COIN/USD", 99, 100);
  hub = makeNewsHub({
    sql: deps.sql,
    signals: deps.signals,
    live: { open: () => ({ take: () => null, close: () => undefined }) },
    isLive: ({ keyId: id }) => isKeyLive(deps.sql, id ?? "", EpochMs.of(Date.now())),
    log: deps.log,
    metrics: makeMetrics(),
  });
  trading = startTrading(deps, "gateway-test", 0);
  // The relay of the workers, in short.
  relay = setInterval(() => {
    publishPending(deps.transactions).then(
      (published) => ((published?.events ?? 0) > 0 ? deps.signals.send("news", "") : undefined),
      () => undefined,
    );
  }, 25);
  gateway = makeGateway({
    ...parts,
    news: hub,
    log: deps.log,
    addressOf: () => "192.0.2.1",
  });
  await new Promise<void>((resolve) => {
    gateway.server.listen(0, "127.0.0.1", () => resolve());
  });
  url = `http://127.0.0.1:${(gateway.server.address() as AddressInfo).port}`;
  [keyId = "", secretKey = ""] = (await house.tokenOf("alice", { accountIds: ["alice-1"] })).split(".");
  client = new Alpaca({ keyId, secretKey, baseUrl: url, dataBaseUrl: url, paper: true });
  const listening = new Promise<void>((resolve) => {
    client.trade_ws.onConnect(() => {
      client.trade_ws.subscribe(["trade_updates"]);
      resolve();
    });
  });
  client.trade_ws.onOrderUpdate((update: unknown) => updates.push(Update.parse(update)));
  client.trade_ws.connect();
  await listening;
});
afterAll(async () => {
  client.trade_ws.disconnect();
  clearInterval(relay);
  await gateway.close();
  await trading.stop();
  await hub.close();
  await house.database.close();
});

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) =>
      z.looseObject({ response: z.looseObject({ status: z.number(), data: z.unknown() }) }).parse(error).response,
  );

describe("the official client", () => {
  it("sends an order, hears of its fill, and closes the position", async () => {
    const before = await client.getAccount();
    expect(before).toMatchObject({ status: "ACTIVE", currency: "USD", cash: "100000", trading_blocked: false });
    const sent = Order.parse(
      await client.createOrder({ symbol: "ACME", qty: 100, side: "buy", type: "market", time_in_force: "day" }),
    );
    await until("new", sent.id);
    await until("fill", sent.id);
    const fill = updates.find(({ event, order }) => event === "fill" && order.id === sent.id);
    expect(fill).toMatchObject({
      price: "10",
      qty: "100",
      position_qty: "100",
      order: { status: "filled", filled_qty: "100" },
    });
    expect(updates.filter(({ event, order }) => event === "fill" && order.id === sent.id)).toHaveLength(1);
    expect(Order.parse(await client.getOrder(sent.id))).toMatchObject({ status: "filled", filled_avg_price: "10" });
    expect(await client.getPositions()).toMatchObject([
      { symbol: "ACME", qty: "100", side: "long", avg_entry_price: "10" },
    ]);
    expect(await client.getPosition("ACME")).toMatchObject({ qty: "100", asset_class: "crypto" });
    const activities = await client.getAccountActivities({ activityTypes: "FILL" } as Parameters<
      typeof client.getAccountActivities
    >[0]);
    expect(activities).toMatchObject([
      { activity_type: "FILL", order_id: sent.id, qty: "100", cum_qty: "100", leaves_qty: "0", type: "fill" },
    ]);
    const closed = Order.parse(await client.closePosition("ACME"));
    await until("fill", closed.id);
    expect(await client.getPositions()).toEqual([]);
    expect((await refusalOf(client.getPosition("ACME")))?.status).toBe(404);
  });

  it("replaces, finds by its own key, and cancels", async () => {
    const sent = Order.parse(
      await client.createOrder({
        symbol: "ACME",
        qty: "10",
        side: "buy",
        type: "limit",
        limit_price: 5,
        time_in_force: "gtc",
        client_order_id: "my-order-1",
      }),
    );
    await until("new", sent.id);
    await client.replaceOrder(sent.id, { qty: "7", limit_price: "5.5" });
    await until("replaced", sent.id);
    expect(Order.parse(await client.getOrderByClientId("my-order-1"))).toMatchObject({
      id: sent.id,
      qty: "7",
      limit_price: "5.5",
      status: "new",
    });
    const open = z
      .array(Order)
      .parse(await client.getOrders({ status: "open" } as Parameters<typeof client.getOrders>[0]));
    expect(open.map(({ id }) => id)).toEqual([sent.id]);
    await client.cancelOrder(sent.id);
    await until("canceled", sent.id);
    expect(Order.parse(await client.getOrder(sent.id)).status).toBe("canceled");
    const again = await refusalOf(
      client.createOrder({
        symbol: "ACME",
        qty: 10,
        side: "buy",
        type: "limit",
        limit_price: 5,
        time_in_force: "gtc",
        client_order_id: "my-order-1",
      }),
    );
    expect(again).toMatchObject({ status: 422, data: { code: 42_210_000 } });
  });

  it("cancels all, and closes all", async () => {
    const limit = { symbol: "BOLT", side: "buy", type: "limit", time_in_force: "gtc", limit_price: 5 };
    const [one, two] = [
      Order.parse(await client.createOrder({ ...limit, qty: 1 })),
      Order.parse(await client.createOrder({ ...limit, qty: 2 })),
    ];
    await until("new", two.id);
    const canceled = z
      .array(z.looseObject({ id: z.string(), status: z.number() }))
      .parse(await client.cancelAllOrders());
    expect(canceled.map(({ id }) => id).toSorted()).toEqual([one.id, two.id].toSorted());
    await until("canceled", one.id);
    await until("canceled", two.id);
    const bought = Order.parse(
      await client.createOrder({ symbol: "BOLT", qty: 5, side: "buy", type: "market", time_in_force: "day" }),
    );
    await until("fill", bought.id);
    const closed = z.array(z.looseObject({ symbol: z.string(), body: Order })).parse(await client.closeAllPositions());
    await until("fill", closed[0]?.body.id ?? "");
    expect(await client.getPositions()).toEqual([]);
  });

  it("is refused as Alpaca refuses", async () => {
    const order = { symbol: "ACME", side: "buy", type: "market", time_in_force: "day" };
    expect(await refusalOf(client.createOrder({ ...order, qty: 1_000_000 }))).toMatchObject({
      status: 403,
      data: { code: 40_310_000 },
    });
    expect(await refusalOf(client.createOrder({ ...order, qty: 1, symbol: "NOBODY" }))).toMatchObject({ status: 422 });
    expect(await refusalOf(client.createOrder({ ...order, qty: 1, type: "wish" }))).toMatchObject({ status: 422 });
    expect(await refusalOf(client.getOrder("no-order"))).toMatchObject({
      status: 404,
      data: { code: 40_410_000, message: "order not found" },
    });
    const stranger = new Alpaca({ keyId, secretKey: `${secretKey.slice(0, -2)}xx`, baseUrl: url, paper: true });
    expect(await refusalOf(stranger.getAccount())).toMatchObject({ status: 401, data: { code: 40_110_000 } });
    const [readId = "", readSecret = ""] = (
      await house.tokenOf("alice", { scope: "read", accountIds: ["alice-1"] })
    ).split(".");
    const reader = new Alpaca({ keyId: readId, secretKey: readSecret, baseUrl: url, paper: true });
    expect(await reader.getAccount()).toMatchObject({ status: "ACTIVE" });
    expect(await refusalOf(reader.createOrder({ ...order, qty: 1 }))).toMatchObject({ status: 403 });
  });

  it("reads assets, clock, calendar, quotes and snapshots", async () => {
    expect(await client.getAsset("ACME")).toMatchObject({ symbol: "ACME", tradable: true, price_increment: "0.01" });
    expect(
      z.array(z.looseObject({ symbol: z.string() })).parse(await client.getAssets({ status: "active" })).length,
    ).toBe(3);
    // The house's clock stands on Wednesday, 4 March 2026, 10:00 in New York.
    expect(await client.getClock()).toMatchObject({
      is_open: true,
      next_close: "2026-03-04T16:00:00.000-05:00",
      next_open: "2026-03-05T09:30:00.000-05:00",
    });
    expect(await client.getCalendar({ start: "2026-03-06", end: "2026-03-09" })).toMatchObject([
      { date: "2026-03-06", open: "09:30", close: "16:00" },
      { date: "2026-03-09", open: "09:30", close: "16:00" },
    ]);
    expect(await client.getLatestQuote("ACME")).toMatchObject({ BidPrice: 9.9, AskPrice: 10 });
    expect(await client.getLatestTrade("ACME")).toMatchObject({ Price: 9.9 });
    expect(await client.getSnapshot("ACME")).toMatchObject({ LatestQuote: { AskPrice: 10 } });
    expect(
      await client.getPortfolioHistory({ period: "1M", timeframe: "1D" } as Parameters<
        typeof client.getPortfolioHistory
      >[0]),
    ).toMatchObject({ timeframe: "1D" });
  });
});

describe("ccxt", () => {
  it("trades as with Alpaca", async () => {
    const exchange = new ccxt.alpaca({
      apiKey: keyId,
      secret: secretKey,
      // Its own pauses between requests would be most of this test.
      enableRateLimit: false,
      // Its market data carries no key by itself.
      headers: { "APCA-API-KEY-ID": keyId, "APCA-API-SECRET-KEY": secretKey },
      options: { defaultTimeInForce: "gtc" },
    });
    exchange.urls["api"] = { trader: url, market: url, broker: url };
    const markets = await exchange.loadMarkets();
    expect(Object.keys(markets)).toContain("COIN/USD");
    const ticker = await exchange.fetchTicker("COIN/USD");
    expect([ticker.bid, ticker.ask]).toEqual([99, 100]);
    const sentId = (await exchange.createOrder("COIN/USD", "limit", "buy", 1, 50)).id ?? "";
    await until("new", sentId);
    await exchange.editOrder(sentId, "COIN/USD", "limit", "buy", 2, 60);
    await until("replaced", sentId);
    expect(await exchange.fetchOrder(sentId)).toMatchObject({
      status: "open",
      amount: 2,
      price: 60,
      symbol: "COIN/USD",
    });
    expect((await exchange.fetchOpenOrders("COIN/USD")).map(({ id }) => id)).toEqual([sentId]);
    await exchange.cancelOrder(sentId);
    await until("canceled", sentId);
    const boughtId = (await exchange.createOrder("COIN/USD", "market", "buy", 3)).id ?? "";
    await until("fill", boughtId);
    const balance = await exchange.fetchBalance();
    expect(balance["COIN"]).toMatchObject({ total: 3 });
    expect(await exchange.fetchMyTrades("COIN/USD")).toMatchObject([{ order: boughtId, amount: 3, price: 100 }]);
    expect(await exchange.fetchTime()).toBe(house.clock.nowMs());
  });
});

describe("the websocket", () => {
  const open = async (headers: Record<string, string> = {}) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/stream`, { headers });
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    const next = () =>
      new Promise<unknown>((resolve) => {
        socket.once("message", (data: Buffer) => resolve(JSON.parse(data.toString("utf8"))));
      });
    return { socket, next };
  };

  it("takes both forms of auth, and nothing before it", async () => {
    const { socket, next } = await open();
    const ask = (message: unknown) => {
      const answer = next();
      socket.send(JSON.stringify(message));
      return answer;
    };
    const listen = { action: "listen", data: { streams: ["trade_updates"] } };
    expect(await ask(listen)).toMatchObject({ data: { status: "unauthorized" } });
    expect(await ask({ action: "auth", key: keyId, secret: "wrong" })).toMatchObject({
      data: { status: "unauthorized" },
    });
    expect(await ask("not json at all")).toMatchObject({ data: { error: "invalid message" } });
    expect(await ask({ action: "auth", key: keyId, secret: secretKey })).toMatchObject({
      stream: "authorization",
      data: { status: "authorized" },
    });
    expect(await ask(listen)).toEqual({ stream: "listening", data: { streams: ["trade_updates"] } });
    const ended = new Promise((resolve) => {
      socket.once("close", resolve);
    });
    await house.flows.revokeApiKey(house.actor("alice"), keyId);
    expect(await ended).toBe(1008);
  });

  it("lets no page of another origin in", async () => {
    await expect(open({ origin: "https://evil.example" })).rejects.toThrow("404");
  });
});
