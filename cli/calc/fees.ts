import { z } from "zod";
import { ok, toDecimalText } from "@/modules/_kernel";
import { type FeeAmounts, feesOfFills, totalFees } from "@/modules/execution";
import { defineCalculator, refuse } from "./answer";
import { decimal, decimalAboveZero, name } from "./decimal-fields";
import { list } from "./fields";

const bounds = {
  min: decimal.optional().describe("Least on one fill."),
  max: decimal.optional().describe("Most on one fill."),
  currency: name.optional().describe("That of the price when not given."),
};
const rate = decimal.describe("A fraction of the fill's value.");

const rule = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.literal("percent"), rate, ...bounds }),
    z.strictObject({ kind: z.literal("per_unit"), amount: decimal.describe("A unit."), ...bounds }),
    z.strictObject({ kind: z.literal("fixed"), amount: decimal.describe("A fill."), ...bounds }),
    z.strictObject({ kind: z.literal("maker_taker"), maker: rate, taker: rate, ...bounds }),
  ],
  "one of percent, per_unit, fixed, maker_taker",
);

const fill = z.strictObject({
  qty: decimalAboveZero,
  price: decimal,
  side: z.enum(["buy", "sell"], "buy or sell"),
  liquidity: z.enum(["maker", "taker"], "maker or taker").optional().describe("Not given is charged as taker."),
});

/** Rules of one schedule. */
const RULES_MAX = 1000;

const input = z.strictObject({ schedule: list(rule, RULES_MAX), fills: list(fill) });

/** What a broker or an exchange charges. */
export const fees = defineCalculator({
  name: "fees",
  summary: "fees of fills by a schedule, exact, by currency",
  input,
  answer: ({ schedule, fills }) => {
    const amounts = feesOfFills(
      schedule.map(({ min = null, max = null, currency = null, ...rest }) => ({ ...rest, min, max, currency })),
      fills.map(({ qty, price, liquidity = null }) => ({ qty, price, liquidity })),
    );
    if (!amounts.ok) return refuse(amounts.error.kind, `schedule[${amounts.error.index}].min`, "at most max");
    const total = totalFees(amounts.value);
    const currencies = new Set(schedule.map(({ currency = null }) => currency));
    return ok({
      fees: amounts.value.map((each) => soleAmount(each, currencies.size)),
      total: soleAmount(total, currencies.size),
      ...(currencies.size > 1 || !currencies.has(null)
        ? { byCurrency: { fees: amounts.value.map(namedAmounts), total: namedAmounts(total) } }
        : {}),
    });
  },
});

/** The amount in the one currency there is; null when there are several, for they do not add up. */
function soleAmount(amounts: FeeAmounts, currencies: number): string | null {
  if (currencies > 1) return null;
  const [amount] = amounts.values();
  return amount === undefined ? "0" : toDecimalText(amount);
}

/** Amounts by currency; "" is the currency of the price. */
function namedAmounts(amounts: FeeAmounts): Readonly<Record<string, string>> {
  return Object.fromEntries([...amounts].map(([currency, amount]) => [currency ?? "", toDecimalText(amount)]));
}
