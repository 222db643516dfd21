import { z } from "zod";
import { DESK_DEVICES, deskLayoutBody } from "../../flows/desk/desk-layouts";
import { unwrap } from "../errors";
import { router, signedIn } from "../trpc";

const device = z.enum(DESK_DEVICES);

/** Arrangements of the asking person's desk: viewers have a desk too. */
export const deskRouter = router({
  layouts: signedIn.query(({ ctx }) => ctx.flows.readDeskLayouts(ctx.actor)),
  save: signedIn
    .input(z.object({ name: z.string().max(200), device, body: deskLayoutBody }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.saveDeskLayout(ctx.actor, input))),
  delete: signedIn
    .input(z.object({ layoutId: z.string().min(1).max(64) }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.deleteDeskLayout(ctx.actor, input.layoutId))),
  keep: signedIn
    .input(z.object({ device, body: deskLayoutBody }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.keepDeskLayout(ctx.actor, input))),
});
