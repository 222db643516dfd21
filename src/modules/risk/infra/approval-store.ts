import { z } from "zod";
import { AccountId, EpochMs, UserId } from "@/modules/_kernel";
import { APPROVAL_OUTCOMES, type ApprovalStore, type DecidedApproval } from "../ports/approvals";

/** More than anybody looks at: those that wait are among the newest. */
const LISTED_MAX = 200;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const person = z.custom<UserId>(UserId.is, "a user id").nullable();
const columns = {
  approval_id: z.string(),
  account_id: z.custom<AccountId>(AccountId.is, "an account id"),
  key: z.string(),
  body: z.unknown(),
  value: z.string(),
  allowed: z.string(),
  price: z.string(),
  price_moved: z.string(),
  asked_by: person,
  asked_at: when,
  expires_at: when,
  outcome: z.enum(APPROVAL_OUTCOMES).nullable(),
  order_id: z.string().nullable(),
  price_then: z.string().nullable(),
  decided_by: person,
  decided_at: when.nullable(),
  note: z.string().nullable(),
};
const row = z.object(columns);
const rows = z.array(row.transform(approvalOf));
const keyRows = z.array(
  row.extend({ same: z.boolean() }).transform((each) => ({ approval: approvalOf(each), isSame: each.same })),
);

function approvalOf(each: z.output<typeof row>): DecidedApproval {
  const { outcome, decided_at: at } = each;
  return {
    approvalId: each.approval_id,
    accountId: each.account_id,
    key: each.key,
    body: each.body,
    value: each.value,
    allowed: each.allowed,
    price: each.price,
    priceMoved: each.price_moved,
    askedBy: each.asked_by,
    askedAt: each.asked_at,
    expiresAt: each.expires_at,
    decision:
      outcome === null || at === null
        ? null
        : { outcome, orderId: each.order_id, price: each.price_then, by: each.decided_by, at, note: each.note },
  };
}

/** Orders that wait, on PostgreSQL. */
export function makeApprovalStore(): ApprovalStore {
  return {
    async ask(tx, each) {
      await tx.$executeRaw`
        INSERT INTO order_approval (approval_id, account_id, key, body, value, allowed, price, price_moved, asked_by, asked_at,
          expires_at)
        VALUES (${each.approvalId}, ${each.accountId}, ${each.key}, ${JSON.stringify(each.body)}::jsonb, ${each.value}::numeric,
          ${each.allowed}::numeric, ${each.price}::numeric, ${each.priceMoved}::numeric, ${each.askedBy},
          ${new Date(each.askedAt)}, ${new Date(each.expiresAt)})`;
    },
    async find(sql, approvalId) {
      const found = await sql.$queryRaw`
        SELECT a.approval_id, a.account_id, a.key, a.body, a.value::text, a.allowed::text, a.price::text, a.price_moved::text,
          a.asked_by, a.asked_at, a.expires_at, d.outcome, d.order_id, d.price::text AS price_then, d.decided_by, d.decided_at,
          d.note
        FROM order_approval a LEFT JOIN order_approval_decision d USING (approval_id)
        WHERE a.approval_id = ${approvalId} LIMIT 1`;
      return rows.parse(found)[0] ?? null;
    },
    async findByKey(sql, { accountId, key, body }) {
      const found = await sql.$queryRaw`
        SELECT a.approval_id, a.account_id, a.key, a.body, a.value::text, a.allowed::text, a.price::text, a.price_moved::text,
          a.asked_by, a.asked_at, a.expires_at, d.outcome, d.order_id, d.price::text AS price_then, d.decided_by, d.decided_at,
          d.note, a.body = ${JSON.stringify(body)}::jsonb AS same
        FROM order_approval a LEFT JOIN order_approval_decision d USING (approval_id)
        WHERE a.account_id = ${accountId} AND a.key = ${key} LIMIT 1`;
      return keyRows.parse(found)[0] ?? null;
    },
    async decide(tx, approvalId, { outcome, orderId, price, by, at, note }) {
      await tx.$executeRaw`
        INSERT INTO order_approval_decision (approval_id, outcome, order_id, price, decided_by, decided_at, note)
        VALUES (${approvalId}, ${outcome}, ${orderId}, ${price}::numeric, ${by}, ${new Date(at)}, ${note})`;
    },
    async list(sql, accountIds) {
      const found = await sql.$queryRaw`
        SELECT a.approval_id, a.account_id, a.key, a.body, a.value::text, a.allowed::text, a.price::text, a.price_moved::text,
          a.asked_by, a.asked_at, a.expires_at, d.outcome, d.order_id, d.price::text AS price_then, d.decided_by, d.decided_at,
          d.note
        FROM order_approval a LEFT JOIN order_approval_decision d USING (approval_id)
        WHERE (${accountIds}::text[] IS NULL OR a.account_id = ANY (${accountIds}::text[]))
        ORDER BY a.asked_at DESC, a.approval_id DESC LIMIT ${LISTED_MAX}`;
      return rows.parse(found);
    },
  };
}
