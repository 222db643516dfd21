import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { currency, cursor, instrumentKind, symbol } from "./fields";
import { aliasInput, instrumentFacts, instrumentStatus, newInstrument, symbolImport } from "./instrument-inputs";

const INSTRUMENTS_FOUND_MAX = 200;

export const instrumentRouter = router({
  /** What the text means, best match first; what has bars first for an empty one. */
  search: signedIn
    .input(
      z.object({ query: z.string().max(64).default(""), limit: z.int().min(1).max(INSTRUMENTS_FOUND_MAX).default(50) }),
    )
    .query(({ ctx, input }) => ctx.flows.searchInstruments(input.query, input.limit)),
  get: signedIn
    .input(z.object({ symbol }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.getInstrument(input.symbol))),
  /** By symbol, page by page. */
  list: signedIn
    .input(
      z.object({
        kind: instrumentKind.nullable().default(null),
        status: instrumentStatus.nullable().default(null),
        sector: z.string().max(80).nullable().default(null),
        hasBars: z.boolean().nullable().default(null),
        cursor,
        limit: z.int().min(1).max(INSTRUMENTS_FOUND_MAX).default(INSTRUMENTS_FOUND_MAX),
      }),
    )
    .query(({ ctx, input }) => ctx.flows.listInstruments(input)),
  sectors: signedIn.query(({ ctx }) => ctx.flows.listSectors()),
  describe: signedIn
    .input(z.object({ symbol }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.describeInstrument(input.symbol))),
  create: trader
    .input(newInstrument)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.createInstrument(ctx.actor, input))),
  edit: trader
    .input(z.object({ symbol, change: instrumentFacts.partial() }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.editInstrument(ctx.actor, input.symbol, input.change))),
  delete: trader
    .input(z.object({ symbol }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.deleteInstrument(ctx.actor, input.symbol))),
  /** Whether it is streamed and recorded whoever looks. */
  recording: signedIn
    .input(z.object({ symbol }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.recordingOf(input.symbol))),
  record: trader
    .input(z.object({ symbol, recorded: z.boolean() }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setRecording(ctx.actor, input.symbol, input.recorded))),
  linkAlias: trader
    .input(z.object({ symbol, alias: aliasInput }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.flows.linkInstrumentAlias(ctx.actor, input.symbol, input.alias)),
    ),
  unlinkAlias: trader
    .input(z.object({ symbol, source: aliasInput.shape.source, alias: aliasInput.shape.alias }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.flows.unlinkInstrumentAlias(ctx.actor, input.symbol, input.source, input.alias)),
    ),
  previewSymbols: trader
    .input(symbolImport.pick({ uploadId: true }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.previewSymbols(input.uploadId))),
  importSymbols: trader
    .input(symbolImport.extend({ kind: instrumentKind, currency }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.startSymbolImport(ctx.actor, input))),
});
