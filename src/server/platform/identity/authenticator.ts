import { Secret, TOTP } from "otpauth";
import type { EpochMs } from "@/modules/_kernel";

/** Codes of authenticator apps: RFC 6238 with what every app can do, SHA-1, six digits, thirty seconds. Pure. */

const STEP_SECONDS = 30;
/** 160 bits, as RFC 4226 wants for SHA-1. */
const SECRET_BYTES = 20;
/** A phone's clock may be a step ahead or behind. */
const DRIFT_STEPS = 1;

const makeTotp = (secret: string, label: string) =>
  new TOTP({
    issuer: "Bifrost Trader",
    label,
    algorithm: "SHA1",
    digits: 6,
    period: STEP_SECONDS,
    secret: Secret.fromBase32(secret),
  });

/** A fresh secret in base32, as people type it into an app. */
export function newAuthenticatorSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What a QR code says to an app: `otpauth://totp/…`. */
export function authenticatorAddress(secret: string, email: string): string {
  return makeTotp(secret, email).toString();
}

/**
 * Which thirty seconds `code` belongs to, counted since 1970: those of now, or one step beside them. Null: to none of them.
 * Whether a code was used already is for the caller to say, who knows the last step.
 */
export function stepOfCode(secret: string, code: string, nowMs: EpochMs): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = makeTotp(secret, "").validate({ token: code, window: DRIFT_STEPS, timestamp: nowMs });
  return delta === null ? null : Math.floor(nowMs / 1000 / STEP_SECONDS) + delta;
}
