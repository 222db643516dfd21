import { timers } from "@/modules/data/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import { coverStep, isWatched, minds, type ProtectionEpisode, type ProtectionTerms, surplusStep } from "@/modules/risk";
import { makeProtectionStore } from "@/modules/risk/server";
import { keepLease, type Lease, type LeaseKeeper, LeaseLost } from "../../../platform/work/lease";
import type { FlowDeps } from "../../deps";
import type { SubmitDeps } from "../../trading/submit-order";
import { bellOfNews } from "../bell-of-news";
import { readAccountBook, situationOf } from "./situations";
import { tendSymbol } from "./tend-symbol";

type Deps = SubmitDeps & Pick<FlowDeps, "guarded" | "log">;

/** Accounts with a policy are looked at this often at most: the shortest policy waits five seconds. */
const LOOK_EVERY_MS = 1_000;
/** And this often when nothing stands uncovered and nobody says that anything changed. */
const IDLE_MS = 5_000;

/**
 * Looks whether stops cover what accounts with a policy hold, and does what the policy says. One process does it at a time; what it saw
 * stands in a table, so a start, a crash and every moment in between are the same.
 */
export function startProtectionWatch(deps: Deps, holder: string): LeaseKeeper {
  return keepLease(deps, { name: "protection-monitor", holder }, async (lease) => {
    const bell = bellOfNews(deps);
    try {
      while (!lease.signal.aborted) {
        bell.take();
        const isBusy = await watchProtection(deps, lease);
        // A bell in between is heard after the pause: it stays rung.
        await timers.sleep(LOOK_EVERY_MS, lease.signal);
        if (!isBusy) await bell.wait(IDLE_MS - LOOK_EVERY_MS, lease.signal);
      }
    } finally {
      bell.stop();
    }
  });
}

/** Looks once at every account with a policy. Says whether anything of them is not as it should be. */
export async function watchProtection(deps: Deps, lease: Lease): Promise<boolean> {
  const { sql, log } = deps;
  const store = makeProtectionStore();
  const policies = (await store.list(sql)).filter(({ terms }) => isWatched(terms));
  if (policies.length === 0) return false;
  const [accounts, episodes] = await Promise.all([makeAccountStore().list(sql, null), store.episodes(sql, null)]);
  let isBusy = false;
  for (const { accountId, terms } of policies) {
    const account = accounts.find((each) => each.accountId === accountId);
    if (account === undefined || account.kind !== "paper" || account.archivedAt !== null) continue;
    const mine = episodes.filter((episode) => episode.accountId === accountId);
    try {
      isBusy = (await tendAccount(deps, lease, { account, terms, episodes: mine })) || isBusy;
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      // One account that cannot be read keeps no other from its stops.
      log.error({ error, accountId }, "Protection of an account failed");
    }
  }
  return isBusy;
}

async function tendAccount(
  deps: Deps,
  lease: Lease,
  {
    account,
    terms,
    episodes,
  }: {
    readonly account: AccountFacts;
    readonly terms: ProtectionTerms;
    readonly episodes: readonly ProtectionEpisode[];
  },
): Promise<boolean> {
  const book = await readAccountBook(deps.sql, account.accountId);
  const symbols = new Set([...book.symbols, ...episodes.map(({ symbol }) => symbol)]);
  let isBusy = false;
  for (const symbol of symbols) {
    const situation = situationOf(book, symbol, { markets: null, isHalted: false, lastStop: null });
    const faults = {
      uncovered: minds(terms, "uncovered") && coverStep(situation, terms).kind !== "covered",
      surplus: minds(terms, "surplus") && surplusStep(situation, terms).kind !== "fits",
    };
    for (const fault of ["uncovered", "surplus"] as const) {
      const known = episodes.find((each) => each.symbol === symbol && each.fault === fault);
      if (!faults[fault] && known === undefined) continue;
      isBusy = true;
      if (faults[fault] && known !== undefined && deps.clock.nowMs() < known.dueAt) continue;
      await tendSymbol(deps, lease, { account, symbol, fault });
    }
  }
  return isBusy;
}
