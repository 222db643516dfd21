import { z } from "zod";
import { type Exact, parseExact, SIDES } from "@/modules/_kernel";

const DECIMAL_WORDS = "decimal text";
function decimalText(words: string, passes: (value: Exact) => boolean) {
  return z.string(words).refine((text) => {
    const value = parseExact(text);
    return value !== null && passes(value);
  }, words);
}
const anyDecimal = decimalText(DECIMAL_WORDS, () => true);
const positive = decimalText(`${DECIMAL_WORDS} above 0`, (value) => value.isPositive());
const name = z.string().min(1).max(200);

const trade = {
  symbol: name,
  side: z.enum(SIDES),
  qty: positive,
  /** Per unit and point; may be below 0. */
  price: anyDecimal,
  /** Quote currency per point and unit. */
  multiplier: positive,
  /** Of the price. */
  currency: name,
  /** What a unit is of, where a fee can be taken in it (`BTC` of BTC-USD); null where it cannot. */
  baseAsset: name.nullable(),
  /** Paid; below 0 is a rebate. In the price's currency, in the base asset, or in a third one. */
  fees: z.array(z.strictObject({ amount: anyDecimal, currency: name })).max(20),
  /** Lots to close first, in this order: looked at by the method `specific` alone. */
  lots: z.array(name).max(1_000),
};

/** What befell an account, as it was told. Amounts are decimal text, so that it is stored as it came. */
export const entrySchema = z.discriminatedUnion("kind", [
  /** Money from and to the outside. */
  z.strictObject({ kind: z.literal("deposit"), currency: name, amount: positive }),
  z.strictObject({ kind: z.literal("withdrawal"), currency: name, amount: positive }),
  /** Received; below 0 it was paid. */
  z.strictObject({ kind: z.literal("interest"), currency: name, amount: anyDecimal }),
  z.strictObject({ kind: z.literal("funding"), currency: name, amount: anyDecimal }),
  z.strictObject({ kind: z.literal("dividend"), symbol: name, currency: name, amount: anyDecimal }),
  /** A charge of its own; below 0 it was given back. */
  z.strictObject({ kind: z.literal("fee"), currency: name, amount: anyDecimal }),
  /** Money of one currency for money of another. */
  z.strictObject({
    kind: z.literal("exchange"),
    paid: z.strictObject({ currency: name, amount: positive }),
    received: z.strictObject({ currency: name, amount: positive }),
  }),
  z.strictObject({ kind: z.literal("fill"), ...trade }),
  /** A trade that was made elsewhere. */
  z.strictObject({ kind: z.literal("adoption"), ...trade }),
  /** `ratio` new units for each old one; the currency is that of the prices of what is split. */
  z.strictObject({ kind: z.literal("split"), symbol: name, currency: name, ratio: positive }),
]);

export type LedgerEntry = z.output<typeof entrySchema>;
export type EntryOf<Kind extends LedgerEntry["kind"]> = Extract<LedgerEntry, { readonly kind: Kind }>;
/** Those that change what is held of an instrument. */
export type BookEntry = EntryOf<"fill" | "adoption" | "split">;

export function isBookEntry(entry: LedgerEntry): entry is BookEntry {
  return entry.kind === "fill" || entry.kind === "adoption" || entry.kind === "split";
}

/** Whether two tell the same, however their amounts are written. */
export function sameEntry(one: LedgerEntry, other: LedgerEntry): boolean {
  return JSON.stringify(normalized(one)) === JSON.stringify(normalized(other));
}

const DECIMAL_KEYS = new Set(["amount", "qty", "price", "multiplier", "ratio"]);

function normalized(value: unknown, key = ""): unknown {
  if (typeof value === "string") return DECIMAL_KEYS.has(key) ? (parseExact(value)?.toFixed() ?? value) : value;
  if (Array.isArray(value)) return value.map((each: unknown) => normalized(each));
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name_, each]: [string, unknown]) => [name_, normalized(each, name_)]);
}

/**
 * What a unit of a pair is of: `BTC` of BTC-USD, BTC/USD and BTCUSD priced in USD. Null of everything else, whose fees are never
 * taken in units of it.
 */
export function baseAssetOf({
  symbol,
  kind,
  currency,
}: {
  readonly symbol: string;
  readonly kind: string;
  readonly currency: string;
}): string | null {
  if ((kind !== "crypto" && kind !== "fx") || !symbol.endsWith(currency)) return null;
  const base = symbol.slice(0, -currency.length).replace(/[-/_:]$/, "");
  return base === "" ? null : base;
}
