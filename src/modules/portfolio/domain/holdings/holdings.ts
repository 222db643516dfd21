import { assertNever, type Exact, err, ok, type Result, ZERO } from "@/modules/_kernel";
import type { LotMethod } from "../lots/lot";
import { LotTracker } from "../lots/lot-book";
import type { Activity } from "./activity";

export type HoldingsError =
  /** An instrument is held in one currency. */
  | { readonly kind: "portfolio.mixed_currencies"; readonly index: number; readonly held: string }
  /** More units leave than are there. */
  | { readonly kind: "portfolio.not_held"; readonly index: number }
  /** The method cannot choose without names of lots. */
  | { readonly kind: "portfolio.lots_not_named"; readonly index: number };

/** One instrument: its lots and what it earned and cost. */
export interface Holding {
  readonly symbol: string;
  readonly currency: string;
  readonly lots: LotTracker;
  income: Exact;
  fees: Exact;
  /** Gains of units that left for the outside: no gains at all. */
  notRealized: Exact;
  notRealizedFees: Exact;
}

/** Units or money that crossed the portfolio's border on a day. */
export type Crossing =
  | { readonly of: "money"; readonly currency: string; readonly amount: Exact }
  | { readonly of: "units"; readonly holding: Holding; readonly qty: Exact; readonly price: Exact };

/**
 * What a portfolio holds, activity by activity, in the order of time. A purchase, with its fees, is paid from the cash of its
 * currency, which may go below 0: what an account allows is not decided here.
 */
export class Holdings {
  readonly bySymbol = new Map<string, Holding>();
  readonly cash = new Map<string, Exact>();
  readonly #method: LotMethod;
  readonly interest = new Map<string, Exact>();
  readonly charges = new Map<string, Exact>();

  constructor(method: LotMethod) {
    this.#method = method;
  }

  /** Applies one activity; returns what crossed the border, if anything did. */
  apply(activity: Activity, index: number): Result<Crossing | null, HoldingsError> {
    const holding = this.#holdingOf(activity, index);
    if (!holding.ok) return holding;
    const { currency } = activity;
    const fees = activity.fees;
    if (!fees.isZero()) add(this.cash, currency, fees.neg());
    if (holding.value !== null) holding.value.fees = holding.value.fees.plus(fees);
    else if (!fees.isZero()) add(this.charges, currency, fees);
    switch (activity.type) {
      case "buy":
      case "sell":
        return this.#trade(activity, index, holding.value);
      case "dividend":
      case "interest":
        add(this.cash, currency, activity.amount);
        if (holding.value === null) add(this.interest, currency, activity.amount);
        else holding.value.income = holding.value.income.plus(activity.amount);
        return ok(null);
      case "fee":
        add(this.cash, currency, activity.amount.neg());
        if (holding.value === null) add(this.charges, currency, activity.amount);
        else holding.value.fees = holding.value.fees.plus(activity.amount);
        return ok(null);
      case "deposit":
      case "withdrawal": {
        const amount = activity.type === "deposit" ? activity.amount : activity.amount.neg();
        add(this.cash, currency, amount);
        return ok({ of: "money", currency, amount });
      }
      case "split":
        holding.value?.lots.split(activity.ratio);
        return ok(null);
      case "transfer":
        return this.#transfer(activity, index, holding.value);
      default:
        return assertNever(activity, "Holdings.apply");
    }
  }

  #trade(
    activity: Extract<Activity, { type: "buy" | "sell" }>,
    index: number,
    holding: Holding | null,
  ): Result<null, HoldingsError> {
    const value = activity.qty.times(activity.price);
    add(this.cash, activity.currency, activity.type === "buy" ? value.neg() : value);
    const { type: side, ...rest } = activity;
    const refused = holding?.lots.apply({ ...rest, side, id: null, lotIds: [] }, index);
    return refused ? err({ kind: "portfolio.lots_not_named", index }) : ok(null);
  }

  #transfer(
    activity: Extract<Activity, { type: "transfer" }>,
    index: number,
    holding: Holding | null,
  ): Result<Crossing, HoldingsError> {
    if (activity.symbol === null || holding === null) {
      const amount = activity.symbol === null ? activity.amount : ZERO;
      add(this.cash, activity.currency, amount);
      return ok({ of: "money", currency: activity.currency, amount });
    }
    const { lots } = holding;
    const [qty, price] = [activity.qty, activity.price];
    if (qty.isNegative() && lots.qty.lt(qty.neg())) return err({ kind: "portfolio.not_held", index });
    const [realized, realizedFees] = [lots.realized, lots.realizedFees];
    const side = qty.isNegative() ? "sell" : "buy";
    const { dateMs } = activity;
    const refused = lots.apply({ id: null, dateMs, side, qty: qty.abs(), price, fees: ZERO, lotIds: [] }, index);
    if (refused !== null) return err({ kind: "portfolio.lots_not_named", index });
    // Units that leave are not sold: their gain stays with whoever gets them.
    if (side === "sell") {
      holding.notRealized = holding.notRealized.plus(lots.realized).minus(realized);
      holding.notRealizedFees = holding.notRealizedFees.plus(lots.realizedFees).minus(realizedFees);
    }
    return ok({ of: "units", holding, qty, price });
  }

  #holdingOf(activity: Activity, index: number): Result<Holding | null, HoldingsError> {
    const symbol = "symbol" in activity ? activity.symbol : null;
    if (symbol === null) return ok(null);
    let holding = this.bySymbol.get(symbol);
    // A split has no money, so no currency: it is that of what it splits.
    if (activity.type === "split") return ok(holding ?? null);
    if (holding === undefined) {
      const lots = new LotTracker(this.#method);
      const nothing = { income: ZERO, fees: ZERO, notRealized: ZERO, notRealizedFees: ZERO };
      holding = { symbol, currency: activity.currency, lots, ...nothing };
      this.bySymbol.set(symbol, holding);
    }
    if (holding.currency === activity.currency) return ok(holding);
    return err({ kind: "portfolio.mixed_currencies", index, held: holding.currency });
  }
}

function add(amounts: Map<string, Exact>, currency: string, amount: Exact): void {
  amounts.set(currency, (amounts.get(currency) ?? ZERO).plus(amount));
}
