import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { OrderId } from "@/modules/_kernel";
import type { Instrument } from "@/modules/data";
import { makeOrderReads, ordersIn } from "@/modules/execution/server";
import { makeTradingFlows } from "@/server/flows/trading/trading-flows";
import { startTrading } from "@/server/flows/trading/work-accounts";
import { type BenchDatabase, openBenchDatabase } from "./database";
import type { Figure } from "./figure";
import { WrongAnswer } from "./fixture";
import { LIMITS, makeHeavy, POSITIONS } from "./heavy-account";
import { openTradingBench, putQuote, someOrder, trader } from "./order-house";
import { measureCheck } from "./row-check";
import { measurePreview } from "./row-preview";
import { spread } from "./spread";

/** The limits of speed.md, milliseconds at the 99th of a hundred. */
const MUST = { committed: 20, called: 25 } as const;
const ACCOUNTS = [1, 50] as const;
/** Before anything is timed: the path is compiled as it is in a process that has worked for a while. */
const WARM = 200;
/** Orders that are timed one after another. */
const ORDERS = 300;
/** Accounts that they are spread over: each ends with some thirty working orders. */
const TRADED = 10;
/** The account with many limits and positions: none of those that are timed otherwise. */
const HEAVY = Math.max(...ACCOUNTS) + 1;
/** Orders of the throughput figures, and how many are under way at once. */
const BURST = 600;
const AT_ONCE = 8;
const CALLED_WAIT_MS = 60_000;
/** Between two looks whether an order has been sent: the worker is on the same processor. */
const LOOK_MS = 5;
const EVENTS_LOOKED_AT = 10;

/** Rows 8, 9 and 10: from a price to a committed order, from there to its venue, and the check by itself; orders a second. */
export async function measureOrders(serverUrl: string | null): Promise<readonly Figure[]> {
  const database = await openBenchDatabase(serverUrl);
  try {
    const instrument = await openTradingBench(database, HEAVY + 1);
    const committed = await measureCommitted(database, instrument);
    const heavy = await measureHeavy(database, instrument);
    const called = await measureCalled(database, instrument);
    const rates = [];
    for (const accounts of ACCOUNTS) rates.push(await measureRate(database, instrument, accounts));
    const preview = await measurePreview(database);
    return [...committed, ...heavy, ...rates, ...called, ...measureCheck(instrument), ...preview];
  } finally {
    await database.close();
  }
}

/** A price comes, somebody decides on it, and the order is in its row: everything but the strategy's own thinking. */
async function measureCommitted(database: BenchDatabase, instrument: Instrument): Promise<readonly Figure[]> {
  const flows = makeTradingFlows(database.house.deps);
  const times: number[] = [];
  for (let place = 0; place < WARM + ORDERS; place += 1) {
    const since = performance.now();
    await putQuote(database, instrument, BigInt(place + 1));
    await submit(flows, `a${place}`, place % TRADED);
    if (place >= WARM) times.push(performance.now() - since);
  }
  return spread(8, "price in, order approved and committed", times, MUST.committed);
}

/** The same on an account whose limits and positions are all weighed with each order. */
async function measureHeavy(database: BenchDatabase, instrument: Instrument): Promise<readonly Figure[]> {
  await makeHeavy(database, HEAVY, instrument);
  const flows = makeTradingFlows(database.house.deps);
  const times: number[] = [];
  for (let place = 0; place < WARM + ORDERS; place += 1) {
    const since = performance.now();
    await putQuote(database, instrument, 500_000n + BigInt(place));
    // None like one of the second before: a limit is on those.
    const orderId = await submit(flows, `h${place}`, HEAVY, String(1 + (place % WARM)));
    if (place < WARM) continue;
    times.push(performance.now() - since);
    await expire(database, orderId);
  }
  const what = `the same, ${LIMITS.length} limits, ${POSITIONS} positions, ${WARM} working orders`;
  return spread(8, what, times, MUST.committed);
}

/** Ends an order that was never sent, so that as many work as before it. */
async function expire({ house: { deps } }: BenchDatabase, orderId: string): Promise<void> {
  await deps.transactions.run(async (tx) => {
    const orders = ordersIn(tx);
    const stored = await orders.load(OrderId.of(orderId));
    if (stored === null) throw new WrongAnswer(`order ${orderId} is there`);
    const done = await orders.append(stored, [{ type: "expired", at: deps.clock.nowMs() }]);
    if (done !== "appended") throw new WrongAnswer(`order ${orderId} ends, was ${done}`);
  });
}

async function submit(
  flows: ReturnType<typeof makeTradingFlows>,
  key: string,
  place: number,
  qty = "1",
): Promise<string> {
  const request = { ...someOrder(place, "limit"), qty };
  const made = await flows.submitOrder(trader, { idempotencyKey: key, request });
  if (!made.ok) throw new WrongAnswer(`order ${key} passes, was ${made.error.kind}`);
  return made.value.order.orderId;
}

/** Orders a second with several under way at once, beside as many plain commits by the same connections. */
async function measureRate(database: BenchDatabase, instrument: Instrument, accounts: number): Promise<Figure> {
  await putQuote(database, instrument, 1_000_000n + BigInt(accounts));
  const flows = makeTradingFlows(database.house.deps);
  const ours = await perSecond((place) => submit(flows, `r${accounts}-${place}`, 1 + (place % accounts)));
  const plain = await perSecond((place) => commitOne(database, `${accounts}-${place}`));
  return {
    row: 8,
    what: "orders committed, by accounts",
    bars: accounts,
    value: ours,
    unit: "req/s",
    against: "bare commits, as many at once",
    againstValue: plain,
  };
}

/** The least that a commit can be: a few bytes in the log, flushed. */
async function commitOne({ house }: BenchDatabase, key: string): Promise<void> {
  await house.deps.transactions.run(async (tx) => {
    await tx.$queryRaw`SELECT pg_logical_emit_message(true, 'bench', ${key})::text`;
  });
}

async function perSecond(work: (place: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const since = performance.now();
  const run = async () => {
    while (next < BURST) {
      next += 1;
      await work(next);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  return BURST / ((performance.now() - since) / 1_000);
}

/** From an accepted order to the claim that is written in the moment before its venue is called, by the database's own clock. */
async function measureCalled(database: BenchDatabase, instrument: Instrument): Promise<readonly Figure[]> {
  const { deps } = database.house;
  const place = Math.max(...ACCOUNTS);
  const flows = makeTradingFlows(deps);
  const trading = startTrading(deps, "bench", 0);
  try {
    const times: number[] = [];
    for (let order = 0; order < WARM + ORDERS; order += 1) {
      await putQuote(database, instrument, 2_000_000n + BigInt(order));
      const orderId = await submit(flows, `c${order}`, place);
      const tookMs = await calledAfter(database, orderId);
      if (order >= WARM) times.push(tookMs);
      await flows.cancelOrder(trader, { orderId, idempotencyKey: `x${order}` });
    }
    return spread(9, "order accepted, venue called", times, MUST.called);
  } finally {
    await trading.stop();
  }
}

/** Waits for the claim; between two looks the worker has the machine. */
async function calledAfter({ house }: BenchDatabase, orderId: string): Promise<number> {
  const reads = makeOrderReads(house.deps.sql);
  const until = performance.now() + CALLED_WAIT_MS;
  while (performance.now() < until) {
    const events = await reads.eventsOf(orderId, EVENTS_LOOKED_AT);
    const at = (wanted: string) => events.find(({ type }) => type === wanted)?.recordedAt;
    const [accepted, called] = [at("approved"), at("sent")];
    if (accepted !== undefined && called !== undefined) return called - accepted;
    await sleep(LOOK_MS);
  }
  throw new WrongAnswer(`order ${orderId} is sent within ${CALLED_WAIT_MS} ms`);
}
