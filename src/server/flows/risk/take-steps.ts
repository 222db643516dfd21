import { EpochMs } from "@/modules/_kernel";
import { makeOrderReads } from "@/modules/execution/server";
import type { RiskEvent, WatchRow } from "@/modules/risk";
import { makeWatchStore } from "@/modules/risk/server";
import { appendAudit } from "../../platform/audit";
import type { Lease } from "../../platform/work/lease";
import type { Actor } from "../contract";
import type { TradingFlows } from "../contract/trading";
import { makeChangeFlows } from "../trading/change-order";
import { makeCloseFlows } from "../trading/close-position";
import type { SubmitDeps } from "../trading/submit-order";
import { HOUSE } from "./weigh-account";

/** What cannot be closed now is tried again this often, then a person must: an hour of an open market. */
export const TRIES_MAX = 700;

type Taken = Readonly<Record<string, unknown>> & { readonly isDone: boolean };

/**
 * Takes the steps of a breach that take orders: cancels what works, closes what is held. Each try has its own key, so a try that a
 * restart repeats is answered as it was; it is done once nothing was left over. Written as an event with what became of it.
 */
export async function takeSteps(deps: SubmitDeps, lease: Lease, row: WatchRow): Promise<void> {
  const watch = makeWatchStore();
  const { limitId, accountId, pending } = row;
  const breach = pending === null ? null : await watch.find(deps.sql, pending);
  if (pending === null || breach === null) return;
  const taken = await take(deps, breach, `risk-${pending}-${row.tries}`);
  await lease.fenced(async (tx) => {
    const held = await watch.hold(tx, { limitId, accountId });
    if (held === null || held.pending !== pending || held.tries !== row.tries) return;
    const isOver = taken.isDone || row.tries + 1 >= TRIES_MAX;
    await watch.set(tx, { ...held, pending: isOver ? null : pending, tries: row.tries + 1 });
    // The first try and the last are told; those between change nothing that a person could read.
    if (row.tries > 0 && !isOver) return;
    const { isDone, ...outcome } = taken;
    const { eventId: _breach, ...facts } = breach;
    await watch.append(tx, {
      ...facts,
      at: EpochMs.of(deps.clock.nowMs()),
      event: "acted",
      outcome: { ...outcome, isDone, tries: row.tries + 1 },
    });
    await appendAudit(tx, {
      actor: HOUSE,
      action: `limit.${breach.step}`,
      subjectType: "account",
      subjectId: accountId,
      details: { limitId, breach: pending, ...outcome, isDone, tries: row.tries + 1 },
    });
    await deps.work.publish(tx, { topic: "risk.limits", audience: null, payload: { limitId } });
  });
}

async function take(deps: SubmitDeps, { step, accountId }: RiskEvent, key: string): Promise<Taken> {
  if (step === "flatten") return flatten(makeCloseFlows(deps), accountId, key);
  if (step === "cancel") return cancelOpening(deps, { actor: HOUSE, accountId, key: "risk" });
  return { isDone: true };
}

async function flatten(
  { flattenAccount }: Pick<TradingFlows, "flattenAccount">,
  accountId: string,
  idempotencyKey: string,
): Promise<Taken> {
  const done = await flattenAccount(HOUSE, { accountId, idempotencyKey });
  // Halted by a person meanwhile: then nothing is to be sent, and that person knows.
  if (!done.ok) return { isDone: done.error.kind === "trading.halted", refused: done.error.kind };
  const { orders, canceled, refused } = done.value;
  return {
    isDone: refused.length === 0,
    closed: orders.map(({ symbol }) => symbol),
    canceled,
    refused: refused.map(({ symbol, error }) => ({ symbol, why: error.kind })),
  };
}

/** Orders of a page: what is left over is canceled with the next. */
const ORDERS_MAX = 500;

/** Cancels what works and may open something; what only reduces, protective stops among it, stays. */
export async function cancelOpening(
  deps: SubmitDeps,
  { actor, accountId, key }: { readonly actor: Actor; readonly accountId: string; readonly key: string },
): Promise<Taken & { readonly canceled: number; readonly left: number }> {
  const open = await makeOrderReads(deps.sql).listOrders({
    accountIds: [accountId],
    symbol: null,
    state: "open",
    cursor: null,
    limit: ORDERS_MAX,
  });
  const { cancelOrder } = makeChangeFlows(deps);
  const opening = open.rows.filter(({ reduceOnly }) => !reduceOnly);
  let canceled = 0;
  for (const { orderId } of opening)
    if ((await cancelOrder(actor, { orderId, idempotencyKey: `${key}-${orderId}` })).ok) canceled += 1;
  return { isDone: open.cursor === null, canceled, left: opening.length - canceled };
}
