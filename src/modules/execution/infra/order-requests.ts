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
