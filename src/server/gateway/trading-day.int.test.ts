import Alpaca from "@alpacahq/alpaca-trade-api";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { exact } from "@/modules/_kernel";
import { GeneratedClient, type StreamEvent } from "../api/rest/testing/generated-client";
import { openReplayDay, REPLAYED, type ReplayDay, replayedPrice } from "../api/rest/testing/replay-day";
import { type Gateway, makeGateway } from "./server";

/**
 * A day of the past, traded by two programs at once: the official client of Alpaca through the gateway, and a client that is made
 * of the served description and knows nothing else. Both do the same at the same minute, each on an account of its own.
 */

let day: ReplayDay;
let gateway: Gateway;
let gatewayUrl: string;
let program: GeneratedClient;
let alpaca: InstanceType<typeof Alpaca>;
const events: StreamEvent[] = [];
const left = new AbortController();
let stream: { readonly ended: Promise<void> };

beforeAll(async () => {
  day = await openReplayDay();
  gateway = makeGateway({
    ...day.parts,
    news: day.server.news,
    live: day.server.live,
    log: day.deps.log,
    addressOf: () => "192.0.2.1",
  });
  await new Promise<void>((resolve) => {
    gateway.server.listen(0, "127.0.0.1", () => resolve());
  });
  const address = gateway.server.address();
  if (address === null || typeof address === "string") throw new Error("a server on a port has a port");
  gatewayUrl = `http://127.0.0.1:${address.port}`;
});
afterAll(async () => {
  alpaca.trade_ws.disconnect();
  left.abort();
  await gateway.close();
  await day.close();
});

const Rows = <T extends z.ZodType>(row: T) =>
  z.object({ rows: z.array(row), cursor: z.string().nullable().optional() });
const Order = z.object({ orderId: z.string(), status: z.string(), qty: z.string(), filledQty: z.string() });
const Sent = z.object({ order: Order, repeated: z.boolean() });
const Fill = z.object({
  orderId: z.string(),
  side: z.enum(["buy", "sell"]),
  qty: z.string(),
  price: z.string(),
  fees: z.array(z.object({ amount: z.string() })),
});
const Quote = z.object({ symbol: z.string(), last: z.number(), state: z.string() });
const Position = z.object({ symbol: z.string(), qty: z.string() });
const Overview = z.object({
  equity: z.string(),
  cash: z.array(z.object({ settled: z.string(), unsettled: z.string() })),
});
const Batch = z.object({
  kind: z.string(),
  postings: z.array(z.object({ chart: z.string(), amount: z.string(), currency: z.string() })),
});
const AlpacaOrder = z.looseObject({ id: z.string(), status: z.string() });
const heardAlpaca: { readonly event: string; readonly order: z.output<typeof AlpacaOrder> }[] = [];

const account = { accountId: "bob-1" };
const orderOf = (fields: Readonly<Record<string, unknown>>) => ({
  parameters: { "Idempotency-Key": `day-${crypto.randomUUID()}` },
  body: { ...account, symbol: REPLAYED, ...fields },
});
const send = async (fields: Readonly<Record<string, unknown>>) =>
  (await program.get("submitOrder", Sent, orderOf(fields))).order.orderId;
const within = { timeout: 40_000, interval: 20 };
const untilHeard = (event: string, orderId: string, status?: string) =>
  expect
    .poll(
      () =>
        events.some(
          ({ event: name, data }) =>
            name === event && data["orderId"] === orderId && (status === undefined || data["status"] === status),
        ),
      within,
    )
    .toBe(true);
const untilAlpaca = (event: string, id: string) =>
  expect
    .poll(
      () =>
        heardAlpaca
          .filter(({ order }) => order.id === id)
          .map((each) => each.event)
          .join(" "),
      within,
    )
    .toContain(event);
const sendAlpaca = async (fields: Readonly<Record<string, unknown>>) =>
  AlpacaOrder.parse(await alpaca.createOrder({ symbol: REPLAYED, time_in_force: "day", ...fields })).id;
const sum = (amounts: readonly string[]) => amounts.reduce((total, each) => total.plus(exact(each)), exact("0"));

/** What is left of an account after its fills. */
const cashOf = (fills: readonly z.output<typeof Fill>[]) => {
  const flow = sum(
    fills.map(({ side, qty, price }) =>
      exact(qty)
        .times(exact(side === "buy" ? `-${price}` : price))
        .toString(),
    ),
  );
  const fees = sum(fills.flatMap((fill) => fill.fees.map(({ amount }) => amount)));
  return exact("100000").plus(flow).minus(fees);
};

/** Orders by what they are for. */
const mine = { bought: "", profit: "", stop: "", dip: "", never: "", taken: "" };
const theirs = { ...mine };

it("signs in by a key, finds what it will trade, and listens", async () => {
  const { url } = day.server;
  const nobody = await GeneratedClient.of(`${url}/api/v1/openapi.json`, null);
  expect(await nobody.call("listAccounts")).toMatchObject({ status: 401, body: { kind: "key.required" } });
  program = nobody.as(await day.tokenOf("bob", { accountIds: ["bob-1"] }));
  await expect(program.get("getKey", z.object({ scope: z.string() }))).resolves.toEqual({ scope: "trade" });
  const accounts = await program.get("listAccounts", Rows(z.object({ accountId: z.string() })));
  expect(accounts.rows).toEqual([account]);
  const found = await program.get("listInstruments", Rows(z.object({ symbol: z.string() })), {
    parameters: { text: "DAYS" },
  });
  expect(found.rows.map(({ symbol }) => symbol)).toContain(REPLAYED);
  stream = await program.follow(
    "followEvents",
    { parameters: { symbols: REPLAYED, accountId: "bob-1" } },
    { signal: left.signal, hear: (event) => events.push(event) },
  );
  await expect.poll(() => events.map(({ event }) => event), within).toContain("ready");

  const [keyId = "", secretKey = ""] = (await day.tokenOf("alice", { accountIds: ["alice-1"] })).split(".");
  alpaca = new Alpaca({ keyId, secretKey, baseUrl: gatewayUrl, dataBaseUrl: gatewayUrl, paper: true });
  const connected = new Promise<void>((resolve) => {
    alpaca.trade_ws.onConnect(() => {
      alpaca.trade_ws.subscribe(["trade_updates"]);
      resolve();
    });
  });
  const Update = z.object({ event: z.string(), order: AlpacaOrder });
  alpaca.trade_ws.onOrderUpdate((update: unknown) => heardAlpaca.push(Update.parse(update)));
  alpaca.trade_ws.connect();
  await connected;
  expect(await alpaca.getAccount()).toMatchObject({ status: "ACTIVE", cash: "100000" });
});

it("buys at the market in the morning, and rests orders for the day", async () => {
  await day.playTo(3);
  const quoted = async () =>
    (await program.get("listQuotes", Rows(Quote), { parameters: { symbols: REPLAYED } })).rows[0];
  await expect.poll(quoted, within).toMatchObject({ last: replayedPrice(2), state: "live" });
  expect(await alpaca.getLatestTrade(REPLAYED)).toMatchObject({ Price: replayedPrice(2) });
  const wish = orderOf({ side: "buy", qty: "100", ordType: "market" });
  const preview = await program.get(
    "previewOrder",
    z.object({ positionAfter: z.string(), breaches: z.array(z.unknown()) }),
    { body: wish.body },
  );
  expect(preview).toEqual({ positionAfter: "100", breaches: [] });
  const [first, again] = [await program.get("submitOrder", Sent, wish), await program.get("submitOrder", Sent, wish)];
  expect([first.repeated, again.repeated, again.order.orderId]).toEqual([false, true, first.order.orderId]);
  mine.bought = first.order.orderId;
  theirs.bought = await sendAlpaca({ side: "buy", qty: 100, type: "market" });
  await Promise.all([untilHeard("fill", mine.bought), untilAlpaca("fill", theirs.bought)]);

  mine.profit = await send({ side: "sell", qty: "30", ordType: "limit", limitPrice: "103.7", timeInForce: "gtc" });
  mine.dip = await send({ side: "buy", qty: "50", ordType: "limit", limitPrice: "97", timeInForce: "day" });
  mine.taken = await send({ side: "buy", qty: "10", ordType: "limit", limitPrice: "60", timeInForce: "gtc" });
  theirs.profit = await sendAlpaca({ side: "sell", qty: 30, type: "limit", limit_price: 103.7, time_in_force: "gtc" });
  theirs.dip = await sendAlpaca({ side: "buy", qty: 50, type: "limit", limit_price: 97 });
  theirs.taken = await sendAlpaca({ side: "buy", qty: 10, type: "limit", limit_price: 60, time_in_force: "gtc" });
  await Promise.all([untilHeard("order", mine.taken, "working"), untilAlpaca("new", theirs.taken)]);
});

it("changes its mind: modifies one order, cancels another, and is refused what is wrong", async () => {
  await program.get("modifyOrder", Order, {
    parameters: { orderId: mine.dip },
    body: { qty: "60", limitPrice: "98", stopPrice: null },
  });
  await alpaca.replaceOrder(theirs.dip, { qty: "60", limit_price: "98" });
  await program.get("cancelOrder", Order, { parameters: { orderId: mine.taken } });
  await alpaca.cancelOrder(theirs.taken);
  await Promise.all([untilHeard("order", mine.taken, "canceled"), untilAlpaca("canceled", theirs.taken)]);
  await untilAlpaca("replaced", theirs.dip);
  await expect
    .poll(
      async () =>
        (await program.get("getOrder", z.object({ order: Order }), { parameters: { orderId: mine.dip } })).order,
      within,
    )
    .toMatchObject({ qty: "60", status: "working" });
  const wrong = [
    await program.call("submitOrder", orderOf({ side: "buy", qty: "1", ordType: "limit", limitPrice: "50.001" })),
    await program.call("submitOrder", orderOf({ side: "buy", qty: "1000000", ordType: "market" })),
    await program.call("getOrder", { parameters: { orderId: theirs.dip } }),
    await program.call("setHouseTradingState", { body: { state: "halted", reason: "not mine to halt" } }),
  ];
  expect(wrong.map(({ status }) => status)).toEqual([400, 422, 404, 403]);
});

it("takes its profit at noon, is stopped out on the way down, and buys the dip", async () => {
  await day.playTo(14);
  await Promise.all([untilHeard("fill", mine.profit), untilAlpaca("fill", theirs.profit)]);
  mine.stop = await send({ side: "sell", qty: "70", ordType: "stop", stopPrice: "101", timeInForce: "gtc" });
  theirs.stop = await sendAlpaca({ side: "sell", qty: 70, type: "stop", stop_price: 101, time_in_force: "gtc" });
  await Promise.all([untilHeard("order", mine.stop, "working"), untilAlpaca("new", theirs.stop)]);
  await day.playTo(18);
  await Promise.all([untilHeard("fill", mine.stop), untilAlpaca("fill", theirs.stop)]);
  await day.playTo(22);
  await Promise.all([untilHeard("fill", mine.dip), untilAlpaca("fill", theirs.dip)]);
  const held = await program.get("listPositions", Rows(Position), { parameters: account });
  expect(held.rows).toEqual([{ symbol: REPLAYED, qty: "60" }]);
  expect(await alpaca.getPositions()).toMatchObject([{ symbol: REPLAYED, qty: "60" }]);
});

it("closes what it holds before the close", async () => {
  await day.playTo(25);
  const closed = await program.get("closePosition", z.object({ order: Order, canceled: z.number() }), {
    parameters: { ...account, symbol: REPLAYED, "Idempotency-Key": "day-close-all" },
    body: {},
  });
  const sold = AlpacaOrder.parse(await alpaca.closePosition(REPLAYED));
  await Promise.all([untilHeard("fill", closed.order.orderId), untilAlpaca("fill", sold.id)]);
  expect(closed.canceled).toBe(0);
  expect((await program.get("listPositions", Rows(Position), { parameters: account })).rows).toEqual([]);
});

it("ends the orders of the day with it, and finds the books right", async () => {
  mine.never = await send({ side: "buy", qty: "10", ordType: "limit", limitPrice: "50", timeInForce: "day" });
  theirs.never = await sendAlpaca({ side: "buy", qty: 10, type: "limit", limit_price: 50 });
  await Promise.all([untilHeard("order", mine.never, "working"), untilAlpaca("new", theirs.never)]);
  await day.playTo(27);
  await Promise.all([untilHeard("order", mine.never, "expired"), untilAlpaca("expired", theirs.never)]);
  const orders = await program.get("listOrders", Rows(Order), {
    parameters: { ...account, state: "closed", limit: 20 },
  });
  const statuses = new Map(orders.rows.map(({ orderId, status }) => [orderId, status]));
  expect([mine.bought, mine.profit, mine.stop, mine.dip].map((id) => statuses.get(id))).toEqual(
    Array(4).fill("filled"),
  );
  expect([statuses.get(mine.taken), statuses.get(mine.never)]).toEqual(["canceled", "expired"]);

  const fills = (await program.get("listFills", Rows(Fill), { parameters: account })).rows;
  expect(fills.map(({ side, qty }) => `${side} ${qty}`).toReversed()).toEqual([
    "buy 100",
    "sell 30",
    "sell 70",
    "buy 60",
    "sell 60",
  ]);
  // What the fills say is what is left, and what the double-entry books add up to.
  const cash = cashOf(fills);
  const { cash: kept, equity } = await program.get("getAccount", Overview, { parameters: account });
  expect(sum(kept.flatMap(({ settled, unsettled }) => [settled, unsettled])).toString()).toBe(cash.toString());
  expect(exact(equity).toString()).toBe(cash.toString());
  const batches: z.output<typeof Batch>[] = [];
  for (let cursor: string | null | undefined = ""; typeof cursor === "string"; ) {
    const parameters: Record<string, string | number> = { ...account, limit: 5, ...(cursor === "" ? {} : { cursor }) };
    const page = await program.get("listLedger", Rows(Batch), { parameters });
    batches.push(...page.rows);
    cursor = page.cursor;
  }
  for (const { postings } of batches) expect(sum(postings.map(({ amount }) => amount)).isZero()).toBe(true);
  const booked = batches.flatMap(({ postings }) => postings.filter(({ chart }) => chart.startsWith("cash")));
  expect(sum(booked.map(({ amount }) => amount)).toString()).toBe(cash.toString());

  // The same trades leave what they say, whichever way they were sent. What each met the market at is its own.
  const hers = program.as(await day.tokenOf("alice", { accountIds: ["alice-1"] }));
  const theirFills = (await hers.get("listFills", Rows(Fill), { parameters: { accountId: "alice-1" } })).rows;
  const tradesOf = (all: typeof fills) => all.map(({ side, qty }) => `${side} ${qty}`);
  expect(tradesOf(theirFills)).toEqual(tradesOf(fills));
  const remains = cashOf(theirFills).toString();
  const other = z.looseObject({ cash: z.string(), equity: z.string() }).parse(await alpaca.getAccount());
  expect([exact(other.cash).toString(), exact(other.equity).toString()]).toEqual([remains, remains]);
  expect(events.filter(({ event }) => event === "fill")).toHaveLength(fills.length);
  expect(new Set(events.map(({ event }) => event).filter((event) => event !== "ping"))).toEqual(
    new Set(["ready", "order", "fill", "quote", "account"]),
  );
  left.abort();
  await stream.ended;
});
