/** What money and borrowed shares cost over time, as fractions a year: 0.05 is 5 %. Each is 0 where it is left out. */
export interface FinancingTerms {
  /** Paid to the account on cash above 0. */
  readonly creditRate?: number;
  /** Paid by the account on cash below 0. */
  readonly debitRate?: number;
  /** Paid by the account on the worth of what it is short. */
  readonly borrowRate?: number;
}

/** Day count of money markets in these currencies: act/365 fixed. */
const DAYS_PER_YEAR = 365;

export interface Financed {
  /** Above 0 is paid to the account, below 0 by it. */
  readonly interest: number;
  /** 0 or below. */
  readonly borrowFee: number;
}

/**
 * Interest and borrow fee for `days` calendar days, simple: cash · rate · days / 365, and shortValue · rate · days / 365.
 *
 * @param held - `cash`, and `shortValue` 0 or more: worth of what is short, both as they stood at the start of the days.
 */
export function financingOf(
  { creditRate = 0, debitRate = 0, borrowRate = 0 }: FinancingTerms,
  held: { readonly cash: number; readonly shortValue: number },
  days: number,
): Financed {
  const rate = held.cash >= 0 ? creditRate : debitRate;
  const share = days / DAYS_PER_YEAR;
  const fee = held.shortValue * borrowRate * share;
  return { interest: held.cash * rate * share, borrowFee: fee === 0 ? 0 : -fee };
}
