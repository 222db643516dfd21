import { UserId } from "@/modules/_kernel";
import { timers } from "@/modules/data/server";
import { readEventsSince } from "@/modules/execution/server";
import { makeAccountStore } from "@/modules/portfolio/server";
import { keepLease, type Lease, type LeaseKeeper, LeaseLost } from "../../platform/work/lease";
import { makeAccountAccess } from "../accounts/access";
import type { FlowDeps } from "../deps";
import { tellPerson } from "../notifications/tell-person";
import { type AlertRow, insertFiring, listActive, writeReading, writeState, writeStatus } from "./alert-store";
import { openEyes } from "./read-alert";
import { type FiringEvent, hrefOf, sayFiring } from "./say-firing";
import { type AlertReading, type AlertTerms, judgeAlert } from "./terms";

type Deps = FlowDeps;

const ROUND_EVERY_MS = 500;
/** How often each kind is looked at: prices move, the others cost more to read. */
const EVERY_MS = {
  price: 500,
  order: 500,
  position: 2_000,
  pnl: 2_000,
  deployment: 2_000,
  feed: 2_000,
  condition: 5_000,
  missing: 5_000,
} as const satisfies Record<AlertTerms["kind"], number>;
/** What people see of an alert that does nothing is this old at most. */
const SHOWN_EVERY_MS = 10_000;
/** A transaction that began before another may be recorded after it; events so old are looked at again, and fire once. */
const LOOK_BACK_MS = 30_000;
const EVENTS_MAX = 500;

/**
 * Looks at what alerts wait for, and tells their owners. One process does it at a time. How each stood is kept in its row, and what
 * fired it is a key: a start, a crash and a second look are the same.
 */
export function startAlerts(deps: Deps, holder: string): LeaseKeeper {
  return keepLease(deps, { name: "alerts", holder }, async (lease) => {
    const watch = makeAlertWatch(deps, lease);
    while (!lease.signal.aborted) {
      await watch.round();
      await timers.sleep(ROUND_EVERY_MS, lease.signal);
    }
  });
}

export interface AlertWatch {
  /** Looks at every alert whose turn it is. */
  round(): Promise<void>;
}

export function makeAlertWatch(deps: Deps, lease: Lease): AlertWatch {
  const { sql, clock, log } = deps;
  const lookedMs = new Map<string, number>();
  const failed = new Set<string>();
  return {
    async round() {
      const nowMs = clock.nowMs();
      const active = await listActive(sql);
      const known = new Set(active.map(({ alertId }) => alertId));
      for (const alertId of lookedMs.keys()) if (!known.has(alertId)) lookedMs.delete(alertId);
      const due = active.filter(
        ({ alertId, terms }) => nowMs - (lookedMs.get(alertId) ?? Number.NEGATIVE_INFINITY) >= EVERY_MS[terms.kind],
      );
      if (due.length === 0) return;
      const eyes = await openEyes(deps, due);
      for (const alert of due) {
        if (lease.signal.aborted) return;
        lookedMs.set(alert.alertId, nowMs);
        try {
          if (alert.expiresAt !== null && alert.expiresAt <= nowMs) await expire(deps, lease, alert);
          else if (alert.terms.kind === "order") await lookAtOrders(deps, lease, alert, alert.terms);
          else await lookAt(deps, lease, alert, await eyes.read(alert));
          failed.delete(alert.alertId);
        } catch (error) {
          if (error instanceof LeaseLost) throw error;
          // Its turn comes again in the next round, as it is now.
          if (error instanceof AlertChanged) continue;
          // One alert that cannot be read stops no other; told once for as long as it lasts.
          if (!failed.has(alert.alertId)) log.error({ error, alertId: alert.alertId }, "Alert not looked at");
          failed.add(alert.alertId);
        }
      }
    },
  };
}

async function lookAt({ clock, ...rest }: Deps, lease: Lease, alert: AlertRow, reading: AlertReading): Promise<void> {
  const deps = { clock, ...rest };
  const nowMs = clock.nowMs();
  const { fires, holds } = judgeAlert(alert.terms, alert.holds, reading);
  if (!fires && holds === alert.holds) {
    if (reading.value === alert.reading && nowMs - (alert.readAt ?? 0) < SHOWN_EVERY_MS) return;
    if (alert.readAt !== null && nowMs - alert.readAt < SHOWN_EVERY_MS) return;
    await lease.fenced((tx) => writeReading(tx, alert.alertId, reading.value, nowMs));
    return;
  }
  const isCold = fires && isCool(alert, nowMs);
  const firings = isCold ? [{ key: `state-${alert.stateVersion}`, event: null }] : [];
  await settle(deps, lease, alert, { reading, holds, firings, seenUntil: alert.seenUntil });
}

/** Whether the time after the last firing is over. */
const isCool = ({ lastFiredAt, coolDownS }: AlertRow, nowMs: number) =>
  lastFiredAt === null || nowMs - lastFiredAt >= coolDownS * 1_000;

async function lookAtOrders(
  deps: Deps,
  lease: Lease,
  alert: AlertRow,
  { accountId, events }: Extract<AlertTerms, { readonly kind: "order" }>,
): Promise<void> {
  const accountIds = await accountsOf(deps, alert, accountId);
  if (accountIds.length === 0) return;
  const since = new Date(alert.seenUntil.getTime() - LOOK_BACK_MS);
  const found = await readEventsSince(deps.sql, { accountIds, types: events, since, limit: EVENTS_MAX });
  const fresh = found.filter(({ recordedAt }) => recordedAt > alert.watchedFrom);
  const last = fresh.at(-1);
  if (last === undefined) return;
  const firings = fresh.map((event) => ({ key: `${event.orderId}.${event.version}`, event }));
  const reading = { holds: null, value: `${last.type} ${last.symbol}` };
  await settle(deps, lease, alert, { reading, holds: null, firings, seenUntil: last.recordedAt });
}

/** Those of the alert's that its owner may see now. */
async function accountsOf(deps: Deps, { ownerId }: AlertRow, accountId: string | null): Promise<readonly string[]> {
  if (accountId === null)
    return (await makeAccountStore().list(deps.sql, UserId.of(ownerId))).map((account) => account.accountId);
  const actor = { kind: "user", userId: UserId.of(ownerId), requestId: "alerts" } as const;
  return (await makeAccountAccess(deps).see(actor, accountId)).ok ? [accountId] : [];
}

interface Settling {
  readonly reading: AlertReading;
  readonly holds: boolean | null;
  readonly firings: readonly { readonly key: string; readonly event: FiringEvent | null }[];
  readonly seenUntil: Date;
}

/** How it stands, what fired it, and the notification of each, in one transaction of the lease's holder. */
async function settle(
  deps: Deps,
  lease: Lease,
  alert: AlertRow,
  { reading, holds, firings, seenUntil }: Settling,
): Promise<void> {
  await lease.fenced(async (tx) => {
    const nowMs = deps.clock.nowMs();
    let fired = 0;
    for (const { key, event } of firings) {
      // Of several at once the first fires where it fires once, or has to wait after it.
      if (fired > 0 && (!alert.repeats || alert.coolDownS > 0)) break;
      if (!isCool(alert, nowMs)) break;
      const said = sayFiring(alert, reading, event);
      if (!(await insertFiring(tx, { alertId: alert.alertId, key, atMs: nowMs, facts: said }))) continue;
      fired += 1;
      await tellPerson(deps, tx, {
        userId: UserId.of(alert.ownerId),
        severity: alert.severity,
        ...said,
        href: hrefOf(alert),
      });
    }
    const status = fired > 0 && !alert.repeats ? "done" : "active";
    const state = { holds, reading: reading.value, readMs: nowMs, seenUntil, fired, status } as const;
    if (!(await writeState(tx, alert, state))) throw new AlertChanged(alert.alertId);
    if (fired > 0) await publish(deps, tx, alert);
  });
}

/** Its owner changed it while it was looked at: what was seen is undone, and the next round looks anew. */
class AlertChanged extends Error {
  override readonly name = "AlertChanged";
}

async function expire(deps: Deps, lease: Lease, alert: AlertRow): Promise<void> {
  await lease.fenced(async (tx) => {
    await writeStatus(tx, alert.alertId, "expired");
    await publish(deps, tx, alert);
  });
}

function publish(
  { work }: Deps,
  tx: Parameters<Deps["work"]["publish"]>[0],
  { alertId, ownerId }: AlertRow,
): Promise<void> {
  return work.publish(tx, { topic: "alerts.changed", audience: UserId.of(ownerId), payload: { alertId } });
}
