import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { EpochMs, type UserId } from "@/modules/_kernel";
import type { KeyRing } from "../secrets";

/**
 * What a device is asked to sign. It carries its own end and our seal over what it is for, so that asking writes nothing:
 * nobody fills a table by asking. That an answer is taken once is kept where it is taken.
 */

export type ChallengePurpose =
  | { readonly kind: "sign_in" }
  | { readonly kind: "register" | "prove"; readonly userId: UserId };

/** Long enough to look for a phone. */
const LIFETIME_MS = 5 * 60_000;
const NONCE_BYTES = 16;
const TIME_BYTES = 8;
const HEAD_BYTES = NONCE_BYTES + TIME_BYTES;

export interface PasskeyChallenges {
  make(purpose: ChallengePurpose, nowMs: EpochMs): Promise<Uint8Array<ArrayBuffer>>;
  /** When it ends; null: it is not ours, for something else, or over. */
  check(challenge: string, purpose: ChallengePurpose, nowMs: EpochMs): Promise<EpochMs | null>;
}

export function makePasskeyChallenges(ring: KeyRing): PasskeyChallenges {
  const sealOf = async (head: Uint8Array, purpose: ChallengePurpose) => {
    const [{ bytes }] = await ring.keys();
    const key = Buffer.from(hkdfSync("sha256", bytes, "", "bifrost passkey challenge", 32));
    const bound = purpose.kind === "sign_in" ? purpose.kind : `${purpose.kind}:${purpose.userId}`;
    return createHmac("sha256", key).update(head).update(bound).digest();
  };
  return {
    async make(purpose, nowMs) {
      const head = Buffer.alloc(HEAD_BYTES);
      randomBytes(NONCE_BYTES).copy(head);
      head.writeBigUInt64BE(BigInt(nowMs + LIFETIME_MS), NONCE_BYTES);
      return Uint8Array.from(Buffer.concat([head, await sealOf(head, purpose)]));
    },
    async check(challenge, purpose, nowMs) {
      const bytes = Buffer.from(challenge, "base64url");
      const [head, seal] = [bytes.subarray(0, HEAD_BYTES), bytes.subarray(HEAD_BYTES)];
      const own = await sealOf(head, purpose);
      if (seal.length !== own.length || !timingSafeEqual(seal, own)) return null;
      const endMs = Number(head.readBigUInt64BE(NONCE_BYTES));
      return endMs > nowMs ? EpochMs.of(endMs) : null;
    },
  };
}
