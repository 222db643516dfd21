import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { exportInput } from "./inputs";

const exportId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "the id of an export");

/** Bars as files: asked for, listed and deleted here; `/api/exports/<id>` hands them out to their owner. */
export const exportRouter = router({
  start: trader
    .input(exportInput)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.startExport(ctx.actor, input))),
  list: signedIn.query(({ ctx }) => ctx.flows.listExports(ctx.session.user.userId)),
  remove: signedIn
    .input(z.object({ exportId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.removeExport(ctx.actor, input.exportId))),
});
