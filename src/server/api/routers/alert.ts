import { z } from "zod";
import { AlertTermsSchema } from "../../flows/alerts/terms";
import { unwrap } from "../errors";
import { router, signedIn } from "../trpc";
import { epochMs } from "./fields";

const alertId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "the id of an alert");
const PAGE_MAX = 200;

const alert = z.strictObject({
  name: z.string().max(200, "at most 80 characters"),
  terms: AlertTermsSchema,
  severity: z.enum(["info", "warning", "failure"]),
  repeats: z.boolean(),
  coolDownS: z.number(),
  expiresAt: epochMs.nullable(),
});

/** Alerts of one's own: also viewers may be told of what they may see. */
export const alertRouter = router({
  list: signedIn.query(async ({ ctx }) => unwrap(await ctx.flows.listAlerts(ctx.actor))),
  create: signedIn
    .input(alert)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.createAlert(ctx.actor, input))),
  change: signedIn
    .input(z.object({ alertId, alert }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.changeAlert(ctx.actor, input.alertId, input.alert))),
  setStatus: signedIn
    .input(z.object({ alertId, status: z.enum(["active", "paused"]) }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setAlertStatus(ctx.actor, input.alertId, input.status))),
  delete: signedIn
    .input(z.object({ alertId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.deleteAlert(ctx.actor, input.alertId))),
  restore: signedIn
    .input(z.object({ alertId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.restoreAlert(ctx.actor, input.alertId))),
  firings: signedIn
    .input(
      z.object({
        alertId: alertId.nullable().default(null),
        cursor: z.string().max(20).nullable().default(null),
        limit: z.int().min(1).max(PAGE_MAX).default(100),
      }),
    )
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listFirings(ctx.actor, input))),
});
