import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import type { EpochMs } from "@/modules/_kernel";
import type { KeyRing } from "../secrets";

/**
 * Marks browsers in which a person has come in before, so that whoever guesses at that person's password elsewhere does not lock
 * them out. A mark opens nothing: with it a few wrong passwords are counted for that browser alone. It carries its own time and our
 * seal over it and the person, so that nothing is stored.
 *
 * Source: OWASP, Slow Down Online Guessing Attacks with Device Cookies.
 */
export interface KnownDevices {
  /** For a browser in which the person of this address came in just now. */
  mark(email: string, nowMs: EpochMs): Promise<string>;
  /** Names the browser; null: the mark is not ours, of another person, or too old. */
  deviceOf(mark: string, email: string, nowMs: EpochMs): Promise<string | null>;
}

/** How long a browser that nobody comes in with stays known. */
export const DEVICE_AGE_MAX_MS = 180 * 86_400_000;
const NAME_BYTES = 16;
const TIME_BYTES = 8;
const HEAD_BYTES = NAME_BYTES + TIME_BYTES;

export function makeKnownDevices(ring: KeyRing): KnownDevices {
  const sealOf = async (head: Uint8Array, email: string) => {
    const [{ bytes }] = await ring.keys();
    const key = Buffer.from(hkdfSync("sha256", bytes, "", "bifrost known device", 32));
    return createHmac("sha256", key).update(head).update(email.toLowerCase()).digest();
  };
  return {
    async mark(email, nowMs) {
      const head = Buffer.alloc(HEAD_BYTES);
      randomBytes(NAME_BYTES).copy(head);
      head.writeBigUInt64BE(BigInt(nowMs), NAME_BYTES);
      return Buffer.concat([head, await sealOf(head, email)]).toString("base64url");
    },
    async deviceOf(mark, email, nowMs) {
      const bytes = Buffer.from(mark, "base64url");
      const [head, seal] = [bytes.subarray(0, HEAD_BYTES), bytes.subarray(HEAD_BYTES)];
      const own = await sealOf(head, email);
      if (seal.length !== own.length || !timingSafeEqual(seal, own)) return null;
      const ageMs = nowMs - Number(head.readBigUInt64BE(NAME_BYTES));
      return ageMs >= 0 && ageMs <= DEVICE_AGE_MAX_MS ? head.subarray(0, NAME_BYTES).toString("base64url") : null;
    },
  };
}
