import { z } from "zod";
import {
  BAR_ORDER_TYPES,
  BROKER_PROFILES,
  CASH_MAX,
  COMMISSION_RATE_MAX,
  DEFAULT_BROKER,
  FILL_MOMENTS,
  SLIPPAGE_BPS_MAX,
} from "@/modules/execution";
import { numbers, time, times } from "./fields";

const fraction = (words: string) => z.number(words).min(0, words);
const positive = (words: string) => z.number(words).positive(words);
const amount = fraction("a number from 0");
const rate = fraction(`a fraction from 0, below ${COMMISSION_RATE_MAX}: 0.001 is 0.1 %`).lt(
  COMMISSION_RATE_MAX,
  `a fraction from 0, below ${COMMISSION_RATE_MAX}: 0.001 is 0.1 %`,
);
const bps = fraction(`from 0 to ${SLIPPAGE_BPS_MAX}`).max(SLIPPAGE_BPS_MAX, `from 0 to ${SLIPPAGE_BPS_MAX}`);

const commission = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("percent"), rate }),
  z.strictObject({ kind: z.literal("per_unit"), amount, min: amount.optional() }),
  z.strictObject({ kind: z.literal("fixed"), amount }),
  z.strictObject({ kind: z.literal("fixed_plus_percent"), amount, rate }),
]);

const slippage = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("bps"), bps }),
  z.strictObject({ kind: z.literal("ticks"), ticks: amount }),
  z.strictObject({ kind: z.literal("volume_share"), impact: amount }),
]);

const broker = z.strictObject({
  cash: positive("above 0").max(CASH_MAX, `at most ${CASH_MAX}`).default(DEFAULT_BROKER.cash),
  commission: commission.default(DEFAULT_BROKER.commission),
  slippage: slippage.default(DEFAULT_BROKER.slippage),
  spreadBps: bps.optional(),
  margin: z.strictObject({ initial: amount, maintenance: amount }).optional(),
  fill: z.enum(FILL_MOMENTS, `one of ${FILL_MOMENTS.join(", ")}`).default(DEFAULT_BROKER.fill),
  volumeShareMax: positive("above 0").optional(),
  shorting: z.boolean("true or false").default(DEFAULT_BROKER.shorting),
  closeAtEnd: z.boolean("true or false").default(DEFAULT_BROKER.closeAtEnd),
});

const orderId = z.union([z.string().min(1).max(64), z.int()], "text of 1 to 64 letters, or a whole number");
const barIndex = z.int("a bar's index, a whole number from 0").min(0, "a bar's index, a whole number from 0");
const price = z.number("a price");

const order = z.strictObject({
  id: orderId,
  bar: barIndex,
  side: z.enum(["buy", "sell"], "buy or sell"),
  qty: positive("above 0"),
  type: z.enum(BAR_ORDER_TYPES, `one of ${BAR_ORDER_TYPES.join(", ")}`),
  limitPrice: price.optional(),
  stopPrice: price.optional(),
  trailAmount: price.optional(),
  trailPercent: price.optional(),
  expiresAt: time.optional(),
  oco: orderId.optional(),
  parent: orderId.optional(),
  cancelAtBar: barIndex.optional(),
});

/** The whole request of `docs/calc.md`. */
export const backtestInput = z
  .strictObject({
    bars: z.strictObject({
      time: times().optional(),
      open: numbers(),
      high: numbers(),
      low: numbers(),
      close: numbers(),
      volume: numbers().optional(),
    }),
    instrument: z
      .strictObject({
        tick: positive("above 0").optional(),
        lot: positive("above 0").optional(),
        multiplier: positive("above 0").default(1),
      })
      .prefault({}),
    strategy: z.strictObject({ name: z.string("a strategy's name"), params: z.unknown().optional() }).optional(),
    orders: z.array(order, "an array of orders").optional(),
    broker: broker.prefault({}),
    profile: z.enum(BROKER_PROFILES, BROKER_PROFILES.join(" or ")).default("bifrost"),
  })
  .superRefine((value, context) => {
    if ((value.strategy === undefined) === (value.orders === undefined)) {
      context.addIssue({ code: "custom", path: ["strategy"], message: "either strategy or orders" });
    }
  });

export type BacktestRequest = z.output<typeof backtestInput>;
export type OrderRequest = z.output<typeof order>;
