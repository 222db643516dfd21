import { EpochMs, err, ok } from "@/modules/_kernel";
import { remedyOf } from "@/modules/data";
import { COVERED_MAX, makeQualityStore, type StoredFinding } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { Actor } from "../contract";
import type { FindingView, QualityFlows } from "../contract/quality";
import type { FlowDeps } from "../deps";
import { makeStartQualityCheck } from "./check-quality";
import { makeRepairNow, notFound, type RepairDeps } from "./repair-gaps";

/** Cells of one map: every day of a month, or forty years, of ten thousand series. */
const CELLS_MAX = 400_000;

type Deps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "work"> & RepairDeps;

/** The coverage page and what people say about findings. */
export function makeQualityFlows(deps: Deps): QualityFlows {
  const { sql } = deps;
  const quality = makeQualityStore(sql);
  return {
    async listCoveredSeries() {
      const covered = await quality.listCovered(COVERED_MAX);
      return covered.map(({ symbol, name, coverage, quality: judged, open }) => ({
        symbol,
        name,
        resolution: coverage.resolution,
        bars: coverage.bars,
        firstMs: coverage.firstMs,
        lastMs: coverage.lastMs,
        score: judged?.score ?? null,
        checkedAtMs: judged?.checkedAtMs ?? null,
        current: judged?.dataChangedAtMs === coverage.changedAtMs,
        calendar: judged?.calendar ?? null,
        open,
      }));
    },

    async readCoverageMap(zoom) {
      const covered = await quality.listCovered(COVERED_MAX);
      const symbols = new Map(covered.map(({ instrumentId, symbol }) => [instrumentId, symbol]));
      const rows = await quality.readMap(zoom, CELLS_MAX);
      return rows.flatMap(({ instrumentId, resolution, cells }) => {
        const symbol = symbols.get(instrumentId);
        if (symbol === undefined) return [];
        return [
          {
            symbol,
            resolution,
            at: cells.map(({ at }) => at),
            bars: cells.map(({ bars }) => bars),
            missing: cells.map(({ missing }) => missing),
          },
        ];
      });
    },

    async listFindings({ cursor, limit, ...query }) {
      const symbol = query.symbol?.toUpperCase() ?? null;
      const found = await quality.listFindings({ ...query, symbol, beforeId: cursor, limit: limit + 1 });
      const page = found.slice(0, limit);
      return { rows: page.map(findingView), cursor: found.length > limit ? (page.at(-1)?.findingId ?? null) : null };
    },

    startQualityCheck: makeStartQualityCheck(deps),

    async explainFinding(actor, { findingId, explanation, reason }) {
      const text = reason.trim();
      if (explanation === "reason" && text === "") return err({ kind: "finding.reason_missing", path: "reason" });
      return say(deps, actor, findingId, { explanation, reason: text });
    },

    repairFinding: makeRepairNow(deps),
    reopenFinding: (actor, findingId) => say(deps, actor, findingId, null),
  };
}

/** Writes what a person says of a finding, with its audit row and the news, in one transaction. */
async function say(
  { sql, transactions, clock, work }: Deps,
  actor: Actor,
  findingId: string,
  said: { readonly explanation: "halted" | "no_trade" | "reason" | "accepted"; readonly reason: string } | null,
) {
  const quality = makeQualityStore(sql);
  const finding = await quality.findFinding(findingId);
  if (finding === null) return err(notFound(findingId));
  if (said === null && finding.explanation !== null && !isByPerson(finding))
    return err({ kind: "finding.explained_by_house", path: "findingId" } as const);
  await transactions.run(async (tx) => {
    await quality.explain(tx, finding, said === null ? null : { ...said, by: actor.userId }, clock.nowMs());
    await appendAudit(tx, {
      actor,
      action: said === null ? "finding.reopen" : "finding.explain",
      subjectType: "finding",
      subjectId: findingId,
      details: { symbol: finding.symbol, resolution: finding.resolution, kind: finding.kind, ...said },
    });
    const { symbol, resolution } = finding;
    await work.publish(tx, { topic: "quality.changed", audience: null, payload: { symbol, resolution } });
  });
  const after = await quality.findFinding(findingId);
  return after === null ? err(notFound(findingId)) : ok(findingView(after));
}

/** A reason, or a word only people say. */
const isByPerson = ({ explainedBy, explanation, reason }: StoredFinding) =>
  explainedBy !== null || reason !== "" || explanation === "accepted";

function findingView(finding: StoredFinding): FindingView {
  const { findingId, symbol, resolution, kind, severity, bars, facts, foundAtMs, explanation, reason } = finding;
  return {
    findingId,
    symbol,
    resolution,
    kind,
    severity,
    fromMs: EpochMs.of(finding.fromMs),
    toMs: EpochMs.of(finding.toMs),
    bars,
    facts,
    foundAtMs,
    explanation,
    reason,
    byPerson: isByPerson(finding),
    remedy: remedyOf(kind),
  };
}
