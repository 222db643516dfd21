import { z } from "zod";
import { type EpochMs, ORD_TYPES, SIDES, TIMES_IN_FORCE } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import type { DecidedApproval } from "@/modules/risk";
import type { ApprovalView } from "../../contract/approvals";
import type { OrderRequest } from "../../contract/trading";
import type { AppError } from "../../errors";
import type { LimitPeople } from "../limit-people";

const text = z.string();
/** A request as it was stored: written by the submit that held it. */
const stored = z.object({
  accountId: text,
  symbol: text,
  side: z.enum(SIDES),
  qty: text,
  ordType: z.enum(ORD_TYPES),
  limitPrice: text.nullable(),
  stopPrice: text.nullable(),
  trailAmount: text.nullable(),
  trailPercent: text.nullable(),
  timeInForce: z.enum(TIMES_IN_FORCE),
  expireAt: text.nullable(),
  reduceOnly: z.boolean(),
  postOnly: z.boolean(),
  takeProfit: z.object({ limitPrice: text }).nullable(),
  stopLoss: z.object({ stopPrice: text, limitPrice: text.nullable() }).nullable(),
});

export const requestOf = ({ body }: DecidedApproval): OrderRequest => stored.parse(body);

const isAsker = ({ person }: LimitPeople, { askedBy }: DecidedApproval) => person.userId === askedBy;

/** Why somebody may not decide that about an order now; null: they may. Whoever asked never lets it in. */
export function whyNotDecided(
  people: LimitPeople,
  approval: DecidedApproval,
  { decision, at }: { readonly decision: "approve" | "reject" | "withdraw"; readonly at: EpochMs },
): AppError | null {
  if (approval.decision !== null) return { kind: "approval.decided_already" };
  if (at >= approval.expiresAt) return { kind: "approval.expired" };
  if (decision === "withdraw") return isAsker(people, approval) ? null : { kind: "approval.not_yours" };
  if (!people.rules) return { kind: "approval.not_yours" };
  return isAsker(people, approval) ? { kind: "approval.second_person" } : null;
}

/** An order that waits, as somebody sees it. */
export function approvalView(
  people: LimitPeople,
  accounts: readonly AccountFacts[],
  approval: DecidedApproval,
  nowMs: EpochMs,
): ApprovalView {
  const { decision, askedBy, body: _body, key: _key, price, ...rest } = approval;
  const { symbol, side, qty, ordType, limitPrice } = requestOf(approval);
  const account = accounts.find(({ accountId }) => accountId === approval.accountId);
  const at = nowMs;
  return {
    ...rest,
    account: account?.name ?? approval.accountId,
    currency: account?.baseCurrency ?? "",
    symbol,
    side,
    qty,
    ordType,
    limitPrice,
    price,
    askedBy: people.nameOf(askedBy),
    state: decision?.outcome ?? (nowMs >= approval.expiresAt ? "expired" : "waiting"),
    orderId: decision?.orderId ?? null,
    priceThen: decision?.price ?? null,
    decidedBy: decision === null ? null : people.nameOf(decision.by),
    decidedAt: decision?.at ?? null,
    note: decision?.note ?? null,
    mayDecide: whyNotDecided(people, approval, { decision: "approve", at }) === null,
    mayWithdraw: whyNotDecided(people, approval, { decision: "withdraw", at }) === null,
  };
}
