import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, signedInProved } from "../trpc";

const keyId = z.string().regex(/^[A-Z0-9]{20}$/, "the id of a key, 20 letters and digits");
export const KEY_SCOPES = ["read", "trade", "admin"] as const;

/** What a form may send to make a key. */
export const newApiKey = z.object({
  name: z.string().trim().min(1, "at least one character").max(60, "at most 60 characters"),
  scope: z.enum(KEY_SCOPES, `one of ${KEY_SCOPES.join(", ")}`),
  accountIds: z
    .array(z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an account id"))
    .min(1, "at least one account")
    .max(50, "at most 50 accounts")
    .nullable(),
  lifetimeDays: z.number().int().min(1, "at least a day").max(3_650, "at most 3,650 days").nullable(),
});

/** Keys for programs. Whose a key is, and what it may carry, is decided in the flows. */
export const apiKeyRouter = router({
  list: signedIn
    .input(z.object({ everybody: z.boolean().default(false) }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listApiKeys(ctx.actor, input))),
  create: signedInProved
    .input(newApiKey)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.createApiKey(ctx.actor, input))),
  rotate: signedInProved
    .input(z.object({ keyId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.rotateApiKey(ctx.actor, input.keyId))),
  revoke: signedIn
    .input(z.object({ keyId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.revokeApiKey(ctx.actor, input.keyId))),
});
