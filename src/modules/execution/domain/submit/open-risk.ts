import { type Exact, ZERO } from "@/modules/_kernel";
import type { UnitTerms, WorkingOrder } from "./reservation";

const larger = (a: Exact, b: Exact) => (a.gte(b) ? a : b);
const smaller = (a: Exact, b: Exact) => (a.lte(b) ? a : b);

interface Open {
  readonly working: readonly WorkingOrder[];
  readonly positions: readonly { readonly symbol: string; readonly qty: Exact }[];
  readonly termsOf: (symbol: string) => UnitTerms | null;
}

/**
 * What is lost from here if every stop is reached, in the base currency: of what is held, and of what working orders may still add.
 * The farthest stops are taken to cover first, and units count from the market or from the price that they are bought at, whichever
 * is worse, so the sum is never too small. Null: something has no stop, or no price, and nobody knows.
 */
export function openRiskOf({ working, positions, termsOf }: Open): Exact | null {
  const held = new Map(positions.map(({ symbol, qty }) => [symbol, qty]));
  const symbols = new Set([
    ...held.keys(),
    ...working.filter(({ reduceOnly }) => !reduceOnly).map(({ symbol }) => symbol),
  ]);
  let total = ZERO;
  for (const symbol of symbols) {
    const own = working.filter((each) => each.symbol === symbol);
    for (const side of ["long", "short"] as const) {
      const loss = lossOf(side, held.get(symbol) ?? ZERO, { own, terms: termsOf(symbol) });
      if (loss === null) return null;
      total = total.plus(loss);
    }
  }
  return total;
}

/** Of one symbol, were it to end up that way round. */
function lossOf(
  side: "long" | "short",
  qty: Exact,
  { own, terms }: { readonly own: readonly WorkingOrder[]; readonly terms: UnitTerms | null },
): Exact | null {
  const [entry, exit] = side === "long" ? (["buy", "sell"] as const) : (["sell", "buy"] as const);
  const entries = own.filter((each) => each.side === entry && !each.reduceOnly);
  const added = entries.reduce((sum, { leaves }) => sum.plus(leaves), ZERO);
  let left = (side === "long" ? qty : qty.neg()).plus(added);
  if (!left.isPositive()) return ZERO;
  if (terms === null || terms.price === null || terms.fxRate === null) return null;
  const worse = side === "long" ? larger : smaller;
  const from = entries.reduce((price, each) => (each.price === null ? price : worse(price, each.price)), terms.price);
  const stops = own
    .flatMap((each) => (each.side === exit && each.stop !== null ? [{ leaves: each.leaves, stop: each.stop }] : []))
    .toSorted((one, other) => (side === "long" ? one.stop.cmp(other.stop) : other.stop.cmp(one.stop)));
  let loss = ZERO;
  for (const { leaves, stop } of stops) {
    const covered = smaller(leaves, left);
    const distance = side === "long" ? from.minus(stop) : stop.minus(from);
    loss = loss.plus(larger(ZERO, distance).times(covered));
    left = left.minus(covered);
    if (!left.isPositive()) return loss.times(terms.multiplier).times(terms.fxRate);
  }
  return null;
}
