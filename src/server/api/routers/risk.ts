import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";

const id = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an id");
const scope = z.discriminatedUnion("of", [
  z.strictObject({ of: z.literal("all") }),
  z.strictObject({ of: z.enum(["user", "account", "strategy"]), subject: id }),
]);
const source = z.discriminatedUnion("of", [
  z.strictObject({ of: z.literal("account"), accountId: id }),
  z.strictObject({ of: z.literal("run"), runId: id }),
]);
const reason = z.string().max(1_000);

/** Whose limits somebody may see, ask for and let in is decided in the flows: it depends on the limit. */
export const riskRouter = router({
  limits: signedIn.query(({ ctx }) => ctx.flows.listLimits(ctx.actor)),
  subjects: signedIn.query(({ ctx }) => ctx.flows.listLimitSubjects(ctx.actor)),
  usage: signedIn
    .input(z.object({ accountId: id }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readLimitUsage(ctx.actor, input.accountId))),
  weigh: signedIn
    .input(z.object({ accountId: id, terms: z.record(z.string().max(40), z.unknown()) }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.weighLimit(ctx.actor, input))),
  changes: signedIn
    .input(z.object({ limitId: id.nullable().default(null) }))
    .query(({ ctx, input }) => ctx.flows.listLimitChanges(ctx.actor, input.limitId)),
  events: signedIn
    .input(z.object({ accountId: id.nullable().default(null) }))
    .query(({ ctx, input }) => ctx.flows.listRiskEvents(ctx.actor, input.accountId)),
  portfolio: signedIn
    .input(z.object({ accountId: id.nullable(), benchmark: z.string().max(40).nullable().default(null) }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readPortfolioRisk(ctx.actor, input))),
  simulate: trader
    .input(z.object({ terms: z.record(z.string().max(40), z.unknown()), source, limitId: id.nullable().default(null) }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.simulateLimit(ctx.actor, input))),
  simulation: signedIn
    .input(z.object({ simulationId: id }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readSimulation(ctx.actor, input.simulationId))),
  simulations: signedIn
    .input(z.object({ limitId: id.nullable().default(null), source: source.nullable().default(null) }))
    .query(({ ctx, input }) => ctx.flows.listSimulations(ctx.actor, input)),
  protection: signedIn
    .input(z.object({ accountId: id }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readProtection(ctx.actor, input.accountId))),
  protectionChanges: signedIn.query(({ ctx }) => ctx.flows.listWaitingProtection(ctx.actor)),
  // Every fault of the terms is told by the flow, with its place.
  protectionPlan: signedIn
    .input(z.object({ accountId: id, terms: z.record(z.string().max(40), z.unknown()) }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.previewProtection(ctx.actor, input))),
  setProtection: trader
    .input(z.object({ accountId: id, terms: z.record(z.string().max(40), z.unknown()), reason }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.askProtection(ctx.actor, input))),
  decideProtection: trader
    .input(
      z.object({
        changeId: id,
        decision: z.enum(["approve", "reject", "withdraw"]),
        note: reason.nullable().default(null),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.decideProtection(ctx.actor, input))),
  scenarios: signedIn.query(({ ctx }) => ctx.flows.listScenarios(ctx.actor)),
  // Every fault of a scenario is told by the flow, with its place.
  addScenario: trader
    .input(z.record(z.string().max(40), z.unknown()))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.addScenario(ctx.actor, input))),
  removeScenario: trader
    .input(z.object({ scenarioId: id }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.removeScenario(ctx.actor, input.scenarioId))),
  ask: trader
    .input(
      z.object({
        limitId: id.nullable(),
        scope,
        name: z.string().max(200).nullable(),
        // Every fault of the terms is told by the flow, with its place.
        terms: z.record(z.string().max(40), z.unknown()).nullable(),
        reason,
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.askLimit(ctx.actor, input))),
  decide: trader
    .input(
      z.object({
        changeId: id,
        decision: z.enum(["approve", "reject", "withdraw"]),
        note: reason.nullable().default(null),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.decideLimit(ctx.actor, input))),
});
