import { z } from "zod";
import { ALLOCATION_METHODS, OUTCOMES, SCHEDULES } from "@/modules/strategy";
import { unwrap } from "../errors";
import { admin, router, signedIn, trader } from "../trpc";
import { cursor, epochMs, resolution, sessionDate, symbol } from "./fields";

const deploymentId = z.string().regex(/^[A-Za-z0-9-]{1,36}$/, "a deployment id");
const accountId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an account id");
const params = z.record(z.string().max(80), z.union([z.number(), z.boolean(), z.string().max(200)]));
const one = z.object({ deploymentId });
const page = z.object({ deploymentId, cursor, limit: z.number().int().min(1).max(500).default(100) });

const term = z.number();
const promotionTerms = z.object({
  runs: term,
  verdict: term,
  runTrades: term,
  searchReturn: term,
  searchTrades: term,
  runDrawdown: term,
  paperApprovals: term,
  days: term,
  trades: term,
  parity: term,
  fall: term,
  approvals: term,
  shadowBars: term,
  holdParity: term,
  holdFall: term,
});

const allocationTerms = z.object({
  method: z.enum(ALLOCATION_METHODS),
  share: term,
  band: term,
  volatility: term,
  weights: z.record(deploymentId, term),
});

/** Strategies that run by themselves. Whose deployment somebody may see and steer is decided in the flows. */
export const deploymentsRouter = router({
  list: signedIn
    .input(z.object({ accountId: accountId.nullable().default(null), over: z.boolean().default(false) }))
    .query(({ ctx, input }) => ctx.flows.listDeployments(ctx.actor, input)),
  get: signedIn
    .input(one)
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readDeployment(ctx.actor, input.deploymentId))),
  trace: signedIn
    .input(
      z.object({
        deploymentId,
        symbol: symbol.nullable().default(null),
        from: epochMs.nullable().default(null),
        to: epochMs.nullable().default(null),
        outcome: z.enum(OUTCOMES).nullable().default(null),
        cursor,
        limit: z.number().int().min(1).max(200).default(100),
      }),
    )
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listDecisions(ctx.actor, input))),
  why: signedIn
    .input(z.object({ deploymentId, symbol, at: epochMs }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.explainDecision(ctx.actor, input))),
  orders: signedIn
    .input(page)
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listDeploymentOrders(ctx.actor, input))),
  fills: signedIn
    .input(page)
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listDeploymentFills(ctx.actor, input))),
  promotion: signedIn
    .input(one)
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readPromotion(ctx.actor, input.deploymentId))),
  parity: signedIn
    .input(one)
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listParity(ctx.actor, input.deploymentId))),
  create: trader
    .input(
      z.object({
        name: z.string().max(200),
        strategy: z.string().max(200),
        presetId: z.string().max(64).nullable().default(null),
        params: params.default({}),
        instruments: z.array(symbol).max(200),
        resolution,
        accountId,
        capital: z.string().max(100, "at most 100 characters"),
        schedule: z.enum(SCHEDULES).default("sessions"),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.createDeployment(ctx.actor, input))),
  curve: signedIn
    .input(one)
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readDeploymentCurve(ctx.actor, input.deploymentId))),
  log: signedIn
    .input(page)
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listDeploymentLog(ctx.actor, input))),
  allocation: signedIn
    .input(z.object({ accountId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readAllocation(ctx.actor, input.accountId))),
  setAllocation: trader
    .input(z.object({ accountId, terms: allocationTerms.nullable() }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setAllocation(ctx.actor, input))),
  allocate: trader
    .input(z.object({ accountId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.allocateNow(ctx.actor, input.accountId))),
  shadows: signedIn
    .input(one)
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.compareShadows(ctx.actor, input.deploymentId))),
  shadow: trader
    .input(
      z.object({
        deploymentId,
        name: z.string().max(200),
        strategy: z.string().max(200).nullable().default(null),
        params: params.default({}),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.shadowDeployment(ctx.actor, input))),
  start: trader
    .input(one)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.startDeployment(ctx.actor, input.deploymentId))),
  pause: trader
    .input(one)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.pauseDeployment(ctx.actor, input.deploymentId))),
  stop: trader
    .input(one)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.stopDeployment(ctx.actor, input.deploymentId))),
  flatten: trader
    .input(
      z.object({
        deploymentId,
        idempotencyKey: z.string().regex(/^[A-Za-z0-9._-]{1,40}$/, "1 to 40 of A-Z a-z 0-9 . _ -"),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.flattenDeployment(ctx.actor, input))),
  change: trader
    .input(
      z.object({
        deploymentId,
        params,
        strategy: z.string().max(200).nullable().default(null),
        capital: z.string().max(100, "at most 100 characters").nullable().default(null),
        instruments: z.array(z.string().max(200)).max(200).nullable().default(null),
        windDown: z.boolean().default(false),
        from: epochMs.nullable().default(null),
        commit: z.boolean().default(false),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.changeDeployment(ctx.actor, input))),
  decideChange: trader
    .input(
      z.object({
        changeId: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, "an id of a change"),
        decision: z.enum(["approve", "reject", "withdraw"]),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.decideDeploymentChange(ctx.actor, input))),
  askedChanges: signedIn.query(({ ctx }) => ctx.flows.listAskedChanges(ctx.actor)),
  versions: signedIn
    .input(one)
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listDeploymentVersions(ctx.actor, input.deploymentId))),
  rollback: trader
    .input(z.object({ deploymentId, commit: z.boolean().default(false) }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.rollbackDeployment(ctx.actor, input))),
  terms: signedIn.query(({ ctx }) => ctx.flows.readPromotionTerms(ctx.actor)),
  setTerms: admin
    .input(z.object({ terms: promotionTerms, demotion: z.enum(["none", "reduce_only", "pause"]) }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setPromotionTerms(ctx.actor, input))),
  retention: signedIn.query(({ ctx }) => ctx.flows.readDecisionRetention(ctx.actor)),
  setRetention: admin
    .input(z.object({ days: z.int().nullable(), quietDays: z.int().nullable() }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setDecisionRetention(ctx.actor, input))),
  approve: trader
    .input(one)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.approvePromotion(ctx.actor, input.deploymentId))),
  promote: trader
    .input(one)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.promoteDeployment(ctx.actor, input.deploymentId))),
  compareParity: trader
    .input(z.object({ deploymentId, session: sessionDate.nullable().default(null) }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.compareParity(ctx.actor, input))),
});
