import type { Exact } from "@/modules/_kernel";

/** Something that happened to a portfolio. Amounts are in `currency`. */
export type Activity = { readonly dateMs: number; readonly currency: string; readonly fees: Exact } & (
  | {
      readonly type: "buy" | "sell";
      readonly symbol: string;
      /** Above 0. */
      readonly qty: Exact;
      readonly price: Exact;
    }
  /** Income: interest may be below 0 (paid). */
  | { readonly type: "dividend" | "interest"; readonly symbol: string | null; readonly amount: Exact }
  /** A charge of its own, above 0. */
  | { readonly type: "fee"; readonly symbol: string | null; readonly amount: Exact }
  /** Money from or to the outside, above 0. */
  | { readonly type: "deposit" | "withdrawal"; readonly amount: Exact }
  /** New units for one old one, above 0. */
  | { readonly type: "split"; readonly symbol: string; readonly ratio: Exact }
  /** Units from (above 0) or to (below 0) the outside, at what they cost. */
  | { readonly type: "transfer"; readonly symbol: string; readonly qty: Exact; readonly price: Exact }
  /** Money from (above 0) or to (below 0) the outside. */
  | { readonly type: "transfer"; readonly symbol: null; readonly amount: Exact }
);
