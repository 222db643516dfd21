import { z } from "zod";
import { UserId } from "@/modules/_kernel";
import { unwrap } from "../errors";
import { admin, adminProved, router } from "../trpc";
import { email, password } from "./fields";

const userId = z.custom<UserId>(UserId.is, "a user id");
const role = z.enum(["viewer", "trader", "risk", "admin"]);
const ids = z.array(z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an id")).max(500, "at most 500");

const amount = z.string().max(64, "at most 64 characters");

/** What a form may send to make a person. */
export const newPerson = z.object({
  email,
  name: z.string().trim().max(120, "at most 120 characters"),
  role,
  password,
});

/** People and what they may, for administrators. */
export const peopleRouter = router({
  list: admin.query(({ ctx }) => ctx.flows.listPeople()),
  create: adminProved
    .input(newPerson)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.createUser(input, ctx.actor))),
  leaving: admin
    .input(z.object({ userId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readLeaving(ctx.actor, input.userId))),
  changeRole: adminProved
    .input(z.object({ userId, role }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.changeRole(ctx.actor, input))),
  deactivate: adminProved
    .input(z.object({ userId, cancelOrders: ids, revokeKeys: ids, stopDeployments: ids }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.deactivatePerson(ctx.actor, input))),
  reactivate: adminProved
    .input(z.object({ userId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.reactivatePerson(ctx.actor, input.userId))),
  /** Whether somebody's strategies may run outside of the sandbox. */
  setAuthorTrust: adminProved
    .input(z.object({ userId, isTrusted: z.boolean() }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setAuthorTrust(ctx.actor, input))),
  /** Takes every second factor of somebody away who lost theirs. */
  resetFactor: adminProved
    .input(z.object({ userId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.resetFactor(ctx.actor, input.userId))),
  factorRoles: admin.query(({ ctx }) => ctx.flows.readFactorRoles()),
  requireFactor: adminProved
    .input(z.object({ roles: z.array(role).max(4, "at most 4") }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setFactorRoles(ctx.actor, input.roles))),
  scope: admin
    .input(z.object({ userId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readScope(ctx.actor, input.userId))),
  /** Narrows somebody by account, strategy and worth of an order; null is not narrowed. */
  setScope: adminProved
    .input(
      z.object({
        userId,
        accountIds: ids.nullable(),
        strategies: ids.nullable(),
        orderValueMax: amount.nullable(),
        approvalAbove: amount.nullable(),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setScope(ctx.actor, input))),
  endSessions: admin
    .input(z.object({ userId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.endSessionsOf(ctx.actor, input.userId))),
});
