import { type CopyPort, type EpochMs, type Exact, type SqlPort, ZERO } from "@/modules/_kernel";
import { isoDate } from "@/modules/data";
import type { AccountFacts } from "@/modules/portfolio";
import { readBookedSince, readNewestBatch } from "@/modules/portfolio/server";
import type { StandingLimit } from "@/modules/risk";
import { makeLimitStore } from "@/modules/risk/server";
import { makeDailyValues } from "../accounts/daily-values";
import type { FlowDeps } from "../deps";

const DAY_MS = 86_400_000;
/** The highest equity is looked for in so many days. */
export const PEAK_DAYS = 366;
/** A close that is corrected counts after this long at the latest. */
const KEPT_MS = 60_000;
/** What is unknown, for want of a close, is looked for again after this long. */
const UNKNOWN_KEPT_MS = 5_000;
/** Read anew while the one before still serves: whoever orders often never waits for it. */
const RENEW_MS = 30_000;
/** How often an account is read that is booked on meanwhile. */
const ATTEMPTS = 3;
/** More than a house trades on. */
const ACCOUNTS_MAX = 1_000;

type Amounts = readonly { readonly currency: string; readonly amount: Exact }[];

/** What the days that are over say of an account, in its own currency; null is unknown. */
export interface Ends {
  /** Equity at the end of yesterday (UTC). */
  readonly yesterday: Exact | null;
  /** The highest equity at the end of a day of the last year, money that came after it until yesterday added. */
  readonly peak: Exact | null;
  /** Money that came in or went out today. */
  readonly flows: Amounts;
}

/** The same with what it was read of: what was booked since then is looked up with each order. */
export interface DayEnds extends Ends {
  readonly dayMs: number;
  /** Newest batch of the account that it counts. */
  readonly batchId: string;
  /** Whether the peak was looked for. */
  readonly hasPeak: boolean;
}

interface Kept {
  readonly atMs: number;
  /** `unasked`: no limit that may bind the account looks at them. */
  readonly ends: DayEnds | "unasked";
}

/** Keeps the ends of days that are over: they stay what they are, but for what is booked or corrected late. */
export interface DayEndsCache {
  /**
   * Of an account on the day of `nowMs`. Null: no limit that may bind it looks at them, or they could not be read in peace. It is asked
   * before the transaction that holds the account; {@link readEnds} then makes sure of it.
   */
  of(account: AccountFacts, nowMs: EpochMs): Promise<DayEnds | null>;
}

const opened = new WeakMap<FlowDeps["sql"], DayEndsCache>();

/** One for all of a process. */
export function openDayEnds({ sql }: Pick<FlowDeps, "sql">): DayEndsCache {
  const cache = opened.get(sql) ?? makeDayEndsCache(sql);
  opened.set(sql, cache);
  return cache;
}

function makeDayEndsCache(sql: FlowDeps["sql"]): DayEndsCache {
  const kept = new Map<string, Kept>();
  const reads = new Map<string, Promise<DayEnds | null>>();
  const read = (account: AccountFacts, nowMs: EpochMs): Promise<DayEnds | null> => {
    const { accountId } = account;
    const running = reads.get(accountId);
    if (running !== undefined) return running;
    const begun = readDayEnds(sql, account, nowMs)
      .then((ends) => {
        if (kept.size >= ACCOUNTS_MAX) kept.clear();
        if (ends !== "moving") kept.set(accountId, { atMs: performance.now(), ends });
        return typeof ends === "string" ? null : ends;
      })
      .finally(() => reads.delete(accountId));
    reads.set(accountId, begun);
    return begun;
  };
  return {
    async of(account, nowMs) {
      const found = kept.get(account.accountId);
      const ageMs = found === undefined ? Number.POSITIVE_INFINITY : performance.now() - found.atMs;
      if (found === undefined || ageMs >= keptMs(found.ends)) return read(account, nowMs);
      const { ends } = found;
      if (ends !== "unasked" && ends.dayMs !== dayOf(nowMs)) return read(account, nowMs);
      // A fault of it is told to whoever waits for the next one.
      if (ageMs >= RENEW_MS) read(account, nowMs).catch(() => undefined);
      return ends === "unasked" ? null : ends;
    },
  };
}

function keptMs(ends: Kept["ends"]): number {
  const isUnknown = ends !== "unasked" && (ends.yesterday === null || (ends.hasPeak && ends.peak === null));
  return isUnknown ? UNKNOWN_KEPT_MS : KEPT_MS;
}

/** `moving`: the account is booked on all the while, and what was read would be of two states. */
async function readDayEnds(
  sql: FlowDeps["sql"],
  account: AccountFacts,
  nowMs: EpochMs,
): Promise<DayEnds | "unasked" | "moving"> {
  const { accountId } = account;
  // Who orders on it, and by which strategy, is not known here.
  const mayBind = ({ scope }: StandingLimit) => scope.of !== "account" || scope.subject === accountId;
  const kinds = new Set((await makeLimitStore().list(sql)).filter(mayBind).map(({ terms }) => terms.kind));
  if (!kinds.has("daily_loss") && !kinds.has("drawdown")) return "unasked";
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const batchId = await readNewestBatch(sql, accountId);
    const hasPeak = kinds.has("drawdown");
    const ends = await reckonEnds(sql, account, { nowMs, peak: hasPeak });
    if ((await readNewestBatch(sql, accountId)) === batchId) return { ...ends, dayMs: dayOf(nowMs), batchId, hasPeak };
  }
  return "moving";
}

interface EndsOf {
  readonly nowMs: EpochMs;
  readonly peak: boolean;
  /** What was read before; null: nothing. */
  readonly known: DayEnds | null;
}

/** As they are in this transaction: what is known and what was booked since, or all anew where that does not do. */
export async function readEnds(
  sql: SqlPort & CopyPort,
  account: AccountFacts,
  { nowMs, peak, known }: EndsOf,
): Promise<Ends> {
  const dayMs = dayOf(nowMs);
  if (known === null || known.dayMs !== dayMs || (peak && !known.hasPeak))
    return reckonEnds(sql, account, { nowMs, peak });
  const since = await readBookedSince(sql, account.accountId, { batchId: known.batchId, dayMs });
  if (since.isEarlier) return reckonEnds(sql, account, { nowMs, peak });
  return { yesterday: known.yesterday, peak: known.peak, flows: [...known.flows, ...since.flows] };
}

async function reckonEnds(
  sql: SqlPort & CopyPort,
  account: AccountFacts,
  { nowMs, peak }: Omit<EndsOf, "known">,
): Promise<Ends> {
  const daily = makeDailyValues({ sql, clock: { nowMs: () => nowMs } });
  const { yesterday, flows } = await daily.startOfDay(account, nowMs);
  if (!peak || yesterday === null) return { yesterday, peak: null, flows };
  let [highest, came]: [Exact, Exact] = [yesterday, ZERO];
  for (const { equity, flow } of (await daily.ofDays(account, daysBefore(nowMs, account.createdAt))).toReversed()) {
    if (equity === null || flow === null) return { yesterday, peak: null, flows };
    const shifted = equity.plus(came);
    if (shifted.gt(highest)) highest = shifted;
    came = came.plus(flow);
  }
  return { yesterday, peak: highest, flows };
}

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;

/** Days that are over, oldest first. */
function daysBefore(nowMs: number, createdAt: number): readonly string[] {
  const days: string[] = [];
  const first = Math.max(createdAt, nowMs - PEAK_DAYS * DAY_MS);
  for (let at = dayOf(first); at <= nowMs - DAY_MS; at += DAY_MS) days.push(isoDate(at));
  return days;
}
