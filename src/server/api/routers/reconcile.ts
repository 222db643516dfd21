import { z } from "zod";
import { ITEM_STATES, RESOLUTIONS } from "@/modules/execution";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";

const accountId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an account id");
const request = z.object({
  itemId: z.string().min(1).max(80),
  action: z.enum(RESOLUTIONS),
  reason: z.string().max(600, "at most 600 characters").nullable().default(null),
  price: z.string().max(100, "at most 100 characters").nullable().default(null),
  deploymentId: z.string().min(1).max(64).nullable().default(null),
});

/** Accounts held against their venues. Whose somebody may see and mend is decided in the flows. */
export const reconcileRouter = router({
  list: signedIn
    .input(
      z.object({
        accountId: accountId.nullable().default(null),
        state: z.enum(ITEM_STATES).nullable().default(null),
        limit: z.number().int().min(1).max(500).default(200),
      }),
    )
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listReconcileItems(ctx.actor, input))),
  status: signedIn.query(async ({ ctx }) => unwrap(await ctx.flows.listReconcileStatus(ctx.actor))),
  preview: trader
    .input(request)
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.previewResolution(ctx.actor, input))),
  resolve: trader
    .input(request)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.resolveItem(ctx.actor, input))),
  ask: trader
    .input(z.object({ accountId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.askReconciliation(ctx.actor, input.accountId))),
});
