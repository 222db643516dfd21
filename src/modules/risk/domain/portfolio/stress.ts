import type { Holding } from "./holding";

/** Which holdings a shock is for; the narrowest that fits one is taken. */
export const SHOCK_SCOPES = ["all", "kind", "sector", "symbol"] as const;

export interface Shock {
  readonly of: (typeof SHOCK_SCOPES)[number];
  /** Of `all`: empty. */
  readonly name: string;
  /** Fraction of the price, from −1: −0.2 is 20 % down. */
  readonly change: number;
  /** The change goes against whoever holds it, long or short: where nobody knows the way. */
  readonly against: boolean;
  /** Times how the holding moves with the market, where that is known; else as it stands. */
  readonly byBeta: boolean;
}

export interface StressLine {
  readonly symbol: string;
  /** Base currency, below 0 is lost. */
  readonly gain: number;
}

export interface StressResult {
  readonly gain: number;
  /** The worst first. */
  readonly lines: readonly StressLine[];
}

/** A price may not fall below 0; that of a future may, but then no fraction says by how much. */
const CHANGE_MIN = -1;

/** What a book would gain under shocks of prices, all at once. A holding that no shock is for stays as it is. */
export function stressBook(
  holdings: readonly Holding[],
  shocks: readonly Shock[],
  betas: ReadonlyMap<string, number | null>,
): StressResult {
  const lines = holdings.map((holding): StressLine => {
    const shock = narrowest(shocks, holding);
    return {
      symbol: holding.symbol,
      gain: shock === null ? 0 : gainOf(holding, shock, betas.get(holding.symbol) ?? null),
    };
  });
  return resultOf(lines);
}

function narrowest(shocks: readonly Shock[], holding: Holding): Shock | null {
  for (const of of SHOCK_SCOPES.toReversed()) {
    const found = shocks.find((shock) => shock.of === of && (of === "all" || shock.name === holding[of]));
    if (found !== undefined) return found;
  }
  return null;
}

function gainOf({ value }: Holding, { change, against, byBeta }: Shock, beta: number | null): number {
  const moved = Math.max(CHANGE_MIN, byBeta && beta !== null ? change * beta : change);
  return against ? -Math.abs(value * moved) : value * moved;
}

function resultOf(lines: readonly StressLine[]): StressResult {
  return {
    gain: lines.reduce((sum, { gain }) => sum + gain, 0),
    lines: lines.toSorted((one, other) => one.gain - other.gain),
  };
}

/** One holding, the one that costs most, gaps against its holder overnight; all others stay. */
export function gapOfOne(holdings: readonly Holding[], gapOf: (holding: Holding) => number): StressResult {
  const lines = holdings.map((holding) => ({
    symbol: holding.symbol,
    gain: -Math.abs(holding.value) * gapOf(holding),
  }));
  const worst = resultOf(lines).lines[0];
  return resultOf(lines.map((line) => (line.symbol === worst?.symbol ? line : { ...line, gain: 0 })));
}

/** Every holding loses at once what it loses by itself: nothing spreads any more. */
export function allAtOnce(losses: ReadonlyMap<string, number>): StressResult {
  return resultOf([...losses].map(([symbol, loss]) => ({ symbol, gain: -Math.max(0, loss) })));
}

/** Kinds whose prices move with the stock market. */
const SHARES: ReadonlySet<Holding["kind"]> = new Set(["equity", "etf", "index", "future"]);
export const isShare = ({ kind }: Pick<Holding, "kind">): boolean => SHARES.has(kind);

/** Gains for each shock of the stock market (rows, by beta where it is known) and each of everything else (columns). */
export function stressGrid(
  holdings: readonly Holding[],
  { market, others }: { readonly market: readonly number[]; readonly others: readonly number[] },
  betas: ReadonlyMap<string, number | null>,
): readonly (readonly number[])[] {
  const gain = (of: readonly Holding[], change: number) =>
    stressBook(of, [{ of: "all", name: "", change, against: false, byBeta: true }], betas).gain;
  const shares = holdings.filter(isShare);
  const rest = holdings.filter((holding) => !isShare(holding));
  const across = others.map((change) => gain(rest, change));
  return market.map((change) => {
    const own = gain(shares, change);
    return across.map((other) => own + other);
  });
}
