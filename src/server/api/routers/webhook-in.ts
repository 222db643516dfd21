import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { cursor } from "./fields";
import { accountId } from "./orders";

const hookId = z.string().regex(/^wh_[0-9a-f]{24}$/, "an id of a webhook");
const name = z.string().max(200, "at most 200 characters");
/** Checked by the flow, with the place of each fault. */
const terms = z.record(z.string().max(60), z.unknown());
const BODY_CHARS_MAX = 16 * 1024;

/** Webhooks in. Whose they are, and what a call may do, is decided in the flows. */
export const webhookInRouter = router({
  list: signedIn.query(async ({ ctx }) => unwrap(await ctx.flows.listWebhooksIn(ctx.actor))),
  calls: signedIn
    .input(z.object({ hookId, cursor, limit: z.int().min(1).max(200).default(50) }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listWebhookCalls(ctx.actor, input))),
  create: trader
    .input(
      z.object({
        name,
        source: z.enum(["tradingview", "generic"]),
        accountId,
        template: terms.nullable().default(null),
        limits: terms.nullable().default(null),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.createWebhookIn(ctx.actor, input))),
  change: trader
    .input(
      z.object({
        hookId,
        name: name.optional(),
        mode: z.enum(["dry", "live", "off"]).optional(),
        template: terms.optional(),
        limits: terms.optional(),
      }),
    )
    .mutation(async ({ ctx, input: { hookId: id, ...given } }) => {
      const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      return unwrap(await ctx.flows.changeWebhookIn(ctx.actor, { hookId: id, ...change }));
    }),
  rotate: trader
    .input(z.object({ hookId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.rotateWebhookIn(ctx.actor, input.hookId))),
  remove: trader
    .input(z.object({ hookId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.removeWebhookIn(ctx.actor, input.hookId))),
  tryOut: trader
    .input(z.object({ hookId, body: z.string().max(BODY_CHARS_MAX, `at most ${BODY_CHARS_MAX} characters`) }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.tryWebhookIn(ctx.actor, input))),
});
