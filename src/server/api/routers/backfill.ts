import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { currency, cursor, instrumentKind, resolution, sessionDate, symbol } from "./fields";

const feed = z.string().regex(/^[a-z0-9._-]{1,64}$/, "the id of a feed, like yahoo");
const fetchId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "the id of a fetch");

/** What a form may send to bring history from a feed. The browser checks with the same schema. */
export const startBackfillInput = z.object({
  symbol,
  feed,
  alias: z.string().trim().min(1).max(128).nullable().default(null),
  resolution,
  from: sessionDate.nullable().default(null),
  to: sessionDate.nullable().default(null),
  bulk: z.boolean().default(false),
  follow: z.boolean().default(false),
  instrument: z
    .object({
      name: z.string().trim().max(120).default(""),
      kind: instrumentKind,
      currency,
      timeZone: z.string().min(1).max(64),
    })
    .nullable()
    .default(null),
});

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
    .input(z.object({ symbol, feed, resolution }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.unfollow(ctx.actor, input))),
});
