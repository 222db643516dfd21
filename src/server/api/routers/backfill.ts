import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { cursor, resolution, symbol } from "./fields";
import { feedId, startBackfillInput } from "./inputs";

const fetchId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "the id of a fetch");

/** History from feeds: started, watched, resumed; followed series. */
export const backfillRouter = router({
  start: trader
    .input(startBackfillInput)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.startBackfill(ctx.actor, input))),
  resume: trader
    .input(z.object({ fetchId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.resumeBackfill(ctx.actor, input.fetchId))),
  list: signedIn
    .input(z.object({ symbol: symbol.nullable().default(null), cursor, limit: z.int().min(1).max(100).default(50) }))
    .query(({ ctx, input }) => ctx.flows.listBackfills(input)),
  get: signedIn
    .input(z.object({ fetchId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.getBackfill(input.fetchId))),
  followed: signedIn
    .input(z.object({ symbol }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listFollowed(input.symbol))),
  unfollow: trader
    .input(z.object({ symbol, feed: feedId, resolution }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.unfollow(ctx.actor, input))),
});
