import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { EpochMs, SqlPort, UserId } from "@/modules/_kernel";

/** Codes for who lost phone and key: shown once, kept as hashes, each good for one time. */

const CODES = 10;
/** Without letters and digits that look alike. 32 of them: five bits each. */
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const GROUPS = 4;
const GROUP_CHARS = 4;

/** A set of fresh codes of 80 bits, such as `7KQ2-M9XB-R4TA-3WZC`. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: CODES }, () => {
    const letters = [...randomBytes(GROUPS * GROUP_CHARS)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length));
    return Array.from({ length: GROUPS }, (_, group) =>
      letters.slice(group * GROUP_CHARS, (group + 1) * GROUP_CHARS).join(""),
    ).join("-");
  });
}

/** The code without what people add when they copy it; null when it cannot be one. */
export function readRecoveryCode(text: string): string | null {
  const plain = text.toUpperCase().replaceAll(/[\s-]/g, "");
  const isOne = plain.length === GROUPS * GROUP_CHARS && Array.from(plain).every((letter) => ALPHABET.includes(letter));
  return isOne ? plain : null;
}

const hashOf = (userId: UserId, plain: string) => createHash("sha256").update(`${userId}:${plain}`).digest();

/** Puts these codes in place of all that the person had. */
export async function replaceRecoveryCodes(
  tx: SqlPort,
  userId: UserId,
  { codes, nowMs }: { readonly codes: readonly string[]; readonly nowMs: EpochMs },
): Promise<void> {
  await dropRecoveryCodes(tx, userId);
  const hashes = codes.map((code) => hashOf(userId, readRecoveryCode(code) ?? code));
  await tx.$executeRaw`
    INSERT INTO recovery_code (user_id, code_hash, created_at)
    SELECT ${userId}, hash, ${new Date(nowMs)} FROM unnest(${hashes}::bytea[]) AS hash`;
}

export async function dropRecoveryCodes(tx: SqlPort, userId: UserId): Promise<void> {
  await tx.$executeRaw`DELETE FROM recovery_code WHERE user_id = ${userId}`;
}

/** Uses a code up. False: it is none of theirs, or was used before. */
export async function useRecoveryCode(tx: SqlPort, userId: UserId, text: string, nowMs: EpochMs): Promise<boolean> {
  const plain = readRecoveryCode(text);
  if (plain === null) return false;
  return (
    (await tx.$executeRaw`
      UPDATE recovery_code SET used_at = ${new Date(nowMs)}
      WHERE user_id = ${userId} AND code_hash = ${hashOf(userId, plain)} AND used_at IS NULL`) > 0
  );
}

export async function countRecoveryCodes(sql: SqlPort, userId: UserId): Promise<number> {
  const [row] = z.array(z.object({ left: z.number() })).parse(
    await sql.$queryRaw`
      SELECT count(*)::int AS left FROM recovery_code WHERE user_id = ${userId} AND used_at IS NULL LIMIT 1`,
  );
  return row?.left ?? 0;
}
