import { z } from "zod";
import { admin, router, signedIn } from "../trpc";
import { cursor } from "./fields";

export const systemRouter = router({
  health: signedIn.query(({ ctx }) => ctx.flows.health()),
  audit: admin
    .input(z.object({ cursor, limit: z.int().min(1).max(200).default(50) }))
    .query(({ ctx, input }) => ctx.flows.listAudit(input)),
});
