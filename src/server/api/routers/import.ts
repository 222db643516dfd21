import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { currency, cursor, importId, instrumentKind, resolution, symbol } from "./fields";

const column = z.string().min(1).max(200).optional();

export const csvReading = z.object({
  delimiter: z.enum([",", ";", "\t", "|"]),
  hasHeader: z.boolean(),
  columns: z.object({ time: column, open: column, high: column, low: column, close: column, volume: column }),
  timeFormat: z.enum(["iso", "epoch_s", "epoch_ms", "mdy", "dmy", "month_name"]),
  timeZone: z.string().min(1).max(64),
  decimalComma: z.boolean(),
});

export const startImportInput = z.object({
  uploadId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "the id an upload answered with"),
  symbol,
  name: z.string().trim().max(120).default(""),
  kind: instrumentKind,
  currency,
  resolution,
  reading: csvReading,
  skipInvalidRows: z.boolean().default(false),
});

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
