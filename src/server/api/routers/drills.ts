import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";

const on = {
  accountId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an id"),
  symbol: z.string().min(1, "a symbol").max(40, "a symbol"),
};

/** Drills of the kill switch. That risk and administrators alone ask for one is decided in the flows. */
export const drillsRouter = router({
  list: signedIn.query(({ ctx }) => ctx.flows.readDrills(ctx.actor)),
  plan: trader
    .input(z.object({ plan: z.object({ ...on, day: z.number() }).nullable() }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.planDrills(ctx.actor, input.plan))),
  begin: trader
    .input(z.object(on))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.beginDrill(ctx.actor, input))),
});
