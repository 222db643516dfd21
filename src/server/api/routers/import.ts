import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { cursor, importId, resolution } from "./fields";
import { csvReading, startImportInput } from "./inputs";

type Reading = z.infer<typeof csvReading>;

/** Drops the fields that were not given: `undefined` and absent are one thing on the wire, not inside. */
function withoutAbsent(reading: Reading) {
  const columns = Object.fromEntries(Object.entries(reading.columns).filter(([, name]) => name !== undefined));
  return { ...reading, columns };
}

export const importRouter = router({
  preview: trader
    .input(
      z.object({
        uploadId: startImportInput.shape.uploadId,
        reading: csvReading.nullable().default(null),
        resolution: resolution.nullable().default(null),
      }),
    )
    .query(async ({ ctx, input }) => {
      const reading = input.reading === null ? null : withoutAbsent(input.reading);
      return unwrap(await ctx.flows.previewImport(input.uploadId, reading, input.resolution));
    }),
  start: trader
    .input(startImportInput)
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.flows.startImport(ctx.actor, { ...input, reading: withoutAbsent(input.reading) })),
    ),
  list: signedIn
    .input(z.object({ cursor, limit: z.int().min(1).max(100).default(50) }))
    .query(({ ctx, input }) => ctx.flows.listImports(input)),
  undo: trader
    .input(z.object({ importId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.undoImport(ctx.actor, input.importId))),
  loadSample: trader.mutation(async ({ ctx }) => unwrap(await ctx.flows.loadSampleData(ctx.actor))),
});
