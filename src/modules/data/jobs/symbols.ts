import { z } from "zod";
import { INSTRUMENT_KINDS } from "../domain/instrument";

/** Imports an uploaded list of symbols, all of it or nothing. Safe to run twice: what is there already is left alone. */
export const importSymbolsJob = {
  name: "data.import-symbols",
  queue: "ingest",
  payload: z.object({ uploadId: z.string(), kind: z.enum(INSTRUMENT_KINDS), currency: z.string() }),
  options: { attempts: 3 },
} as const;

export type ImportSymbolsPayload = z.output<typeof importSymbolsJob.payload>;
