import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { cursor } from "./fields";
import { searchId, searchSpec } from "./search-input";

export const searchRouter = router({
  submit: trader
    .input(searchSpec)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.submitSearch(ctx.actor, input))),
  cancel: trader
    .input(z.object({ searchId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.cancelSearch(ctx.actor, input.searchId))),
  resume: trader
    .input(z.object({ searchId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.resumeSearch(ctx.actor, input.searchId))),
  get: signedIn
    .input(z.object({ searchId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.getSearch(input.searchId))),
  list: signedIn
    .input(
      z.object({
        order: z.enum(["newest", "outOfSample"]).default("newest"),
        cursor,
        limit: z.int().min(1).max(100).default(50),
      }),
    )
    .query(({ ctx, input }) => ctx.flows.listSearches(input)),
});
