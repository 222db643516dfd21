import { z } from "zod";
import { NOTE_LENGTH_MAX, SOURCE_BYTES_MAX } from "@/modules/strategy";
import { unwrap } from "../errors";
import { admin, router, signedIn, trader } from "../trpc";

const VERSIONS_LISTED_MAX = 500;

const slug = z.string().min(1).max(64);
const number = z.int().min(1).max(1_000_000_000);
const kind = z.enum(["code", "rules"]);
const source = z.string().max(SOURCE_BYTES_MAX);
const presetId = z.string().min(1).max(64);

export const strategyRouter = router({
  list: signedIn.query(({ ctx }) => ctx.flows.listStrategies()),
  catalog: signedIn
    .input(z.object({ archived: z.boolean().default(false) }))
    .query(({ ctx, input }) => ctx.flows.listCatalog(ctx.actor, input)),
  get: signedIn
    .input(z.object({ slug }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.findStrategyDetail(ctx.actor, input.slug))),
  versions: signedIn
    .input(z.object({ slug, limit: z.int().min(1).max(VERSIONS_LISTED_MAX).default(100) }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listStrategyVersions(ctx.actor, input.slug, input.limit))),
  source: signedIn
    .input(z.object({ slug, number }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readStrategyVersion(ctx.actor, input.slug, input.number))),
  facts: signedIn
    .input(z.object({ slug, number }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readStrategyFacts(ctx.actor, input.slug, input.number))),
  compare: signedIn
    .input(z.object({ slug, left: number, right: number }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.compareStrategyVersions(ctx.actor, input.slug, input))),
  examples: signedIn.query(({ ctx }) => ctx.flows.listStrategyExamples()),
  sdk: signedIn.query(({ ctx }) => ctx.flows.strategySdk()),
  createFromExample: trader
    .input(z.object({ slug, example: slug }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.createStrategyFromExample(ctx.actor, input))),
  /** A mutation because sources are long; it keeps nothing. */
  check: trader
    .input(z.object({ kind, source }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.checkStrategy(ctx.actor, input))),
  save: trader
    .input(
      z.object({
        slug,
        kind,
        source,
        note: z.string().max(NOTE_LENGTH_MAX).default(""),
        from: number.nullable(),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.saveStrategy(ctx.actor, input))),
  rollBack: trader
    .input(z.object({ slug, to: number, from: number }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.rollBackStrategy(ctx.actor, input))),
  archive: trader
    .input(z.object({ slug, archived: z.boolean() }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.archiveStrategy(ctx.actor, input.slug, input.archived))),
  share: trader
    .input(z.object({ slug, shared: z.boolean() }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.shareStrategy(ctx.actor, input.slug, input.shared))),
});

const value = z.union([z.number(), z.boolean(), z.string().max(64)]);
const publicationId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, "an id of a publication");

/** What administrators let people run. What is published to oneself stands in the catalog. */
export const publicationRouter = router({
  list: admin
    .input(z.object({ withdrawn: z.boolean().default(false) }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listPublications(ctx.actor, input))),
  get: admin
    .input(z.object({ publicationId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readPublication(ctx.actor, input.publicationId))),
  publish: admin
    .input(
      z.object({
        strategy: z.string().max(200),
        presets: z
          .array(z.object({ name: z.string().max(200), params: z.record(z.string().max(64), value) }))
          .max(100)
          .default([]),
        bounds: z.record(z.string().max(64), z.object({ least: z.number(), most: z.number() })).default({}),
        isFree: z.boolean().default(false),
        people: z.array(z.string().max(64)).max(1_000).nullable().default(null),
        note: z.string().max(NOTE_LENGTH_MAX).default(""),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.publishStrategy(ctx.actor, input))),
  withdraw: admin
    .input(z.object({ publicationId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.withdrawPublication(ctx.actor, input.publicationId))),
  terms: signedIn.query(({ ctx }) => ctx.flows.readPublicationTerms(ctx.actor)),
  setTerms: admin
    .input(z.object({ isRequired: z.boolean() }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setPublicationTerms(ctx.actor, input))),
});

export const presetRouter = router({
  list: signedIn
    .input(z.object({ strategy: slug }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listStrategyPresets(ctx.actor, input.strategy))),
  save: trader
    .input(
      z.object({
        presetId: presetId.nullable(),
        strategy: slug,
        name: z.string().max(200),
        params: z.record(z.string().max(64), z.union([z.number(), z.boolean(), z.string().max(64)])),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.saveStrategyPreset(ctx.actor, input))),
  delete: trader
    .input(z.object({ presetId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.deleteStrategyPreset(ctx.actor, input.presetId))),
  restore: trader
    .input(z.object({ presetId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.restoreStrategyPreset(ctx.actor, input.presetId))),
});
