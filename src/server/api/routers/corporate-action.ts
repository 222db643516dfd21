import { z } from "zod";
import { LIST_CHARS_MAX } from "@/modules/data";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { symbol } from "./fields";

export const corporateActionRouter = router({
  list: signedIn
    .input(z.object({ symbol }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listActions(input.symbol))),
  import: trader
    .input(
      z.object({
        symbol,
        text: z.string().max(LIST_CHARS_MAX, `at most ${LIST_CHARS_MAX} characters`),
        source: z.string().trim().min(1, "where the list is from").max(128, "at most 128 characters"),
        skipInvalidRows: z.boolean().default(false),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.importActions(ctx.actor, input))),
  remove: trader
    .input(z.object({ actionId: z.string().regex(/^\d{1,18}$/, "the id of an action") }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.removeAction(ctx.actor, input.actionId))),
});
