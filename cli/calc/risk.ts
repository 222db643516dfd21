import { z } from "zod";
import { EpochMs, type Exact, exact, ok, SIDES, toDecimalText } from "@/modules/_kernel";
import { AMOUNT_LIMITS, checkOrder, type RiskBreach, type RiskLimit, STOP_LIMITS } from "@/modules/risk";
import { defineCalculator } from "./answer";
import { decimal, decimalAboveZero, name } from "./decimal-fields";
import { list, time } from "./fields";

/** Limits of one check: far more than anybody watches. */
const LIMITS_MAX = 1000;
const WINDOW_WORDS = "seconds, a whole number from 1";
const SUBJECTS = ["user", "account", "strategy"] as const;

const moment = time.transform((ms) => EpochMs.of(ms));
const windowSeconds = z.int(WINDOW_WORDS).min(1, WINDOW_WORDS);
const symbols = z.array(name, "an array of symbols");
const unknown = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().default(null);
const notBelowZero = decimal.refine((value) => !value.isNegative(), "decimal text from 0");

const scope = z
  .union([z.literal("all"), z.strictObject({ of: z.enum(SUBJECTS, `one of ${SUBJECTS.join(", ")}`), subject: name })])
  .default("all")
  .describe("Whom it binds: all, or the orders of one user, account or strategy.");
const common = { name: name.optional().describe("What answers call it."), scope };

/** A stretch that ends before it begins would never bind. */
const window = z
  .strictObject({ symbol: unknown(name), from: moment, to: moment })
  .refine(({ from, to }) => from < to, { path: ["to"], error: "a moment after the first" });

const limit = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.enum(AMOUNT_LIMITS), value: notBelowZero, ...common }),
    z.strictObject({ kind: z.enum(STOP_LIMITS), value: notBelowZero, ...common }),
    z.strictObject({ kind: z.enum(["buying_power", "trading_hours"]), ...common }),
    z.strictObject({ kind: z.enum(["order_rate", "cancel_rate"]), value: notBelowZero, windowSeconds, ...common }),
    z.strictObject({ kind: z.literal("duplicate_order"), windowSeconds, ...common }),
    z.strictObject({ kind: z.enum(["restricted", "easy_to_borrow"]), symbols, ...common }),
    z.strictObject({
      kind: z.literal("blackout"),
      windows: list(window),
      ...common,
    }),
    z.strictObject({
      kind: z.literal("pattern_day_trader"),
      value: notBelowZero.default(exact(3)),
      equityMin: notBelowZero.default(exact(25_000)),
      ...common,
    }),
  ],
  "a kind of limit; --help prints them",
);

const instrument = z.strictObject({
  price: unknown(decimal).describe("Quote currency; null is unknown, and what needs it is refused."),
  quoteAt: unknown(moment),
  multiplier: decimalAboveZero.default(exact(1)),
  currency: name,
  fxRate: unknown(decimalAboveZero).describe("Base currency for one of its currency; 1 for the base currency itself."),
  sector: unknown(name),
  lot: decimalAboveZero.default(exact(1)),
  initialMargin: decimalAboveZero.default(exact(1)).describe("Fraction of its value; 1 is paid in full."),
  isOpen: unknown(z.boolean("true or false")),
});

const side = z.enum(SIDES, "buy or sell");

const state = z.strictObject({
  now: moment,
  equity: unknown(decimal).describe("Base currency, as all money here."),
  buyingPower: unknown(decimal).describe("After what working orders reserve."),
  dayStartEquity: unknown(decimal),
  peakEquity: unknown(decimal),
  openRisk: unknown(notBelowZero).describe("Loss at the stops of all that is open."),
  dayTrades: unknown(z.int("a whole number from 0").min(0, "a whole number from 0")),
  instruments: z.record(z.string(), instrument, "instruments by symbol").describe("Of the order, and of all held."),
  positions: list(z.strictObject({ symbol: name, qty: decimal.describe("Below 0 is short.") })),
  workingOrders: list(z.strictObject({ symbol: name, side, qty: decimalAboveZero })).describe("What may still fill."),
  recentOrders: list(
    z.strictObject({ symbol: name, side, qty: decimalAboveZero, limitPrice: unknown(decimal), at: moment }),
  ),
  recentCancels: list(moment),
});

const order = z.strictObject({
  symbol: name,
  side,
  qty: decimalAboveZero,
  limitPrice: unknown(decimal).describe("Null takes any price."),
  protectiveStop: unknown(decimal).describe("Where a loss is taken."),
  isDayTrade: z.boolean("true or false").default(false).describe("Closes what was opened today."),
  user: unknown(name),
  account: unknown(name),
  strategy: unknown(name),
});

const input = z.strictObject({ limits: list(limit, LIMITS_MAX), state, order });

/** An order before it is sent, against every limit. */
export const risk = defineCalculator({
  name: "risk",
  summary: "an order against limits: approved, or every breach with its headroom and the largest quantity that passes",
  input,
  answer: ({ limits, state: given, order: wanted }) => {
    const { now, instruments, recentOrders, recentCancels, ...rest } = given;
    const binding = limits.map(toLimit);
    const windows = binding.flatMap((each) => ("windowMs" in each ? [each.windowMs] : []));
    const countsOf = (times: readonly number[]) =>
      new Map(windows.map((ms) => [ms, times.filter((at) => at > now - ms).length]));
    const outcome = checkOrder(
      binding,
      {
        ...rest,
        orderCounts: countsOf(recentOrders.map(({ at }) => at)),
        cancelCounts: countsOf(recentCancels),
        nowMs: now,
        instruments: new Map(
          Object.entries(instruments).map(([symbol, { quoteAt, ...each }]) => [
            symbol,
            { ...each, quoteAtMs: quoteAt },
          ]),
        ),
        recentOrders: recentOrders.map(({ at, ...each }) => ({ ...each, atMs: at })),
      },
      wanted,
    );
    if (outcome.outcome === "approved") return ok({ outcome: "approved" });
    return ok({
      outcome: "refused",
      breaches: outcome.breaches.map(breachAnswer),
      largestQtyThatPasses: toDecimalText(outcome.largestQtyThatPasses),
    });
  },
});

const MS_PER_SECOND = 1000;

function toLimit(given: z.output<typeof limit>): RiskLimit {
  const { name: called = null, scope: bound, ...rest } = given;
  const base = { name: called, scope: bound === "all" ? ({ of: "all" } as const) : bound };
  if (rest.kind === "blackout") {
    const windows = rest.windows.map(({ symbol, from, to }) => ({ symbol, fromMs: from, toMs: to }));
    return { ...base, kind: rest.kind, windows };
  }
  if (!("windowSeconds" in rest)) return { ...base, ...rest };
  const { windowSeconds: seconds, ...others } = rest;
  return { ...base, ...others, windowMs: seconds * MS_PER_SECOND };
}

const textOf = (amount: Exact | null) => (amount === null ? null : toDecimalText(amount));

function breachAnswer({ kind, name: called, scope: bound, limit: allowed, actual, headroom }: RiskBreach) {
  return {
    kind,
    limit: toDecimalText(allowed),
    actual: textOf(actual),
    headroom: textOf(headroom),
    name: called,
    scope: bound.of === "all" ? "all" : bound,
  };
}
