import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";

const id = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an id");

/** Orders that wait for a second person. Who may let one in is decided in the flows: it depends on who asked. */
export const approvalsRouter = router({
  list: signedIn.query(({ ctx }) => ctx.flows.listApprovals(ctx.actor)),
  count: signedIn.query(({ ctx }) => ctx.flows.countWaiting(ctx.actor)),
  decide: trader
    .input(
      z.object({
        approvalId: id,
        decision: z.enum(["approve", "reject", "withdraw"]),
        note: z.string().max(1_000).nullable().default(null),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.decideApproval(ctx.actor, input))),
});
