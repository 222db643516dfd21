import { z } from "zod";
import { ORD_TYPES, SIDES, TIMES_IN_FORCE } from "@/modules/_kernel";
import { TRADING_STATES } from "@/modules/execution";
import { ACCOUNT_KINDS, BATCH_KINDS, CHART, LOT_METHODS } from "@/modules/portfolio";
import { decimal, maybeDecimal, time } from "./fields";

/** Shapes of what is traded and held, as programs get them. */

export const orderOutput = z
  .object({
    orderId: z.string(),
    accountId: z.string(),
    symbol: z.string(),
    side: z.enum(SIDES),
    ordType: z.enum(ORD_TYPES),
    timeInForce: z.enum(TIMES_IN_FORCE),
    currency: z.string(),
    qty: decimal,
    filledQty: decimal,
    averagePrice: maybeDecimal,
    limitPrice: maybeDecimal,
    stopPrice: maybeDecimal,
    trailAmount: maybeDecimal,
    trailPercent: maybeDecimal,
    expireAt: time.nullable(),
    reduceOnly: z.boolean(),
    postOnly: z.boolean(),
    status: z.string(),
    reason: z.string().nullable().meta({ description: "Why it ended, a stable word" }),
    parentId: z.string().nullable(),
    ocoGroupId: z.string().nullable(),
    venueOrderId: z.string().nullable(),
    createdAt: time,
    sentAt: time.nullable(),
    closedAt: time.nullable(),
  })
  .meta({ id: "Order" });

export const fillOutput = z
  .object({
    execId: z.string(),
    orderId: z.string(),
    accountId: z.string(),
    symbol: z.string(),
    side: z.enum(SIDES),
    qty: decimal,
    price: decimal,
    currency: z.string(),
    fees: z.array(z.object({ amount: decimal, currency: z.string() })),
    at: time,
  })
  .meta({ id: "Fill" });

export const orderDetail = z.object({
  order: orderOutput,
  fills: z.array(fillOutput),
  events: z.array(
    z.object({
      version: z.number(),
      type: z.string(),
      at: time,
      recordedAt: time,
      facts: z.record(z.string(), z.unknown()),
    }),
  ),
  linked: z.array(orderOutput).meta({ description: "Its parent, its children and the others of its group" }),
});

export const previewOutput = z.object({
  price: maybeDecimal,
  priceAt: time.nullable(),
  currency: z.string(),
  notional: maybeDecimal,
  fees: z.array(z.object({ amount: decimal, currency: z.string() })),
  positionBefore: decimal,
  positionAfter: decimal,
  buyingPowerBefore: maybeDecimal,
  buyingPowerAfter: maybeDecimal,
  riskAtStop: maybeDecimal,
  breaches: z.array(
    z.object({
      kind: z.string(),
      name: z.string(),
      limit: z.string(),
      actual: z.string().nullable(),
      headroom: z.string().nullable(),
    }),
  ),
  approvalAbove: maybeDecimal.meta({
    description: "Above this an order waits for a second person; null: this one does not",
  }),
  largestQtyThatPasses: maybeDecimal,
});

export const tradingStateOutput = z
  .object({
    effective: z.enum(TRADING_STATES).meta({ description: "The stricter of the house and the account" }),
    all: z.enum(TRADING_STATES),
    account: z.enum(TRADING_STATES),
    since: time.nullable(),
    by: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: "TradingState" });

export const accountOutput = z
  .object({
    accountId: z.string(),
    name: z.string(),
    portfolioName: z.string(),
    kind: z.enum(ACCOUNT_KINDS),
    baseCurrency: z.string(),
    lotMethod: z.enum(LOT_METHODS),
    settleDays: z.number(),
    mine: z.boolean(),
    editable: z.boolean(),
    createdAt: time,
    archivedAt: time.nullable(),
  })
  .meta({ id: "Account" });

export const overviewOutput = z.object({
  account: accountOutput,
  asOf: time,
  cash: z.array(z.object({ currency: z.string(), settled: decimal, unsettled: decimal })),
  reserved: maybeDecimal,
  buyingPower: maybeDecimal,
  positionsValue: maybeDecimal,
  equity: maybeDecimal,
  openPnl: maybeDecimal,
  realizedPnl: maybeDecimal,
  income: maybeDecimal,
  dayPnl: maybeDecimal,
  fees: maybeDecimal,
  unpriced: z.array(z.string()),
  outdated: z.array(z.string()),
});

export const positionOutput = z
  .object({
    accountId: z.string(),
    symbol: z.string(),
    qty: decimal.meta({ description: "Below 0 is short" }),
    currency: z.string(),
    multiplier: decimal,
    averageCost: decimal,
    cost: decimal,
    price: maybeDecimal,
    priceAt: time.nullable(),
    value: maybeDecimal,
    openPnl: maybeDecimal,
    realizedPnl: decimal,
  })
  .meta({ id: "Position" });

export const batchOutput = z
  .object({
    batchId: z.string(),
    accountId: z.string(),
    kind: z.enum(BATCH_KINDS),
    externalRef: z.string(),
    effectiveAt: time,
    recordedAt: time,
    settlesOn: z.string().nullable(),
    reverses: z.string().nullable(),
    reversedBy: z.string().nullable(),
    orderId: z.string().nullable(),
    note: z.string().nullable(),
    postings: z.array(
      z.object({
        line: z.number(),
        chart: z.enum(CHART),
        symbol: z.string().nullable(),
        currency: z.string(),
        amount: decimal.meta({ description: "A debit is above 0" }),
        qty: maybeDecimal,
      }),
    ),
  })
  .meta({ id: "LedgerBatch" });
