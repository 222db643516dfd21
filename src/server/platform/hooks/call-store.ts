import { z } from "zod";
import { EpochMs, type SqlPort } from "@/modules/_kernel";
import { momentOf } from "../../infra/moment";

/** Rows of calls: one that came with the right secret leaves one, whatever became of it. */

const BODY_CHARS_MAX = 4_000;

const CallRows = z.array(
  z.object({
    callId: z.string(),
    callKey: z.string().nullable(),
    receivedAt: z.date().transform((date) => EpochMs.of(date.getTime())),
    mode: z.enum(["dry", "live", "off"]),
    ip: z.string(),
    outcome: z.enum(["working", "done", "would", "told", "refused", "repeated"]),
    body: z.string(),
    wish: z.unknown(),
    answer: z.unknown(),
  }),
);

export type StoredCall = z.output<typeof CallRows>[number];

export interface NewCall extends Pick<StoredCall, "callId" | "callKey" | "receivedAt" | "mode" | "ip" | "outcome"> {
  readonly hookId: string;
  readonly body: string;
  readonly wish: object | null;
  readonly answer: object | null;
}

/** The call of that key that was there before: nothing is written then. Null: this is the first. */
export async function insertCall(tx: SqlPort, call: NewCall): Promise<StoredCall | null> {
  const made = await tx.$executeRaw`
    INSERT INTO webhook_in_call (call_id, hook_id, call_key, received_at, mode, ip, outcome, body, wish, answer)
    VALUES (${call.callId}, ${call.hookId}, ${call.callKey}, ${new Date(call.receivedAt)}, ${call.mode}, ${call.ip.slice(0, 64)},
            ${call.outcome}, ${call.body.slice(0, BODY_CHARS_MAX)}, ${jsonOf(call.wish)}::jsonb, ${jsonOf(call.answer)}::jsonb)
    ON CONFLICT (hook_id, call_key) WHERE call_key IS NOT NULL DO NOTHING`;
  if (made > 0) return null;
  const [before] = CallRows.parse(
    await tx.$queryRaw`
      SELECT call_id AS "callId", call_key AS "callKey", received_at AS "receivedAt", mode, ip, outcome, body, wish, answer
      FROM webhook_in_call WHERE hook_id = ${call.hookId} AND call_key = ${call.callKey} LIMIT 1`,
  );
  if (before === undefined) throw new Error(`call ${call.callKey} of ${call.hookId} is there once it conflicts`);
  return before;
}

/** How a call ended. */
export async function settleCall(
  tx: SqlPort,
  callId: string,
  { outcome, answer }: { readonly outcome: StoredCall["outcome"]; readonly answer: object | null },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE webhook_in_call SET outcome = ${outcome}, answer = ${jsonOf(answer)}::jsonb WHERE call_id = ${callId}`;
}

/** Where a page ended: calls of one millisecond are told apart by their ids. */
export interface CallPlace {
  readonly receivedAt: EpochMs;
  readonly callId: string;
}

/** Newest first, those before `before`. */
export async function listCalls(
  sql: SqlPort,
  { hookId, before, limit }: { readonly hookId: string; readonly before: CallPlace | null; readonly limit: number },
): Promise<readonly StoredCall[]> {
  const at = before === null ? null : new Date(before.receivedAt);
  return CallRows.parse(
    await sql.$queryRaw`
      SELECT call_id AS "callId", call_key AS "callKey", received_at AS "receivedAt", mode, ip, outcome, body, wish, answer
      FROM webhook_in_call
      WHERE hook_id = ${hookId}
        AND (${at}::timestamptz IS NULL OR (received_at, call_id) < (${at}::timestamptz, ${before?.callId ?? ""}))
      ORDER BY received_at DESC, call_id DESC LIMIT ${limit}`,
  );
}

/** Removes calls older than so many days. Returns how many. */
export function pruneCalls(
  sql: SqlPort,
  { days, limit }: { readonly days: number; readonly limit: number },
): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM webhook_in_call WHERE call_id IN (
      SELECT call_id FROM webhook_in_call WHERE received_at < now() - make_interval(days => ${days}) LIMIT ${limit}
    )`;
}

const jsonOf = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

/** When there first was a call of a webhook in that is still kept; null: there is none. */
export function oldestCall(sql: SqlPort): Promise<EpochMs | null> {
  return momentOf(sql.$queryRaw`SELECT min(received_at) AS at FROM webhook_in_call LIMIT 1`);
}
