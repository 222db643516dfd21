import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { epochMs, jobId } from "./fields";

/** A tray shows what is recent; older work is found on the page of what it made. */
const JOBS_LISTED_MAX = 100;

export const jobRouter = router({
  list: signedIn
    .input(z.object({ limit: z.int().min(1).max(JOBS_LISTED_MAX).default(20) }))
    .query(({ ctx, input }) => ctx.flows.listJobs(input)),
  get: signedIn.input(z.object({ jobId })).query(async ({ ctx, input }) => unwrap(await ctx.flows.getJob(input.jobId))),
  cancel: trader
    .input(z.object({ jobId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.cancelJob(ctx.actor, input.jobId))),
});

export const notificationRouter = router({
  list: signedIn
    .input(z.object({ limit: z.int().min(1).max(JOBS_LISTED_MAX).default(30) }))
    .query(({ ctx, input }) => ctx.flows.listNotifications(ctx.session.user.userId, input.limit)),
  markRead: signedIn
    .input(z.object({ upToMs: epochMs }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.markNotificationsRead(ctx.actor, input.upToMs))),
});
