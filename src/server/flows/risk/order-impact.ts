import { type Exact, exact, quotient, ZERO } from "@/modules/_kernel";
import { type CheckedRequest, entryOf, pricesOf, riskStateOf, type Standing, type Weighed } from "@/modules/execution";
import { type BookAt, type CloseSeries, type Holding, limitUsage, orderImpact } from "@/modules/risk";
import { makeScenarioStore } from "@/modules/risk/server";
import { rateSymbols } from "../accounts/marks";
import type { NearestLimit, OrderImpact } from "../contract/portfolio-risk";
import type { FlowDeps } from "../deps";
import { closesIn, openDailyPasts, rateSeries } from "./daily-closes";
import { BENCHMARKS, readBenchmark } from "./read-benchmark";

export interface ImpactOf {
  readonly checked: CheckedRequest;
  readonly weighed: Weighed;
  readonly standing: Standing;
  readonly currency: string;
}

/**
 * What an order would change of the account's risk once it filled at the price it was reckoned with: six lines before and after.
 * Null while something that is held has no price. Pasts are kept for as long as they are the same, so that a ticket may ask as it is typed.
 */
export function makeOrderImpact(deps: Pick<FlowDeps, "sql" | "clock">): (of: ImpactOf) => Promise<OrderImpact | null> {
  const pasts = openDailyPasts(deps);
  return async ({ checked, weighed, standing, currency }) => {
    const filled = standingAfter(standing, checked, weighed);
    const before = bookOf(standing);
    const after = filled === null ? null : bookOf(filled);
    if (before === null || after === null || filled === null) return null;
    const holdings = [...new Map([...before.holdings, ...after.holdings].map((each) => [each.symbol, each])).values()];
    const closes = new Map<string, CloseSeries>();
    const securities = holdings.filter(({ kind }) => kind !== "cash").map(({ symbol }) => symbol);
    const currencies = new Set(holdings.map((holding) => holding.currency).filter((each) => each !== currency));
    // All that is needed is asked for at once: what comes after finds it.
    const needed = [...currencies].flatMap((each) => rateSymbols(each, currency));
    const [found, scenarios] = await Promise.all([
      pasts.read([...securities, ...needed, ...BENCHMARKS]),
      makeScenarioStore().list(deps.sql),
    ]);
    for (const holding of holdings) {
      const past = found.get(holding.symbol);
      const series =
        holding.kind === "cash"
          ? await rateSeries(pasts, holding.currency, currency)
          : past === undefined
            ? null
            : ((await closesIn(pasts, past, { from: holding.currency, to: currency })) ?? past);
      if (series !== null) closes.set(holding.symbol, series);
    }
    const benchmark = await readBenchmark(pasts, null);
    const figures = orderImpact({ before, after, closes, benchmark: benchmark?.series ?? null, scenarios });
    return {
      before: { ...figures.before, nearest: nearestLimit(standing) },
      after: { ...figures.after, nearest: nearestLimit(filled) },
    };
  };
}

/** The account once all of the order filled; null where it cannot be reckoned. */
function standingAfter(standing: Standing, { intent }: CheckedRequest, weighed: Weighed): Standing | null {
  const own = standing.instruments.get(intent.symbol);
  const entry = entryOf(intent, weighed.price);
  if (own === undefined || entry === null) return null;
  const signed = intent.side === "buy" ? exact(intent.qty) : exact(intent.qty).neg();
  const { currency, multiplier } = own.instrument;
  const paid = [
    { currency, amount: entry.times(signed).times(exact(multiplier)).neg() },
    ...weighed.fees.map((fee) => ({ currency: fee.currency, amount: exact(fee.amount).neg() })),
  ];
  const others = standing.positions.filter(({ symbol }) => symbol !== intent.symbol);
  const qty = weighed.positionBefore.plus(signed);
  return {
    ...standing,
    positions: qty.isZero() ? others : [...others, { symbol: intent.symbol, qty }],
    cash: paid.reduce(paidFrom, standing.cash),
  };
}

function paidFrom(
  cash: Standing["cash"],
  { currency, amount }: { readonly currency: string; readonly amount: Exact },
): Standing["cash"] {
  const known = cash.find((each) => each.currency === currency) ?? { currency, settled: ZERO, unsettled: ZERO };
  return [...cash.filter((each) => each.currency !== currency), { ...known, settled: known.settled.plus(amount) }];
}

/** At the middle of today's markets; null where one of them, or a rate, is unknown. */
function bookOf({ cash, positions, instruments, rateOf }: Standing): BookAt | null {
  let equity = 0;
  const holdings: Holding[] = [];
  for (const { symbol, qty } of positions) {
    const found = instruments.get(symbol);
    const market = found?.now?.market ?? null;
    const rate = found === undefined ? null : rateOf(found.instrument.currency);
    if (found === undefined || market === null || rate === null) return null;
    const { kind, sector, currency, multiplier } = found.instrument;
    const value = pricesOf(market).middle.times(qty).times(exact(multiplier)).times(rate).toNumber();
    equity += value;
    holdings.push({ symbol, value, kind, sector, currency });
  }
  for (const { currency, settled, unsettled } of cash) {
    const rate = rateOf(currency);
    const amount = settled.plus(unsettled);
    if (rate === null) {
      if (amount.isZero()) continue;
      return null;
    }
    const value = amount.times(rate).toNumber();
    equity += value;
    // Money whose rate is 1 is that of the account.
    if (!rate.eq(exact(1)) && value !== 0)
      holdings.push({ symbol: currency, value, kind: "cash", sector: "", currency });
  }
  return { holdings, equity };
}

/** Of the limits that bind, the one of which most is used; one that is unknown is nearer than all. Null: none binds. */
function nearestLimit(standing: Standing): NearestLimit | null {
  const state = riskStateOf(standing);
  const used = standing.limits.flatMap((limit) => {
    const usage = limitUsage(limit, state);
    if (usage === null) return [];
    const part = usage.used === null || usage.limit.isZero() ? null : quotient(usage.used, usage.limit).toNumber();
    return [{ kind: limit.kind, name: limit.name, part, isOver: usage.isOver }];
  });
  const nearness = ({ part, isOver }: NearestLimit) => (part === null || isOver ? Number.POSITIVE_INFINITY : part);
  return used.toSorted((one, other) => nearness(other) - nearness(one) || 0)[0] ?? null;
}
