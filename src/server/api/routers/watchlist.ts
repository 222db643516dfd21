import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { symbol } from "./fields";

const watchlistId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "a watchlist id");
const symbols = z.array(symbol).max(500, "at most 500 symbols");
const name = z.string().trim().min(1, "a name").max(60, "at most 60 characters");
const column = z.enum(["name", "last", "change", "changePercent", "bid", "ask", "age", "spark"]);

/** Who may change which list is decided in the flows: it depends on the list. */
export const watchlistRouter = router({
  list: signedIn.query(({ ctx }) => ctx.flows.listWatchlists(ctx.actor)),
  get: signedIn
    .input(z.object({ watchlistId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.getWatchlist(ctx.actor, input.watchlistId))),
  create: trader
    .input(z.object({ name, shared: z.boolean().default(false), symbols: symbols.default([]) }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.createWatchlist(ctx.actor, input))),
  edit: trader
    .input(
      z.object({
        watchlistId,
        change: z.object({ name, shared: z.boolean(), columns: z.array(column).max(20) }).partial(),
      }),
    )
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.flows.editWatchlist(ctx.actor, input.watchlistId, input.change)),
    ),
  delete: trader
    .input(z.object({ watchlistId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.deleteWatchlist(ctx.actor, input.watchlistId))),
  restore: trader
    .input(z.object({ watchlistId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.restoreWatchlist(ctx.actor, input.watchlistId))),
  add: trader
    .input(z.object({ watchlistId, symbols }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.flows.addToWatchlist(ctx.actor, input.watchlistId, input.symbols)),
    ),
  take: trader
    .input(z.object({ watchlistId, symbols }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.flows.takeFromWatchlist(ctx.actor, input.watchlistId, input.symbols)),
    ),
  move: trader
    .input(z.object({ watchlistId, symbol, before: symbol.nullable() }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.moveInWatchlist(ctx.actor, input.watchlistId, input))),
  prices: signedIn
    .input(z.object({ symbols: z.array(symbol).max(100), spark: z.boolean().default(true) }))
    .query(({ ctx, input }) => ctx.flows.readStoredPrices(input.symbols, input)),
});
