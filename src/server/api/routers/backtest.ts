import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { cursor, resolution, runId, sessionDate, symbol } from "./fields";

/** What a form may send. The strategy's own parameters are checked by its own schema, inside. */
export const backtestSpec = z.object({
  strategy: z.string().min(1).max(64),
  params: z.record(z.string().max(64), z.union([z.number(), z.boolean(), z.string().max(64)])),
  symbol,
  resolution,
  from: sessionDate.nullable().default(null),
  to: sessionDate.nullable().default(null),
  cash: z.number().positive("above 0").max(1e12, "at most 1,000,000,000,000"),
  commissionPercent: z.number().min(0, "0 or more").max(10, "at most 10 %"),
  slippageBps: z.number().min(0, "0 or more").max(1_000, "at most 1,000 bps"),
});

export const strategyRouter = router({
  list: signedIn.query(({ ctx }) => ctx.flows.listStrategies()),
});

export const backtestRouter = router({
  submit: trader
    .input(backtestSpec)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.submitBacktest(ctx.actor, input))),
  rerun: trader
    .input(z.object({ runId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.rerunBacktest(ctx.actor, input.runId))),
  get: signedIn
    .input(z.object({ runId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.getBacktest(input.runId))),
  list: signedIn
    .input(z.object({ cursor, limit: z.int().min(1).max(100).default(30) }))
    .query(({ ctx, input }) => ctx.flows.listBacktests(input)),
  trades: signedIn
    .input(z.object({ runId, offset: z.int().min(0).default(0), limit: z.int().min(1).max(5_000).default(1_000) }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listTrades(input.runId, input))),
});
