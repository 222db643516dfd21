/** A fill as a curve of profit needs it. Float64: a curve is looked at, and no money. */
export interface CurveFill {
  readonly atMs: number;
  readonly symbol: string;
  /** Units, above 0 bought. */
  readonly quantity: number;
  /** What it did to the cash, fees included. */
  readonly cash: number;
  readonly multiplier: number;
}

/** Closes that were seen at a moment. */
export interface SeenCloses {
  readonly atMs: number;
  readonly seen: readonly { readonly symbol: string; readonly close: number }[];
}

export interface CurvePoint {
  readonly atMs: number;
  readonly profit: number;
}

/**
 * Profit at each moment: what the fills up to then brought, and what they hold at the closes that were seen last. Nothing is held
 * whose close was never seen: it was bought at one.
 *
 * @param fills - Oldest first.
 * @param moments - Oldest first.
 */
export function profitCurve(fills: readonly CurveFill[], moments: readonly SeenCloses[]): readonly CurvePoint[] {
  const units = new Map<string, number>();
  const closes = new Map<string, number>();
  let cash = 0;
  let next = 0;
  return moments.map(({ atMs, seen }) => {
    for (let fill = fills[next]; fill !== undefined && fill.atMs <= atMs; fill = fills[next]) {
      cash += fill.cash;
      units.set(fill.symbol, (units.get(fill.symbol) ?? 0) + fill.quantity * fill.multiplier);
      // Until the next close its own price is the last that is known.
      if (!closes.has(fill.symbol)) closes.set(fill.symbol, Math.abs(fill.cash / (fill.quantity * fill.multiplier)));
      next += 1;
    }
    for (const { symbol, close } of seen) closes.set(symbol, close);
    let worth = 0;
    for (const [symbol, held] of units) if (held !== 0) worth += held * (closes.get(symbol) ?? 0);
    return { atMs, profit: cash + worth };
  });
}

/** Deepest fall of a profit from its best before, a fraction of the capital; 0 of a curve that never fell. */
export function deepestFall(curve: readonly CurvePoint[], capital: number): number {
  let [best, deepest] = [0, 0];
  for (const { profit } of curve) {
    best = Math.max(best, profit);
    deepest = Math.max(deepest, (best - profit) / (capital + best));
  }
  return deepest;
}
