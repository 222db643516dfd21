import { EpochMs, err, type JobId, ok } from "@/modules/_kernel";
import { CALENDARS, type CheckQualityPayload, checkQualityJob, type Resolution } from "@/modules/data";
import {
  CHECK_VERSION,
  type CheckError,
  makeBarStore,
  makeCheckQuality,
  makeCorporateActionStore,
  makeInstrumentStore,
  makeQualityStore,
} from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { JobHandler } from "../../platform/work";
import type { Actor, Answer } from "../contract";
import type { QualityFlows } from "../contract/quality";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { makeRepairGaps, type RepairDeps } from "./repair-gaps";

type CheckDeps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "work">;
type Deps = CheckDeps & RepairDeps & Pick<FlowDeps, "log">;

/** Bars are checked this long after the last look even when nothing changed: staleness comes with time alone. */
const CHECK_AGE_MAX_MS = 24 * 3_600_000;
/** A series that only grows by live bars is looked at this often; what somebody brings is looked at at once. */
const LIVE_CHECK_AGE_MAX_MS = 15 * 60_000;
/** Series a round takes: seconds of work for most, so that a stop is heard soon. */
const SERIES_PER_ROUND = 50;
/** Series of one job over everything; more than anybody keeps. */
const SERIES_MAX = 100_000;

export const QUALITY_ROUND_EVERY_MS = 20_000;

/** Who repairs what nobody asked about. */
const HOUSE: Actor = { kind: "system", userId: null, requestId: "quality" };

/** One check, joined to its stores. */
export function makeSeriesChecker(deps: CheckDeps) {
  const { sql, transactions, clock, work } = deps;
  const quality = makeQualityStore(sql);
  const check = makeCheckQuality({
    transactions,
    clock,
    quality,
    instruments: makeInstrumentStore(sql),
    bars: makeBarStore(sql),
    actions: makeCorporateActionStore(sql),
    saved: (tx, { symbol, resolution }) =>
      work.publish(tx, { topic: "quality.changed", audience: null, payload: { symbol, resolution } }),
  });
  return { quality, check };
}

/**
 * One round over the series that are due: new and changed ones at once, everything once a day. Answers whether more wait.
 * Two processes that take up one series do the same work twice and write the same.
 */
export function makeQualityRound(deps: Deps): (signal: AbortSignal) => Promise<boolean> {
  const { quality, check } = makeSeriesChecker(deps);
  const repairGaps = makeRepairGaps(deps);
  return async (signal) => {
    const olderThanMs = EpochMs.of(deps.clock.nowMs() - CHECK_AGE_MAX_MS);
    const liveOlderThanMs = EpochMs.of(deps.clock.nowMs() - LIVE_CHECK_AGE_MAX_MS);
    const calendars = CALENDARS.map(({ id }) => id);
    const ages = { olderThanMs, liveOlderThanMs };
    const due = await quality.listDue({ ...ages, checkVersion: CHECK_VERSION, calendars, limit: SERIES_PER_ROUND });
    for (const { symbol, series } of due) {
      if (signal.aborted) return false;
      const checked = await check(symbol, series.resolution, { signal, progress: () => undefined });
      // Gone or emptied since the list was made: nothing is left to say of it.
      if (checked.ok) await repairGaps(HOUSE, symbol, series.resolution);
      else deps.log.info({ symbol, resolution: series.resolution, kind: checked.error.kind }, "Not checked");
    }
    if (due.length > 0) deps.log.info({ series: due.length }, "Quality checked");
    return due.length === SERIES_PER_ROUND;
  };
}

/** Starts a check as a job. */
export const makeStartQualityCheck =
  ({ sql, transactions, work }: Pick<FlowDeps, "sql" | "transactions" | "work">): QualityFlows["startQualityCheck"] =>
  async (actor, { symbol: asked, resolution }): Answer<{ readonly jobId: JobId }> => {
    const symbol = asked?.toUpperCase() ?? null;
    if (symbol !== null && (await makeInstrumentStore(sql).find(symbol)) === null)
      return err({ kind: "instrument.not_found", path: "symbol", facts: { symbol } });
    const jobId = await transactions.run(async (tx) => {
      await appendAudit(tx, {
        actor,
        action: "quality.check",
        subjectType: "series",
        subjectId: symbol === null ? "all" : `${symbol} ${resolution ?? "all"}`,
      });
      return work.submit(tx, {
        contract: checkQualityJob,
        payload: { symbol, resolution },
        title: symbol === null ? "Check all series" : `Check ${symbol}${resolution === null ? "" : ` ${resolution}`}`,
        createdBy: actor.userId,
        requestId: actor.requestId,
      });
    });
    return ok({ jobId });
  };

/** Does the check that was asked for, series by series. */
export const makeCheckQualityHandler = (deps: Deps): JobHandler<CheckQualityPayload> => {
  const { quality, check } = makeSeriesChecker(deps);
  const repairGaps = makeRepairGaps(deps);
  return async ({ symbol, resolution }, job) => {
    const list = (await quality.listCovered(SERIES_MAX)).filter(
      (series) =>
        (symbol === null || series.symbol === symbol) &&
        (resolution === null || series.coverage.resolution === resolution),
    );
    if (list.length === 0 && symbol !== null) return err(emptyError(symbol, resolution));
    let lowest: number | null = null;
    for (const [index, { symbol: name, coverage }] of list.entries()) {
      const watch = { signal: job.signal, progress: () => job.progress(index, list.length, "series") };
      const checked = await check(name, coverage.resolution, watch);
      if (!checked.ok && checked.error.kind === "quality.canceled") return err(toAppError(checked.error));
      if (checked.ok) await repairGaps(HOUSE, name, coverage.resolution);
      if (checked.ok && checked.value.score !== null) lowest = Math.min(lowest ?? 100, checked.value.score);
    }
    job.progress(list.length, list.length, "series");
    return ok({ symbol, resolution, series: list.length, lowestScore: lowest });
  };
};

const emptyError = (symbol: string, resolution: Resolution | null): AppError => ({
  kind: "quality.series_empty",
  path: "symbol",
  facts: { symbol, resolution: resolution ?? "" },
});

export function toAppError(error: CheckError): AppError {
  switch (error.kind) {
    case "instrument.not_found":
      return { kind: error.kind, path: "symbol", facts: { symbol: error.symbol } };
    case "quality.series_empty":
      return emptyError(error.symbol, error.resolution);
    case "quality.canceled":
      return { kind: error.kind };
    default:
      return error satisfies never;
  }
}
