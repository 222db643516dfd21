import { z } from "zod";
import { EpochMs, type SqlPort, UserId } from "@/modules/_kernel";
import type { PasskeyView } from "../../flows/contract/security";

/** Passkeys in rows: the public half of a key that never leaves its device. */

const TRANSPORTS = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;
export type PasskeyTransport = (typeof TRANSPORTS)[number];
const isTransport = (text: string): text is PasskeyTransport => TRANSPORTS.some((name) => name === text);

/** More devices than one person signs in with. */
export const PASSKEYS_MAX = 20;

export interface StoredPasskey {
  readonly passkeyId: string;
  readonly userId: UserId;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: PasskeyTransport[];
}

const moment = z.date().transform((date) => EpochMs.of(date.getTime()));
const ViewRows = z.array(
  z.object({
    passkey_id: z.string(),
    name: z.string(),
    synced: z.boolean(),
    created_at: moment,
    last_used_at: moment.nullable(),
  }),
);
const StoredRows = z.array(
  z.object({
    passkey_id: z.string(),
    user_id: z.custom<UserId>(UserId.is, "a user id"),
    public_key: z.instanceof(Uint8Array),
    counter: z.coerce.number(),
    transports: z.array(z.string()),
  }),
);

/** The person's passkeys, the oldest first. */
export async function listPasskeys(sql: SqlPort, userId: UserId): Promise<readonly PasskeyView[]> {
  const rows = ViewRows.parse(
    await sql.$queryRaw`
      SELECT passkey_id, name, synced, created_at, last_used_at FROM passkey
      WHERE user_id = ${userId} ORDER BY created_at, passkey_id LIMIT ${PASSKEYS_MAX}`,
  );
  return rows.map(({ passkey_id: passkeyId, created_at: createdAt, last_used_at: lastUsedAt, ...row }) => ({
    passkeyId,
    ...row,
    createdAt,
    lastUsedAt,
  }));
}

export async function findPasskey(sql: SqlPort, passkeyId: string): Promise<StoredPasskey | null> {
  const [row] = StoredRows.parse(
    await sql.$queryRaw`
      SELECT passkey_id, user_id, public_key, counter, transports FROM passkey
      WHERE passkey_id = ${passkeyId} LIMIT 1`,
  );
  if (row === undefined) return null;
  const { user_id: userId, public_key: key, counter, transports } = row;
  return { passkeyId, userId, publicKey: Uint8Array.from(key), counter, transports: transports.filter(isTransport) };
}

export interface NewPasskey extends Omit<StoredPasskey, "transports"> {
  readonly name: string;
  readonly transports: readonly string[];
  readonly synced: boolean;
  readonly nowMs: EpochMs;
}

/** False: somebody has it already. */
export async function insertPasskey(tx: SqlPort, one: NewPasskey): Promise<boolean> {
  return (
    (await tx.$executeRaw`
      INSERT INTO passkey (passkey_id, user_id, name, public_key, counter, transports, synced, created_at)
      VALUES (${one.passkeyId}, ${one.userId}, ${one.name}, ${one.publicKey}, ${one.counter},
              ${one.transports.filter(isTransport)}::text[], ${one.synced}, ${new Date(one.nowMs)})
      ON CONFLICT (passkey_id) DO NOTHING`) > 0
  );
}

export async function renamePasskey(
  tx: SqlPort,
  { userId, passkeyId, name }: { readonly userId: UserId; readonly passkeyId: string; readonly name: string },
): Promise<boolean> {
  return (
    (await tx.$executeRaw`
      UPDATE passkey SET name = ${name} WHERE passkey_id = ${passkeyId} AND user_id = ${userId}`) > 0
  );
}

export async function removePasskey(tx: SqlPort, userId: UserId, passkeyId: string): Promise<boolean> {
  return (await tx.$executeRaw`DELETE FROM passkey WHERE passkey_id = ${passkeyId} AND user_id = ${userId}`) > 0;
}

/**
 * Notes a signature. False: the answer was taken before, so it is refused.
 *
 * @param challenge - What the device signed; remembered until `expiresMs`, after which it is refused for its age.
 */
export async function takePasskeyAnswer(
  tx: SqlPort,
  { challenge, expiresMs }: { readonly challenge: string; readonly expiresMs: EpochMs },
): Promise<boolean> {
  return (
    (await tx.$executeRaw`
      INSERT INTO passkey_answer (challenge, expires_at) VALUES (${challenge}, ${new Date(expiresMs)})
      ON CONFLICT (challenge) DO NOTHING`) > 0
  );
}

export async function notePasskeyUse(
  tx: SqlPort,
  { passkeyId, counter, nowMs }: { readonly passkeyId: string; readonly counter: number; readonly nowMs: EpochMs },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE passkey SET counter = ${counter}, last_used_at = ${new Date(nowMs)} WHERE passkey_id = ${passkeyId}`;
}

/** Removes answers that are refused for their age by now. Returns how many. */
export function prunePasskeyAnswers(sql: SqlPort, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM passkey_answer WHERE challenge IN (
      SELECT challenge FROM passkey_answer WHERE expires_at < now() - interval '1 hour' LIMIT ${limit}
    )`;
}
