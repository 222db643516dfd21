import { z } from "zod";
import { SIDES } from "@/modules/_kernel";
import { ALGO_KINDS } from "@/modules/execution";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { cursor, symbol } from "./fields";
import { accountId, amount, idempotencyKey } from "./orders";

export const algoId = z.string().regex(/^[A-Za-z0-9-]{1,36}$/, "the id of a parent order");

export const algoRequest = z.object({
  accountId,
  symbol,
  side: z.enum(SIDES),
  qty: amount,
  kind: z.enum(ALGO_KINDS),
  limitPrice: amount.nullable().default(null),
  reduceOnly: z.boolean().default(false),
  durationS: z.number().meta({ description: "Whole seconds from 10 to 86400" }),
  slices: z.number().nullable().default(null),
  participation: amount.nullable().default(null),
  seed: z.number().nullable().default(null),
  sessions: z.number().nullable().default(null),
});

/** Parent orders that are spread over time. Whose account somebody may see and use is decided in the flows. */
export const algosRouter = router({
  list: signedIn
    .input(
      z.object({
        accountId: accountId.nullable().default(null),
        over: z.boolean().default(true),
        cursor,
        limit: z.number().int().min(1).max(200).default(100),
      }),
    )
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listAlgos(ctx.actor, input))),
  get: signedIn
    .input(z.object({ algoId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readAlgo(ctx.actor, input.algoId))),
  preview: trader
    .input(algoRequest)
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.previewAlgo(ctx.actor, input))),
  submit: trader
    .input(z.object({ idempotencyKey, request: algoRequest }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.submitAlgo(ctx.actor, input))),
  pause: trader
    .input(z.object({ algoId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.pauseAlgo(ctx.actor, input.algoId))),
  resume: trader
    .input(z.object({ algoId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.resumeAlgo(ctx.actor, input.algoId))),
  cancel: trader
    .input(z.object({ algoId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.cancelAlgo(ctx.actor, input.algoId))),
});
