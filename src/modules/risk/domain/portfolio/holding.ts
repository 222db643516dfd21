/** What an account holds of one instrument, or of one currency, as risk looks at it. */
export interface Holding {
  /** Of a currency that is held as money: its code. */
  readonly symbol: string;
  /** Base currency, below 0 when short. */
  readonly value: number;
  /** `cash` is money in another currency than the base: it has no return of its own, only that of its rate. */
  readonly kind: "equity" | "etf" | "index" | "crypto" | "fx" | "future" | "cash";
  /** Empty where nobody said. */
  readonly sector: string;
  readonly currency: string;
}
