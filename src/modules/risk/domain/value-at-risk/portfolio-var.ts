import { assertNever, err, ok, type Result } from "@/modules/_kernel";
import { normalAt } from "@/modules/data";
import { normalQuantile } from "@/modules/portfolio";
import { tailRanks } from "../tail-risk";
import { cholesky, covarianceOf, dot, meansOf, timesColumn } from "./covariance";

export const VAR_METHODS = ["historical", "parametric", "monte_carlo"] as const;
export type VarMethod = (typeof VAR_METHODS)[number];

/** Scenarios of one Monte Carlo: the standard error of a 99 % VaR is near 1 % of it. */
export const SCENARIOS_DEFAULT = 50_000;
/** Fewest periods that have a deviation. */
const PERIODS_MIN = 2;

export interface PortfolioVarInput {
  /** Money, below 0 when short; several of one symbol add up. */
  readonly positions: readonly { readonly symbol: string; readonly value: number }[];
  /** Simple returns of one day by symbol, oldest first; place n is the same day of every symbol. NaN is missing. */
  readonly returns: ReadonlyMap<string, Float64Array>;
  readonly method: VarMethod;
  /** Above 0, below 1: 0.95 asks for what is lost or more in 5 % of the periods. */
  readonly confidence: number;
  /** A whole number from 1. */
  readonly horizonDays: number;
  /** A whole number of 32 bits; only `monte_carlo` looks at it, as at the number of scenarios. */
  readonly seed: number;
  readonly scenarios: number;
}

export type PortfolioVarError =
  /** Risk that is not known is not zero. */
  | { readonly kind: "var.missing_returns"; readonly position: number; readonly symbol: string }
  /** Day by day, each symbol needs its return. */
  | { readonly kind: "var.unequal_returns"; readonly symbol: string; readonly expected: number; readonly was: number }
  /** Fewer than two days on which every symbol has one. */
  | { readonly kind: "var.too_few_returns"; readonly symbol: string; readonly was: number };

/** Losses: money, above 0 when it is lost. By symbol the parts add up to the whole. */
export interface PortfolioVar {
  readonly var: number;
  readonly cvar: number;
  readonly contributions: ReadonlyMap<string, number>;
  readonly cvarContributions: ReadonlyMap<string, number>;
  /** Days that were looked at: those on which every symbol has a return. */
  readonly periods: number;
}

/** The positions by symbol and their returns, day by day. */
interface Book {
  readonly symbols: readonly string[];
  readonly values: Float64Array;
  readonly columns: readonly Float64Array[];
}

/** Loss by symbol at the value at risk and in the tail beyond it. */
interface Tail {
  readonly atVar: Float64Array;
  readonly beyond: Float64Array;
}

/**
 * Value at risk and expected shortfall of a portfolio, as losses, with what each symbol contributes (Euler: the parts add up).
 *
 * **Days.** Place n of every series is the same day; series of the symbols held have one length. A day on which one of them is
 * missing is left out for all.
 *
 * **historical**: today's positions through the returns of each day; quantile by linear interpolation, the shortfall as in
 * `historicalCvar`. A longer horizon is the one-day figure times √days, not overlapping windows: those need years to have a
 * tail, and share their days. Source: Basel Committee 1996, "Amendment to the capital accord to incorporate market risks",
 * B.4(c). A symbol contributes its loss on the very days that make the quantile.
 *
 * **parametric**: normal, with the sample's means and covariances (n − 1); means grow with days, deviations with √days. A symbol
 * contributes −mean + z·(Σv)ᵢvᵢ/σ. Source: McNeil, Frey and Embrechts 2015, "Quantitative Risk Management", sections 2.3 and
 * 8.5; RiskMetrics Technical Document 1996.
 *
 * **monte_carlo**: scenarios of that normal distribution by Cholesky, the same for one seed, read as the historical ones are. A
 * symbol contributes the mean of its loss given the portfolio's, which for a normal distribution is its regression on it.
 * Source: Glasserman 2003, "Monte Carlo Methods in Financial Engineering", section 2.3.3; Tasche 2008, "Capital allocation to
 * business units and sub-portfolios: the Euler principle".
 */
export function portfolioVar(input: PortfolioVarInput): Result<PortfolioVar, PortfolioVarError> {
  const book = bookOf(input);
  if (!book.ok) return book;
  const { symbols, values } = book.value;
  const periods = book.value.columns[0]?.length ?? 0;
  if (symbols.length === 0) {
    return ok({ var: 0, cvar: 0, contributions: new Map(), cvarContributions: new Map(), periods });
  }
  const tail = tailOf(book.value, input);
  const bySymbol = (parts: Float64Array) => new Map(symbols.map((symbol, index) => [symbol, parts[index] ?? 0]));
  const sum = (parts: Float64Array) => parts.reduce((total, part) => total + part, 0);
  return ok({
    var: sum(tail.atVar),
    cvar: sum(tail.beyond),
    contributions: bySymbol(tail.atVar),
    cvarContributions: bySymbol(tail.beyond),
    periods: values.length === 0 ? 0 : periods,
  });
}

function tailOf(book: Book, input: PortfolioVarInput): Tail {
  switch (input.method) {
    case "historical":
      return historicalTail(book, input);
    case "parametric":
      return parametricTail(book, input);
    case "monte_carlo":
      return simulatedTail(book, input);
    default:
      return assertNever(input.method, "tailOf");
  }
}

function bookOf({ positions, returns }: PortfolioVarInput): Result<Book, PortfolioVarError> {
  const held = new Map<string, { value: number; readonly column: Float64Array }>();
  let expected: number | null = null;
  for (const [position, { symbol, value }] of positions.entries()) {
    const column = returns.get(symbol);
    if (column === undefined) return err({ kind: "var.missing_returns", position, symbol });
    expected ??= column.length;
    if (column.length !== expected) {
      return err({ kind: "var.unequal_returns", symbol, expected, was: column.length });
    }
    const known = held.get(symbol);
    if (known === undefined) held.set(symbol, { value, column });
    else known.value += value;
  }
  const all = [...held.values()];
  const whole = Array.from({ length: expected ?? 0 }, (_, day) => day).filter((day) =>
    all.every(({ column }) => !Number.isNaN(column[day])),
  );
  const [first] = held.keys();
  if (first !== undefined && whole.length < PERIODS_MIN) {
    return err({ kind: "var.too_few_returns", symbol: first, was: whole.length });
  }
  return ok({
    symbols: [...held.keys()],
    values: Float64Array.from(all, ({ value }) => value),
    columns: all.map(({ column }) => Float64Array.from(whole, (day) => column[day] ?? Number.NaN)),
  });
}

function historicalTail({ values, columns }: Book, { confidence, horizonDays }: PortfolioVarInput): Tail {
  const gains = new Float64Array(columns[0]?.length ?? 0);
  for (const [index, column] of columns.entries()) {
    for (const [day, value] of column.entries()) gains[day] = (gains[day] ?? 0) + value * (values[index] ?? 0);
  }
  const worstFirst = [...gains.keys()].toSorted((left, right) => (gains[left] ?? 0) - (gains[right] ?? 0));
  const { low, share, shortfallCount } = tailRanks(gains.length, confidence);
  const [lower = 0, upper = lower] = [worstFirst[low], worstFirst[Math.min(low + 1, gains.length - 1)]];
  const beyond = worstFirst.slice(0, shortfallCount);
  const scale = -Math.sqrt(horizonDays);
  return {
    atVar: values.map((value, index) => {
      const column = columns[index];
      const [least, next] = [column?.[lower] ?? Number.NaN, column?.[upper] ?? Number.NaN];
      return scale * value * (least + (next - least) * share);
    }),
    beyond: values.map((value, index) => {
      const sum = beyond.reduce((total, day) => total + (columns[index]?.[day] ?? Number.NaN), 0);
      return (scale * value * sum) / beyond.length;
    }),
  };
}

/** Mean gain and deviation of a portfolio over a horizon, and the part each symbol has in them. */
function normalModel({ values, columns }: Book, horizonDays: number) {
  const covariance = covarianceOf(columns);
  const means = meansOf(columns).map((mean, index) => mean * (values[index] ?? 0) * horizonDays);
  const shares = timesColumn(covariance, values);
  // Rounding can take the variance of a riskless mix below 0.
  const deviation = Math.sqrt(Math.max(0, dot(values, shares)) * horizonDays);
  return {
    covariance,
    mean: means.reduce((sum, mean) => sum + mean, 0),
    deviation,
    /** Of symbol by symbol: the loss for a portfolio that is `deviations` above its mean loss. */
    lossAt: (deviations: number) =>
      values.map((value, index) => {
        const part = deviation === 0 ? 0 : (value * (shares[index] ?? 0) * horizonDays) / deviation;
        return deviations * part - (means[index] ?? 0);
      }),
  };
}

function parametricTail(book: Book, { confidence, horizonDays }: PortfolioVarInput): Tail {
  const { lossAt } = normalModel(book, horizonDays);
  const z = normalQuantile(confidence);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return { atVar: lossAt(z), beyond: lossAt(density / (1 - confidence)) };
}

function simulatedTail(book: Book, { confidence, horizonDays, seed, scenarios }: PortfolioVarInput): Tail {
  const { covariance, deviation, lossAt } = normalModel(book, horizonDays);
  const lower = cholesky(covariance);
  // The portfolio's gain is valuesᵀ·L·normals: what each normal weighs in it is the same in every scenario.
  const weights = book.values.map((_, column) =>
    book.values.reduce((sum, value, row) => sum + value * (lower.cells[row * lower.size + column] ?? 0), 0),
  );
  const root = Math.sqrt(horizonDays);
  const gains = new Float64Array(scenarios);
  for (const [stream, weight] of weights.entries()) {
    if (weight === 0) continue;
    for (let place = 0; place < scenarios; place += 1) {
      gains[place] = (gains[place] ?? 0) + weight * root * normalAt(seed, stream, place);
    }
  }
  gains.sort();
  const { low, share, shortfallCount } = tailRanks(scenarios, confidence);
  const [least = 0, next = least] = [gains[low], gains[Math.min(low + 1, scenarios - 1)]];
  const beyond = gains.subarray(0, shortfallCount).reduce((sum, gain) => sum + gain, 0) / shortfallCount;
  const deviations = (gain: number) => (deviation === 0 ? 0 : -gain / deviation);
  return { atVar: lossAt(deviations(least + (next - least) * share)), beyond: lossAt(deviations(beyond)) };
}
