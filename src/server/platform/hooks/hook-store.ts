import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { EpochMs, type SqlPort, UserId } from "@/modules/_kernel";

/** Rows of hooks. A secret comes in here and leaves as its hash; nothing gives it back. */

/** More than anybody keeps track of. */
const HOOKS_LISTED_MAX = 500;

const moment = z.date().transform((date) => EpochMs.of(date.getTime()));

const HookRows = z.array(
  z.object({
    hookId: z.string(),
    ownerId: z.custom<UserId>(UserId.is, "a user id"),
    accountId: z.string(),
    name: z.string(),
    source: z.enum(["tradingview", "generic"]),
    mode: z.enum(["dry", "live", "off"]),
    template: z.unknown(),
    limits: z.unknown(),
    secretHash: z.instanceof(Uint8Array),
    triedAt: moment.nullable(),
    createdAt: moment,
    rotatedAt: moment.nullable(),
    lastCallAt: moment.nullable(),
  }),
);

/** A hook that was not removed. Template and limits are as they were stored: whoever works with them reads them. */
export type StoredHook = z.output<typeof HookRows>[number];

const hashOfSecret = (secret: string): Buffer => createHash("sha256").update(secret).digest();

/** In the same time whatever is wrong with it; a hook that is not there is compared as well. */
export function isSecretOf(hook: Pick<StoredHook, "secretHash"> | null, secret: string): boolean {
  const matches = timingSafeEqual(hook?.secretHash ?? Buffer.alloc(32), hashOfSecret(secret));
  return hook !== null && matches;
}

/** Of a person, of everybody where `ownerId` is null, newest first; of one id where it is given. */
export async function listHooks(
  sql: SqlPort,
  { ownerId, hookId = null }: { readonly ownerId: UserId | null; readonly hookId?: string | null },
): Promise<readonly StoredHook[]> {
  return HookRows.parse(
    await sql.$queryRaw`
      SELECT h.hook_id AS "hookId", h.owner_id AS "ownerId", h.account_id AS "accountId", h.name, h.source, h.mode, h.template, h.limits, h.secret_hash AS "secretHash",
             h.tried_at AS "triedAt", h.created_at AS "createdAt", h.rotated_at AS "rotatedAt",
             (SELECT max(c.received_at) FROM webhook_in_call AS c WHERE c.hook_id = h.hook_id) AS "lastCallAt"
      FROM webhook_in AS h
      WHERE h.removed_at IS NULL AND (${ownerId}::text IS NULL OR h.owner_id = ${ownerId})
        AND (${hookId}::text IS NULL OR h.hook_id = ${hookId})
      ORDER BY h.created_at DESC, h.hook_id LIMIT ${HOOKS_LISTED_MAX}`,
  );
}

export async function findHook(sql: SqlPort, hookId: string): Promise<StoredHook | null> {
  const [hook] = await listHooks(sql, { ownerId: null, hookId });
  return hook ?? null;
}

export interface NewHook
  extends Pick<StoredHook, "hookId" | "ownerId" | "accountId" | "name" | "source" | "createdAt"> {
  readonly template: object;
  readonly limits: object;
  readonly secret: string;
}

export async function insertHook(tx: SqlPort, hook: NewHook): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO webhook_in (hook_id, owner_id, account_id, name, source, template, limits, secret_hash, created_at)
    VALUES (${hook.hookId}, ${hook.ownerId}, ${hook.accountId}, ${hook.name}, ${hook.source},
            ${JSON.stringify(hook.template)}::jsonb, ${JSON.stringify(hook.limits)}::jsonb, ${hashOfSecret(hook.secret)},
            ${new Date(hook.createdAt)})`;
}

export interface HookChange extends Pick<StoredHook, "name" | "mode" | "triedAt"> {
  readonly template: object;
  readonly limits: object;
  /** Null: it stays. */
  readonly secret: { readonly text: string; readonly at: EpochMs } | null;
}

/** False: it was removed meanwhile. */
export async function updateHook(tx: SqlPort, hookId: string, change: HookChange): Promise<boolean> {
  const { secret, triedAt } = change;
  const hash = secret === null ? null : hashOfSecret(secret.text);
  const changed = await tx.$executeRaw`
    UPDATE webhook_in SET name = ${change.name}, mode = ${change.mode}, template = ${JSON.stringify(change.template)}::jsonb,
      limits = ${JSON.stringify(change.limits)}::jsonb, tried_at = ${triedAt === null ? null : new Date(triedAt)},
      secret_hash = coalesce(${hash}::bytea, secret_hash),
      rotated_at = coalesce(${secret === null ? null : new Date(secret.at)}::timestamptz, rotated_at)
    WHERE hook_id = ${hookId} AND removed_at IS NULL`;
  return changed > 0;
}

/** Notes that it showed what it would do; the first time counts. */
export async function markTried(sql: SqlPort, hookId: string, nowMs: EpochMs): Promise<void> {
  await sql.$executeRaw`
    UPDATE webhook_in SET tried_at = ${new Date(nowMs)} WHERE hook_id = ${hookId} AND tried_at IS NULL`;
}

/** Its calls stay as long as calls do. False: it was removed before. */
export async function removeHook(tx: SqlPort, hookId: string, nowMs: EpochMs): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE webhook_in SET removed_at = ${new Date(nowMs)}, mode = 'off' WHERE hook_id = ${hookId} AND removed_at IS NULL`;
  return changed > 0;
}
