import { EpochMs, type SqlPort, UserId } from "@/modules/_kernel";
import { readTradingStates, setTradingState } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { type NewRiskEvent, usageText, type WatchLevel, watchLevel } from "@/modules/risk";
import { makeLimitStore, makeWatchStore } from "@/modules/risk/server";
import { appendAudit } from "../../platform/audit";
import { addNotification } from "../../platform/notify";
import type { Lease } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";
import { knownStates } from "../trading/standing";
import { HOUSE, readWatched, type WatchedAccount, type Weighing, weighAccount } from "./weigh-account";

type Deps = Pick<FlowDeps, "sql" | "clock" | "work" | "newId" | "signals">;

const NEWS = { calm: "success", warned: "warning", unknown: "warning", breached: "failure" } as const;

/**
 * Comes to another level of a limit, once: under the account's lock everything but the prices is read again and weighed again, so
 * that a withdrawal between two reads is no loss. The level, its event, the notification and the first hard step (only what
 * reduces passes) are one transaction under the lease; what takes orders stands as pending until it is done.
 *
 * @returns The level that it came to, or null where nothing changed.
 */
export async function stepLimit(
  deps: Deps,
  lease: Lease,
  { watched, limitId }: { readonly watched: WatchedAccount; readonly limitId: string },
): Promise<WatchLevel | null> {
  const { clock, work, newId, signals } = deps;
  const watch = makeWatchStore();
  const { accountId } = watched.account;
  const level = await lease.fenced(async (tx) => {
    const account = await makeLedgerStore().lockAccount(tx, accountId);
    const limit = await makeLimitStore().find(tx, limitId);
    if (account === null || limit === null) return null;
    const nowMs = clock.nowMs();
    const { instruments, rateOf } = watched.standing;
    const markets = { bySymbol: instruments, rateOf, ends: null, states: knownStates(deps) };
    const [weighing] = weighAccount(
      await readWatched(tx, { account: watched.account, markets, limits: [limit], nowMs }),
    );
    const before = await watch.hold(tx, { limitId, accountId });
    if (weighing === undefined) return null;
    const next = watchLevel(weighing.usage, weighing.steps, before?.level ?? "calm");
    if (next === (before?.level ?? "calm")) return null;
    const at = EpochMs.of(nowMs);
    const eventId = await watch.append(tx, eventOf(weighing, { at, accountId, event: next, outcome: {} }));
    const hard = weighing.steps.hard;
    const isTaken = next === "breached" && hard !== "alert";
    const pending =
      isTaken && hard !== "reduce_only" ? eventId : next === "breached" ? null : (before?.pending ?? null);
    await watch.set(tx, { limitId, accountId, level: next, since: at, pending, tries: 0 });
    if (isTaken) await reduceOnly(deps, tx, watched.account, weighing);
    await tellLevel({ work, newId }, tx, { account: watched.account, weighing, level: next });
    await appendAudit(tx, {
      actor: HOUSE,
      action: `limit.${next}`,
      subjectType: "account",
      subjectId: accountId,
      details: auditOf(weighing),
    });
    return next;
  });
  if (level === "breached") signals.send("trading", accountId);
  return level;
}

/** Only what reduces passes from now on; a stricter state that stands already stays. */
async function reduceOnly(
  { clock, work }: Pick<Deps, "clock" | "work">,
  tx: SqlPort,
  { accountId, ownerId }: AccountFacts,
  { limit }: Weighing,
): Promise<void> {
  const { account } = await readTradingStates(tx, accountId);
  if (account !== null && account.state !== "active") return;
  const reason = `Limit ${limit.name ?? limit.terms.kind.replaceAll("_", " ")} was passed`;
  const scope = { of: "account", accountId } as const;
  await setTradingState(tx, scope, { state: "reduce_only", reason, by: null, since: clock.nowMs() });
  await appendAudit(tx, {
    actor: HOUSE,
    action: "trading.set_state",
    subjectType: "account",
    subjectId: accountId,
    details: { state: "reduce_only", reason, limitId: limit.limitId, version: limit.version },
  });
  await work.publish(tx, { topic: "trading.state", audience: ownerId, payload: { accountId } });
}

const auditOf = ({ limit, steps, usage }: Weighing) => ({
  limitId: limit.limitId,
  version: limit.version,
  kind: limit.terms.kind,
  used: usage.used === null ? null : usageText(usage.used),
  limit: usage.limit.toFixed(),
  symbol: usage.symbol,
  step: steps.hard,
});

export function eventOf(
  { limit, steps, usage }: Weighing,
  { at, accountId, event, outcome }: Pick<NewRiskEvent, "at" | "accountId" | "event" | "outcome">,
): NewRiskEvent {
  return {
    at,
    limitId: limit.limitId,
    version: limit.version,
    kind: limit.terms.kind,
    name: limit.name,
    accountId,
    event,
    used: usage.used === null ? null : usageText(usage.used),
    allowed: usage.limit.toFixed(),
    symbol: usage.symbol,
    step: steps.hard,
    outcome,
  };
}

async function tellLevel(
  { work, newId }: Pick<Deps, "work" | "newId">,
  tx: SqlPort,
  {
    account,
    weighing,
    level,
  }: { readonly account: AccountFacts; readonly weighing: Weighing; readonly level: WatchLevel },
): Promise<void> {
  const { limit, usage, steps } = weighing;
  const ownerId = UserId.of(account.ownerId);
  const percent =
    usage.used === null || usage.limit.isZero()
      ? null
      : Math.round((usage.used.toNumber() / usage.limit.toNumber()) * 100);
  const notification = await addNotification(tx, {
    notificationId: newId(),
    userId: ownerId,
    severity: NEWS[level],
    messageKey: `limit.${level}`,
    facts: {
      account: account.name,
      limit: limit.name ?? "none",
      kind: limit.terms.kind,
      percent,
      step: level === "breached" ? steps.hard : "alert",
    },
    href: "/risk",
  });
  await work.publish(tx, { topic: "notification.created", audience: ownerId, payload: notification });
  await work.publish(tx, { topic: "risk.limits", audience: null, payload: { limitId: limit.limitId } });
}
