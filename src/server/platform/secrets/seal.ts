import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** A key of 256 bits, and a name for it that gives nothing of it away. */
export interface SealKey {
  readonly id: string;
  readonly bytes: Buffer;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = "aes-256-gcm";

/** A key from its text: 64 hexadecimal characters. Null for anything else. */
export function sealKeyOf(text: string): SealKey | null {
  if (!/^[0-9a-f]{64}$/i.test(text)) return null;
  const bytes = Buffer.from(text, "hex");
  return { id: createHash("sha256").update(bytes).digest("hex").slice(0, 12), bytes };
}

/** A fresh key's text. */
export function newKeyText(): string {
  return randomBytes(KEY_BYTES).toString("hex");
}

/**
 * Seals text under a key: AES-256-GCM with a random nonce, laid out as nonce, tag, ciphertext. `bound` is what the text
 * belongs to: sealed text opens for nothing else, so a row that is copied over another one is of no use.
 */
export function seal(text: string, key: SealKey, bound: string): Buffer {
  const nonce = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.bytes, nonce).setAAD(Buffer.from(bound, "utf8"));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** The text again; null when the key, the binding or a single bit is another. */
export function unseal(sealed: Uint8Array, key: SealKey, bound: string): string | null {
  if (sealed.length < IV_BYTES + TAG_BYTES) return null;
  const bytes = Buffer.from(sealed);
  const opener = createDecipheriv(ALGORITHM, key.bytes, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(bound, "utf8"))
    .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const start = opener.update(bytes.subarray(IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([start, opener.final()]).toString("utf8");
  } catch {
    // `final` throws when the tag does not match, and for nothing else: that is the answer "not this one".
    return null;
  }
}
