import { EpochMs, err, ok } from "@/modules/_kernel";
import { makeOrderReads } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { type Protection, protectionOf } from "@/modules/risk";
import { makeProtectionStore } from "@/modules/risk/server";
import type { Actor, Answer } from "../../contract";
import type { ProtectionFlows } from "../../contract/protection";
import { allowedAccount } from "../../trading/change-order";
import type { LimitDeps } from "../change-limit";
import { peopleFor } from "../limit-people";
import { planProtection } from "./plan-protection";
import { policyView } from "./policy-views";
import { dayStartOf, readFills, readStops } from "./stop-facts";

/** What was done for a policy, as far back as a panel shows it. */
const EVENTS_SHOWN = 20;

/** Whether every position of an account is covered by a stop of the right size, how long of the day (UTC) it was not, and what is done about it. */
export function makeReadProtection(deps: LimitDeps): ProtectionFlows["readProtection"] {
  const { sql, clock } = deps;
  return async (actor, wanted) => {
    const allowed = await allowedAccount(deps, actor, { accountId: wanted, purpose: "see" });
    if (!allowed.ok) return err(allowed.error);
    const account = allowed.value;
    const { accountId } = account;
    const store = makeProtectionStore();
    const nowMs = clock.nowMs();
    const [found, people, standing, changes, events, episodes] = await Promise.all([
      protectionNow(deps, account, nowMs),
      peopleFor(deps, actor),
      store.find(sql, accountId),
      store.changes(sql, { accountId }),
      store.events(sql, accountId, EVENTS_SHOWN),
      store.episodes(sql, accountId),
    ]);
    const plans = await planProtection(deps, account, standing.terms);
    const dueOf = new Map(episodes.map(({ symbol, fault, dueAt }) => [`${symbol} ${fault}`, dueAt]));
    return ok({
      accountId,
      account: account.name,
      asOf: nowMs,
      unprotectedMs: found.unprotectedMs,
      orphans: found.orphans,
      positions: found.positions.map(({ qty, covered, sinceMs, ...each }) => ({
        ...each,
        qty: qty.toFixed(),
        covered: covered.toFixed(),
        since: sinceMs === null ? null : EpochMs.of(sinceMs),
      })),
      policy: policyView(people, account, { standing, changes, nowMs }),
      plans: plans.map((plan) => ({ ...plan, dueAt: dueOf.get(`${plan.symbol} ${plan.fault}`) ?? null })),
      events: events.map(({ eventId, at, symbol, fault, event, facts }) => ({
        eventId,
        at,
        symbol,
        fault,
        event,
        facts,
      })),
    });
  };
}

/** Only how the positions of an account stand: for pages that must not wait for the rest. */
export const makeReadCover =
  (deps: Pick<LimitDeps, "sql" | "prisma" | "clock">) =>
  async (actor: Actor, accountId: string): Answer<Pick<Protection, "positions">> => {
    const allowed = await allowedAccount(deps, actor, { accountId, purpose: "see" });
    return allowed.ok ? ok(await protectionNow(deps, allowed.value, deps.clock.nowMs())) : allowed;
  };

/** How the positions of an account were covered since the day began. */
export async function protectionNow(
  { sql }: Pick<LimitDeps, "sql">,
  { accountId }: Pick<AccountFacts, "accountId">,
  nowMs: number,
): Promise<Protection> {
  const reads = makeOrderReads(sql);
  const dayStartMs = dayStartOf(nowMs);
  const [{ positions }, fills, stops] = await Promise.all([
    makeLedgerStore().readState(sql, accountId),
    readFills(reads, accountId, dayStartMs),
    readStops(reads, accountId, dayStartMs),
  ]);
  return protectionOf({ positions, fills, stops, dayStartMs, nowMs });
}
