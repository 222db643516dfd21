import { EpochMs, type Exact, exact, type SqlPort, ZERO } from "@/modules/_kernel";
import { isoDate } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import {
  type OrderFill,
  type OrderOfPast,
  readFillsOf,
  readPastOrders,
  readRecentCancels,
} from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import type { Past, PastFill, PastOrder, PastPoint } from "@/modules/risk";
import { type AccountPast, makeDailyValues } from "../../accounts/daily-values";
import type { FlowDeps } from "../../deps";
import type { AppError } from "../../errors";

const DAY_MS = 86_400_000;
/** Orders of one past: more take longer than anybody waits for a page. */
export const ORDERS_MAX = 20_000;

/** A past that can be played again, with the days that nobody can say the worth of. */
export interface ReadPast {
  readonly past: Past;
  readonly currency: string;
  readonly unknownDays: number;
  /** Whether it has moments inside of its days. */
  readonly isIntraday: boolean;
}

/**
 * What an account went through on the days that are over: the books' daily values, its orders and their fills. Between two ends of a
 * day a price is what a fill was last made at.
 */
export async function pastOfAccount(
  deps: Pick<FlowDeps, "sql" | "clock">,
  account: AccountFacts,
): Promise<ReadPast | AppError> {
  const { sql, clock } = deps;
  const nowMs = clock.nowMs();
  const history = await makeDailyValues(deps).past(account, nowMs);
  const known = history === null ? [] : pointsOf(history);
  const [first] = known;
  if (history === null || first === undefined) return { kind: "limit.past_empty" };
  const fromMs = Math.floor(first.atMs / DAY_MS) * DAY_MS;
  const toMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const { accountId } = account;
  const asked = await readPastOrders(sql, { accountId, fromMs, toMs, limit: ORDERS_MAX + 1 });
  if (asked.length > ORDERS_MAX) return { kind: "limit.past_too_long", facts: { max: ORDERS_MAX } };
  const found = await readFillsOf(
    sql,
    asked.map(({ orderId }) => orderId),
  );
  const instruments = await instrumentsOf(sql, history, asked);
  const worth = unitWorth(history, instruments);
  const places = new Map(asked.map(({ orderId }, place) => [orderId, place]));
  return {
    currency: account.baseCurrency,
    unknownDays: history.values.length - known.length,
    isIntraday: found.length > 0,
    past: {
      cash: ZERO,
      points: known,
      orders: asked.map((order) => orderOf(order, worth)),
      fills: found.flatMap((fill) => fillOf(fill, places, { history, worth, baseCurrency: account.baseCurrency })),
      cancels: (await readRecentCancels(sql, { accountId, sinceMs: fromMs })).toReversed(),
      instruments,
      worthAt: (symbol, point) => {
        const at = known[point]?.atMs;
        return at === undefined ? null : worth.endOf(symbol, at);
      },
    },
  };
}

/** The ends of the days whose worth is known; what came in on others comes with the next. */
function pointsOf({ changes, values }: AccountPast): readonly PastPoint[] {
  const points: PastPoint[] = [];
  const units = new Map<string, Exact>();
  let [next, carried] = [0, ZERO];
  for (const { day, equity, flow } of values) {
    for (let change = changes[next]; change !== undefined && change.day <= day; change = changes[next]) {
      next += 1;
      if (change.chart === "securities" && change.symbol !== null && change.qty !== null)
        units.set(change.symbol, (units.get(change.symbol) ?? ZERO).plus(change.qty));
    }
    carried = carried.plus(flow ?? ZERO);
    if (equity === null || flow === null) continue;
    const atMs = Date.parse(`${day}T00:00:00Z`) + DAY_MS - 1;
    points.push({ atMs, equity, flow: carried, units: new Map(units) });
    carried = ZERO;
  }
  return points;
}

interface TradedInstrument {
  readonly currency: string;
  readonly sector: string | null;
  readonly lot: Exact;
  readonly multiplier: Exact;
}

async function instrumentsOf(
  sql: SqlPort,
  { changes }: AccountPast,
  orders: readonly OrderOfPast[],
): Promise<ReadonlyMap<string, TradedInstrument>> {
  const symbols = new Set([...changes, ...orders].flatMap(({ symbol }) => (symbol === null ? [] : [symbol])));
  const found = await makeInstrumentStore(sql).findAll([...symbols]);
  return new Map(
    [...found].map(([symbol, { currency, sector, lot, multiplier }]) => [
      symbol,
      { currency, sector: sector === "" ? null : sector, lot: exact(lot), multiplier: exact(multiplier) },
    ]),
  );
}

/** What a price of an instrument is worth in the base currency; null: its rate of that day is not known. */
function unitWorth({ prices }: AccountPast, instruments: ReadonlyMap<string, TradedInstrument>) {
  const rateAt = (symbol: string, atMs: number) => {
    const currency = instruments.get(symbol)?.currency;
    return currency === undefined ? null : prices.rateOf(currency, isoDate(atMs));
  };
  return {
    of(symbol: string, price: Exact, atMs: number): Exact | null {
      const [rate, instrument] = [rateAt(symbol, atMs), instruments.get(symbol)];
      return rate === null || instrument === undefined ? null : price.times(instrument.multiplier).times(rate);
    },
    endOf(symbol: string, atMs: number): Exact | null {
      const [rate, instrument] = [rateAt(symbol, atMs), instruments.get(symbol)];
      if (rate === null || instrument === undefined) return null;
      return prices.priceOf(symbol, instrument.currency, isoDate(atMs))?.times(rate) ?? null;
    },
  };
}
type UnitWorth = ReturnType<typeof unitWorth>;

function orderOf(order: OrderOfPast, worth: UnitWorth): PastOrder {
  const { symbol, side, qty, limitPrice, protectiveStop, parentId, reduceOnly, createdAt, closedAt } = order;
  const priceOf = (price: Exact | null) => (price === null ? null : worth.of(symbol, price, createdAt));
  return {
    atMs: createdAt,
    symbol,
    side,
    qty,
    limitPrice: priceOf(limitPrice),
    protectiveStop: priceOf(protectiveStop),
    endedMs: closedAt,
    onlyReduces: reduceOnly || parentId !== null,
  };
}

interface FillsOf {
  readonly history: AccountPast;
  readonly worth: UnitWorth;
  readonly baseCurrency: string;
}

/** A fill whose rate is not known is left out: the end of its day brings what it changed. */
function fillOf(
  { orderId, symbol, qty, price, fees, at }: OrderFill,
  places: ReadonlyMap<string, number>,
  { history, worth, baseCurrency }: FillsOf,
): readonly PastFill[] {
  const [order, unit] = [places.get(orderId), worth.of(symbol, price, at)];
  if (order === undefined || unit === null) return [];
  const paid = fees.reduce((sum, { amount, currency }) => {
    const rate = currency === baseCurrency ? ONE : history.prices.rateOf(currency, isoDate(at));
    return rate === null ? sum : sum.plus(amount.times(rate));
  }, ZERO);
  return [{ atMs: EpochMs.of(at), order, qty, price: unit, fees: paid }];
}

const ONE = exact(1);
