import type { Decimal } from "@/modules/_kernel";

/** Something that happened to a portfolio. Amounts are in `currency`. */
export type Activity = { readonly dateMs: number; readonly currency: string; readonly fees: Decimal } & (
  | {
      readonly type: "buy" | "sell";
      readonly symbol: string;
      /** Above 0. */
      readonly qty: Decimal;
      readonly price: Decimal;
    }
  /** Income: interest may be below 0 (paid). */
  | { readonly type: "dividend" | "interest"; readonly symbol: string | null; readonly amount: Decimal }
  /** A charge of its own, above 0. */
  | { readonly type: "fee"; readonly symbol: string | null; readonly amount: Decimal }
  /** Money from or to the outside, above 0. */
  | { readonly type: "deposit" | "withdrawal"; readonly amount: Decimal }
  /** New units for one old one, above 0. */
  | { readonly type: "split"; readonly symbol: string; readonly ratio: Decimal }
  /** Units from (above 0) or to (below 0) the outside, at what they cost. */
  | { readonly type: "transfer"; readonly symbol: string; readonly qty: Decimal; readonly price: Decimal }
  /** Money from (above 0) or to (below 0) the outside. */
  | { readonly type: "transfer"; readonly symbol: null; readonly amount: Decimal }
);
