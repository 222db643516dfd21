import { z } from "zod";
import { ORD_TYPES, OrderId, SIDES, TIMES_IN_FORCE } from "@/modules/_kernel";
import { TRADING_STATES } from "@/modules/execution";
import { STOP_STEPS } from "../../flows/contract/stop";
import { unwrap } from "../errors";
import { requireProof, router, signedIn, trader } from "../trpc";
import { cursor, symbol } from "./fields";

export const orderId = z.custom<OrderId>(OrderId.is, "an order id");
export const accountId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an account id");
export const idempotencyKey = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "1 to 64 of A-Z a-z 0-9 . _ -");
const limit = z.number().int().min(1).max(500).default(100);
/** As typed: the flow says what is wrong with it, and what would pass. */
export const amount = z.string().max(100, "at most 100 characters");
const filter = {
  accountId: accountId.nullable().default(null),
  symbol: symbol.nullable().default(null),
  cursor,
  limit,
};

const deploymentId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "a deployment's id");
const stopScope = z.discriminatedUnion("of", [
  z.strictObject({ of: z.literal("all") }),
  z.strictObject({ of: z.literal("account"), accountId }),
  z.strictObject({ of: z.literal("deployment"), deploymentId }),
]);

export const orderRequest = z.object({
  accountId,
  symbol,
  side: z.enum(SIDES),
  qty: amount,
  ordType: z.enum(ORD_TYPES),
  limitPrice: amount.nullable().default(null),
  stopPrice: amount.nullable().default(null),
  trailAmount: amount.nullable().default(null),
  trailPercent: amount.nullable().default(null),
  timeInForce: z.enum(TIMES_IN_FORCE).default("day"),
  expireAt: amount.nullable().default(null),
  reduceOnly: z.boolean().default(false),
  postOnly: z.boolean().default(false),
  takeProfit: z.object({ limitPrice: amount }).nullable().default(null),
  stopLoss: z
    .object({ stopPrice: amount, limitPrice: amount.nullable().default(null) })
    .nullable()
    .default(null),
});

/** Orders and their fills. Whose account somebody may see and use is decided in the flows. */
export const ordersRouter = router({
  list: signedIn
    .input(z.object({ ...filter, state: z.enum(["open", "closed", "all"]).default("all") }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listOrders(ctx.actor, input))),
  fills: signedIn
    .input(z.object(filter))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listFills(ctx.actor, input))),
  get: signedIn
    .input(z.object({ orderId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readOrder(ctx.actor, input.orderId))),
  strays: signedIn
    .input(z.object({ accountId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listStrays(ctx.actor, input.accountId))),
  state: signedIn
    .input(z.object({ accountId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readTradingState(ctx.actor, input.accountId))),
  preview: trader
    .input(orderRequest)
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.previewOrder(ctx.actor, input))),
  submit: trader
    .input(z.object({ idempotencyKey, request: orderRequest }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.submitOrder(ctx.actor, input))),
  modify: trader
    .input(
      z.object({
        orderId,
        idempotencyKey,
        qty: amount,
        limitPrice: amount.nullable().default(null),
        stopPrice: amount.nullable().default(null),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.modifyOrder(ctx.actor, input))),
  cancel: trader
    .input(z.object({ orderId, idempotencyKey }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.cancelOrder(ctx.actor, input))),
  cancelAll: trader
    .input(z.object({ accountId, symbol: symbol.nullable().default(null) }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.cancelOrders(ctx.actor, input))),
  close: trader
    .input(z.object({ accountId, symbol, idempotencyKey }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.closePosition(ctx.actor, input))),
  flatten: trader
    .input(z.object({ accountId, idempotencyKey }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.flattenAccount(ctx.actor, input))),
  previewStop: trader
    .input(z.object({ scope: stopScope, step: z.enum(STOP_STEPS) }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.previewStop(ctx.actor, input))),
  stop: trader
    .input(
      z.object({
        scope: stopScope,
        step: z.enum(STOP_STEPS),
        reason: z.string().max(400, "at most 400 characters"),
        idempotencyKey,
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.stop(ctx.actor, input))),
  setState: trader
    .input(
      z.object({
        accountId: accountId.nullable(),
        deploymentId: deploymentId.optional(),
        state: z.enum(TRADING_STATES),
        reason: z.string().max(400, "at most 400 characters"),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      // Whoever sits at an open browser may stop the house, and not let it go on.
      if (input.accountId === null && input.state === "active") requireProof(ctx);
      return unwrap(await ctx.flows.setTradingState(ctx.actor, input));
    }),
});
