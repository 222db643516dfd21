import { actionsOfFeed, type FeedAction, isoDate, type KeepActions, type RefusedAction } from "@/modules/data";
import { makeCorporateActionStore, makeQuarantineStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { Actor } from "../contract";
import { publishActionsChange } from "../corporate-actions/import-actions";
import type { FlowDeps } from "../deps";

/** Who records what nobody listed. */
const HOUSE: Actor = { kind: "system", userId: null, requestId: "backfill" };

/**
 * Lays splits and dividends that came with a page over the instrument's corporate actions, in the page's transaction: a split
 * is known with the bars that it parts. What is none of them goes to the quarantine. Told again, nothing changes.
 */
export function makeKeepActions({ sql, work }: Pick<FlowDeps, "sql" | "work">): KeepActions {
  const store = makeCorporateActionStore(sql);
  return async (tx, fetch, { actions: told, currency }, nowMs) => {
    const { instrumentId, symbol, feed } = fetch;
    const known = await store.known(instrumentId, null);
    const house = { actions: known.actions, removed: await store.removed(tx, instrumentId) };
    const { actions, refused } = actionsOfFeed(told, house, { feed, currency, nowMs });
    for (const one of refused) await keepOut(tx, fetch, one, nowMs);
    if (actions.length === 0) return;
    const counts = await store.record(tx, { instrumentId, actions, source: feed, nowMs });
    if (counts.inserted + counts.replaced === 0) return;
    const details = { source: feed, ...counts };
    await appendAudit(tx, {
      actor: HOUSE,
      action: "actions.fetch",
      subjectType: "instrument",
      subjectId: symbol,
      details,
    });
    await publishActionsChange(work, tx, symbol);
  };
}

function keepOut(
  tx: Parameters<KeepActions>[0],
  { feed, alias, symbol, instrumentId, resolution }: Parameters<KeepActions>[1],
  { action, reason, facts }: RefusedAction,
  nowMs: Parameters<KeepActions>[3],
): Promise<void> {
  const entry = {
    feed,
    alias,
    symbol,
    instrumentId,
    resolution,
    reason,
    facts,
    bars: null,
    sample: wordsOf(action),
    live: null,
  };
  return makeQuarantineStore().keep(tx, entry, nowMs);
}

function wordsOf(action: FeedAction): string {
  const date = Number.isFinite(action.dateMs) ? isoDate(action.dateMs) : String(action.dateMs);
  return action.type === "split"
    ? `${date}  split, ${action.numerator} for ${action.denominator}`
    : `${date}  dividend of ${action.amount} ${action.currency}`;
}
