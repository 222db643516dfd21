import { EpochMs, err, invariant, ok } from "@/modules/_kernel";
import { type BackfillPayload, type BarFetch, type FetchEnd, type KeepRejected, validateHistory } from "@/modules/data";
import {
  type BackfillError,
  makeBarFetches,
  makeBarIngest,
  makeBarStore,
  makeInstrumentStore,
  makeRunBackfill,
  timers,
} from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import { type JobContext, type JobHandler, readJob } from "../../platform/work";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { actorOf } from "../import-bars";
import { makeKeepActions } from "./keep-actions";
import { reasonName } from "./reason-name";

export type WorkDeps = Pick<FlowDeps, "sql" | "transactions" | "work" | "clock" | "feeds"> & {
  /** Where what a page is not believed for stays visible. */
  readonly keepRejected: KeepRejected;
};

/**
 * Does the fetch that was promised. A cancel ends the fetch where it stands; a shutdown leaves it open, and the next worker
 * goes on. Browsers hear of every page that changed bars.
 */
export const makeBackfillHandler = (deps: WorkDeps): JobHandler<BackfillPayload> => {
  const { sql, transactions, work, clock, feeds } = deps;
  const fetches = makeBarFetches();
  const run = makeRunBackfill({
    sql,
    transactions,
    ingest: makeBarIngest(),
    bars: makeBarStore(sql),
    fetches,
    feeds,
    checkPage: validateHistory,
    keepRejected: deps.keepRejected,
    keepActions: makeKeepActions(deps),
    clock,
    pause: (ms, signal) => timers.sleep(ms, signal),
  });
  return async ({ fetchId }, job) => {
    const fetch = await fetches.find(sql, fetchId);
    invariant(fetch !== null, `fetch ${fetchId} was written with its job`);
    const instrument = await makeInstrumentStore(sql).find(fetch.symbol);
    if (instrument === null) return err({ kind: "instrument.not_found", facts: { symbol: fetch.symbol } });
    const done = await run(fetchId, instrument, {
      signal: job.signal,
      progress: (days, total, unit) => job.progress(days, total, unit),
      changed: (tx, { symbol, resolution }) =>
        work.publish(tx, { topic: "bars.changed", audience: null, payload: { symbol, resolution } }),
      ended: (tx, ending, end) => auditEnd(tx, job, ending, end),
    });
    if (done.ok) return ok(outcomeOf(done.value));
    if (done.error.kind === "backfill.canceled") await endCanceled(deps, fetch, job);
    return err(toAppError(done.error));
  };
};

type Write = Parameters<Parameters<FlowDeps["transactions"]["run"]>[0]>[0];

function auditEnd(tx: Write, job: JobContext, { fetchId, symbol, feed, resolution }: BarFetch, end: FetchEnd) {
  return appendAudit(tx, {
    actor: actorOf(job),
    action: "backfill.end",
    subjectType: "backfill",
    subjectId: fetchId,
    details: { symbol, feed, resolution, ...end },
  });
}

/** A worker that shuts down aborts too; only what a person canceled is at its end. */
async function endCanceled({ sql, transactions, clock }: WorkDeps, fetch: BarFetch, job: JobContext): Promise<void> {
  const view = await readJob(sql, job.jobId);
  if (view?.cancelRequested !== true) return;
  await transactions.run(async (tx) => {
    const end = { status: "canceled" } as const;
    const nowMs = EpochMs.of(clock.nowMs());
    if (await makeBarFetches().end(tx, fetch.fetchId, end, nowMs)) await auditEnd(tx, job, fetch, end);
  });
}

function outcomeOf({ fetchId, symbol, resolution, inserted, replaced, unchanged, kept, quarantined }: BarFetch) {
  return { fetchId, symbol, resolution, inserted, replaced, unchanged, kept, quarantined };
}

function toAppError(error: BackfillError): AppError {
  if (error.kind === "backfill.canceled") return { kind: error.kind };
  const { kind, feed, reason, detail } = error;
  return { kind, facts: { feed, reason: reasonName(reason), detail } };
}
