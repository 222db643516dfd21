import { type Exact, err, ok, quotient, type Result, ZERO } from "@/modules/_kernel";
import { internalRate } from "../internal-rate";
import type { LotMethod } from "../lots/lot";
import { timeWeightedReturn } from "../time-weighted";
import type { Activity } from "./activity";
import { CurrencyConverter, type DatedValues, LastKnown } from "./dated-values";
import { type Crossing, type Holding, Holdings, type HoldingsError } from "./holdings";

export interface PortfolioInput {
  readonly baseCurrency: string;
  /** Last day that counts: later activities, prices and rates are not looked at. */
  readonly asOfMs: number;
  readonly method: LotMethod;
  readonly activities: readonly Activity[];
  readonly prices: ReadonlyMap<string, DatedValues>;
  /** By pair: "EURUSD" is dollars for one euro. */
  readonly fx: ReadonlyMap<string, DatedValues>;
}

/** One instrument in its own currency. Null is unknown, for want of a price. */
export interface PositionReport {
  readonly symbol: string;
  readonly currency: string;
  readonly qty: Exact;
  /** Of one open unit, fees included; null of none. */
  readonly averageCost: Exact | null;
  /** Cost of what is open, fees included; below 0 when short (what the sale brought). */
  readonly investment: Exact;
  readonly marketValue: Exact | null;
  /** Net of fees; gross leaves them out. */
  readonly unrealized: Exact | null;
  readonly unrealizedGross: Exact | null;
  readonly realized: Exact;
  readonly realizedGross: Exact;
  readonly income: Exact;
  readonly fees: Exact;
}

/** Sums in the base currency, at the rates of the last day. Null is unknown. */
export interface PortfolioTotals {
  readonly value: Exact | null;
  readonly cash: Exact | null;
  readonly investment: Exact | null;
  readonly marketValue: Exact | null;
  readonly unrealized: Exact | null;
  readonly realized: Exact | null;
  readonly income: Exact | null;
  readonly fees: Exact | null;
}

export interface PortfolioDay {
  readonly dateMs: number;
  readonly value: Exact | null;
  /** What came in from outside, less what left. */
  readonly netFlow: Exact | null;
}

export interface PortfolioReport {
  readonly positions: readonly PositionReport[];
  readonly cash: ReadonlyMap<string, Exact>;
  readonly totals: PortfolioTotals;
  readonly twr: number | null;
  readonly xirr: number | null;
  readonly history: readonly PortfolioDay[];
  /** Symbols without a price and pairs without a rate where one was needed, in order. */
  readonly missing: readonly string[];
}

/**
 * A portfolio as its activities, prices and rates tell it, exact. Activities count by date, those of one date as given.
 *
 * The history has each day on which something was known to change: an activity, a price, a rate, and the last day. Time-weighted
 * return and internal rate are of that history and its flows (deposits, withdrawals, transfers); their sources stand with
 * `timeWeightedReturn` and `internalRate`. What lacks a price or a rate is null, and so is every sum it belongs to.
 */
export function reportPortfolio(input: PortfolioInput): Result<PortfolioReport, HoldingsError> {
  const valuer = new Valuer(input);
  const holdings = new Holdings(input.method);
  const history: PortfolioDay[] = [];
  const inTime = [...input.activities.entries()]
    .filter(([, { dateMs }]) => dateMs <= input.asOfMs)
    .toSorted(([, left], [, right]) => left.dateMs - right.dateMs);
  const days = daysOf(input, inTime[0]?.[1].dateMs ?? input.asOfMs);
  let next = 0;
  for (const dateMs of days) {
    let netFlow: Exact | null = ZERO;
    for (let entry = inTime[next]; entry !== undefined && entry[1].dateMs === dateMs; entry = inTime[next]) {
      const crossing = holdings.apply(entry[1], entry[0]);
      if (!crossing.ok) return err(crossing.error);
      if (crossing.value !== null) netFlow = plus(netFlow, valuer.ofCrossing(crossing.value, dateMs));
      next += 1;
    }
    history.push({ dateMs, value: valuer.ofAll(holdings, dateMs), netFlow });
  }
  const positions = [...holdings.bySymbol.values()]
    .toSorted((left, right) => (left.symbol < right.symbol ? -1 : 1))
    .map((holding) => positionReport(holding, valuer.priceOf(holding, input.asOfMs)));
  return ok({
    positions,
    cash: new Map([...holdings.cash].toSorted(([left], [right]) => (left < right ? -1 : 1))),
    totals: totalsOf(positions, holdings, valuer, input.asOfMs),
    ...returnsOf(history),
    history,
    missing: [...valuer.missing].toSorted(),
  });
}

/** The days of the history, ascending. */
function daysOf({ asOfMs, prices, fx, activities }: PortfolioInput, firstMs: number): readonly number[] {
  const days = new Set<number>([asOfMs]);
  for (const { dateMs } of activities) days.add(dateMs);
  for (const values of [...prices.values(), ...fx.values()]) for (const dateMs of values.keys()) days.add(dateMs);
  return [...days].filter((dateMs) => dateMs >= firstMs && dateMs <= asOfMs).toSorted((left, right) => left - right);
}

/** Prices and rates as days go by, and which of them were missed. */
class Valuer {
  readonly missing = new Set<string>();
  readonly #prices: ReadonlyMap<string, LastKnown>;
  readonly #converter: CurrencyConverter;

  constructor({ baseCurrency, prices, fx }: PortfolioInput) {
    this.#prices = new Map([...prices].map(([symbol, values]) => [symbol, new LastKnown(values)]));
    this.#converter = new CurrencyConverter(baseCurrency, fx);
  }

  /** Of one unit in the instrument's currency; null, and missing, when an open position has none. */
  priceOf({ symbol, lots }: Holding, dateMs: number): Exact | null {
    const price = this.#prices.get(symbol)?.at(dateMs) ?? null;
    if (price === null && !lots.qty.isZero()) this.missing.add(symbol);
    return price;
  }

  toBase(amount: Exact | null, currency: string, dateMs: number): Exact | null {
    if (amount === null) return null;
    const converted = this.#converter.convert(amount, currency, dateMs);
    if (converted === null) this.missing.add(this.#converter.pairOf(currency));
    return converted;
  }

  ofCrossing(crossing: Crossing, dateMs: number): Exact | null {
    if (crossing.of === "money") return this.toBase(crossing.amount, crossing.currency, dateMs);
    const { holding, qty, price } = crossing;
    // At what the units are worth that day; at their own price when nothing else is known.
    const worth = this.#prices.get(holding.symbol)?.at(dateMs) ?? price;
    return this.toBase(qty.times(worth), holding.currency, dateMs);
  }

  ofAll({ bySymbol, cash }: Holdings, dateMs: number): Exact | null {
    let value: Exact | null = ZERO;
    for (const [currency, amount] of cash) value = plus(value, this.toBase(amount, currency, dateMs));
    for (const holding of bySymbol.values()) {
      const { lots, currency } = holding;
      if (lots.qty.isZero()) continue;
      const price = this.priceOf(holding, dateMs);
      value = plus(value, this.toBase(price === null ? null : lots.qty.times(price), currency, dateMs));
    }
    return value;
  }
}

function positionReport(holding: Holding, price: Exact | null): PositionReport {
  const { symbol, currency, lots, income, fees, notRealized, notRealizedFees } = holding;
  const { qty } = lots;
  const open = lots.openCost();
  const gross = qty.isNegative() ? open.gross.neg() : open.gross;
  const investment = gross.plus(open.fees);
  const marketValue = price === null && !qty.isZero() ? null : qty.times(price ?? ZERO);
  const realized = lots.realized.minus(notRealized);
  return {
    symbol,
    currency,
    qty,
    averageCost: qty.isZero() ? null : quotient(investment, qty),
    investment,
    marketValue,
    unrealized: marketValue?.minus(investment) ?? null,
    unrealizedGross: marketValue?.minus(gross) ?? null,
    realized,
    realizedGross: realized.plus(lots.realizedFees).minus(notRealizedFees),
    income,
    fees,
  };
}

function totalsOf(
  positions: readonly PositionReport[],
  holdings: Holdings,
  valuer: Valuer,
  asOfMs: number,
): PortfolioTotals {
  const sum = (amountOf: (position: PositionReport) => Exact | null) =>
    positions.reduce<Exact | null>(
      (total, position) => plus(total, valuer.toBase(amountOf(position), position.currency, asOfMs)),
      ZERO,
    );
  const sumOf = (amounts: ReadonlyMap<string, Exact>) =>
    [...amounts].reduce<Exact | null>(
      (total, [currency, amount]) => plus(total, valuer.toBase(amount, currency, asOfMs)),
      ZERO,
    );
  const [cash, marketValue] = [sumOf(holdings.cash), sum((position) => position.marketValue)];
  return {
    value: plus(cash, marketValue),
    cash,
    investment: sum((position) => position.investment),
    marketValue,
    unrealized: sum((position) => position.unrealized),
    realized: sum((position) => position.realized),
    income: plus(
      sum((position) => position.income),
      sumOf(holdings.interest),
    ),
    fees: plus(
      sum((position) => position.fees),
      sumOf(holdings.charges),
    ),
  };
}

/** Both returns of a history; null where a day's value or flow is unknown. */
function returnsOf(history: readonly PortfolioDay[]): { readonly twr: number | null; readonly xirr: number | null } {
  const points = history.flatMap(({ dateMs, value, netFlow }) =>
    value === null || netFlow === null ? [] : [{ atMs: dateMs, value: value.toNumber(), flow: netFlow.toNumber() }],
  );
  const last = points.at(-1);
  if (points.length < history.length || last === undefined) return { twr: null, xirr: null };
  const flows = points.map(({ atMs, flow }) => ({ atMs, amount: -flow }));
  return {
    twr: timeWeightedReturn(points).total,
    xirr: internalRate([...flows, { atMs: last.atMs, amount: last.value }]),
  };
}

function plus(left: Exact | null, right: Exact | null): Exact | null {
  return left === null || right === null ? null : left.plus(right);
}
