import { type EpochMs, err, ok } from "@/modules/_kernel";
import { isGap, type Resolution } from "@/modules/data";
import { makeQualityStore, type StoredFinding } from "@/modules/data/server";
import { makeBackfillFlows } from "../backfill/backfill-flows";
import type { Actor, Answer } from "../contract";
import type { RepairView } from "../contract/quality";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";

export type RepairDeps = Pick<FlowDeps, "sql" | "transactions" | "work" | "clock" | "newId" | "feeds">;

/** Gaps of one series that are asked for after one check; the next check asks for the rest. */
const REPAIRS_PER_CHECK = 20;

/**
 * Asks the feeds of a series for the span of a finding. A feed that has answered is not asked again: where all have, the
 * finding is explained by that. May be called twice: what is being fetched already is joined.
 */
export function makeRepairFinding(deps: RepairDeps) {
  const backfill = makeBackfillFlows(deps);
  const quality = makeQualityStore(deps.sql);
  return async (actor: Actor, finding: StoredFinding): Answer<RepairView> => {
    const { findingId, symbol, resolution, fromMs, toMs } = finding;
    const answer = await backfill.repairSpan(actor, { symbol, resolution, fromMs, toMs });
    if (!answer.ok) return answer;
    const { value } = answer;
    const [part] = value.outcome === "started" ? value.parts : [];
    if (part !== undefined) {
      await deps.transactions.run((tx) => quality.markRepair(tx, findingId, part.jobId));
      return ok({ outcome: "started", jobId: part.jobId });
    }
    if (value.outcome === "source_has_none" && isGap(finding.kind)) {
      const said = { explanation: "source_has_none", reason: "", by: null } as const;
      await deps.transactions.run((tx) => quality.explain(tx, finding, said, nowOf(deps)));
    }
    return ok({ outcome: value.outcome === "started" ? "no_source" : value.outcome, jobId: null });
  };
}

const nowOf = ({ clock }: RepairDeps): EpochMs => clock.nowMs();

/** Starts repairing the gaps of a series that was just checked, as far as a source may have them. */
export function makeRepairGaps(deps: RepairDeps) {
  const repair = makeRepairFinding(deps);
  const quality = makeQualityStore(deps.sql);
  return async (actor: Actor, symbol: string, resolution: Resolution): Promise<void> => {
    for (const kind of ["missing_sessions", "missing_bars"] as const) {
      const query = { symbol, resolution, kind, state: "open", beforeId: null, limit: REPAIRS_PER_CHECK } as const;
      for (const finding of await quality.listFindings(query)) {
        const answer = await repair(actor, finding);
        // No feed ever gave bars of this series: it has none for the other gaps either.
        if (!answer.ok || answer.value.outcome === "no_source") return;
      }
    }
  };
}

/** What a person asks for on the page. */
export function makeRepairNow(deps: RepairDeps) {
  const repair = makeRepairFinding(deps);
  const quality = makeQualityStore(deps.sql);
  return async (actor: Actor, findingId: string): Answer<RepairView> => {
    const finding = await quality.findFinding(findingId);
    if (finding === null) return err(notFound(findingId));
    return repair(actor, finding);
  };
}

export const notFound = (findingId: string): AppError => ({
  kind: "finding.not_found",
  path: "findingId",
  facts: { findingId },
});
