import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore, readBookHeads } from "@/modules/portfolio/server";
import { stepsOf, type WatchLevel, type WatchRow, watchLevel } from "@/modules/risk";
import { makeLimitStore, makeWatchStore } from "@/modules/risk/server";
import { keepLease, type Lease, type LeaseKeeper } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";
import { makeQuoteWatch, type QuoteWatch } from "../trading/paper-market";
import type { SubmitDeps } from "../trading/submit-order";
import { bellOfNews } from "./bell-of-news";
import { stepLimit } from "./step-limits";
import { takeSteps } from "./take-steps";
import {
  binds,
  instrumentsOf,
  readWatched,
  readWatchedMarkets,
  repriced,
  type WatchedAccount,
  weighAccount,
} from "./weigh-account";

export type WatchDeps = SubmitDeps & Pick<FlowDeps, "guarded" | "log">;

/** How often prices are weighed: with a step's own time well under half a second from a price to its notification. */
const WEIGH_EVERY_MS = 150;
/** How often accounts are read again when nobody says that one changed, and the shortest time between two reads. */
const READ_EVERY_MS = 5_000;
const READ_LEAST_MS = 250;
/** While there is nothing to watch. */
const IDLE_MS = 1_000;
/** Steps that could not be taken whole are tried again after this long: a quote may come. */
const RETRY_MS = 5_000;
/** A price that is unknown for so long is told: a start knows none for a moment. */
const UNKNOWN_AFTER_MS = 10_000;

/**
 * Weighs every account against the limits that can be passed without an order, as prices and fills come, and takes the steps that
 * the limits ask for. One process does it at a time; what it saw stands in tables, so a start, a crash and every moment in
 * between are the same.
 */
export function startLimitWatch(deps: WatchDeps, holder: string): LeaseKeeper {
  return keepLease(deps, { name: "risk-monitor", holder }, async (lease) => {
    const quotes = makeQuoteWatch(deps);
    const bell = bellOfNews(deps);
    try {
      const monitor = makeLimitMonitor(deps, lease, quotes);
      while (!lease.signal.aborted) {
        const isBusy = await monitor.round(bell.take());
        await bell.wait(isBusy ? WEIGH_EVERY_MS : IDLE_MS, lease.signal);
      }
    } finally {
      bell.stop();
      quotes.stop();
    }
  });
}

export interface LimitMonitor {
  /** Weighs once. @param isChanged - Something other than prices may have changed. Says whether there is anything to watch. */
  round(isChanged: boolean): Promise<boolean>;
}

/** What one holder of the lease knows; nothing of it is needed after a restart. */
export function makeLimitMonitor(deps: WatchDeps, lease: Lease, quotes: QuoteWatch): LimitMonitor {
  const { clock } = deps;
  let accounts: readonly KnownAccount[] = [];
  let rows = new Map<string, WatchRow>();
  let readMs = Number.NEGATIVE_INFINITY;
  let isDue = true;
  const unknownSince = new Map<string, number>();
  const triedMs = new Map<string, number>();

  let wholeMs = Number.NEGATIVE_INFINITY;

  const read = async () => {
    readMs = performance.now();
    isDue = false;
    const isWhole = readMs - wholeMs >= READ_EVERY_MS;
    if (isWhole) wholeMs = readMs;
    accounts = await readAccounts(deps, isWhole ? [] : accounts);
    rows = new Map((await makeWatchStore().list(deps.sql)).map((row) => [keyOf(row), row]));
  };

  /** Unknown counts only once it stays so. */
  const levelOf = (key: string, next: WatchLevel, before: WatchLevel): WatchLevel => {
    if (next !== "unknown") {
      unknownSince.delete(key);
      return next;
    }
    const since = unknownSince.get(key) ?? clock.nowMs();
    unknownSince.set(key, since);
    return clock.nowMs() - since >= UNKNOWN_AFTER_MS ? next : before;
  };

  const weigh = async (watched: WatchedAccount) => {
    for (const { limit, steps, usage } of weighAccount(watched)) {
      const { limitId } = limit;
      const key = keyOf({ limitId, accountId: watched.account.accountId });
      const before = rows.get(key)?.level ?? "calm";
      if (levelOf(key, watchLevel(usage, steps, before), before) === before) continue;
      if ((await stepLimit(deps, lease, { watched, limitId })) !== null)
        deps.log.info({ limitId, accountId: watched.account.accountId }, "Limit level changed");
      isDue = true;
    }
  };

  return {
    async round(isChanged) {
      const sinceRead = performance.now() - readMs;
      isDue ||= isChanged;
      if ((isDue && sinceRead >= READ_LEAST_MS) || sinceRead >= READ_EVERY_MS) await read();
      if (accounts.length > 0) {
        const ids = accounts.flatMap(({ watched }) =>
          instrumentsOf(watched).map(([, { instrumentId }]) => instrumentId),
        );
        const latest = await quotes.read([...new Set(ids)]);
        for (const { watched } of accounts) await weigh(repriced(watched, latest, clock.nowMs()));
      }
      if (isDue) await read();
      for (const [key, row] of rows) {
        if (row.pending === null) continue;
        const { pending } = row;
        const last = triedMs.get(key + pending);
        if (last !== undefined && performance.now() - last < RETRY_MS) continue;
        triedMs.set(key + pending, performance.now());
        await takeSteps(deps, lease, row);
        isDue = true;
      }
      return accounts.length > 0 || isDue;
    },
  };
}

const keyOf = ({ limitId, accountId }: Pick<WatchRow, "limitId" | "accountId">) => `${limitId} ${accountId}`;

/** An account with a text that differs once anything but its prices may have changed. */
interface KnownAccount {
  readonly stamp: string;
  readonly watched: WatchedAccount;
}

/**
 * Accounts that a limit with steps binds, as they stand. Of those that are known what has changed is read alone: what is booked on them,
 * and the limits. Orders that work count for none of them.
 */
async function readAccounts(deps: WatchDeps, known: readonly KnownAccount[]): Promise<readonly KnownAccount[]> {
  const { sql, clock } = deps;
  const limits = (await makeLimitStore().list(sql)).filter(({ terms }) => stepsOf(terms) !== null);
  if (limits.length === 0) return [];
  const bound = (await makeAccountStore().list(sql, null)).filter(isWatched).flatMap((account) => {
    const mine = limits.filter(({ scope }) => binds(scope, account));
    return mine.length === 0 ? [] : [{ account, mine }];
  });
  const heads = await readBookHeads(
    sql,
    bound.map(({ account }) => account.accountId),
  );
  const before = new Map(known.map((each) => [each.watched.account.accountId, each]));
  const watched: KnownAccount[] = [];
  for (const { account, mine } of bound) {
    const stamp = JSON.stringify([heads.get(account.accountId) ?? null, account, mine]);
    const same = before.get(account.accountId);
    if (same?.stamp === stamp) {
      watched.push(same);
      continue;
    }
    const markets = await readWatchedMarkets(deps, account);
    const standing = await readWatched(sql, { account, limits: mine, markets, nowMs: clock.nowMs() });
    watched.push({ stamp, watched: standing });
  }
  return watched;
}

/** Trading states are for paper accounts alone: of others only the books are kept. */
const isWatched = ({ kind, archivedAt }: AccountFacts) => kind === "paper" && archivedAt === null;
