import { z } from "zod";
import { UserId } from "@/modules/_kernel";
import { STOP_STEPS } from "../../flows/contract/stop";
import { unwrap } from "../errors";
import { router, trader } from "../trpc";
import { idempotencyKey } from "./orders";

const userId = z.custom<UserId>(UserId.is, "a user id");
const reason = z.string().max(400, "at most 400 characters");

/** Every trader and the switch for each: the flows let in risk and administrators alone. */
export const teamRouter = router({
  list: trader.query(async ({ ctx }) => unwrap(await ctx.flows.readTeam(ctx.actor))),
  stop: trader
    .input(z.object({ userId, step: z.enum(STOP_STEPS), reason, idempotencyKey }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.stopTrader(ctx.actor, input))),
  resume: trader
    .input(z.object({ userId, reason }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.resumeTrader(ctx.actor, input))),
});
