import { z } from "zod";
import type { AccountId, EpochMs, SqlPort } from "@/modules/_kernel";

/** What a request came to: enough to answer it again. */
export interface RequestAnswer {
  readonly orderIds: readonly string[];
  readonly canceled: number;
}

export interface OrderRequestKey {
  readonly accountId: AccountId;
  readonly key: string;
  /** What was asked: two commands never share a key. */
  readonly command: string;
  readonly body: unknown;
}

const rows = z.array(
  z.object({
    same: z.boolean(),
    answer: z.object({ orderIds: z.array(z.string()), canceled: z.number() }),
  }),
);

/** What was answered under that key before; `reused` when it was something else that was asked. Under the account's lock. */
export async function findAnswer(
  tx: SqlPort,
  { accountId, key, command, body }: OrderRequestKey,
): Promise<RequestAnswer | "reused" | null> {
  const [found] = rows.parse(
    await tx.$queryRaw`
      SELECT command = ${command} AND body = ${JSON.stringify(body)}::jsonb AS same, answer
      FROM order_request WHERE account_id = ${accountId} AND key = ${key} LIMIT 1`,
  );
  if (found === undefined) return null;
  return found.same ? found.answer : "reused";
}

/** Keeps what a request came to, in the transaction that did it. A key that is taken is a fault: ask first. */
export async function keepAnswer(
  tx: SqlPort,
  { accountId, key, command, body }: OrderRequestKey,
  answer: RequestAnswer,
  nowMs: EpochMs,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO order_request (account_id, key, command, body, answer, created_at)
    VALUES (${accountId}, ${key}, ${command}, ${JSON.stringify(body)}::jsonb, ${JSON.stringify(answer)}::jsonb,
      ${new Date(nowMs)})`;
}

const keyRows = z.array(z.object({ key: z.string(), order_id: z.string() }));

/** The order that was asked for under that key; null: none was. */
export async function findOrderOfKey(
  sql: SqlPort,
  { accountId, key }: Pick<OrderRequestKey, "accountId" | "key">,
): Promise<string | null> {
  const [found] = keyRows.parse(
    await sql.$queryRaw`
      SELECT key, (answer -> 'orderIds') ->> 0 AS order_id FROM order_request
      WHERE account_id = ${accountId} AND key = ${key} AND command IN ('submit', 'close')
        AND (answer -> 'orderIds') ->> 0 IS NOT NULL
      LIMIT 1`,
  );
  return found?.order_id ?? null;
}

/** The keys under which those orders of an account were asked for; none for children, which nobody asked for by themselves. */
export async function keysOfOrders(
  sql: SqlPort,
  accountId: AccountId,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = keyRows.parse(
    await sql.$queryRaw`
      SELECT key, (answer -> 'orderIds') ->> 0 AS order_id FROM order_request
      WHERE account_id = ${accountId} AND command IN ('submit', 'close')
        AND (answer -> 'orderIds') ->> 0 = ANY (${[...orderIds]}::text[])
      LIMIT ${Math.max(1, orderIds.length)}`,
  );
  return new Map(found.map(({ key, order_id: orderId }) => [orderId, key]));
}
