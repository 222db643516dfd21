import { z } from "zod";
import { assertNever, ok, toDecimalText, ZERO } from "@/modules/_kernel";
import { isoDate } from "@/modules/data";
import { type Disposal, LOT_METHODS, type Lot, type LotError, trackLots, type WashSale } from "@/modules/portfolio";
import { defineCalculator, refuse } from "./answer";
import { decimal, decimalAboveZero, givenId } from "./decimal-fields";
import { date, list } from "./fields";

const METHOD_WORDS = `one of ${LOT_METHODS.join(", ")}`;

export const lotMethod = z.enum(LOT_METHODS, METHOD_WORDS);

const lot = z.strictObject({
  id: givenId,
  qty: decimal.describe("Open units; below 0 is a short lot."),
  price: decimal.describe("Per unit, without fees."),
  date,
  fees: decimal.optional().describe("Of the open units."),
});

const transaction = z.strictObject({
  id: givenId.optional().describe("Name of the lot it opens."),
  date,
  side: z.enum(["buy", "sell"], "buy or sell"),
  qty: decimalAboveZero,
  price: decimal,
  fees: decimal.optional(),
  lotIds: z.array(givenId, "an array of lots").optional().describe("What to close, in this order: method specific."),
});

const input = z.strictObject({
  method: lotMethod,
  lots: list(lot).describe("What is open before the first transaction."),
  transactions: list(transaction).describe("Taken by date; those of one date in this order."),
});

/** Tax lots through transactions. */
export const lots = defineCalculator({
  name: "lots",
  summary: "tax lots: what transactions close, at which gain, and what stays open",
  input,
  answer: ({ method, lots: given, transactions }) => {
    const book = trackLots(
      method,
      given.map(({ date: dateMs, fees = ZERO, ...rest }) => ({ ...rest, dateMs, fees })),
      transactions.map(({ date: dateMs, id = null, fees = ZERO, lotIds = [], ...rest }) => ({
        ...rest,
        id,
        dateMs,
        fees,
        lotIds,
      })),
    );
    if (!book.ok) return refuse(book.error.kind, pathOf(book.error), MESSAGES[book.error.kind]);
    const { value } = book;
    return ok({
      lots: value.lots.map(lotAnswer),
      disposals: value.disposals.map((each) => disposalAnswer(each, transactions[each.transaction]?.date)),
      realized: toDecimalText(value.realized),
      washSales: value.washSales.map(washSaleAnswer),
    });
  },
});

const MESSAGES = {
  "lots.duplicate_id": "a name that no other lot or transaction has",
  "lots.mixed_sides": "lots of one side: all above 0 or all below",
  "lots.empty_lot": "a quantity other than 0",
  "lots.unknown_lot": "the name of an open lot that this transaction can close",
  "lots.not_enough": "names of lots that hold what this transaction closes",
} as const satisfies Record<LotError["kind"], string>;

function pathOf(error: LotError): string {
  const place = `${error.in}[${error.index}]`;
  switch (error.kind) {
    case "lots.duplicate_id":
      return `${place}.id`;
    case "lots.mixed_sides":
    case "lots.empty_lot":
      return `${place}.qty`;
    case "lots.unknown_lot":
      return `${place}.lotIds[${error.place}]`;
    case "lots.not_enough":
      return `${place}.lotIds`;
    default:
      return assertNever(error, "pathOf");
  }
}

function lotAnswer({ id, qty, price, dateMs, fees }: Lot) {
  return {
    id,
    qty: toDecimalText(qty),
    price: toDecimalText(price),
    date: isoDate(dateMs),
    fees: toDecimalText(fees),
  };
}

function disposalAnswer(disposal: Disposal, dateMs: number | undefined) {
  return {
    lotId: disposal.lotId,
    qty: toDecimalText(disposal.qty),
    proceeds: toDecimalText(disposal.proceeds),
    cost: toDecimalText(disposal.cost),
    gain: toDecimalText(disposal.gain),
    term: disposal.term,
    transaction: disposal.transaction,
    date: dateMs === undefined ? null : isoDate(dateMs),
  };
}

function washSaleAnswer({ qty, disallowed, ...rest }: WashSale) {
  return { ...rest, qty: toDecimalText(qty), disallowed: toDecimalText(disallowed) };
}
