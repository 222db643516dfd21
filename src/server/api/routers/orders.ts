import { z } from "zod";
import { OrderId } from "@/modules/_kernel";
import { unwrap } from "../errors";
import { router, signedIn } from "../trpc";
import { cursor, symbol } from "./fields";

const orderId = z.custom<OrderId>(OrderId.is, "an order id");
const accountId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an account id");
const limit = z.number().int().min(1).max(500).default(100);
const filter = {
  accountId: accountId.nullable().default(null),
  symbol: symbol.nullable().default(null),
  cursor,
  limit,
};

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
});
