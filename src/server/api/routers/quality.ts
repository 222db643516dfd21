import { z } from "zod";
import { FINDING_KINDS } from "@/modules/data";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { cursor, resolution, symbol } from "./fields";

const findingId = z.string().regex(/^\d{1,18}$/, "the id of a finding");
const year = z.int().min(1900).max(2099);

/** Which cells of the map. */
const zoom = z.discriminatedUnion("by", [
  z.object({ by: z.literal("year") }),
  z.object({ by: z.literal("month"), year }),
  z.object({ by: z.literal("day"), year, month: z.int().min(1).max(12) }),
]);

export const qualityRouter = router({
  series: signedIn.query(({ ctx }) => ctx.flows.listCoveredSeries()),
  map: signedIn.input(zoom).query(({ ctx, input }) => ctx.flows.readCoverageMap(input)),
  findings: signedIn
    .input(
      z.object({
        symbol: symbol.nullable().default(null),
        resolution: resolution.nullable().default(null),
        kind: z.enum(FINDING_KINDS).nullable().default(null),
        state: z.enum(["open", "explained", "all"]).default("open"),
        cursor,
        limit: z.int().min(1).max(200).default(100),
      }),
    )
    .query(({ ctx, input }) => ctx.flows.listFindings(input)),
  check: trader
    .input(z.object({ symbol: symbol.nullable(), resolution: resolution.nullable() }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.startQualityCheck(ctx.actor, input))),
  explain: trader
    .input(
      z.object({
        findingId,
        explanation: z.enum(["halted", "no_trade", "reason", "accepted"]),
        reason: z.string().max(500).default(""),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.explainFinding(ctx.actor, input))),
  repair: trader
    .input(z.object({ findingId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.repairFinding(ctx.actor, input.findingId))),
  reopen: trader
    .input(z.object({ findingId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.reopenFinding(ctx.actor, input.findingId))),
});
