/** Returns are simple and fractions: 0.01 is +1 % over one period. Undefined is null. */

/**
 * Simple returns of an equity curve: `equity[i + 1] / equity[i] − 1`, one fewer than there are values. A return from or to a
 * missing value (NaN), or from 0, is NaN: missing.
 */
export function returnsOfEquity(equity: Float64Array): Float64Array {
  const returns = new Float64Array(Math.max(0, equity.length - 1));
  for (let i = 0; i < returns.length; i += 1) {
    const change = (equity[i + 1] ?? Number.NaN) / (equity[i] ?? Number.NaN) - 1;
    returns[i] = Number.isFinite(change) ? change : Number.NaN;
  }
  return returns;
}

/** Growth of 1: a value a period, starting after the first return. */
export function growth(returns: Float64Array): Float64Array {
  let value = 1;
  return returns.map((each) => {
    value *= 1 + each;
    return value;
  });
}

/** ∏(1 + rᵢ) − 1; null of nothing. Source: empyrical `cum_returns_final`. */
export function totalReturn(returns: Float64Array): number | null {
  return finiteOrNull((grownTo(returns) ?? Number.NaN) - 1);
}

/** The last value of {@link growth}; undefined of nothing. */
function grownTo(returns: Float64Array): number | undefined {
  let value = 1;
  for (const each of returns) value *= 1 + each;
  return returns.length === 0 ? undefined : value;
}

/**
 * Compound annual growth: (∏(1 + rᵢ))^(periodsPerYear / n) − 1; null of nothing, of a growth below 0 and when it leaves the
 * range of numbers. Source: empyrical `annual_return`.
 */
export function annualReturn(returns: Float64Array, periodsPerYear: number): number | null {
  const end = grownTo(returns);
  if (end === undefined || end < 0) return null;
  return finiteOrNull(end ** (periodsPerYear / returns.length) - 1);
}

/** A number, or null for what is no number a person can use. Minus zero becomes zero. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

/** numerator / denominator, null when the denominator is 0 or either is undefined. */
export function ratioOrNull(numerator: number | null, denominator: number | null): number | null {
  if (numerator === null || denominator === null || denominator === 0) return null;
  return finiteOrNull(numerator / denominator);
}
