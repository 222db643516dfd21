import { z } from "zod";
import { type Exact, ok, toDecimalText, ZERO } from "@/modules/_kernel";
import { isoDate } from "@/modules/data";
import { type Activity, type HoldingsError, reportPortfolio } from "@/modules/portfolio";
import { defineCalculator, refuse } from "./answer";
import { decimal, decimalAboveZero, name } from "./decimal-fields";
import { date, list, parseTime } from "./fields";
import { lotMethod } from "./lots";

const TYPES = ["buy", "sell", "dividend", "interest", "fee", "deposit", "withdrawal", "split", "transfer"] as const;

const fields = z.strictObject({
  type: z.enum(TYPES, `one of ${TYPES.join(", ")}`),
  date,
  symbol: name.optional(),
  qty: decimal.optional().describe("Above 0; below 0 for a transfer of units to the outside."),
  price: decimal.optional(),
  currency: name.optional().describe("Needed by all but a split."),
  fees: decimal.default(ZERO).describe("On top."),
  amount: decimal.optional().describe("Not given is qty times price."),
  ratio: decimalAboveZero.optional().describe("New units for one old one."),
});

/** One activity with what its type needs; what a type does not need is not looked at. */
const activity = fields.transform((given, context): Activity => {
  const need = (field: keyof typeof given, message: string) => {
    context.issues.push({ code: "custom", message: `${message}, for ${given.type}`, path: [field], input: given });
    return z.NEVER;
  };
  const { type, date: dateMs, symbol = null, qty, price, currency, fees, ratio } = given;
  if (currency === undefined && (type !== "split" || !fees.isZero())) return need("currency", "a currency");
  const base = { dateMs, currency: currency ?? "", fees };
  const amount = given.amount ?? (qty === undefined || price === undefined ? undefined : qty.times(price));
  switch (type) {
    case "buy":
    case "sell":
      if (symbol === null) return need("symbol", "a symbol");
      if (qty === undefined || !qty.isPositive()) return need("qty", "a quantity above 0");
      return price === undefined ? need("price", "a price") : { ...base, type, symbol, qty, price };
    case "split":
      if (symbol === null) return need("symbol", "a symbol");
      return ratio === undefined ? need("ratio", "new units for one old one") : { ...base, type, symbol, ratio };
    case "transfer":
      if (symbol === null)
        return amount === undefined ? need("amount", "an amount") : { ...base, type, symbol, amount };
      if (qty === undefined || qty.isZero()) return need("qty", "a quantity other than 0");
      return price === undefined ? need("price", "what a unit cost") : { ...base, type, symbol, qty, price };
    case "deposit":
    case "withdrawal":
      return amount === undefined || !amount.isPositive()
        ? need("amount", "an amount above 0")
        : { ...base, type, amount };
    case "dividend":
    case "interest":
    case "fee":
      return amount === undefined ? need("amount", "an amount") : { ...base, type, symbol, amount };
    default:
      return need("type", "a type");
  }
});

/** Values by date as maps by day. */
function datedValues(value: z.ZodType<Exact>) {
  return z
    .record(z.string(), z.record(z.string(), value, "values by date"), "values by date, by name")
    .transform((given, context) => {
      const all = new Map<string, ReadonlyMap<number, Exact>>();
      for (const [key, byDate] of Object.entries(given)) {
        const days = new Map<number, Exact>();
        for (const [text, each] of Object.entries(byDate)) {
          const dateMs = text.length === DATE_LENGTH ? parseTime(text) : null;
          if (dateMs === null) {
            context.issues.push({ code: "custom", message: "a date like 2024-03-08", path: [key, text], input: given });
            return z.NEVER;
          }
          days.set(dateMs, each);
        }
        all.set(key, days);
      }
      return all;
    });
}
const DATE_LENGTH = 10;

const input = z.strictObject({
  baseCurrency: name,
  asOf: date.describe("What is later does not count."),
  method: lotMethod,
  activities: list(activity),
  prices: datedValues(decimal).describe("By symbol, by date."),
  fx: datedValues(decimalAboveZero).optional().describe('By pair, by date: "EURUSD" is dollars for one euro.'),
});

/** Positions, cash, gains and returns of a list of activities. */
export const portfolio = defineCalculator({
  name: "portfolio",
  summary: "positions, cash, gains, returns and history of a portfolio's activities",
  input,
  answer: ({ baseCurrency, asOf, method, activities, prices, fx = new Map() }) => {
    const report = reportPortfolio({ baseCurrency, asOfMs: asOf, method, activities, prices, fx });
    if (!report.ok) {
      const [field, message] = WORDS[report.error.kind];
      return refuse(report.error.kind, `activities[${report.error.index}].${field}`, message);
    }
    const { positions, cash, totals, twr, xirr, history, missing } = report.value;
    return ok({
      positions: positions.map(({ symbol, currency, ...amounts }) => ({ symbol, currency, ...textsOf(amounts) })),
      cash: textsOf(Object.fromEntries(cash)),
      totals: textsOf(totals),
      twr,
      xirr,
      history: history.map(({ dateMs, ...amounts }) => ({ date: isoDate(dateMs), ...textsOf(amounts) })),
      missing,
    });
  },
});

const WORDS = {
  "portfolio.mixed_currencies": ["currency", "the currency this symbol was first held in"],
  "portfolio.not_held": ["qty", "no more units than are held"],
  "portfolio.lots_not_named": [
    "type",
    "another method: specific needs the names of lots, which activities do not have",
  ],
} as const satisfies Record<HoldingsError["kind"], readonly [string, string]>;

/** Amounts as decimal text; unknown stays null. */
function textsOf(amounts: object): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    Object.entries(amounts).map(([key, amount]: [string, Exact | null]) => [
      key,
      amount === null ? null : toDecimalText(amount),
    ]),
  );
}
