import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn } from "../trpc";
import { symbol } from "./fields";

const INSTRUMENTS_FOUND_MAX = 200;

export const instrumentRouter = router({
  /** Symbols and names that contain the text, best match first; every instrument for an empty one. */
  search: signedIn
    .input(
      z.object({ query: z.string().max(64).default(""), limit: z.int().min(1).max(INSTRUMENTS_FOUND_MAX).default(50) }),
    )
    .query(({ ctx, input }) => ctx.flows.searchInstruments(input.query, input.limit)),
  get: signedIn
    .input(z.object({ symbol }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.getInstrument(input.symbol))),
});
