import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn } from "../trpc";

const id = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an id");
const PAGE_MAX = 200;

/** Programs outside that are told what happens; each person's own, of what they may see. */
export const webhookOutRouter = router({
  list: signedIn.query(async ({ ctx }) => unwrap(await ctx.flows.listWebhooksOut(ctx.actor))),
  create: signedIn
    .input(
      z.strictObject({
        name: z.string().max(200, "at most 60 characters"),
        url: z.string().max(2_000, "at most 2000 characters"),
        kinds: z.array(z.enum(["order", "fill", "alert", "halt", "deployment"])).max(10, "each once"),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.createWebhookOut(ctx.actor, input))),
  rotate: signedIn
    .input(z.object({ webhookId: id }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.rotateWebhookOut(ctx.actor, input.webhookId))),
  setState: signedIn
    .input(z.object({ webhookId: id, state: z.enum(["active", "paused"]) }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setWebhookOut(ctx.actor, input.webhookId, input.state))),
  delete: signedIn
    .input(z.object({ webhookId: id }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.deleteWebhookOut(ctx.actor, input.webhookId))),
  deliveries: signedIn
    .input(
      z.object({
        webhookId: id,
        cursor: z.string().max(100).nullable().default(null),
        limit: z.int().min(1).max(PAGE_MAX).default(50),
      }),
    )
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listWebhookDeliveries(ctx.actor, input))),
  replay: signedIn
    .input(z.object({ deliveryId: id }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.replayWebhookDelivery(ctx.actor, input.deliveryId))),
});
