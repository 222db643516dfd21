import { type Exact, least, proportion, type Side, ZERO } from "@/modules/_kernel";

/** What an account holds as its past goes by. */
export class PastWorld {
  cash: Exact;
  readonly units = new Map<string, Exact>();

  constructor(cash: Exact) {
    this.cash = cash;
  }

  unitsOf(symbol: string): Exact {
    return this.units.get(symbol) ?? ZERO;
  }

  /** Units that an order on that side would close. */
  closable(symbol: string, side: Side): Exact {
    const held = this.unitsOf(symbol);
    const opposite = side === "sell" ? held : held.neg();
    return opposite.isPositive() ? opposite : ZERO;
  }

  trade(symbol: string, side: Side, { qty, price }: { readonly qty: Exact; readonly price: Exact }): void {
    const signed = side === "buy" ? qty : qty.neg();
    this.#hold(symbol, this.unitsOf(symbol).plus(signed));
    this.cash = this.cash.minus(signed.times(price));
  }

  /** Everything held; null where something has no price. */
  worth(prices: ReadonlyMap<string, Exact>): Exact | null {
    let total = ZERO;
    for (const [symbol, qty] of this.units) {
      const price = prices.get(symbol);
      if (price === undefined) return null;
      total = total.plus(qty.times(price));
    }
    return total;
  }

  equity(prices: ReadonlyMap<string, Exact>): Exact | null {
    return this.worth(prices)?.plus(this.cash) ?? null;
  }

  /** Units that came or went without a fill, a split for one: in proportion, where there is something to be in proportion to. */
  adopt(truth: ReadonlyMap<string, Exact>, shadow: PastWorld): void {
    for (const symbol of new Set([...truth.keys(), ...this.units.keys()])) {
      const [known, held] = [this.unitsOf(symbol), truth.get(symbol) ?? ZERO];
      if (known.eq(held)) continue;
      const others = shadow.unitsOf(symbol);
      shadow.#hold(symbol, known.isZero() ? others.plus(held) : proportion(others, held, known));
      this.#hold(symbol, held);
    }
  }

  #hold(symbol: string, qty: Exact): void {
    if (qty.isZero()) this.units.delete(symbol);
    else this.units.set(symbol, qty);
  }
}

/** How much of a quantity closes what is held, and how much opens. */
export function splitQty(qty: Exact, closable: Exact): { readonly closing: Exact; readonly opening: Exact } {
  const closing = least(qty, closable);
  return { closing, opening: qty.minus(closing) };
}
