import { z } from "zod";
import { unwrap } from "../errors";
import { admin, adminProved, anyone, router } from "../trpc";
import { email, password } from "./fields";

const invitationId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "the id of an invitation");
const token = z.string().min(1).max(200);

/** What the form of an invited person sends. */
export const acceptedInvitation = z.object({
  token,
  name: z.string().trim().max(120, "at most 120 characters"),
  password,
});

/** Invitations by link: for administrators, and for whoever has the link. */
export const invitationRouter = router({
  list: admin.query(({ ctx }) => ctx.flows.listInvitations()),
  create: adminProved
    .input(
      z.object({
        email,
        role: z.enum(["viewer", "trader", "risk", "admin"]),
        /** What the person becomes a member of by accepting. */
        accounts: z
          .array(z.object({ accountId: z.string().max(64), role: z.enum(["viewer", "trader"]) }))
          .max(50, "at most 50")
          .default([]),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.invite(ctx.actor, input))),
  renew: adminProved
    .input(z.object({ invitationId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.renewInvitation(ctx.actor, input.invitationId))),
  revoke: admin
    .input(z.object({ invitationId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.revokeInvitation(ctx.actor, input.invitationId))),
  /** A mutation, so that the link is in no address and no log. Changes nothing. */
  read: anyone
    .input(z.object({ token }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.readInvitation(input.token))),
  accept: anyone
    .input(acceptedInvitation)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.acceptInvitation(ctx.actor, input))),
});
