import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { cursor, runId, symbol } from "./fields";
import { backtestSpec, runRemarks, tag } from "./inputs";

/** Which runs of a list; what is not given is any. */
const runFilter = z.object({
  tag: tag.exactOptional(),
  strategy: z.string().min(1).max(64).exactOptional(),
  symbol: symbol.exactOptional(),
  verdict: z.enum(["trust", "doubt", "reject"]).exactOptional(),
});

export const backtestRouter = router({
  examination: signedIn
    .input(z.object({ runId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readExamination(input.runId))),
  examine: trader
    .input(z.object({ runId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.examineBacktest(ctx.actor, input.runId))),
  submit: trader
    .input(backtestSpec)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.submitBacktest(ctx.actor, input))),
  remark: trader
    .input(runRemarks.extend({ runId }))
    .mutation(async ({ ctx, input: { runId: id, ...remarks } }) =>
      unwrap(await ctx.flows.remarkOnRun(ctx.actor, id, remarks)),
    ),
  tags: signedIn.query(({ ctx }) => ctx.flows.listRunTags()),
  notes: signedIn
    .input(z.object({ runId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readRunNotes(input.runId))),
  dataNow: signedIn
    .input(z.object({ runId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.checkRunData(input.runId))),
  rerun: trader
    .input(z.object({ runId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.rerunBacktest(ctx.actor, input.runId))),
  get: signedIn
    .input(z.object({ runId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.getBacktest(input.runId))),
  list: signedIn
    .input(runFilter.extend({ cursor, limit: z.int().min(1).max(100).default(30) }))
    .query(({ ctx, input }) => ctx.flows.listBacktests(input)),
  trades: signedIn
    .input(z.object({ runId, offset: z.int().min(0).default(0), limit: z.int().min(1).max(5_000).default(1_000) }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listTrades(input.runId, input))),
});
