import { z } from "zod";
import { UserId } from "@/modules/_kernel";
import { EXPLANATIONS, FINDING_KINDS, SEVERITIES } from "../../domain/quality/finding";
import type { StoredFinding } from "../../ports/quality";
import { CountText, EpochMsText, ResolutionColumn } from "../rows";

/** Findings as every query of them selects them. */
export const FindingRows = z.array(
  z
    .object({
      id: z.string(),
      symbol: z.string(),
      resolution: ResolutionColumn,
      kind: z.enum(FINDING_KINDS),
      severity: z.enum(SEVERITIES),
      from_ms: EpochMsText,
      to_ms: EpochMsText,
      bars: CountText,
      facts: z.record(z.string(), z.union([z.number(), z.string()])),
      found_ms: EpochMsText,
      explanation: z.enum(EXPLANATIONS).nullable(),
      reason: z.string(),
      explained_by: z.custom<UserId>(UserId.is, "a user id").nullable(),
      repair_job: z.string().nullable(),
    })
    .transform(
      (row): StoredFinding => ({
        findingId: row.id,
        symbol: row.symbol,
        resolution: row.resolution,
        kind: row.kind,
        severity: row.severity,
        fromMs: row.from_ms,
        toMs: row.to_ms,
        bars: row.bars,
        facts: row.facts,
        foundAtMs: row.found_ms,
        explanation: row.explanation,
        reason: row.reason,
        explainedBy: row.explained_by,
        repairJob: row.repair_job,
      }),
    ),
);
