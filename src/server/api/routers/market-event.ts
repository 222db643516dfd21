import { z } from "zod";
import { LIST_CHARS_MAX } from "@/modules/data";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { sessionDate } from "./fields";

const kind = z.enum(["economic", "earnings", "dividend", "split", "symbol_change"]);
const source = z.string().trim().min(1, "where the list is from").max(128, "at most 128 characters");

export const marketEventRouter = router({
  list: signedIn
    .input(
      z.object({
        from: sessionDate,
        to: sessionDate,
        kinds: z
          .array(kind)
          .max(5)
          .default([...kind.options]),
        importanceMin: z.int().min(0).max(3).default(0),
        text: z.string().max(64).default(""),
      }),
    )
    .query(({ ctx, input }) => ctx.flows.listEvents(input)),
  sources: signedIn.query(({ ctx }) => ctx.flows.listEventSources()),
  import: trader
    .input(
      z.object({
        text: z.string().max(LIST_CHARS_MAX, `at most ${LIST_CHARS_MAX} characters`),
        source,
        timeZone: z.string().min(1).max(64),
        skipInvalidRows: z.boolean().default(false),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.importEvents(ctx.actor, input))),
  removeSource: trader
    .input(z.object({ source }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.removeEventSource(ctx.actor, input.source))),
});
