import { z } from "zod";
import { admin, router, signedIn } from "../trpc";
import { cursor } from "./fields";

/** Part of an address, an action or an id. */
const text = z.string().trim().min(1).max(120);

export const systemRouter = router({
  health: signedIn.query(({ ctx }) => ctx.flows.health()),
  healthHistory: signedIn
    .input(z.object({ span: z.enum(["day", "week"]) }))
    .query(({ ctx, input }) => ctx.flows.healthHistory(input.span)),
  features: admin.query(({ ctx }) => ctx.flows.listFeatures()),
  audit: admin
    .input(
      z.object({
        cursor,
        limit: z.int().min(1).max(200).default(50),
        actor: text.optional(),
        action: text.optional(),
        subject: text.optional(),
      }),
    )
    .query(({ ctx, input }) => ctx.flows.listAudit(input)),
  verifyAudit: admin
    .input(
      z.object({
        knownHead: z
          .string()
          .regex(/^[0-9a-f]{64}$/, "64 digits of 0-9 and a-f")
          .nullable(),
      }),
    )
    .mutation(({ ctx, input }) => ctx.flows.verifyAudit(ctx.actor, input.knownHead)),
});
