import { EpochMs, err, ok, type Result, type SqlPort } from "@/modules/_kernel";
import {
  type BarFetch,
  backfillJob,
  bulkBackfillJob,
  DAY_MS,
  daysFromCivil,
  type FetchReason,
  factProblem,
  type Instrument,
  isCurrency,
  isSessionResolution,
  isSymbol,
  nextRefreshMs,
  REPLAY,
  REPLAY_PREFIX,
  type Span,
  sessionRuleOf,
  subtractSpans,
  timeZoneOf,
  usualSpan,
} from "@/modules/data";
import { makeBarFetches, makeInstrumentStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import { readJob } from "../../platform/work";
import type { Actor, Answer } from "../contract";
import type { BackfillPart, StartBackfillInput } from "../contract/backfill";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { feedTitle } from "../feeds/feed-title";
import { reasonName } from "./reason-name";

export type StartDeps = Pick<FlowDeps, "sql" | "transactions" | "work" | "clock" | "newId" | "feeds">;

/** Parts that one request may fall into, where others already bring pieces of its middle. */
const PARTS_MAX = 20;

/**
 * Accepts a request for history: checks what can be told without asking the feed, then writes fetch and job in one
 * transaction. Of what is already being brought only the rest is started: two requests for one range do the work once.
 */
export const makeStartBackfill =
  (deps: StartDeps) =>
  async (actor: Actor, input: StartBackfillInput): Answer<readonly BackfillPart[]> => {
    const symbol = input.symbol.trim().toUpperCase();
    const refusal = (await refuseFeed(deps, input)) ?? refuseInstrument(input, symbol);
    if (refusal !== null) return err(refusal);
    return deps.transactions.run(async (tx) => {
      const instruments = makeInstrumentStore(tx);
      const found = await instruments.find(symbol);
      if (found === null && input.instrument === null) {
        return err({ kind: "instrument.not_found", path: "symbol", facts: { symbol } });
      }
      const span = spanOf(input, found ?? input.instrument, deps.clock.nowMs());
      if (!span.ok) return span;
      const aliases = found === null ? [] : await instruments.aliasesOf(found.instrumentId);
      const alias = aliasOf(input, symbol, aliases);
      const unknown = await refuseAlias(deps, input.feed, alias);
      if (unknown !== null) return err(unknown);
      const instrument =
        found ?? (input.instrument === null ? null : await instruments.ensure(tx, { ...input.instrument, symbol }));
      if (instrument === null) return err({ kind: "instrument.not_found", path: "symbol", facts: { symbol } });
      if (!(await instruments.linkAlias(tx, instrument.instrumentId, { source: input.feed, alias, venue: "" }))) {
        return err({ kind: "backfill.alias_taken", path: "alias", facts: { alias, feed: input.feed } });
      }
      const parts = await startSpan(deps, tx, actor, {
        instrument,
        feed: input.feed,
        alias,
        resolution: input.resolution,
        span: span.value,
        lane: input.bulk ? "bulk" : "interactive",
        reason: "person",
      });
      if (input.follow)
        await follow(deps, tx, actor, { instrument, feed: input.feed, alias, resolution: input.resolution });
      return ok(parts);
    });
  };

/** A span of a series to bring from a feed. */
export interface SpanToFetch {
  readonly instrument: Instrument;
  readonly feed: string;
  readonly alias: string;
  readonly resolution: StartBackfillInput["resolution"];
  readonly span: Span;
  readonly lane: BarFetch["lane"];
  readonly reason: FetchReason;
}

/** Starts what of a span nobody brings yet, and names who brings the rest. In the caller's transaction. */
export async function startSpan(
  deps: Pick<StartDeps, "work" | "clock" | "newId" | "feeds">,
  tx: SqlPort,
  actor: Actor,
  wanted: SpanToFetch,
): Promise<readonly BackfillPart[]> {
  const fetches = makeBarFetches();
  const { instrument, feed, alias, resolution, lane, reason } = wanted;
  const key = { instrumentId: instrument.instrumentId, resolution, feed };
  const nowMs = deps.clock.nowMs();
  await fetches.lockKey(tx, key);
  const open = await stillOpen(tx, await fetches.listOpen(tx, key), nowMs);
  const joined = open.filter(({ completeToMs, toMs }) => completeToMs < wanted.span.toMs && toMs > wanted.span.fromMs);
  const parts: BackfillPart[] = joined.map(({ fetchId, jobId, fromMs, toMs }) => ({
    fetchId,
    jobId,
    fromMs,
    toMs,
    joined: true,
  }));
  for (const span of subtractSpans(wanted.span, joined).slice(0, PARTS_MAX)) {
    const fetchId = deps.newId();
    const jobId = await deps.work.submit(tx, {
      contract: lane === "bulk" ? bulkBackfillJob : backfillJob,
      payload: { fetchId },
      title: fetchTitle(deps, { symbol: instrument.symbol, resolution, feed }),
      createdBy: actor.userId,
      requestId: actor.requestId,
    });
    const { symbol } = instrument;
    await fetches.insert(
      tx,
      { ...key, ...span, fetchId, jobId, symbol, alias, lane, reason, createdBy: actor.userId },
      nowMs,
    );
    await appendAudit(tx, {
      actor,
      action: "backfill.start",
      subjectType: "backfill",
      subjectId: fetchId,
      details: { symbol, feed, alias, resolution, fromMs: span.fromMs, toMs: span.toMs, reason },
    });
    parts.push({ fetchId, jobId, joined: false, ...span });
  }
  return parts;
}

/** What people read of a fetch among the jobs. */
export function fetchTitle(
  { feeds }: Pick<StartDeps, "feeds">,
  { symbol, resolution, feed }: Pick<BarFetch, "symbol" | "resolution" | "feed">,
): string {
  return `Fetch ${symbol} ${resolution} from ${feedTitle(feeds, feed)}`;
}

/** Leaves out fetches whose job is at its end: a job that was canceled before anybody took it up cannot say so itself. */
async function stillOpen(tx: SqlPort, open: readonly BarFetch[], nowMs: EpochMs): Promise<readonly BarFetch[]> {
  const still: BarFetch[] = [];
  for (const fetch of open) {
    const job = await readJob(tx, fetch.jobId);
    if (job !== null && job.finishedAt === null) still.push(fetch);
    else await makeBarFetches().end(tx, fetch.fetchId, { status: "canceled" }, nowMs);
  }
  return still;
}

/** Follows a series from the next close on. */
async function follow(
  { clock }: Pick<StartDeps, "clock">,
  tx: SqlPort,
  actor: Actor,
  { instrument, feed, alias, resolution }: Pick<SpanToFetch, "instrument" | "feed" | "alias" | "resolution">,
): Promise<void> {
  const nowMs = clock.nowMs();
  const series = { instrumentId: instrument.instrumentId, resolution, feed, alias, createdBy: actor.userId };
  const nextAtMs = EpochMs.of(nextRefreshMs(sessionRuleOf(instrument), nowMs));
  await makeBarFetches().follow(tx, series, nextAtMs, nowMs);
}

async function refuseFeed(
  { feeds }: Pick<StartDeps, "feeds">,
  { feed, resolution }: StartBackfillInput,
): Promise<AppError | null> {
  const found = await feeds.get(feed);
  if (found === null) return { kind: "backfill.feed_unknown", path: "feed", facts: { feed } };
  if (!found.ok) {
    return {
      kind: "backfill.refused",
      path: "feed",
      facts: { feed, reason: reasonName(found.error.kind), detail: "" },
    };
  }
  const { history } = found.value.capabilities;
  if (history.includes(resolution)) return null;
  return {
    kind: "backfill.resolution_unsupported",
    path: "resolution",
    facts: { feed: found.value.title, resolution, expected: history.join(", ") },
  };
}

/** The feed's name of it: the one given, else the one that is linked, else the symbol. */
function aliasOf(
  { alias, feed }: Pick<StartBackfillInput, "alias" | "feed">,
  symbol: string,
  linked: readonly { readonly source: string; readonly alias: string }[],
): string {
  return alias ?? linked.find(({ source }) => source === feed)?.alias ?? symbol;
}

/** Refuses at once what the feed says it has not, before a name is linked or an instrument made. */
async function refuseAlias({ feeds }: Pick<StartDeps, "feeds">, feed: string, alias: string): Promise<AppError | null> {
  const found = await feeds.get(feed);
  if (found === null || !found.ok || found.value.knows?.(alias) !== false) return null;
  return { kind: "backfill.symbol_unknown", path: "symbol", facts: { feed: found.value.title, alias } };
}

function refuseInstrument({ instrument, feed }: StartBackfillInput, symbol: string): AppError | null {
  if (!isSymbol(symbol)) return { kind: "instrument.symbol_malformed", path: "symbol", facts: { symbol } };
  // What is replayed stands alone: nothing of a market is mixed into it.
  if (symbol.startsWith(REPLAY_PREFIX) && feed !== REPLAY) return { kind: "replay.symbol_reserved", path: "symbol" };
  if (instrument === null) return null;
  const { currency, timeZone, ...steps } = instrument;
  if (!isCurrency(currency)) return { kind: "currency.unknown", path: "instrument.currency", facts: { currency } };
  for (const field of ["tick", "lot"] as const) {
    const problem = steps[field] === undefined || steps[field] === null ? null : factProblem(field, steps[field]);
    if (problem === null) continue;
    const path = `instrument.${field}`;
    const issues = [{ path, message: `Must be ${problem.expected}.` }];
    return { kind: "instrument.facts_invalid", path, facts: { symbol }, issues };
  }
  if (timeZoneOf(timeZone).ok) return null;
  return { kind: "time_zone.unknown", path: "instrument.timeZone", facts: { timeZone } };
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The moments between two dates at the exchange, both inside; what has not begun is left out. */
function spanOf(
  { resolution, from, to }: StartBackfillInput,
  instrument: { readonly calendar?: string | null; readonly timeZone: string } | null,
  nowMs: EpochMs,
): Result<Span, AppError> {
  const usual = usualSpan(resolution, nowMs);
  const rule = sessionRuleOf({ calendar: instrument?.calendar ?? null, timeZone: instrument?.timeZone ?? "UTC" });
  const startOf = (date: string, days: number) => {
    const [, year = 0, month = 0, day = 0] = (DATE.exec(date) ?? []).map(Number);
    const dateMs = (daysFromCivil({ year, month, day }) + days) * DAY_MS;
    return isSessionResolution(resolution) ? dateMs : rule.startOfDate(dateMs);
  };
  const fromMs = from === null ? usual.fromMs : startOf(from, 0);
  const toMs = to === null ? usual.toMs : Math.min(startOf(to, 1), usual.toMs);
  if (fromMs < toMs) return ok({ fromMs, toMs });
  return err({ kind: "backfill.range_empty", path: "from", facts: { from: from ?? "", to: to ?? "" } });
}
