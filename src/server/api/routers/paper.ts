import { z } from "zod";
import { FILL_MODELS, PAPER_LATENCY_MS_MAX, PAPER_RESOLUTIONS } from "@/modules/execution";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";

const accountId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an account id");

/** The simulated venue of a paper account. Whose account somebody may see and change is decided in the flows. */
export const paperRouter = router({
  terms: signedIn
    .input(z.object({ accountId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readPaperTerms(ctx.actor, input.accountId))),
  outage: signedIn
    .input(z.object({ accountId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readPracticeOutage(ctx.actor, input.accountId))),
  startOutage: trader
    .input(z.object({ accountId, minutes: z.number(), seed: z.number().nullable().default(null) }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.startPracticeOutage(ctx.actor, input))),
  stopOutage: trader
    .input(z.object({ accountId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.stopPracticeOutage(ctx.actor, input.accountId))),
  setTerms: trader
    .input(
      z.object({
        accountId,
        fillModel: z.enum(FILL_MODELS),
        resolution: z.enum(PAPER_RESOLUTIONS).default("1m"),
        latencyMs: z.number().int().min(0).max(PAPER_LATENCY_MS_MAX).nullable().default(null),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setPaperTerms(ctx.actor, input))),
});
