import type { Exact } from "@/modules/_kernel";
import { EpochMs, type SqlPort, toDecimalText } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { APPROVAL_DEFAULT } from "@/modules/risk";
import { makeApprovalStore, makeLimitStore } from "@/modules/risk/server";
import { appendAudit } from "../../../platform/audit";
import { otherDeciders } from "../../../platform/identity";
import { addNotification } from "../../../platform/notify";
import type { Actor } from "../../contract";
import type { BreachView, OrderRequest } from "../../contract/trading";
import type { FlowDeps } from "../../deps";
import type { AppError } from "../../errors";
import { binds } from "../weigh-account";

const MINUTE_MS = 60_000;

interface Holding {
  readonly actor: Actor;
  readonly account: AccountFacts;
  readonly key: string;
  readonly request: OrderRequest;
  readonly breach: BreachView;
  /** The market's side that it would take. */
  readonly price: Exact;
}

/** The one thing that an order breaks, where that is its size alone; null: something else refuses it, or nothing does. */
export function approvalBreach(breaches: readonly BreachView[]): BreachView | null {
  const [only] = breaches;
  return breaches.length === 1 && only?.kind === "approval_value" && only.actual !== null ? only : null;
}

/**
 * Keeps an order as a wish until a second person lets it in, and tells those who may. The same key with the same request is kept once.
 * Gives the word for whoever asked: nothing was sent.
 */
export async function holdOrder(
  deps: Pick<FlowDeps, "transactions" | "clock" | "newId" | "work">,
  { actor, account, key, request, breach, price }: Holding,
): Promise<AppError> {
  const { transactions, clock, newId, work } = deps;
  const { accountId } = account;
  const store = makeApprovalStore();
  return transactions.run(async (tx): Promise<AppError> => {
    await makeLedgerStore().lockAccount(tx, accountId);
    const known = await store.findByKey(tx, { accountId, key, body: request });
    if (known !== null) {
      if (!known.isSame) return { kind: "order.key_reused", path: "idempotencyKey", facts: { key } };
      const { approvalId, decision } = known.approval;
      return decision === null && clock.nowMs() < known.approval.expiresAt
        ? waits(approvalId, breach)
        : { kind: "order.approval_ended", facts: { outcome: decision?.outcome ?? "expired" } };
    }
    const { validMinutes, priceMoved } = await strictest(tx, account, actor);
    const askedAt = clock.nowMs();
    const approvalId = newId();
    const value = breach.actual ?? "0";
    await store.ask(tx, {
      approvalId,
      accountId,
      key,
      body: request,
      value,
      allowed: breach.limit,
      price: toDecimalText(price),
      priceMoved: String(priceMoved),
      askedBy: actor.userId,
      askedAt,
      expiresAt: EpochMs.of(askedAt + validMinutes * MINUTE_MS),
    });
    const { symbol, side, qty } = request;
    await appendAudit(tx, {
      actor,
      action: "order.ask_approval",
      subjectType: "order_approval",
      subjectId: approvalId,
      details: { accountId, symbol, side, qty, value, allowed: breach.limit },
    });
    for (const userId of await otherDeciders(tx, actor.userId)) {
      const notification = await addNotification(tx, {
        notificationId: newId(),
        userId,
        severity: "warning",
        messageKey: "order.approval",
        facts: { account: account.name, symbol, side, qty, value, currency: account.baseCurrency },
        href: `/risk/approvals?${new URLSearchParams({ approval: approvalId })}`,
      });
      await work.publish(tx, { topic: "notification.created", audience: userId, payload: notification });
    }
    await work.publish(tx, { topic: "orders.approvals", audience: null, payload: { approvalId } });
    return waits(approvalId, breach);
  });
}

const waits = (approvalId: string, { limit }: BreachView): AppError => ({
  kind: "order.waits_for_approval",
  facts: { approvalId, limit },
});

/** Of the limits that ask for a second person: the shortest wait and the smallest move. */
async function strictest(tx: SqlPort, account: AccountFacts, actor: Actor) {
  const asking = (await makeLimitStore().list(tx)).flatMap(({ scope, terms }) => {
    const bound = binds(scope, account) || (scope.of === "user" && scope.subject === actor.userId);
    return bound && terms.kind === "approval_value" ? [terms] : [];
  });
  const terms = asking.length === 0 ? [APPROVAL_DEFAULT] : asking;
  return {
    validMinutes: Math.min(...terms.map((each) => each.validMinutes)),
    priceMoved: Math.min(...terms.map((each) => each.priceMoved)),
  };
}
