import { z } from "zod";
import { RESOLUTIONS } from "../domain/resolution";

/** Checks one series, one instrument's series, or with a null symbol all of them. Safe to run any number of times. */
export const checkQualityJob = {
  name: "data.check-quality",
  queue: "ingest",
  payload: z.object({ symbol: z.string().nullable(), resolution: z.enum(RESOLUTIONS).nullable() }),
  options: { attempts: 3 },
} as const;

export type CheckQualityPayload = z.output<typeof checkQualityJob.payload>;
