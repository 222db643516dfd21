import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Signatures of webhooks, as Standard Webhooks 1.0 has them: HMAC-SHA256 over `<id>.<timestamp>.<body>`, base64, behind `v1,`. While a
 * secret is being changed there is one for each, with a space between.
 */

const SECRET_BYTES = 32;
const PREFIX = "whsec_";

export const newWebhookSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString("base64");

interface Signed {
  readonly id: string;
  /** Seconds since 1970 UTC. */
  readonly timestamp: number;
  readonly body: string;
}

export function signWebhook({ id, timestamp, body }: Signed, secrets: readonly string[]): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, "base64");
      return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
    })
    .join(" ");
}

/** Whether one of the signatures is of this secret. What a receiver does; compared in constant time. */
export function isSignedWith(signed: Signed, header: string, secret: string): boolean {
  const wanted = Buffer.from(signWebhook(signed, [secret]));
  return header.split(" ").some((each) => {
    const given = Buffer.from(each);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
