import { z } from "zod";
import { unwrap } from "../errors";
import { passkeyAnswer, passkeyRegistration } from "../passkey-fields";
import { anyone, enrolling, enrollingProved, router } from "../trpc";

/** A recovery code with dashes and spaces is shorter. */
const code = z.string().trim().min(1, "the code").max(40, "at most 40 characters");
const passkeyId = z.string().regex(/^[A-Za-z0-9_-]{1,1400}$/, "the id of a passkey");
const passkeyName = z.string().trim().min(1, "at least one character").max(60, "at most 60 characters");

const proof = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("password"), password: z.string().min(1, "your password").max(256) }),
  z.object({ kind: z.literal("code"), code }),
  z.object({ kind: z.literal("passkey"), response: passkeyAnswer }),
]);

/** How one proves who one is. Open to those whose second factor is due; every change wants a recent proof. */
export const securityRouter = router({
  read: enrolling.query(async ({ ctx }) => unwrap(await ctx.flows.readSecurity(ctx.actor))),
  /** Asks a device before anybody is known. Writes nothing. */
  beginSignIn: anyone.mutation(({ ctx }) => ctx.flows.beginPasskeySignIn()),
  beginProof: enrolling.mutation(async ({ ctx }) => unwrap(await ctx.flows.beginPasskeyProof(ctx.actor))),
  prove: enrolling.input(proof).mutation(async ({ ctx, input }) => unwrap(await ctx.flows.prove(ctx.actor, input))),
  beginAuthenticator: enrollingProved.mutation(async ({ ctx }) =>
    unwrap(await ctx.flows.beginAuthenticator(ctx.actor)),
  ),
  confirmAuthenticator: enrollingProved
    .input(z.object({ code }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.confirmAuthenticator(ctx.actor, input.code))),
  removeAuthenticator: enrollingProved.mutation(async ({ ctx }) =>
    unwrap(await ctx.flows.removeAuthenticator(ctx.actor)),
  ),
  renewRecoveryCodes: enrollingProved.mutation(async ({ ctx }) =>
    unwrap(await ctx.flows.renewRecoveryCodes(ctx.actor)),
  ),
  beginPasskey: enrollingProved.mutation(async ({ ctx }) => unwrap(await ctx.flows.beginPasskey(ctx.actor))),
  addPasskey: enrollingProved
    .input(z.object({ name: passkeyName, response: passkeyRegistration }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.addPasskey(ctx.actor, input))),
  renamePasskey: enrolling
    .input(z.object({ passkeyId, name: passkeyName }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.renamePasskey(ctx.actor, input))),
  removePasskey: enrollingProved
    .input(z.object({ passkeyId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.removePasskey(ctx.actor, input.passkeyId))),
});
