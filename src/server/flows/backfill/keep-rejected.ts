import { barAt, barCount, type KeepRejected } from "@/modules/data";
import { appendAudit } from "../../platform/audit";

/** Bars of one reason that are written down as they came; all are counted. */
const SHOWN_MAX = 20;

/** Writes what a page was not believed for into the audit log, with its first bars as they came. */
export const keepRejected: KeepRejected = async (tx, { fetchId, symbol, feed, resolution }, rejected) => {
  for (const { reason, facts, bars } of rejected) {
    const first = Array.from({ length: Math.min(barCount(bars), SHOWN_MAX) }, (_, index) => barAt(bars, index));
    await appendAudit(tx, {
      actor: { kind: "system", userId: null, requestId: fetchId },
      action: "backfill.quarantine",
      subjectType: "backfill",
      subjectId: fetchId,
      details: { symbol, feed, resolution, reason, facts, bars: barCount(bars), first },
    });
  }
};
