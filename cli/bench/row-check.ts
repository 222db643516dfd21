import { performance } from "node:perf_hooks";
import { EpochMs, exact, ONE, OrderId } from "@/modules/_kernel";
import type { Instrument, Quote } from "@/modules/data";
import { checkRequest, marketOfQuote, type Standing, weighOrder } from "@/modules/execution";
import { limitOf } from "@/modules/risk";
import type { Figure } from "./figure";
import { WrongAnswer } from "./fixture";
import { LIMITS, POSITIONS } from "./heavy-account";
import { accountOf, someOrder } from "./order-house";
import { spread } from "./spread";

/** The limit of speed.md, milliseconds at the 99th of a hundred. */
const CHECKED_MS = 2;
/** Of the account that the check is timed on. */
const WORKING = 200;
const CHECKS = 5_000;
/** Before anything is timed: the path is compiled as it is in a process that has worked for a while. */
const WARM = 200;
const NOW_MS = EpochMs.of(Date.UTC(2026, 2, 4, 15));

/** Row 10: the check alone, on an account with many positions, working orders and limits. */
export function measureCheck(instrument: Instrument): readonly Figure[] {
  const standing = standingOf({ ...instrument, sector: "Tech" });
  let ids = 0;
  const times: number[] = [];
  for (let round = 0; round < CHECKS; round += 1) {
    const since = performance.now();
    const checked = checkRequest(someOrder(0, "limit"), {
      instrument,
      price: exact(100),
      marketMs: NOW_MS,
      newId: () => {
        ids += 1;
        return OrderId.of(`o${ids}`);
      },
    });
    if (!checked.ok || weighOrder(checked.value, standing).risk.outcome !== "approved")
      throw new WrongAnswer("the order of the benchmark passes its check");
    times.push(performance.now() - since);
  }
  const what = `check of an order: ${LIMITS.length} limits, ${POSITIONS} positions, ${WORKING} working`;
  return spread(10, what, times.slice(WARM), CHECKED_MS);
}

function standingOf(instrument: Instrument): Standing {
  const now = marketOfQuote(quoteOf(instrument), instrument.tick, NOW_MS, null);
  const held = Array.from({ length: POSITIONS }, (_, place) => `HELD${place}`);
  return {
    nowMs: NOW_MS,
    cash: [{ currency: "USD", settled: exact("1000000000"), unsettled: exact("0") }],
    positions: held.map((symbol) => ({ symbol, qty: exact(10) })),
    working: Array.from({ length: WORKING }, (_, place) => workingOrder(place, instrument)),
    instruments: new Map(
      [instrument.symbol, ...held].map((symbol) => [symbol, { instrument: { ...instrument, symbol }, now }]),
    ),
    rateOf: () => ONE,
    userId: "bench",
    accountId: accountOf(0),
    limits: LIMITS.map((terms) => limitOf(terms, { name: null, scope: { of: "all" } })),
    recentOrders: [],
    orderCounts: new Map([[60_000, 999]]),
    cancelCounts: new Map([[60_000, 0]]),
    dayStartEquity: exact("1000000000"),
    peakEquity: exact("1000000000"),
  };
}

function quoteOf({ instrumentId }: Instrument): Quote {
  return {
    instrumentId,
    feed: "simulated",
    bid: 99.99,
    ask: 100,
    bidSize: 1,
    askSize: 1,
    last: 100,
    lastSize: 1,
    reference: null,
    eventMs: NOW_MS,
    receivedMs: NOW_MS,
    clock: "wall",
    beatMs: 60_000,
    calendar: null,
    minute: null,
  };
}

const workingOrder = (place: number, { symbol }: Instrument): Standing["working"][number] => ({
  orderId: OrderId.of(`w${place}`),
  symbol,
  side: "buy",
  leaves: exact(1),
  price: exact(50),
  isCapped: true,
  reduceOnly: false,
  stop: null,
  isUnknown: false,
});
