import { EpochMs, Exact, exact, ONE, type OrderIntent, parseExact, quotient, ZERO } from "@/modules/_kernel";
import { calendarOf, type Instrument } from "@/modules/data";
import {
  checkOrder,
  type RiskInstrument,
  type RiskLimit,
  type RiskOrder,
  type RiskOutcome,
  type RiskState,
} from "@/modules/risk";
import { type MarketNow, pricesOf } from "../venue/market-of-quote";
import { paperFees } from "../venue/paper-fees";
import { type CheckedRequest, entryOf } from "./check-request";
import { openRiskOf } from "./open-risk";
import { buyingPowerOf, cashWorth, type UnitTerms, type WorkingOrder } from "./reservation";

/** How an account and its markets stand at one moment. */
export interface Standing {
  readonly nowMs: number;
  readonly cash: readonly { readonly currency: string; readonly settled: Exact; readonly unsettled: Exact }[];
  readonly positions: readonly { readonly symbol: string; readonly qty: Exact }[];
  readonly working: readonly WorkingOrder[];
  /** By symbol: the order's, and those of whatever is held or may be. */
  readonly instruments: ReadonlyMap<string, TradedInstrument>;
  /** Base currency for one of a currency; null is unknown. */
  readonly rateOf: (currency: string) => Exact | null;
  readonly userId: string | null;
  readonly accountId: string;
  /** The deployment whose order it is; not given or null: no strategy's. */
  readonly strategyId?: string | null;
  /** Limits of the house that bind the account or whoever asks. */
  readonly limits: readonly RiskLimit[];
  /** For the windows of those limits, and as far back as they look. */
  readonly orderCounts: RiskState["orderCounts"];
  readonly cancelCounts: RiskState["cancelCounts"];
  readonly recentOrders: RiskState["recentOrders"];
  /** Base currency, money that came in or went out since then left out; null is unknown. */
  readonly dayStartEquity: Exact | null;
  readonly peakEquity: Exact | null;
  /** In five business days, of instruments that the rule is about; not given or null: no limit asks, or the rule is not about the order's. */
  readonly dayTrades?: number | null;
}

export interface TradedInstrument {
  readonly instrument: Instrument;
  /** Null: nothing is known of its price. */
  readonly now: MarketNow | null;
}

export interface Weighed {
  readonly risk: RiskOutcome<RiskOrder>;
  /** What it was reckoned with: the market's side that it would take. Null: unknown. */
  readonly price: Exact | null;
  /** Of the whole order, in the instrument's currency. */
  readonly notional: Exact | null;
  readonly fees: readonly { readonly amount: string; readonly currency: string }[];
  readonly positionBefore: Exact;
  readonly positionAfter: Exact;
  /** Base currency. */
  readonly buyingPowerBefore: Exact | null;
  readonly buyingPowerAfter: Exact | null;
  /** Loss at the protective stop with the fees of both ways, base currency. */
  readonly riskAtStop: Exact | null;
  readonly riskOfEquity: Exact | null;
  readonly rewardToRisk: Exact | null;
}

/**
 * Holds an order against what the account has: what it would cost, what it leaves, and every limit that it breaks. Pure: the
 * preview and the submit are this same answer.
 */
export function weighOrder(checked: CheckedRequest, standing: Standing): Weighed {
  const { intent } = checked;
  const { positions, instruments, rateOf } = standing;
  const own = instruments.get(intent.symbol) ?? null;
  const held = positions.find(({ symbol }) => symbol === intent.symbol)?.qty ?? ZERO;
  const price = own === null ? null : sidePrice(own.now, intent.side);
  const entry = entryOf(intent, price);
  const fees = own === null || entry === null ? [] : feesAt(own.instrument, intent.qty, entry);
  const charged = feeWorth(fees, rateOf);
  const before = powerBefore(standing);
  const equity = equityOf(standing);
  const terms = own === null ? null : unitTerms(own, intent.side, rateOf);
  const qty = amountOf(intent.qty);
  return {
    risk: checkOrder(
      [...limitsFor(intent, own), ...standing.limits],
      riskState(standing, intent.side, {
        equity,
        buyingPower: before === null || charged === null ? null : before.minus(charged),
      }),
      riskOrder(checked, standing),
    ),
    price,
    notional: entry === null || own === null ? null : entry.times(qty).times(amountOf(own.instrument.multiplier)),
    fees,
    positionBefore: held,
    positionAfter: intent.side === "buy" ? held.plus(qty) : held.minus(qty),
    buyingPowerBefore: before,
    buyingPowerAfter: powerAfter({ intent, before, charged, entry, held, terms }),
    ...planOf(checked, { own, entry, terms, equity, rateOf, fees }),
  };
}

/** How an account stands before any order, for whoever shows its limits. */
export function riskStateOf(standing: Standing): RiskState {
  return riskState(standing, "buy", { equity: equityOf(standing), buyingPower: powerBefore(standing) });
}

interface Plan {
  readonly own: TradedInstrument | null;
  readonly entry: Exact | null;
  readonly terms: UnitTerms | null;
  readonly equity: Exact | null;
  readonly rateOf: Standing["rateOf"];
  readonly fees: Weighed["fees"];
}

/** What is lost at the stop and won at the target. */
function planOf(
  { intent, children }: CheckedRequest,
  { own, entry, terms, equity, rateOf, fees }: Plan,
): Pick<Weighed, "riskAtStop" | "riskOfEquity" | "rewardToRisk"> {
  const { stop, target } = exitsOf(children);
  const worth = (to: string | null) =>
    to === null || entry === null || terms === null || terms.fxRate === null
      ? null
      : amountOf(to).minus(entry).abs().times(amountOf(intent.qty)).times(terms.multiplier).times(terms.fxRate);
  const [loss, reward] = [worth(stop), worth(target)];
  const exitFees = own === null || stop === null ? [] : feesAt(own.instrument, intent.qty, amountOf(stop));
  const paid = feeWorth([...fees, ...exitFees], rateOf);
  const riskAtStop = loss === null || paid === null ? null : loss.plus(paid);
  return {
    riskAtStop,
    riskOfEquity: riskAtStop === null || equity === null || !equity.isPositive() ? null : quotient(riskAtStop, equity),
    rewardToRisk: reward === null || riskAtStop === null || riskAtStop.isZero() ? null : quotient(reward, riskAtStop),
  };
}

const exitsOf = (children: readonly OrderIntent[]) => ({
  stop: children.find(({ stopPrice }) => stopPrice !== null)?.stopPrice ?? null,
  target: children.find(({ stopPrice }) => stopPrice === null)?.limitPrice ?? null,
});

/** Whose day trades are counted. Source: FINRA rule 4210(f)(8)(B). */
export const isSecurity = ({ kind }: Pick<Instrument, "kind">): boolean => kind === "equity" || kind === "etf";

function riskOrder(
  { intent, children }: CheckedRequest,
  { userId, accountId, strategyId = null, dayTrades = null, instruments }: Standing,
): RiskOrder {
  const { stop } = exitsOf(children);
  const own = instruments.get(intent.symbol)?.instrument;
  return {
    symbol: intent.symbol,
    side: intent.side,
    qty: amountOf(intent.qty),
    limitPrice: intent.limitPrice === null ? null : amountOf(intent.limitPrice),
    protectiveStop: stop === null ? null : amountOf(stop),
    reduceOnly: intent.reduceOnly,
    // What opens today and is closed today would be one more: so it is what opens that is held against the count.
    isDayTrade: dayTrades !== null && !intent.reduceOnly && own !== undefined && isSecurity(own),
    user: userId,
    account: accountId,
    strategy: strategyId,
  };
}

function riskState(
  standing: Standing,
  side: OrderIntent["side"],
  money: { readonly equity: Exact | null; readonly buyingPower: Exact | null },
): RiskState {
  return {
    ...money,
    nowMs: EpochMs.of(standing.nowMs),
    dayStartEquity: standing.dayStartEquity,
    peakEquity: standing.peakEquity,
    openRisk: openRisk(standing),
    dayTrades: standing.dayTrades ?? null,
    instruments: weighed(standing, side),
    positions: standing.positions,
    workingOrders: opening(standing.working),
    orderCounts: standing.orderCounts,
    cancelCounts: standing.cancelCounts,
    recentOrders: standing.recentOrders,
  };
}

/** Hundreds, of which each is asked for once or not at all. */
function weighed(standing: Standing, side: OrderIntent["side"]): RiskState["instruments"] {
  return {
    get: (symbol) => {
      const each = standing.instruments.get(symbol);
      return each === undefined ? undefined : new WeighedInstrument(each, side, standing);
    },
  };
}

/** What may only reduce opens nothing, whatever else fills. */
function opening(working: Standing["working"]): RiskState["workingOrders"] {
  const orders: RiskState["workingOrders"][number][] = [];
  for (const { symbol, side, leaves, reduceOnly } of working)
    if (!reduceOnly) orders.push({ symbol, side, qty: leaves });
  return orders;
}

/** Reckoned where a limit looks at it. */
function openRisk(standing: Standing): Exact | null {
  if (!standing.limits.some(({ kind }) => kind === "total_risk")) return null;
  return openRiskOf({
    ...standing,
    termsOf: (symbol) => {
      const found = standing.instruments.get(symbol);
      return found === undefined ? null : unitTerms(found, "buy", standing.rateOf);
    },
  });
}

const quantities = new WeakMap<Standing["positions"], ReadonlyMap<string, Exact>>();

/** Signed units by symbol. Books that nobody wrote in are read as the same list again. */
function quantitiesOf(positions: Standing["positions"]): ReadonlyMap<string, Exact> {
  const known = quantities.get(positions);
  if (known !== undefined) return known;
  const made = new Map(positions.map(({ symbol, qty }) => [symbol, qty]));
  quantities.set(positions, made);
  return made;
}

function powerBefore(standing: Standing): Exact | null {
  return buyingPowerOf({
    ...standing,
    positions: quantitiesOf(standing.positions),
    termsOf: (symbol) => {
      const found = standing.instruments.get(symbol);
      return found === undefined ? null : unitTerms(found, "buy", standing.rateOf);
    },
  });
}

/** Text that was checked. Most multipliers and lots are one. */
const amountOf = (text: string): Exact => (text === "1" ? ONE : (parseExact(text) ?? ZERO));

/** What a side takes from the market. */
function sidePrice(now: MarketNow | null, side: OrderIntent["side"]): Exact | null {
  if (now?.market == null) return null;
  return pricesOf(now.market)[side === "buy" ? "ask" : "bid"];
}

function unitTerms(
  { instrument, now }: TradedInstrument,
  side: OrderIntent["side"],
  rateOf: Standing["rateOf"],
): UnitTerms {
  return {
    price: sidePrice(now, side),
    multiplier: amountOf(instrument.multiplier),
    fxRate: rateOf(instrument.currency),
  };
}

/** What risk asks of an instrument. Of all that are held most is never asked: only the order's own is looked at whole. */
class WeighedInstrument implements RiskInstrument {
  readonly price: Exact | null;
  readonly multiplier: Exact;
  readonly fxRate: Exact | null;
  readonly currency: string;
  readonly sector: string | null;
  readonly initialMargin = ONE;
  readonly #each: TradedInstrument;
  readonly #nowMs: number;

  constructor(each: TradedInstrument, side: OrderIntent["side"], { rateOf, nowMs }: Standing) {
    const { instrument, now } = each;
    this.price = sidePrice(now, side);
    this.multiplier = amountOf(instrument.multiplier);
    this.fxRate = rateOf(instrument.currency);
    this.currency = instrument.currency;
    this.sector = instrument.sector === "" ? null : instrument.sector;
    this.#each = each;
    this.#nowMs = nowMs;
  }

  get lot(): Exact {
    return amountOf(this.#each.instrument.lot);
  }

  get quoteAtMs(): EpochMs | null {
    const { now } = this.#each;
    return now?.market == null ? null : EpochMs.of(this.#nowMs - now.ageMs);
  }

  get isOpen(): boolean {
    return isOpen(this.#each, this.#nowMs);
  }
}

function isOpen({ instrument, now }: TradedInstrument, nowMs: number): boolean {
  if (now !== null) return now.state !== "closed";
  const calendar = instrument.calendar === null ? null : calendarOf(instrument.calendar);
  return calendar === null || calendar.sessionAt(nowMs) !== null;
}

/** Age in seconds that a quote may have where nobody said one: only what has no quote has no beat. */
const BEAT_UNSAID_MS = 15_000;

/** An order for the open waits for it: neither hours nor a quote's age say anything about it. */
function limitsFor({ timeInForce }: OrderIntent, own: TradedInstrument | null): readonly RiskLimit[] {
  const scope = { of: "all" } as const;
  const always: readonly RiskLimit[] = [{ kind: "buying_power", name: null, scope }];
  if (timeInForce === "at_the_open") return always;
  const seconds = quotient(exact(own?.now?.beatMs ?? BEAT_UNSAID_MS), exact(1_000));
  return [
    ...always,
    { kind: "trading_hours", name: null, scope },
    // While its market is closed a quote's age says nothing.
    ...(own?.now?.state === "closed" ? [] : [{ kind: "stale_data" as const, name: null, scope, value: seconds }]),
  ];
}

function feesAt({ kind, multiplier, currency }: Instrument, qty: string, price: Exact) {
  return paperFees({ kind, multiplier, currency, qty, price: price.toFixed(), liquidity: "taker" });
}

/** In the base currency; null where a rate is unknown. */
function feeWorth(
  fees: readonly { readonly amount: string; readonly currency: string }[],
  rateOf: Standing["rateOf"],
): Exact | null {
  let total = ZERO;
  for (const { amount, currency } of fees) {
    const rate = rateOf(currency);
    if (rate === null) return null;
    total = total.plus(amountOf(amount).times(rate));
  }
  return total;
}

/** Cash and what is held at its middle price, in the base currency; null where something is unknown. */
function equityOf({ cash, positions, instruments, rateOf }: Standing): Exact | null {
  const money = cashWorth({ cash, rateOf });
  if (money === null) return null;
  const total = new Exact.Sum();
  total.add(money);
  for (const { symbol, qty } of positions) {
    const found = instruments.get(symbol);
    const rate = found === undefined ? null : rateOf(found.instrument.currency);
    if (found?.now?.market == null || rate === null) return null;
    const { middle } = pricesOf(found.now.market);
    total.addProduct(middle, qty.times(amountOf(found.instrument.multiplier)).times(rate));
  }
  return total.value;
}

interface After {
  readonly intent: OrderIntent;
  readonly before: Exact | null;
  readonly charged: Exact | null;
  readonly entry: Exact | null;
  readonly held: Exact;
  readonly terms: UnitTerms | null;
}

/** Units that open take their worth, units that close bring it back. */
function powerAfter({ intent, before, charged, entry, held, terms }: After): Exact | null {
  if (before === null || charged === null || entry === null || terms === null || terms.fxRate === null) return null;
  const qty = amountOf(intent.qty);
  const opposite = intent.side === "sell" ? held : held.neg();
  const closing = opposite.isPositive() ? (opposite.gte(qty) ? qty : opposite) : ZERO;
  const unit = entry.times(terms.multiplier).times(terms.fxRate);
  return before
    .plus(unit.times(closing))
    .minus(unit.times(qty.minus(closing)))
    .minus(charged);
}
