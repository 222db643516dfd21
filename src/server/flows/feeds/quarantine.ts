import { createHash } from "node:crypto";
import { EpochMs, err, ImportId, invariant, ok, type SqlPort } from "@/modules/_kernel";
import {
  barAt,
  barCount,
  type CheckedBars,
  encodeBarColumns,
  isLevelReleasable,
  isQuarantineReason,
  isReleasable,
  type QuarantineEntry,
  type RejectedBars,
  type SeriesKey,
  sortedByTime,
} from "@/modules/data";
import { makeBarIngest, makeInstrumentStore, makeQuarantineStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import { addressesOf } from "../../platform/identity";
import type { Actor, Answer } from "../contract";
import type { FeedFlows, QuarantineView } from "../contract/feeds";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";

export type QuarantineDeps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "work" | "newId" | "feeds" | "prisma">;

/** Bars of one entry that are shown as text. */
const SAMPLE_BARS = 5;

/** What was kept out, as people see it and decide about it. */
export function makeQuarantineFlows(
  deps: QuarantineDeps,
): Pick<FeedFlows, "listQuarantine" | "quarantineCounts" | "releaseQuarantined" | "discardQuarantined"> {
  const store = makeQuarantineStore();
  return {
    /** The cursor is the number of the last entry of the page before; text that is none begins at the newest. */
    async listQuarantine({ status, feed, reason, cursor, limit }) {
      const beforeNo = cursor !== null && /^\d{1,15}$/.test(cursor) ? Number(cursor) : null;
      const wanted = isQuarantineReason(reason) ? reason : null;
      const found = await store.list(deps.sql, { status, feed, reason: wanted, beforeNo, limit: limit + 1 });
      const rows = await viewsOf(deps, found.slice(0, limit));
      return { rows, cursor: found.length > limit ? String(rows.at(-1)?.no) : null };
    },
    quarantineCounts: () => store.counts(deps.sql),
    releaseQuarantined: makeRelease(deps),
    discardQuarantined: makeDiscard(deps),
  };
}

/** Keeps rejected bars of a page, in the transaction that keeps the page's others. */
export async function keepRejectedBars(
  tx: SqlPort,
  subject: SeriesKey & { readonly feed: string; readonly alias: string; readonly symbol: string },
  rejected: readonly RejectedBars[],
  nowMs: EpochMs,
): Promise<void> {
  const { feed, alias, symbol, instrumentId, resolution } = subject;
  for (const { reason, facts, bars } of rejected) {
    const entry = {
      feed,
      alias,
      symbol,
      instrumentId,
      resolution,
      reason,
      facts,
      bars,
      sample: sampleOf(bars),
      live: null,
    };
    await makeQuarantineStore().keep(tx, entry, nowMs);
  }
}

/** The first bars as lines of text, as they came. */
function sampleOf(bars: RejectedBars["bars"]): string {
  const shown = Math.min(barCount(bars), SAMPLE_BARS);
  const lines = Array.from({ length: shown }, (_, index) => {
    const bar = barAt(bars, index);
    if (bar === null) return "";
    const time = EpochMs.is(bar.time) ? new Date(bar.time).toISOString() : String(bar.time);
    return `${time}  open ${bar.open}  high ${bar.high}  low ${bar.low}  close ${bar.close}  volume ${bar.volume}`;
  });
  return lines.join("\n");
}

async function viewsOf(
  { feeds, prisma }: Pick<QuarantineDeps, "feeds" | "prisma">,
  entries: readonly QuarantineEntry[],
): Promise<readonly QuarantineView[]> {
  const deciders = [...new Set(entries.flatMap(({ decidedBy }) => decidedBy ?? []))];
  const addresses = deciders.length === 0 ? null : await addressesOf(prisma, deciders);
  const nameOf = (id: string | null) => (id === null ? null : (addresses?.get(id) ?? id));
  return entries.map((entry) => viewOf(feeds, entry, nameOf(entry.decidedBy)));
}

function viewOf(feeds: QuarantineDeps["feeds"], entry: QuarantineEntry, decidedBy: string | null): QuarantineView {
  const { instrumentId: _, firstSeenMs, lastSeenMs, decidedAtMs, ...rest } = entry;
  return {
    ...rest,
    decidedBy,
    feedTitle: feeds.providers.find(({ id }) => id === entry.feed)?.title ?? entry.feed,
    firstSeenAt: firstSeenMs,
    lastSeenAt: lastSeenMs,
    decidedAt: decidedAtMs,
    releasable: refuseRelease(entry) === null,
  };
}

/** Why a person's word is not enough; null when it is. */
function refuseRelease(entry: QuarantineEntry): AppError | null {
  const { no, reason, status, bars, instrumentId, resolution, message } = entry;
  if (status !== "open") return { kind: "quarantine.decided", facts: { no, status } };
  const releasable = bars > 0 ? isReleasable(reason) : message !== null && isLevelReleasable(reason);
  if (!releasable) return { kind: "quarantine.unreleasable", facts: { no, reason } };
  if (bars === 0) return instrumentId === null ? { kind: "quarantine.of_nobody", facts: { no } } : null;
  return instrumentId === null || resolution === null ? { kind: "quarantine.of_nobody", facts: { no } } : null;
}

type Locked = NonNullable<Awaited<ReturnType<ReturnType<typeof makeQuarantineStore>["lock"]>>>;

function makeRelease(deps: QuarantineDeps): FeedFlows["releaseQuarantined"] {
  return (actor, no) =>
    decideOn(deps, actor, { no, status: "released" }, async (tx, locked) => {
      const refusal = refuseRelease(locked.entry);
      // Of ticks and quotes it is the price that is right: their stream hears of it.
      if (refusal !== null || locked.bars === null) return refusal;
      return mergeReleased(deps, tx, actor, locked);
    });
}

/** Merges the bars into their series as an import of their own: it can be looked at and undone like any other. */
async function mergeReleased(
  { clock, newId, work, sql }: QuarantineDeps,
  tx: Parameters<Parameters<FlowDeps["transactions"]["run"]>[0]>[0],
  actor: Actor,
  { entry, bars }: Locked,
): Promise<AppError | null> {
  const { no, feed, symbol, instrumentId, resolution } = entry;
  invariant(bars !== null && instrumentId !== null && resolution !== null, "what is released are bars of a series");
  const clean = sortedByTime(bars);
  if (clean === null) return { kind: "quarantine.unreleasable", facts: { no, reason: entry.reason } };
  const instrument = await makeInstrumentStore(sql).find(symbol);
  if (instrument?.instrumentId !== instrumentId) return { kind: "quarantine.of_nobody", facts: { no } };
  const count = barCount(clean);
  const batch: CheckedBars = { bars: clean, lines: Int32Array.from({ length: count }, (_, index) => index + 1), count };
  const ingest = makeBarIngest();
  await ingest.stage(tx, once(batch));
  const facts = {
    importId: ImportId.of(newId()),
    symbol,
    fileName: `Released from quarantine: ${feed} no. ${no}`,
    fileBytes: 0,
    sha256: createHash("sha256").update(encodeBarColumns(clean)).digest("hex"),
    mapping: { feed, no, reason: entry.reason },
    skipped: 0,
    createdBy: actor.userId,
  };
  await ingest.merge(tx, { instrumentId, resolution }, facts, clock.nowMs(), () => undefined);
  await work.publish(tx, { topic: "bars.changed", audience: null, payload: { symbol, resolution } });
  return null;
}

async function* once(batch: CheckedBars): AsyncGenerator<CheckedBars, void> {
  yield await Promise.resolve(batch);
}

function makeDiscard(deps: QuarantineDeps): FeedFlows["discardQuarantined"] {
  return (actor, no) =>
    decideOn(deps, actor, { no, status: "discarded" }, async (_, { entry }) =>
      entry.status === "open" ? null : { kind: "quarantine.decided", facts: { no, status: entry.status } },
    );
}

/** Carries a refusal out of a transaction that must leave nothing. */
class RefusedInside extends Error {
  readonly refusal: AppError;

  constructor(refusal: AppError) {
    super(refusal.kind);
    this.refusal = refusal;
  }
}

async function decideOn(
  deps: QuarantineDeps,
  actor: Actor,
  { no, status }: { readonly no: number; readonly status: "released" | "discarded" },
  act: (tx: Parameters<Parameters<FlowDeps["transactions"]["run"]>[0]>[0], locked: Locked) => Promise<AppError | null>,
): Answer<QuarantineView> {
  const store = makeQuarantineStore();
  const atMs = deps.clock.nowMs();
  try {
    const entry = await deps.transactions.run(async (tx) => {
      const locked = await store.lock(tx, no);
      if (locked === null) throw new RefusedInside({ kind: "quarantine.not_found", facts: { no } });
      const refusal = await act(tx, locked);
      if (refusal !== null) throw new RefusedInside(refusal);
      await store.decide(tx, no, { status, by: actor.userId, atMs });
      const { feed, alias, symbol, resolution, reason, bars } = locked.entry;
      await appendAudit(tx, {
        actor,
        action: status === "released" ? "quarantine.release" : "quarantine.discard",
        subjectType: "quarantine",
        subjectId: String(no),
        details: { feed, alias, symbol, resolution, reason, bars },
      });
      await deps.work.publish(tx, { topic: "feed.changed", audience: null, payload: { feed } });
      return locked.entry;
    });
    const decided = { ...entry, status, decidedBy: actor.userId, decidedAtMs: atMs };
    const [view] = await viewsOf(deps, [decided]);
    invariant(view !== undefined, "one entry has one view");
    return ok(view);
  } catch (error) {
    if (error instanceof RefusedInside) return err(error.refusal);
    throw error;
  }
}
