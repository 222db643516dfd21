import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";
import { PRICE_ADJUSTMENTS } from "../domain/corporate-actions/adjust";
import { RESOLUTIONS } from "../domain/resolution";
import { SERIES_HOURS } from "../domain/session-rule";
import { EXPORT_FORMATS } from "../ports/export";

const epochMs = z.custom<EpochMs>(EpochMs.is, "whole milliseconds");

/** Writes a selection of bars into a file of the installation. Begun again, it writes the file anew. */
export const exportBarsJob = {
  name: "data.export-bars",
  queue: "ingest",
  payload: z.object({
    exportId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    format: z.enum(EXPORT_FORMATS),
    symbols: z.array(z.string()).max(1_000).nullable(),
    resolutions: z.array(z.enum(RESOLUTIONS)).nullable(),
    fromMs: epochMs.nullable(),
    toMs: epochMs.nullable(),
    adjustment: z.enum(PRICE_ADJUSTMENTS).default("raw"),
    hours: z.enum(SERIES_HOURS).default("stored"),
  }),
  options: { attempts: 2 },
} as const;

export type ExportBarsPayload = z.output<typeof exportBarsJob.payload>;
