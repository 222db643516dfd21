import { EpochMs, type Exact, least, ONE, proportion, ZERO } from "@/modules/_kernel";
import { type LimitTerms, limitOf, stepsOf } from "../limits/limit-terms";
import { limitUsage } from "../limits/limit-usage";
import type { HardStep } from "../monitor/monitored-kinds";
import { checkOrder } from "../pre-trade/check-order";
import type { RiskInstrument, RiskLimit, RiskOrder, RiskState } from "../pre-trade/request";
import { type Happening, happeningsOf } from "./happenings";
import type { Past, PastFill, PastOrder } from "./past";
import { PastWorld, splitQty } from "./past-world";

const DAY_MS = 86_400_000;
/** Days among whose ends the highest equity is looked for, as it is for orders of today. */
const PEAK_DAYS = 366;
/** Happenings between two pauses: a thousandth of a second to a few. */
const PAUSE_EVERY = 200;

export interface ReplayedDay {
  /** Start of the day, UTC. */
  readonly dayMs: number;
  /** First moment at which the account was past the limit; null: only orders ran into it. */
  readonly passedAtMs: number | null;
  readonly refused: number;
  /** Most of the limit that was used; null: not known, or the limit is on orders alone. */
  readonly used: Exact | null;
  /** What was done with the account. */
  readonly step: HardStep | null;
  /** Gained against what was, from this day until the next on which it fired: below 0 it cost. */
  readonly gained: Exact;
}

export interface RefusedOrder {
  readonly order: PastOrder;
  /** With the order; null is unknown. */
  readonly actual: Exact | null;
  readonly limit: Exact;
}

export interface LimitReplay {
  readonly days: number;
  readonly orders: number;
  /** Days on which it would have fired, oldest first. */
  readonly fired: readonly ReplayedDay[];
  readonly refused: readonly RefusedOrder[];
  /** At the end, against what was: above 0 it saved, below it cost. */
  readonly gained: Exact;
  /** Equity at each point, as it was and as it would have been. */
  readonly curve: readonly { readonly atMs: number; readonly was: Exact; readonly would: Exact }[];
}

/**
 * Holds a limit against a past as if it had been in force: orders that it refuses do not fill, what its steps close is closed at the
 * prices of that moment, and whoever closed a position closes what there would have been of it. A refused order still closes. What a
 * step bars is let through again with the next day (UTC). Nothing is thought of that nobody asked for: a smaller order instead.
 *
 * Yields how much is done, so that whoever runs it can let others have a turn.
 */
export function* replayLimit(
  past: Past,
  terms: LimitTerms,
): Generator<{ readonly done: number; readonly total: number }, LimitReplay> {
  const replay = new Replay(past, terms);
  const all = happeningsOf(past);
  for (const [at, happening] of all.entries()) {
    if (at % PAUSE_EVERY === 0) yield { done: at, total: all.length };
    replay.take(happening);
  }
  return replay.result();
}

interface OpenDay {
  readonly dayMs: number;
  passedAtMs: number | null;
  refused: number;
  used: Exact | null;
  step: HardStep | null;
  /** Difference of both equities when the day began. */
  readonly before: Exact;
}

class Replay {
  readonly #past: Past;
  readonly #limit: RiskLimit;
  readonly #step: HardStep | null;
  readonly #was: PastWorld;
  readonly #would: PastWorld;
  readonly #prices = new Map<string, Exact>();
  readonly #flows: ReadonlyMap<number, Exact>;
  readonly #passed = new Set<number>();
  /** Orders that work in what would have been, with what of them is filled. */
  readonly #working = new Map<number, Exact>();
  readonly #recent: RiskState["recentOrders"][number][] = [];
  /** What orders cost that filled at once: the price of their moment. */
  readonly #firstPrices: ReadonlyMap<number, Exact>;
  readonly #ends: Exact[] = [];
  #shift: Exact = ZERO;
  #dayMs = Number.NEGATIVE_INFINITY;
  #days = 0;
  #dayStart: Exact | null = null;
  #peak: Exact | null = null;
  #barredDayMs: number | null = null;
  #open: OpenDay | null = null;
  #orders = 0;
  readonly #fired: ReplayedDay[] = [];
  readonly #refused: RefusedOrder[] = [];
  readonly #curve: { atMs: number; was: Exact; would: Exact }[] = [];

  constructor(past: Past, terms: LimitTerms) {
    this.#past = past;
    this.#limit = limitOf(terms, { name: null, scope: { of: "all" } });
    this.#step = stepsOf(terms)?.hard ?? null;
    this.#was = new PastWorld(past.cash);
    this.#would = new PastWorld(past.cash);
    this.#flows = flowsByDay(past);
    this.#firstPrices = new Map(past.fills.toReversed().map(({ order, price }) => [order, price]));
  }

  take(happening: Happening): void {
    this.#begin(dayOf(happening.atMs));
    if (happening.kind === "order") this.#ask(happening.at, happening.order);
    else if (happening.kind === "fill") this.#fill(happening.fill);
    else this.#reach(happening.at);
  }

  result(): LimitReplay {
    this.#close();
    return {
      days: this.#days,
      orders: this.#orders,
      fired: this.#fired,
      refused: this.#refused,
      gained: this.#difference(),
      curve: this.#curve,
    };
  }

  #begin(dayMs: number): void {
    if (dayMs === this.#dayMs) return;
    const end = this.#would.equity(this.#prices);
    if (this.#days > 0 && end !== null) this.#ends.push(end.minus(this.#shift));
    const flow = this.#flows.get(dayMs) ?? ZERO;
    this.#was.cash = this.#was.cash.plus(flow);
    this.#would.cash = this.#would.cash.plus(flow);
    this.#shift = this.#shift.plus(flow);
    this.#dayMs = dayMs;
    this.#days += 1;
    this.#dayStart = this.#would.equity(this.#prices);
    this.#peak = this.#highest();
    this.#barredDayMs = null;
  }

  #ask(at: number, order: PastOrder): void {
    const { symbol, side, qty } = order;
    if (order.onlyReduces) {
      this.#passed.add(at);
      return;
    }
    this.#orders += 1;
    const { closing, opening } = splitQty(qty, this.#was.closable(symbol, side));
    const closable = this.#would.closable(symbol, side);
    const wanted = opening.plus(least(closing, closable));
    // What it would have closed was never opened.
    if (!wanted.isPositive()) return;
    const asked = riskOrder(order, wanted);
    if (this.#barredDayMs !== null && wanted.gt(closable)) {
      this.#refuse(order, null);
      return;
    }
    while (this.#recent[0] !== undefined && this.#recent[0].atMs <= order.atMs - this.#windowMs) this.#recent.shift();
    const checked = checkOrder([this.#limit], this.#state(order.atMs, at), asked);
    if (checked.outcome === "refused") {
      this.#refuse(order, checked.breaches[0] ?? null);
      return;
    }
    this.#passed.add(at);
    this.#working.set(at, ZERO);
    if (this.#windowMs > 0) this.#recent.push({ ...asked, atMs: EpochMs.of(order.atMs) });
  }

  #refuse(order: PastOrder, breach: { readonly actual: Exact | null; readonly limit: Exact } | null): void {
    this.#today().refused += 1;
    const limit = breach?.limit ?? ("value" in this.#limit ? this.#limit.value : ZERO);
    this.#refused.push({ order, actual: breach?.actual ?? null, limit });
  }

  #fill({ order: place, qty, price, fees, atMs }: PastFill): void {
    const order = this.#past.orders[place];
    if (order === undefined) return;
    const { symbol, side } = order;
    this.#prices.set(symbol, price);
    const { closing, opening } = splitQty(qty, this.#was.closable(symbol, side));
    const closable = this.#would.closable(symbol, side);
    const closes = least(closing, closable);
    const takes = this.#passed.has(place) ? closes.plus(opening) : closes;
    this.#was.trade(symbol, side, { qty, price });
    this.#was.cash = this.#was.cash.minus(fees);
    if (takes.isPositive()) {
      this.#would.trade(symbol, side, { qty: takes, price });
      this.#would.cash = this.#would.cash.minus(proportion(fees, takes, qty));
    }
    const filled = this.#working.get(place);
    if (filled !== undefined) this.#working.set(place, filled.plus(qty));
    this.#weigh(atMs);
  }

  #reach(at: number): void {
    const point = this.#past.points[at];
    if (point === undefined) return;
    if (point.units !== null) this.#was.adopt(point.units, this.#would);
    for (const symbol of new Set([...this.#was.units.keys(), ...this.#would.units.keys()])) {
      const worth = this.#past.worthAt(symbol, at);
      if (worth !== null) this.#prices.set(symbol, worth);
    }
    const known = this.#was.equity(this.#prices);
    // What is neither price nor fill came to both: interest, dividends, what an import brought.
    if (known !== null) {
      const other = point.equity.minus(known);
      this.#was.cash = this.#was.cash.plus(other);
      this.#would.cash = this.#would.cash.plus(other);
    }
    this.#weigh(point.atMs);
    const would = this.#would.equity(this.#prices);
    this.#curve.push({ atMs: point.atMs, was: point.equity, would: would ?? point.equity });
  }

  /** What the monitor would have seen at that moment, and done. */
  #weigh(atMs: number): void {
    if (this.#step === null) return;
    const usage = limitUsage(this.#limit, { ...this.#state(atMs, null), workingOrders: [] });
    if (usage === null || !usage.isOver) return;
    const day = this.#today();
    day.passedAtMs ??= atMs;
    if (usage.used !== null && (day.used === null || usage.used.gt(day.used))) day.used = usage.used;
    day.step = this.#step;
    if (this.#step === "alert") return;
    this.#barredDayMs = this.#dayMs;
    if (this.#step === "reduce_only") return;
    for (const place of this.#working.keys()) this.#passed.delete(place);
    this.#working.clear();
    if (this.#step !== "flatten") return;
    for (const [symbol, qty] of this.#would.units) {
      const price = this.#prices.get(symbol);
      if (price !== undefined) this.#would.trade(symbol, qty.isNegative() ? "buy" : "sell", { qty: qty.abs(), price });
    }
  }

  #today(): OpenDay {
    if (this.#open?.dayMs === this.#dayMs) return this.#open;
    this.#close();
    this.#open = {
      dayMs: this.#dayMs,
      passedAtMs: null,
      refused: 0,
      used: null,
      step: null,
      before: this.#difference(),
    };
    return this.#open;
  }

  #close(): void {
    if (this.#open === null) return;
    const { before, ...day } = this.#open;
    this.#fired.push({ ...day, gained: this.#difference().minus(before) });
    this.#open = null;
  }

  #difference(): Exact {
    const [would, was] = [this.#would.equity(this.#prices), this.#was.equity(this.#prices)];
    return would === null || was === null ? ZERO : would.minus(was);
  }

  get #windowMs(): number {
    return "windowMs" in this.#limit ? this.#limit.windowMs : 0;
  }

  #cancelsUntil(atMs: number): number {
    if (this.#limit.kind !== "cancel_rate") return 0;
    return this.#past.cancels.filter((at) => at <= atMs && at > atMs - this.#windowMs).length;
  }

  /** @param place - Of the order that is asked for; null: none is. */
  #state(atMs: number, place: number | null): RiskState {
    const equity = this.#would.equity(this.#prices);
    return {
      nowMs: EpochMs.of(atMs),
      equity,
      buyingPower: null,
      dayStartEquity: this.#dayStart,
      peakEquity: this.#peak,
      openRisk: null,
      dayTrades: null,
      instruments: this.#instruments(place),
      positions: [...this.#would.units].map(([symbol, qty]) => ({ symbol, qty })),
      workingOrders: place === null ? [] : this.#workingAt(atMs),
      orderCounts: new Map([[this.#windowMs, this.#recent.length]]),
      cancelCounts: new Map([[this.#windowMs, this.#cancelsUntil(atMs)]]),
      recentOrders: this.#recent,
    };
  }

  #highest(): Exact | null {
    if (this.#dayStart === null) return null;
    let highest = this.#dayStart;
    for (const end of this.#ends.slice(-PEAK_DAYS)) {
      const shifted = end.plus(this.#shift);
      if (shifted.gt(highest)) highest = shifted;
    }
    return highest;
  }

  #workingAt(atMs: number): RiskState["workingOrders"] {
    return [...this.#working].flatMap(([place, filled]) => {
      const order = this.#past.orders[place];
      const leaves = order?.qty.minus(filled) ?? ZERO;
      if (order === undefined || !leaves.isPositive() || (order.endedMs !== null && order.endedMs <= atMs)) {
        this.#working.delete(place);
        return [];
      }
      return [{ symbol: order.symbol, side: order.side, qty: leaves }];
    });
  }

  /** An order is priced at its own first fill, else at the last price that is known, else at its limit. */
  #instruments(place: number | null): ReadonlyMap<string, RiskInstrument> {
    const order = place === null ? undefined : this.#past.orders[place];
    const symbols = new Set(this.#would.units.keys());
    for (const at of this.#working.keys()) symbols.add(this.#past.orders[at]?.symbol ?? "");
    if (order !== undefined) symbols.add(order.symbol);
    return new Map(
      [...symbols].flatMap((symbol): [string, RiskInstrument][] => {
        const instrument = this.#past.instruments.get(symbol);
        if (instrument === undefined) return [];
        const known = this.#prices.get(symbol) ?? null;
        const own = order?.symbol === symbol && place !== null ? this.#firstPrices.get(place) : undefined;
        return [[symbol, { ...PRICED, ...instrument, price: own ?? known ?? order?.limitPrice ?? null }]];
      }),
    );
  }
}

/** Of what is worth in the base currency already. */
const PRICED = { quoteAtMs: null, multiplier: ONE, fxRate: ONE, initialMargin: ONE, isOpen: true } as const;

const dayOf = (atMs: number) => Math.floor(atMs / DAY_MS) * DAY_MS;

function flowsByDay({ points }: Past): ReadonlyMap<number, Exact> {
  const flows = new Map<number, Exact>();
  for (const { atMs, flow } of points) flows.set(dayOf(atMs), (flows.get(dayOf(atMs)) ?? ZERO).plus(flow));
  return flows;
}

function riskOrder({ symbol, side, limitPrice, protectiveStop }: PastOrder, qty: Exact): RiskOrder {
  return {
    symbol,
    side,
    qty,
    limitPrice,
    protectiveStop,
    isDayTrade: false,
    user: null,
    account: null,
    strategy: null,
  };
}
