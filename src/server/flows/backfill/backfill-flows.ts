import { EpochMs, err, invariant, type JobId, ok, type SqlPort } from "@/modules/_kernel";
import { type BarFetch, backfillJob, bulkBackfillJob, type Instrument, subtractSpans } from "@/modules/data";
import { makeBarFetches, makeInstrumentStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import { readJob } from "../../platform/work";
import type { Actor, JobView } from "../contract";
import type { BackfillFlows, BackfillPart, BackfillView, RepairAnswer } from "../contract/backfill";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { reasonName } from "./reason-name";
import { fetchTitle, makeStartBackfill, type StartDeps, startSpan } from "./start-backfill";

/** History from feeds, as people and other flows ask for it. */
export function makeBackfillFlows(deps: StartDeps): BackfillFlows {
  const { sql, transactions, clock } = deps;
  const fetches = makeBarFetches();
  const instruments = makeInstrumentStore(sql);
  return {
    startBackfill: makeStartBackfill(deps),
    resumeBackfill: makeResumeBackfill(deps),
    repairSpan: makeRepairSpan(deps),

    async getBackfill(fetchId) {
      const fetch = await fetches.find(sql, fetchId);
      return fetch === null ? err({ kind: "backfill.not_found" }) : ok(await viewOf(sql, fetch));
    },

    /** The cursor is how many came before; text that is none begins at the newest. */
    async listBackfills({ symbol, cursor, limit }) {
      const offset = cursor !== null && /^\d{1,7}$/.test(cursor) ? Number(cursor) : 0;
      const instrument = symbol === null ? null : await instruments.find(symbol.toUpperCase());
      if (symbol !== null && instrument === null) return { rows: [], cursor: null };
      const instrumentId = instrument?.instrumentId ?? null;
      const found = await fetches.list(sql, { instrumentId, offset, limit: limit + 1 });
      const rows = await Promise.all(found.slice(0, limit).map((fetch) => viewOf(sql, fetch)));
      return { rows, cursor: found.length > limit ? String(offset + limit) : null };
    },

    async listFollowed(symbol) {
      const instrument = await instruments.find(symbol.toUpperCase());
      if (instrument === null) return err(notFound(symbol));
      const followed = await fetches.listFollowed(sql, instrument.instrumentId);
      return ok(
        followed.map(({ feed, alias, resolution }) => ({ symbol: instrument.symbol, feed, alias, resolution })),
      );
    },

    async unfollow(actor, { symbol, feed, resolution }) {
      const instrument = await instruments.find(symbol.toUpperCase());
      if (instrument === null) return err(notFound(symbol));
      await transactions.run(async (tx) => {
        const key = { instrumentId: instrument.instrumentId, feed, resolution };
        if (!(await fetches.unfollow(tx, key))) return;
        const details = { feed, resolution, atMs: clock.nowMs() };
        const subject = { subjectType: "instrument", subjectId: instrument.symbol };
        await appendAudit(tx, { actor, action: "backfill.unfollow", ...subject, details });
      });
      return ok(null);
    },
  };
}

const notFound = (symbol: string): AppError => ({ kind: "instrument.not_found", path: "symbol", facts: { symbol } });

/** Goes on with a fetch that ended early: the same fetch under another job. */
function makeResumeBackfill(deps: StartDeps): BackfillFlows["resumeBackfill"] {
  const fetches = makeBarFetches();
  return async (actor, fetchId) => {
    const known = await fetches.find(deps.sql, fetchId);
    if (known === null) return err({ kind: "backfill.not_found" });
    return deps.transactions.run(async (tx) => {
      await fetches.lockKey(tx, known);
      const fetch = (await fetches.find(tx, fetchId)) ?? known;
      const isOver = fetch.status === "failed" || fetch.status === "canceled" || (await isAbandoned(deps, tx, fetch));
      const open = await fetches.listOpen(tx, fetch);
      const other = open.find(
        ({ fetchId: id, fromMs, toMs }) => id !== fetchId && fromMs < fetch.toMs && toMs > fetch.completeToMs,
      );
      if (!isOver || other !== undefined) {
        return err({ kind: "backfill.at_work", facts: { jobId: (other ?? fetch).jobId } });
      }
      return ok(partOf({ ...fetch, jobId: await submitAgain(deps, tx, actor, fetch) }));
    });
  };
}

/** An open fetch whose job is at its end stands still; it is ended, so that it can be opened for another job. */
async function isAbandoned({ clock }: StartDeps, tx: SqlPort, { fetchId, status, jobId }: BarFetch): Promise<boolean> {
  if (status !== "open") return false;
  const job = await readJob(tx, jobId);
  if (job !== null && job.finishedAt === null) return false;
  return makeBarFetches().end(tx, fetchId, { status: "canceled" }, clock.nowMs());
}

async function submitAgain(deps: StartDeps, tx: SqlPort, actor: Actor, fetch: BarFetch): Promise<JobId> {
  const { fetchId, symbol, feed, resolution, lane, completeToMs } = fetch;
  const jobId = await deps.work.submit(tx, {
    contract: lane === "bulk" ? bulkBackfillJob : backfillJob,
    payload: { fetchId },
    title: fetchTitle(deps, fetch),
    createdBy: actor.userId,
    requestId: actor.requestId,
  });
  const isOpen = await makeBarFetches().reopen(tx, fetchId, jobId, deps.clock.nowMs());
  invariant(isOpen, "a fetch that ended early can be opened while its key is locked");
  await appendAudit(tx, {
    actor,
    action: "backfill.resume",
    subjectType: "backfill",
    subjectId: fetchId,
    details: { symbol, feed, resolution, completeToMs },
  });
  return jobId;
}

const partOf = ({ fetchId, jobId, fromMs, toMs }: BarFetch): BackfillPart => ({
  fetchId,
  jobId,
  fromMs,
  toMs,
  joined: false,
});

/** Feeds of one series that a gap is asked of. */
const FEEDS_MAX = 10;

function makeRepairSpan(deps: StartDeps): BackfillFlows["repairSpan"] {
  return async (actor, { symbol, resolution, fromMs, toMs }) => {
    const instrument = await makeInstrumentStore(deps.sql).find(symbol.toUpperCase());
    if (instrument === null) return err(notFound(symbol));
    if (fromMs >= toMs) return err({ kind: "backfill.range_empty", path: "fromMs", facts: { from: "", to: "" } });
    return ok(await deps.transactions.run((tx) => repair(deps, tx, actor, { instrument, resolution, fromMs, toMs })));
  };
}

interface Gap {
  readonly instrument: Instrument;
  readonly resolution: BackfillView["resolution"];
  readonly fromMs: number;
  readonly toMs: number;
}

async function repair(
  deps: StartDeps,
  tx: SqlPort,
  actor: Actor,
  { instrument, resolution, fromMs, toMs }: Gap,
): Promise<RepairAnswer> {
  const fetches = makeBarFetches();
  const series = { instrumentId: instrument.instrumentId, resolution };
  const ever = await fetches.answered(tx, series, null);
  const aliases = await makeInstrumentStore(tx).aliasesOf(instrument.instrumentId);
  const feeds = [...new Set(ever.map(({ feed }) => feed))].slice(0, FEEDS_MAX);
  const parts: BackfillPart[] = [];
  for (const feed of feeds) {
    // What a feed has answered it is not asked again; an answer while the bars were not over yet is none.
    const known = ever.filter((span) => span.feed === feed && span.answeredAtMs >= span.toMs);
    const alias = aliases.find(({ source }) => source === feed)?.alias ?? instrument.symbol;
    const base = { instrument, feed, alias, resolution, lane: "bulk", reason: "repair" } as const;
    for (const span of subtractSpans({ fromMs, toMs }, known)) {
      parts.push(...(await startSpan(deps, tx, actor, { ...base, span })));
    }
  }
  if (parts.length > 0) return { outcome: "started", parts };
  if (feeds.length === 0) return { outcome: "no_source" };
  const answeredAtMs = EpochMs.of(Math.max(...ever.map((span) => span.answeredAtMs)));
  return { outcome: "source_has_none", feeds, answeredAtMs };
}

async function viewOf(sql: FlowDeps["sql"], fetch: BarFetch): Promise<BackfillView> {
  const {
    instrumentId: _id,
    createdBy: _by,
    lane,
    status,
    refusal,
    createdAtMs,
    updatedAtMs,
    finishedAtMs,
    ...rest
  } = fetch;
  const job = status === "open" ? await readJob(sql, fetch.jobId) : null;
  return {
    ...rest,
    bulk: lane === "bulk",
    status: status === "open" ? openStatus(job) : status,
    refusal: refusal === null ? null : { reason: reasonName(refusal.reason), detail: refusal.detail },
    createdBy: job?.createdBy ?? null,
    createdAt: createdAtMs,
    updatedAt: updatedAtMs,
    finishedAt: finishedAtMs,
  };
}

/** An open fetch stands as its job does. */
function openStatus(job: JobView | null): BackfillView["status"] {
  if (job?.status === "running") return "running";
  return job?.status === "queued" ? "waiting" : "canceled";
}
