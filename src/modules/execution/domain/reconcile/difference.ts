import { z } from "zod";
import { EpochMs, type OrderIntent, SIDES } from "@/modules/_kernel";
import { makeIntentSchema, storedMoment } from "../order/intent";

/** What a comparison is about. `word`: something a venue said that moved nothing here. */
export const RECONCILED = ["order", "fill", "position", "cash", "word"] as const;
export type Reconciled = (typeof RECONCILED)[number];

/**
 * How two sides differ. `missing_here`: the venue has it, we have not. `missing_there`: the other way round. `unknown_fill`: a fill
 * of an order that nobody here sent. `qty_differs`: units, money, what is filled or at what price. `terms_differ`: side or symbol.
 * `unknown_word`: news of an order that nobody here sent. `quarantined`: news of an order of ours that cannot be.
 */
export const DIFFERENCES = [
  "missing_here",
  "missing_there",
  "unknown_fill",
  "qty_differs",
  "terms_differ",
  "unknown_word",
  "quarantined",
] as const;
export type DifferenceKind = (typeof DIFFERENCES)[number];

/** An order that may still fill, as one side has it. Amounts are decimal text. */
export interface SideOrder {
  readonly orderId: string;
  readonly symbol: string;
  readonly side: OrderIntent["side"];
  readonly qty: string;
  readonly filledQty: string;
  /** All of it as it stands there, where the venue tells that: what nobody here sent can be adopted by it. */
  readonly whole?: WholeOrder;
}

/** What an order of a venue is made of here. */
interface WholeOrder {
  readonly intent: OrderIntent;
  readonly venueOrderId: string;
}

/** As an item keeps an order of the venue that can be adopted. */
export const wholeOrderSchema = z.object({
  whole: z.object({ intent: makeIntentSchema(storedMoment), venueOrderId: z.string().min(1) }),
});

/** As an item keeps it: what the venue said, word for word. */
export const sideFillSchema = z.object({
  execId: z.string(),
  orderId: z.string(),
  symbol: z.string(),
  side: z.enum(SIDES),
  qty: z.string(),
  price: z.string(),
  currency: z.string(),
  fees: z.array(z.object({ amount: z.string(), currency: z.string() })).readonly(),
  at: z.custom<EpochMs>(EpochMs.is, "a moment"),
});
export type SideFill = Readonly<z.output<typeof sideFillSchema>>;

/** One side of an account at one moment. */
export interface Side {
  readonly orders: readonly SideOrder[];
  /** The newest ones; `allFills`: there are no others. */
  readonly fills: readonly SideFill[];
  readonly allFills: boolean;
  /** Signed units by symbol; what is not named is 0. */
  readonly positions: Readonly<Record<string, string>>;
  /** What trades changed of cash, by currency; what is not named is 0. Null: that side keeps none. */
  readonly cash: Readonly<Record<string, string>> | null;
}

/** One thing in which the two sides differ, with what each says of it. */
export interface Difference {
  readonly about: Reconciled;
  readonly kind: DifferenceKind;
  /** What it is about: an order, an execution, a symbol, a currency. One open item for each. */
  readonly key: string;
  /** Whose orders wait; null: no instrument's. */
  readonly symbol: string | null;
  readonly ours: Readonly<Record<string, unknown>> | null;
  readonly theirs: Readonly<Record<string, unknown>> | null;
  /** Theirs less ours, units or money; null where that says nothing. */
  readonly difference: string | null;
}
