import {
  type Clock,
  EpochMs,
  err,
  invariant,
  ok,
  type Result,
  type SqlPort,
  type Transactions,
} from "@/modules/_kernel";
import { barCount } from "../../domain/bar-columns";
import { calendarOf } from "../../domain/calendar/calendar";
import { isoTime } from "../../domain/civil";
import type { CheckedBars } from "../../domain/csv/bar-checker";
import type { Feed, FeedRefusal, HistoryPage } from "../../domain/feed/feed";
import { DAY_MS } from "../../domain/resolution";
import type { BarIngest, BarStore, BarTransaction, MergeCounts } from "../../ports";
import type {
  BackfillRefusal,
  BarFetch,
  BarFetches,
  CheckPage,
  FeedDirectory,
  FetchEnd,
  KeepActions,
  KeepRejected,
} from "../../ports/backfill";

export interface BackfillDeps {
  readonly sql: SqlPort;
  readonly transactions: Transactions;
  readonly ingest: BarIngest;
  readonly bars: BarStore;
  readonly fetches: BarFetches;
  readonly feeds: FeedDirectory;
  readonly checkPage: CheckPage;
  readonly keepRejected: KeepRejected;
  readonly keepActions: KeepActions;
  readonly clock: Clock;
  /** Waits that long, or until the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Waits before one page of a fetch that nobody waits for; a window of rate is a minute. */
const PATIENCE_TRIES_MAX = 10;

export interface BackfillWatch {
  readonly signal: AbortSignal;
  /** Days of the range that are done. */
  progress(done: number, total: number, unit: string): void;
  /** Joins the transaction of a page that changed bars: news. */
  changed(tx: BarTransaction, fetch: BarFetch): Promise<void>;
  /** Joins the transaction that ends the fetch: audit. */
  ended(tx: BarTransaction, fetch: BarFetch, end: FetchEnd): Promise<void>;
}

/** The facts of the fetch's instrument that its bars are checked against. */
export interface BackfillSubject {
  readonly currency: string;
  readonly calendar: string | null;
}

export type BackfillError =
  | { readonly kind: "backfill.canceled" }
  | ({ readonly kind: "backfill.refused" } & BackfillRefusal);

/** Another worker has taken the fetch on: this attempt is a fault that leaves nothing, and its job's row is not ours either. */
class Overtaken extends Error {
  override readonly message = "another worker has taken this fetch on";
}

/**
 * Works on a fetch from where it stands to its end: page by page, each page's bars with the watermark in one transaction.
 * May be killed at any moment and begun again: what was committed is not asked for again, what was not leaves nothing. Two
 * workers on one fetch do no harm: a page counts only for the one that moves the watermark on.
 *
 * @returns The fetch at its end. A refusal of the source ends the fetch as failed with what came before it kept; an abort
 * leaves it open, for whoever asks to decide.
 */
export const makeRunBackfill =
  (deps: BackfillDeps) =>
  async (fetchId: string, subject: BackfillSubject, watch: BackfillWatch): Promise<Result<BarFetch, BackfillError>> => {
    let fetch = await mustFind(deps, fetchId);
    if (fetch.status !== "open") return endedAs(fetch);
    const found = await deps.feeds.get(fetch.feed);
    if (found === null) return fail(deps, fetch, { reason: "feed.unknown", feed: fetch.feed, detail: "" }, watch);
    if (!found.ok) return fail(deps, fetch, refusalOf(found.error), watch);
    report(fetch, watch);
    const request = {
      alias: fetch.alias,
      resolution: fetch.resolution,
      fromMs: fetch.completeToMs,
      toMs: fetch.toMs,
    };
    await letOthersFirst(deps, fetch, watch.signal);
    for await (const page of found.value.history(request, watch.signal)) {
      if (watch.signal.aborted) return err({ kind: "backfill.canceled" });
      if (!page.ok) {
        if (page.error.kind === "feed.canceled") return err({ kind: "backfill.canceled" });
        return fail(deps, fetch, refusalOf(page.error), watch);
      }
      if (page.value.completeToMs <= fetch.completeToMs) {
        const detail = `stays at ${isoTime(page.value.completeToMs)}`;
        return fail(deps, fetch, { reason: "feed.stuck", feed: fetch.feed, detail }, watch);
      }
      fetch = await commitPage(deps, { fetch, feed: found.value, subject, request }, page.value, watch);
      report(fetch, watch);
      if (fetch.completeToMs >= fetch.toMs) break;
      await letOthersFirst(deps, fetch, watch.signal);
    }
    if (watch.signal.aborted) return err({ kind: "backfill.canceled" });
    return finish(deps, fetch, watch);
  };

/**
 * A fetch that nobody waits for leaves half of the feed's rate to those of people, however many gaps there are to repair. It
 * asks in the end all the same: a rate that is always taken would keep it out for ever.
 */
async function letOthersFirst({ feeds, pause }: BackfillDeps, { lane, feed }: BarFetch, signal: AbortSignal) {
  if (lane !== "bulk") return;
  for (let tries = 0; tries < PATIENCE_TRIES_MAX && !signal.aborted; tries += 1) {
    const waitMs = feeds.patienceMs(feed);
    if (waitMs === 0) return;
    await pause(waitMs, signal);
  }
}

async function mustFind({ fetches, sql }: Pick<BackfillDeps, "fetches" | "sql">, fetchId: string): Promise<BarFetch> {
  const fetch = await fetches.find(sql, fetchId);
  invariant(fetch !== null, `fetch ${fetchId} was written with its job`);
  return fetch;
}

function endedAs(fetch: BarFetch): Result<BarFetch, BackfillError> {
  if (fetch.status === "canceled") return err({ kind: "backfill.canceled" });
  return fetch.refusal === null ? ok(fetch) : err({ kind: "backfill.refused", ...fetch.refusal });
}

function report({ fromMs, toMs, completeToMs }: BarFetch, watch: BackfillWatch): void {
  watch.progress(Math.floor((completeToMs - fromMs) / DAY_MS), Math.ceil((toMs - fromMs) / DAY_MS), "days");
}

interface Work {
  readonly fetch: BarFetch;
  readonly feed: Feed;
  readonly subject: BackfillSubject;
  readonly request: {
    readonly alias: string;
    readonly resolution: BarFetch["resolution"];
    fromMs: number;
    toMs: number;
  };
}

const NOTHING: MergeCounts = { inserted: 0, replaced: 0, unchanged: 0, kept: 0 };

async function commitPage(deps: BackfillDeps, work: Work, page: HistoryPage, watch: BackfillWatch): Promise<BarFetch> {
  const { fetch, feed, subject, request } = work;
  const { instrumentId, resolution } = fetch;
  const nowMs = deps.clock.nowMs();
  const known = await deps.bars.readLatest({ instrumentId, resolution }, EpochMs.of(fetch.completeToMs), 1);
  const [time, close] = [known.time.at(-1), known.close.at(-1)];
  const checked = deps.checkPage(page, {
    request,
    currency: subject.currency,
    calendar: subject.calendar === null ? null : calendarOf(subject.calendar),
    before: time === undefined || close === undefined ? null : { time, close },
    nowMs,
  });
  const count = barCount(checked.bars);
  const quarantined = checked.rejected.reduce((sum, { bars }) => sum + barCount(bars), 0);
  const completeToMs = Math.min(page.completeToMs, fetch.toMs);
  const counts = await deps.transactions.run(async (tx) => {
    // Two workers on this fetch wait for each other at the series; the second then finds the watermark moved.
    const merged = count === 0 ? NOTHING : await mergePage(deps, tx, { fetch, feed }, checked.bars, nowMs);
    const counted = { ...merged, quarantined, completeToMs };
    if (!(await deps.fetches.advance(tx, fetch.fetchId, fetch.completeToMs, counted, nowMs))) throw new Overtaken();
    const { actions } = page;
    if (actions.length > 0) await deps.keepActions(tx, fetch, { actions, currency: subject.currency }, nowMs);
    if (quarantined > 0) await deps.keepRejected(tx, fetch, checked.rejected, nowMs);
    if (merged.inserted + merged.replaced > 0) await watch.changed(tx, fetch);
    return merged;
  });
  return {
    ...fetch,
    completeToMs,
    pages: fetch.pages + 1,
    inserted: fetch.inserted + counts.inserted,
    replaced: fetch.replaced + counts.replaced,
    unchanged: fetch.unchanged + counts.unchanged,
    kept: fetch.kept + counts.kept,
    quarantined: fetch.quarantined + quarantined,
  };
}

async function mergePage(
  { ingest }: BackfillDeps,
  tx: BarTransaction,
  { fetch, feed }: Pick<Work, "fetch" | "feed">,
  bars: CheckedBars["bars"],
  nowMs: EpochMs,
): Promise<MergeCounts> {
  const count = barCount(bars);
  async function* batches(): AsyncGenerator<CheckedBars> {
    yield { bars, lines: Int32Array.from({ length: count }, (_, index) => index + 1), count };
  }
  await ingest.stage(tx, batches());
  const { fetchId, symbol, createdBy, feed: source } = fetch;
  const facts = { batch: fetchId, symbol, source, title: feed.title, origin: "feed", createdBy } as const;
  return ingest.merge(tx, fetch, facts, nowMs, () => undefined);
}

async function finish(
  deps: BackfillDeps,
  fetch: BarFetch,
  watch: BackfillWatch,
): Promise<Result<BarFetch, BackfillError>> {
  const nowMs = deps.clock.nowMs();
  await deps.transactions.run(async (tx) => {
    // A source that ends without having reached the end has no more: that is an answer too.
    if (fetch.completeToMs < fetch.toMs) {
      const rest = { ...NOTHING, quarantined: 0, completeToMs: fetch.toMs };
      if (!(await deps.fetches.advance(tx, fetch.fetchId, fetch.completeToMs, rest, nowMs))) throw new Overtaken();
    }
    const end = { status: "completed" } as const;
    if (await deps.fetches.end(tx, fetch.fetchId, end, nowMs)) await watch.ended(tx, fetch, end);
  });
  return ok(await mustFind(deps, fetch.fetchId));
}

async function fail(
  deps: BackfillDeps,
  fetch: BarFetch,
  refusal: BackfillRefusal,
  watch: BackfillWatch,
): Promise<Result<BarFetch, BackfillError>> {
  const end = { status: "failed", refusal } as const;
  await deps.transactions.run(async (tx) => {
    if (await deps.fetches.end(tx, fetch.fetchId, end, deps.clock.nowMs())) await watch.ended(tx, fetch, end);
  });
  return err({ kind: "backfill.refused", ...refusal });
}

function refusalOf({ kind, feed, ...facts }: FeedRefusal): BackfillRefusal {
  const detail = Object.entries(facts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
  return { reason: kind, feed, detail };
}
