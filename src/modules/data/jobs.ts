import { z } from "zod";
import { ImportId } from "@/modules/_kernel";
import { BAR_COLUMN_NAMES } from "./domain/bar-columns";
import { DELIMITERS } from "./domain/csv/reading";
import { TIME_FORMATS } from "./domain/csv/time-format";
import { INSTRUMENT_KINDS } from "./domain/instrument";
import { RESOLUTIONS } from "./domain/resolution";

const importId = z.custom<ImportId>(ImportId.is, "an import id");

const CsvReadingSchema = z.object({
  delimiter: z.enum(DELIMITERS),
  hasHeader: z.boolean(),
  columns: z.partialRecord(z.enum(BAR_COLUMN_NAMES), z.string().max(200)),
  timeFormat: z.enum(TIME_FORMATS),
  timeZone: z.string().min(1).max(64),
  decimalComma: z.boolean(),
});

/**
 * Imports an uploaded file of bars, all of it or nothing. Safe to run twice: the import's id is in the payload, and what
 * was committed under it is only reported again.
 */
export const importBarsJob = {
  name: "data.import-bars",
  queue: "ingest",
  payload: z.object({
    importId,
    uploadId: z.string(),
    symbol: z.string(),
    name: z.string(),
    kind: z.enum(INSTRUMENT_KINDS),
    currency: z.string(),
    resolution: z.enum(RESOLUTIONS),
    reading: CsvReadingSchema,
    skipInvalidRows: z.boolean(),
  }),
  options: { attempts: 3 },
} as const;

/** Loads the sample series that comes with the installation, through the same import. Safe to run any number of times. */
export const loadSampleJob = {
  name: "data.load-sample",
  queue: "ingest",
  payload: z.object({ importId }),
  options: { attempts: 3 },
} as const;

/** Asks a screen of its universe. Safe to run twice: a run that has ended is only reported again. */
export const runScreenJob = {
  name: "data.run-screen",
  queue: "research",
  payload: z.object({ runId: z.string().min(1).max(64) }),
  options: { attempts: 3 },
} as const;

export type RunScreenPayload = z.output<typeof runScreenJob.payload>;
export type ImportBarsPayload = z.output<typeof importBarsJob.payload>;
export type LoadSamplePayload = z.output<typeof loadSampleJob.payload>;
