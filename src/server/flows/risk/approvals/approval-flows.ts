import {
  err,
  exact,
  type OrderIntent,
  ok,
  parseExact,
  quotient,
  type Result,
  type SqlPort,
  toDecimalText,
} from "@/modules/_kernel";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import type { ApprovalDecision, DecidedApproval } from "@/modules/risk";
import { makeApprovalStore, makeLimitStore } from "@/modules/risk/server";
import { appendAudit } from "../../../platform/audit";
import { otherDeciders } from "../../../platform/identity";
import type { Actor } from "../../contract";
import type { ApprovalFlows } from "../../contract/approvals";
import type { AppError } from "../../errors";
import { sightOf } from "../../trading/access";
import { makeDecision, type SubmitDeps } from "../../trading/submit-order";
import { type LimitPeople, peopleFor } from "../limit-people";
import { REASON_MAX } from "../limit-request";
import { approvalView, requestOf, whyNotDecided } from "./approval-views";

const ENDED = { reject: "rejected", withdraw: "withdrawn" } as const;

/** Orders over a size: who waits, and who lets them in. */
export function makeApprovalFlows(deps: SubmitDeps): ApprovalFlows {
  const { sql, clock } = deps;
  const store = makeApprovalStore();
  return {
    async listApprovals(actor) {
      const [people, sight, accounts] = await Promise.all([
        peopleFor(deps, actor),
        sightOf(deps, actor),
        makeAccountStore().list(sql, null),
      ]);
      const [found, limits, others] = await Promise.all([
        store.list(sql, sight.all ? null : sight.accountIds),
        makeLimitStore().list(sql),
        otherDeciders(sql, actor.userId),
      ]);
      const nowMs = clock.nowMs();
      const views = found.map((each) => approvalView(people, accounts, each, nowMs));
      return {
        approvals: [
          ...views.filter(({ state }) => state === "waiting"),
          ...views.filter(({ state }) => state !== "waiting"),
        ],
        hasSecond: others.length > 0,
        isOn: others.length > 0 && limits.some(({ terms }) => terms.kind === "approval_value"),
      };
    },

    async decideApproval(actor, { approvalId, decision, note }) {
      const people = await peopleFor(deps, actor);
      const sight = await sightOf(deps, actor);
      const approval = await store.find(sql, approvalId);
      if (approval === null || !(sight.all || sight.accountIds.includes(approval.accountId)))
        return err({ kind: "approval.not_found", facts: { approvalId: approvalId.slice(0, 80) } });
      const why = whyNotDecided(people, approval, { decision, at: clock.nowMs() });
      if (why !== null) return err(why);
      const text = note === null || note.trim() === "" ? null : note.trim().slice(0, REASON_MAX);
      const deciding: Deciding = { actor, people, approval, note: text };
      const done =
        decision === "approve"
          ? await approve(deps, deciding)
          : await end(deps, deciding, { outcome: ENDED[decision], orderId: null, price: null });
      if (!done.ok) return done;
      const [after, accounts] = [await store.find(sql, approvalId), await makeAccountStore().list(sql, null)];
      return ok(approvalView(people, accounts, after ?? approval, clock.nowMs()));
    },
  };
}

interface Deciding {
  readonly actor: Actor;
  readonly people: LimitPeople;
  readonly approval: DecidedApproval;
  readonly note: string | null;
}

const DECIDED: AppError = { kind: "approval.decided_already" };

async function end(
  deps: SubmitDeps,
  deciding: Deciding,
  of: Pick<ApprovalDecision, "outcome" | "orderId" | "price">,
): Promise<Result<null, AppError>> {
  const isDone = await deps.transactions.run(async (tx) => {
    const isWaiting = await hold(tx, deciding.approval);
    if (isWaiting) await record(deps, tx, deciding, of);
    return isWaiting;
  });
  return isDone ? ok(null) : err(DECIDED);
}

/** Holds an approval by its account until the transaction ends. False: somebody was faster. */
async function hold(tx: SqlPort, { approvalId, accountId }: DecidedApproval): Promise<boolean> {
  await makeLedgerStore().lockAccount(tx, accountId);
  return (await makeApprovalStore().find(tx, approvalId))?.decision === null;
}

/** Writes what became of an approval that is held, with its audit row and its news. */
async function record(
  { clock, work }: Pick<SubmitDeps, "clock" | "work">,
  tx: SqlPort,
  { actor, approval, note }: Deciding,
  of: Pick<ApprovalDecision, "outcome" | "orderId" | "price">,
): Promise<void> {
  const { approvalId } = approval;
  await makeApprovalStore().decide(tx, approvalId, { ...of, by: actor.userId, at: clock.nowMs(), note });
  await appendAudit(tx, {
    actor,
    action: `order.${of.outcome}`,
    subjectType: "order_approval",
    subjectId: approvalId,
    details: { orderId: of.orderId, price: of.price, note },
  });
  await work.publish(tx, { topic: "orders.approvals", audience: null, payload: { approvalId } });
}

/** Submits the order as its asker's, against all but its size; what refuses it leaves it waiting, a price that ran away ends it. */
async function approve(deps: SubmitDeps, deciding: Deciding): Promise<Result<null, AppError>> {
  const { actor, approval } = deciding;
  const request = requestOf(approval);
  const asker: Actor = {
    kind: approval.askedBy === null ? "cli" : "user",
    userId: approval.askedBy,
    requestId: actor.requestId,
  };
  const { look, prepare, submit } = makeDecision(deps, { isLetIn: true });
  const ready = await prepare(request, await look(asker, request));
  if (!ready.ok) return ready;
  const { account, instrument, markets } = ready.value;
  const market = markets.bySymbol.get(instrument.symbol)?.now?.market ?? null;
  const price = market === null ? null : sideOf(market, request.side);
  if (price === null) return err({ kind: "approval.no_price", facts: { symbol: instrument.symbol } });
  const moved = movedBy(approval.price, price);
  if (moved.gt(exact(approval.priceMoved))) {
    const ended = await end(deps, deciding, { outcome: "price_moved", orderId: null, price });
    return ended.ok ? err(priceMoved(approval, price)) : ended;
  }
  const done = await deps.transactions.run(async (tx): Promise<Result<null, AppError>> => {
    if (!(await hold(tx, approval))) return err(DECIDED);
    const made = await submit(tx, asker, { key: approval.key, request }, ready.value);
    if (!made.ok) return err(made.error.refusal);
    await record(deps, tx, deciding, { outcome: "approved", orderId: made.value.orderIds[0] ?? null, price });
    return ok(null);
  });
  if (done.ok) deps.signals.send("trading", account.accountId);
  return done;
}

const sideOf = ({ bid, ask }: { readonly bid: string; readonly ask: string }, side: OrderIntent["side"]): string =>
  side === "buy" ? ask : bid;

function movedBy(then: string, now: string) {
  const [before, after] = [parseExact(then) ?? exact(1), parseExact(now) ?? exact(1)];
  return quotient(after.minus(before).abs(), before);
}

const priceMoved = ({ price, priceMoved: most }: DecidedApproval, now: string): AppError => ({
  kind: "approval.price_moved",
  facts: { before: price, now: toDecimalText(exact(now)), percent: exact(most).times(exact(100)).toFixed() },
});
