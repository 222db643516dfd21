import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { EpochMs, type SqlPort, UserId } from "@/modules/_kernel";
import type { KeyGrant, KeyScope, UserView } from "../../flows/contract";
import type { ApiKeyState, ApiKeyView } from "../../flows/contract/api-keys";
import { PersonRow, personView } from "./users";

/** Keys with which programs act for a person. A key's rows are read here and nowhere else. */

/** Two letters that say what it is, and 90 bits, in letters and digits that nobody mistakes for others. */
const KEY_ID = /^BK[A-Z2-7]{18}$/;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** 256 bits: nothing that can be guessed, so that a plain hash keeps it as safe as a slow one. */
const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;
/** `last_used_at` is written at most this often: a program asks many times a second. */
const SIGHT_INTERVAL_MS = 60_000;
/** More than a person keeps track of. */
const KEYS_LISTED_MAX = 1_000;

export const newKeyId = (): string =>
  `BK${[...randomBytes(18)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join("")}`;

export const newKeySecret = (): string => randomBytes(SECRET_BYTES).toString("base64url");

const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();

/** What a program shows: the id says which key, the secret that it is theirs. */
export interface KeyPair {
  readonly keyId: string;
  readonly secret: string;
}

/** `<id>.<secret>`, as it stands behind `Bearer`; null where it cannot be a key. */
export function readKeyToken(token: string): KeyPair | null {
  const [keyId = "", secret = "", ...more] = token.split(".");
  return more.length === 0 && isKeyPair({ keyId, secret }) ? { keyId, secret } : null;
}

/** Whether it has the form of a key. Says nothing about whether there is one. */
export const isKeyPair = ({ keyId, secret }: KeyPair): boolean => KEY_ID.test(keyId) && SECRET.test(secret);

/** Who asks with a key, as both are at this moment. */
export interface KeyBearer {
  readonly user: UserView;
  readonly key: KeyGrant;
}

const scope = z.enum(["read", "trade", "admin"]);
const moment = z.date().transform((date) => EpochMs.of(date.getTime()));

const BearerRows = z.array(
  z
    .object({
      key_id: z.string(),
      scope,
      account_ids: z.array(z.string()).nullable(),
      secret_hash: z.instanceof(Uint8Array),
      last_used_at: z.date().nullable(),
    })
    .and(PersonRow),
);

/**
 * Who holds this key, or null: there is none, its secret is another, it ran out, was revoked, or its owner is disabled. Which
 * of them is not told. Marks it as used, at most once a minute. One read by primary key: every request waits for it.
 */
export async function openKey(
  sql: SqlPort,
  { keyId, secret }: KeyPair,
  { nowMs, ip }: { readonly nowMs: EpochMs; readonly ip: string },
): Promise<KeyBearer | null> {
  const [row] = BearerRows.parse(
    await sql.$queryRaw`
      SELECT k.key_id, k.scope, k.account_ids, k.secret_hash, k.last_used_at,
             u.id, u.email, u.name, u.role, u.time_zone, u.preferences
      FROM api_key AS k JOIN user_account AS u ON u.id = k.owner_id
      WHERE k.key_id = ${keyId} AND k.revoked_at IS NULL AND u.disabled_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ${new Date(nowMs)})
      LIMIT 1`,
  );
  // Without a row the same comparison is made: time tells nothing about which ids there are.
  const matches = timingSafeEqual(row?.secret_hash ?? Buffer.alloc(32), hashOf(secret));
  if (row === undefined || !matches) return null;
  const { key_id, account_ids: accountIds, secret_hash: _hash, last_used_at: used, scope: may, ...person } = row;
  if (used === null || nowMs - used.getTime() > SIGHT_INTERVAL_MS)
    await sql.$executeRaw`
      UPDATE api_key SET last_used_at = ${new Date(nowMs)}, last_used_ip = ${ip.slice(0, 64)}
      WHERE key_id = ${keyId} AND (last_used_at IS NULL OR last_used_at < ${new Date(nowMs)})`;
  return { user: personView(person), key: { keyId: key_id, scope: may, accountIds } };
}

/** Whether the key still opens, without marking it as used: an open stream is no request. */
export async function isKeyLive(sql: SqlPort, keyId: string, nowMs: EpochMs): Promise<boolean> {
  const rows = z.array(z.unknown()).parse(
    await sql.$queryRaw`
      SELECT 1 FROM api_key AS k JOIN user_account AS u ON u.id = k.owner_id
      WHERE k.key_id = ${keyId} AND k.revoked_at IS NULL AND u.disabled_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ${new Date(nowMs)})
      LIMIT 1`,
  );
  return rows.length > 0;
}

const KeyRows = z.array(
  z.object({
    key_id: z.string(),
    owner_id: z.custom<UserId>(UserId.is, "a user id"),
    owner: z.string(),
    owner_disabled: z.boolean(),
    name: z.string(),
    scope,
    account_ids: z.array(z.string()).nullable(),
    created_at: moment,
    expires_at: moment.nullable(),
    rotated_at: moment.nullable(),
    last_used_at: moment.nullable(),
    last_used_ip: z.string().nullable(),
    revoked_at: moment.nullable(),
  }),
);

function keyView(row: z.output<typeof KeyRows>[number], nowMs: EpochMs): ApiKeyView {
  return {
    keyId: row.key_id,
    ownerId: row.owner_id,
    owner: row.owner,
    name: row.name,
    scope: row.scope,
    accountIds: row.account_ids,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    rotatedAt: row.rotated_at,
    lastUsedAt: row.last_used_at,
    lastUsedIp: row.last_used_ip,
    revokedAt: row.revoked_at,
    state: stateOf(row, nowMs),
  };
}

function stateOf(row: z.output<typeof KeyRows>[number], nowMs: EpochMs): ApiKeyState {
  if (row.revoked_at !== null) return "revoked";
  if (row.expires_at !== null && row.expires_at <= nowMs) return "expired";
  return row.owner_disabled ? "owner_disabled" : "active";
}

/** Keys of a person, of everybody where `ownerId` is null, newest first; of one id where it is given. */
export async function listKeys(
  sql: SqlPort,
  { ownerId, keyId = null }: { readonly ownerId: UserId | null; readonly keyId?: string | null },
  nowMs: EpochMs,
): Promise<readonly ApiKeyView[]> {
  const rows = KeyRows.parse(
    await sql.$queryRaw`
      SELECT k.key_id, k.owner_id, u.email AS owner, u.disabled_at IS NOT NULL AS owner_disabled, k.name, k.scope,
             k.account_ids, k.created_at, k.expires_at, k.rotated_at, k.last_used_at, k.last_used_ip, k.revoked_at
      FROM api_key AS k JOIN user_account AS u ON u.id = k.owner_id
      WHERE (${ownerId}::text IS NULL OR k.owner_id = ${ownerId}) AND (${keyId}::text IS NULL OR k.key_id = ${keyId})
      ORDER BY k.created_at DESC, k.key_id LIMIT ${KEYS_LISTED_MAX}`,
  );
  return rows.map((row) => keyView(row, nowMs));
}

export interface NewKey {
  readonly keyId: string;
  readonly secret: string;
  readonly ownerId: UserId;
  readonly name: string;
  readonly scope: KeyScope;
  readonly accountIds: readonly string[] | null;
  readonly nowMs: EpochMs;
  readonly expiresAt: EpochMs | null;
}

export async function insertKey(tx: SqlPort, key: NewKey): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO api_key (key_id, owner_id, name, scope, account_ids, secret_hash, created_at, expires_at)
    VALUES (${key.keyId}, ${key.ownerId}, ${key.name}, ${key.scope}, ${key.accountIds}::text[], ${hashOf(key.secret)},
            ${new Date(key.nowMs)}, ${key.expiresAt === null ? null : new Date(key.expiresAt)})`;
}

/** Puts another secret in place of the old one. False: the key has ended. */
export async function replaceKeySecret(tx: SqlPort, { keyId, secret }: KeyPair, nowMs: EpochMs): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE api_key SET secret_hash = ${hashOf(secret)}, rotated_at = ${new Date(nowMs)}
    WHERE key_id = ${keyId} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${new Date(nowMs)})`;
  return changed > 0;
}

/** False: it was revoked already. */
export async function revokeKey(tx: SqlPort, keyId: string, nowMs: EpochMs): Promise<boolean> {
  return (
    (await tx.$executeRaw`
      UPDATE api_key SET revoked_at = ${new Date(nowMs)} WHERE key_id = ${keyId} AND revoked_at IS NULL`) > 0
  );
}
