import { z } from "zod";
import { ScreenDefinitionSchema } from "@/modules/data";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";

const screenId = z.string().min(1).max(64);
const RUNS_LISTED_MAX = 200;
const HITS_LISTED_MAX = 1_000;

export const screenRouter = router({
  list: signedIn.query(({ ctx }) => ctx.flows.listScreens(ctx.actor)),
  get: signedIn
    .input(z.object({ screenId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.getScreen(ctx.actor, input.screenId))),
  save: trader
    .input(
      z.object({
        screenId: screenId.nullable(),
        version: z.int().min(0).default(0),
        definition: ScreenDefinitionSchema,
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.saveScreen(ctx.actor, input))),
  delete: trader
    .input(z.object({ screenId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.deleteScreen(ctx.actor, input.screenId))),
  restore: trader
    .input(z.object({ screenId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.restoreScreen(ctx.actor, input.screenId))),
  run: trader
    .input(z.object({ screenId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.runScreen(ctx.actor, input.screenId))),
  runs: signedIn
    .input(z.object({ screenId, limit: z.int().min(1).max(RUNS_LISTED_MAX).default(50) }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listScreenRuns(ctx.actor, input.screenId, input.limit))),
  hits: signedIn
    .input(
      z.object({
        runId: z.string().min(1).max(64),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(HITS_LISTED_MAX).default(HITS_LISTED_MAX),
      }),
    )
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readScreenHits(ctx.actor, input.runId, input))),
  outcomes: signedIn
    .input(z.object({ screenId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.screenOutcomes(ctx.actor, input.screenId))),
});
