import type { AdjustedSeriesError } from "@/modules/data";
import type { AppError } from "./errors";

/** Why prices could not be adjusted, as flows answer it. */
export function adjustmentRefused(error: AdjustedSeriesError): AppError {
  if (error.kind === "adjust.days_needed") {
    return { kind: error.kind, path: "adjustment", facts: { resolution: error.resolution } };
  }
  const { exDateMs, amount, closeBefore } = error;
  return { kind: error.kind, path: "adjustment", facts: { exDateMs, amount, closeBefore } };
}
