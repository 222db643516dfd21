import { z } from "zod";
import { assertNever, type Exact, exact, ok, quotient, type Result, SIDES, toDecimalText } from "@/modules/_kernel";
import { type SizeError, sizeByEqualWeight, sizeByRisk, sizeByValue, sizeByVolatility } from "@/modules/risk";
import { defineCalculator, refuse } from "./answer";
import { decimalAboveZero } from "./decimal-fields";

const ONE = exact(1);
const POSITIONS_MAX = 100_000;
const POSITIONS_WORDS = `a whole number from 1 to ${POSITIONS_MAX}`;
const FRACTION_WORDS = 'decimal text above 0, at most 1: "0.01" is 1 %';
const fraction = decimalAboveZero
  .refine((value) => value.lte(ONE), FRACTION_WORDS)
  .meta({ description: FRACTION_WORDS });

const instrument = {
  price: decimalAboveZero.describe("Of one unit, before the multiplier; the entry."),
  multiplier: decimalAboveZero.default(ONE),
  lot: decimalAboveZero.default(ONE).describe("Smallest step of a quantity."),
};
const account = {
  equity: decimalAboveZero.describe("Of the account, in its base currency."),
  fxRate: decimalAboveZero.default(ONE).describe("Base currency for one of the instrument's currency."),
};

/** What each method takes. */
const byMethod = z.discriminatedUnion(
  "method",
  [
    z.strictObject({
      method: z.literal("value"),
      ...instrument,
      value: decimalAboveZero.describe("Money to buy or sell for, in the instrument's currency."),
    }),
    z.strictObject({
      method: z.literal("risk"),
      ...instrument,
      ...account,
      side: z.enum(SIDES, "buy or sell"),
      stop: decimalAboveZero.describe("Where the loss is taken: under the price of a buy, over that of a sale."),
      risk: fraction.describe("Part of the equity that is lost at the stop, without fees and gaps."),
    }),
    z.strictObject({
      method: z.literal("volatility"),
      ...instrument,
      ...account,
      volatility: decimalAboveZero.describe("Of the instrument, a year, as a fraction."),
      target: decimalAboveZero.describe("What the position makes the equity swing by, a year, as a fraction."),
      weightMax: decimalAboveZero.default(ONE).describe("Largest part of the equity; above 1 is on margin."),
    }),
    z.strictObject({
      method: z.literal("equal"),
      ...instrument,
      ...account,
      positions: z.int(POSITIONS_WORDS).min(1, POSITIONS_WORDS).max(POSITIONS_MAX, POSITIONS_WORDS),
      share: decimalAboveZero.default(ONE).describe("Part of the equity that all positions get together."),
    }),
  ],
  "one of value, risk, volatility, equal",
);
type Input = z.output<typeof byMethod>;

const text = (description: string) => z.unknown().optional().meta({ type: "string", description });
/** Every field that a method may have, as its schema is printed; {@link byMethod} says which go together. */
const input = z
  .strictObject({
    method: z.unknown().meta({ type: "string", enum: ["value", "risk", "volatility", "equal"] }),
    price: text("Of one unit, before the multiplier; the entry."),
    multiplier: text('"1" without it.'),
    lot: text('Smallest step of a quantity, "1" without it.'),
    value: text("Of value: money to buy or sell for, in the instrument's currency."),
    equity: text("Of all but value: of the account, in its base currency."),
    fxRate: text('Of all but value: base currency for one of the instrument\'s, "1" without it.'),
    side: z
      .unknown()
      .optional()
      .meta({ type: "string", enum: [...SIDES], description: "Of risk." }),
    stop: text("Of risk: where the loss is taken, under the price of a buy, over that of a sale."),
    risk: text("Of risk: part of the equity that is lost at the stop, without fees and gaps, at most 1."),
    volatility: text("Of volatility: of the instrument, a year, as a fraction."),
    target: text("Of volatility: what the position makes the equity swing by, a year, as a fraction."),
    weightMax: text('Of volatility: largest part of the equity, "1" without it; above that is on margin.'),
    positions: z
      .unknown()
      .optional()
      .meta({ type: "integer", description: `Of equal: ${POSITIONS_WORDS}.` }),
    share: text('Of equal: part of the equity that all positions get together, "1" without it.'),
  })
  .pipe(byMethod);

/** How many units a wish comes to. */
export const size = defineCalculator({
  name: "size",
  summary: "how many whole lots a value, a risk to the stop, a volatility target or an equal weight comes to",
  input,
  answer: (request) => {
    const sized = sizeOf(request);
    if (!sized.ok)
      return refuse(sized.error.kind, PATHS[sized.error.kind] ?? AMOUNTS[request.method], said(sized.error));
    const qty = sized.value;
    const value = qty.times(request.price).times(request.multiplier);
    return ok({ qty: toDecimalText(qty), value: toDecimalText(value), ...more(request, { qty, value }) });
  },
});

function sizeOf(request: Input): Result<Exact, SizeError> {
  switch (request.method) {
    case "value":
      return sizeByValue(request.value, request);
    case "risk":
      return sizeByRisk(request.risk.times(exact(100)), request);
    case "volatility":
      return sizeByVolatility(request, request);
    case "equal":
      return sizeByEqualWeight(request.positions, request.share, request);
    default:
      return assertNever(request, "sizeOf");
  }
}

/** What it comes to in money of the account: the loss at the stop, or the part of the equity. */
function more(request: Input, { qty, value }: { readonly qty: Exact; readonly value: Exact }) {
  if (request.method === "value") return {};
  const { equity, fxRate } = request;
  const weight = toDecimalText(quotient(value.times(fxRate), equity));
  if (request.method !== "risk") return { weight };
  const distance = request.price.minus(request.stop).abs();
  return { weight, loss: toDecimalText(qty.times(distance).times(request.multiplier).times(fxRate)) };
}

/** The field that asks for too little. */
const AMOUNTS = { value: "value", risk: "risk", volatility: "target", equal: "positions" } as const;
const PATHS: Readonly<Partial<Record<SizeError["kind"], string>>> = { "size.stop_wrong_side": "stop" };

function said(error: SizeError): string {
  if (error.kind === "size.below_lot") return `enough for one lot, which takes ${error.least}`;
  if (error.kind === "size.stop_wrong_side") return `a stop on the losing side of ${error.price}`;
  return "what is asked for and known";
}
