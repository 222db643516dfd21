import { z } from "zod";
import { type Exact, ok, toDecimalText } from "@/modules/_kernel";
import { BOOK_TIFS, type BookLevel, type BookOperation, OrderBook } from "@/modules/execution";
import { defineCalculator } from "./answer";
import { decimal, decimalAboveZero, givenId } from "./decimal-fields";
import { list } from "./fields";

const side = z.enum(["buy", "sell"], "buy or sell");
const price = z.union([z.literal("market"), decimal], 'decimal text, or "market"').optional();
const tif = z.enum(BOOK_TIFS, `one of ${BOOK_TIFS.join(", ")}`);

const operation = z.discriminatedUnion(
  "op",
  [
    z.strictObject({
      op: z.literal("add"),
      id: givenId,
      side,
      qty: decimalAboveZero,
      price: price.describe("Not given is market."),
      tif: tif.default("day"),
    }),
    z.strictObject({
      op: z.literal("cancel"),
      id: givenId,
      side: side.optional().describe("Not looked at, as all but the id."),
      qty: decimal.optional(),
      price,
      tif: tif.optional(),
    }),
    z.strictObject({
      op: z.literal("replace"),
      id: givenId,
      side: side.optional().describe("Not looked at: an order keeps its side."),
      qty: decimalAboveZero.describe("The new open quantity."),
      price: price.describe("Not given stays as it is."),
      tif: tif.optional().describe("Not looked at: what rests is day."),
    }),
  ],
  "one of add, cancel, replace",
);

const DEPTH_WORDS = "a whole number from 0";

const input = z.strictObject({
  ops: list(operation),
  depth: z.int(DEPTH_WORDS).min(0, DEPTH_WORDS).optional().describe("Levels of each side; not given is all."),
});

/** A price-time order book. */
export const orderbook = defineCalculator({
  name: "orderbook",
  summary: "a price-time order book: results, trades and depth of a list of operations",
  input,
  answer: ({ ops, depth = Number.POSITIVE_INFINITY }) => {
    const book = new OrderBook();
    const results = ops.map((each) => {
      const { id, status, filledQty } = book.apply(toOperation(each));
      return { id, status, filledQty: toDecimalText(filledQty) };
    });
    const { bids, asks } = book.depth(depth);
    return ok({
      results,
      trades: book.trades.map(({ makerId, takerId, ...trade }) => ({ makerId, takerId, ...levelText(trade) })),
      depth: { bids: bids.map(levelText), asks: asks.map(levelText) },
    });
  },
});

function toOperation(given: z.output<typeof operation>): BookOperation {
  const { op, id, price: wanted } = given;
  if (op === "cancel") return { op, id };
  if (op === "add") return { ...given, price: givenPrice(wanted ?? "market") };
  return { op, id, qty: given.qty, price: wanted === undefined ? "same" : givenPrice(wanted) };
}

const givenPrice = (given: Exact | "market") => (given === "market" ? null : given);

const levelText = ({ price: each, qty }: BookLevel) => ({ qty: toDecimalText(qty), price: toDecimalText(each) });
