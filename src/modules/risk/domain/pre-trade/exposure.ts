import { Exact, ONE, ZERO } from "@/modules/_kernel";
import type { RiskInstrument, RiskOrder, RiskState } from "./request";

/** Units held and the units that working orders may still buy and sell. */
interface Holding {
  qty: Exact;
  buys: Exact;
  sells: Exact;
}

/** Sums over everything but the order's own symbol, in the base currency. */
interface Others {
  readonly gross: Exact;
  /** Net value when only the buys, and only the sells, of working orders fill. */
  readonly netLong: Exact;
  readonly netShort: Exact;
  readonly margin: Exact;
  /** Of the sector and of the currency of the order's own instrument. */
  readonly sector: Exact;
  readonly currency: Exact;
}

const larger = (left: Exact, right: Exact) => (left.gte(right) ? left : right);

/**
 * What an account would come to with an order of any quantity. Working orders count at their worst: of one symbol either all
 * buys fill or all sells, whichever makes more. Every measure grows with the quantity, or falls first and then grows (it is
 * convex), which is what makes the largest quantity findable. Null is unknown, for want of a price, a rate or an instrument.
 */
export class Exposure {
  readonly #order: RiskOrder;
  readonly #instrument: RiskInstrument | null;
  readonly #own: Holding;
  readonly #others: Others | null;
  /** Symbols other than the order's that are held or may be. */
  readonly #otherPositions: number;

  constructor(state: RiskState, order: RiskOrder) {
    this.#order = order;
    this.#instrument = state.instruments.get(order.symbol) ?? null;
    const holdings = holdingsOf(state);
    this.#own = holdings.get(order.symbol) ?? { qty: ZERO, buys: ZERO, sells: ZERO };
    holdings.delete(order.symbol);
    this.#otherPositions = [...holdings.values()].filter((each) => worst(each).isPositive()).length;
    this.#others = othersOf(holdings, state.instruments, this.#instrument);
  }

  get instrument(): RiskInstrument | null {
    return this.#instrument;
  }

  /** Units that only make the position smaller, whatever else fills. */
  get reducible(): Exact {
    if (this.#order.reduceOnly === true) return this.#order.qty;
    const { qty, buys, sells } = this.#own;
    const isOpposite = this.#order.side === "sell" ? qty.isPositive() : qty.isNegative();
    if (!isOpposite) return ZERO;
    return larger(ZERO, qty.abs().minus(this.#order.side === "sell" ? sells : buys));
  }

  /** Base currency for one unit: at the quote, or at the limit price where that is worse. */
  get unitValue(): Exact | null {
    if (this.#instrument === null) return null;
    const { limitPrice } = this.#order;
    const { price } = this.#instrument;
    if (price === null) return null;
    const at = limitPrice === null ? price.abs() : larger(price.abs(), limitPrice.abs());
    return worthOf(at, this.#instrument);
  }

  /** Of the order alone. */
  orderValue(qty: Exact): Exact | null {
    return this.unitValue?.times(qty) ?? null;
  }

  positionQty(qty: Exact): Exact {
    return worst(this.#with(qty));
  }

  positionValue(qty: Exact): Exact | null {
    return this.unitValue?.times(this.positionQty(qty)) ?? null;
  }

  gross(qty: Exact): Exact | null {
    return this.#plusOwn(this.#others?.gross, qty);
  }

  net(qty: Exact): Exact | null {
    const unit = this.unitValue;
    if (unit === null || this.#others === null) return null;
    const own = this.#with(qty);
    const long = this.#others.netLong.plus(own.qty.plus(own.buys).times(unit));
    const short = this.#others.netShort.plus(own.qty.minus(own.sells).times(unit));
    return larger(long.abs(), short.abs());
  }

  /** Of the order's sector; null when that is unknown. */
  sector(qty: Exact): Exact | null {
    return this.#instrument?.sector == null ? null : this.#plusOwn(this.#others?.sector, qty);
  }

  currency(qty: Exact): Exact | null {
    return this.#instrument === null ? null : this.#plusOwn(this.#others?.currency, qty);
  }

  /** Initial margin of everything. */
  margin(qty: Exact): Exact | null {
    const own = this.positionValue(qty);
    if (own === null || this.#instrument === null || this.#others === null) return null;
    return this.#others.margin.plus(own.times(this.#instrument.initialMargin));
  }

  /** Initial margin of the part of the order that opens. */
  opening(qty: Exact): Exact | null {
    const value = this.orderValue(larger(ZERO, qty.minus(this.reducible)));
    return value === null || this.#instrument === null ? null : value.times(this.#instrument.initialMargin);
  }

  positions(qty: Exact): number {
    return this.#otherPositions + (this.positionQty(qty).isPositive() ? 1 : 0);
  }

  /** Whether the order, filled with everything before it, leaves a short position larger than there was. */
  opensShort(qty: Exact): boolean {
    return this.#order.side === "sell" && this.#own.qty.minus(this.#own.sells).minus(qty).isNegative();
  }

  #plusOwn(others: Exact | null | undefined, qty: Exact): Exact | null {
    const own = this.positionValue(qty);
    return own === null || others === null || others === undefined ? null : others.plus(own);
  }

  #with(qty: Exact): Holding {
    const { qty: held, buys, sells } = this.#own;
    return this.#order.side === "buy"
      ? { qty: held, buys: buys.plus(qty), sells }
      : { qty: held, buys, sells: sells.plus(qty) };
  }
}

/** Units of a holding at its largest, long or short. */
function worst({ qty, buys, sells }: Holding): Exact {
  if (buys === ZERO && sells === ZERO) return qty.abs();
  return larger(qty.plus(buys).abs(), qty.minus(sells).abs());
}

function worthOf(price: Exact, { multiplier, fxRate }: RiskInstrument): Exact | null {
  return fxRate === null ? null : price.times(multiplier).times(fxRate);
}

function holdingsOf({ positions, workingOrders }: RiskState): Map<string, Holding> {
  const holdings = new Map<string, Holding>();
  const of = (symbol: string): Holding => {
    const holding = holdings.get(symbol) ?? { qty: ZERO, buys: ZERO, sells: ZERO };
    holdings.set(symbol, holding);
    return holding;
  };
  for (const { symbol, qty } of positions) {
    const holding = of(symbol);
    holding.qty = holding.qty === ZERO ? qty : holding.qty.plus(qty);
  }
  for (const { symbol, side, qty } of workingOrders) {
    const holding = of(symbol);
    if (side === "buy") holding.buys = holding.buys.plus(qty);
    else holding.sells = holding.sells.plus(qty);
  }
  return holdings;
}

/** Hundreds in every check: what most add nothing to is not added. */
function othersOf(
  holdings: ReadonlyMap<string, Holding>,
  instruments: RiskState["instruments"],
  own: RiskInstrument | null,
): Others | null {
  const [gross, sector, currency] = [new Exact.Sum(), new Exact.Sum(), new Exact.Sum()];
  // What is held without working orders is the same long and short; of the others its worst is apart.
  const [still, netLong, netShort] = [new Exact.Sum(), new Exact.Sum(), new Exact.Sum()];
  // Margin that is not the whole worth of what is held.
  const beyond = new Exact.Sum();
  for (const [symbol, holding] of holdings) {
    const units = worst(holding);
    if (units.isZero()) continue;
    const instrument = instruments.get(symbol);
    const unit = instrument?.price == null ? null : worthOf(instrument.price.abs(), instrument);
    if (instrument === undefined || unit === null) return null;
    const value = units.times(unit);
    gross.add(value);
    const { qty, buys, sells } = holding;
    if (buys !== ZERO || sells !== ZERO) {
      netLong.addProduct(qty.plus(buys), unit);
      netShort.addProduct(qty.minus(sells), unit);
    } else if (qty.isNegative()) still.subtract(value);
    else still.add(value);
    if (instrument.initialMargin !== ONE) beyond.addProduct(value, instrument.initialMargin.minus(ONE));
    if (instrument.sector !== null && instrument.sector === own?.sector) sector.add(value);
    if (instrument.currency === own?.currency) currency.add(value);
  }
  return {
    gross: gross.value,
    netLong: still.value.plus(netLong.value),
    netShort: still.value.plus(netShort.value),
    margin: gross.value.plus(beyond.value),
    sector: sector.value,
    currency: currency.value,
  };
}
