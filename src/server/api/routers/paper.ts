import { z } from "zod";
import { FILL_MODELS, PAPER_LATENCY_MS_MAX, PAPER_RESOLUTIONS } from "@/modules/execution";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";

const accountId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an account id");

const amount = z.string().max(100, "at most 100 characters");

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
  fills: signedIn
    .input(z.object({ accountId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listPaperFills(ctx.actor, input.accountId))),
  amendFill: trader
    .input(
      z.object({
        accountId,
        execId: z.string().min(1).max(80),
        now: z.object({ qty: amount, price: amount }).nullable().default(null),
        untold: z.boolean().default(false),
        idempotencyKey: z.string().max(80),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.amendPaperFill(ctx.actor, input))),
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
