import { createHmac, timingSafeEqual } from "node:crypto";
import type { EpochMs, SessionId } from "@/modules/_kernel";

/**
 * Proof that a form came from a page that we made for this very session, for this very purpose, a little while ago. A cookie alone
 * proves none of it: the browser sends that with every form, whoever wrote it.
 */
export interface TokenTerms {
  readonly secret: string;
  readonly sessionId: SessionId;
  /** What it allows, in full: `halt account-1`. A token of one action is none of another. */
  readonly purpose: string;
}

export function makeToken(terms: TokenTerms, nowMs: EpochMs): string {
  const issued = nowMs.toString(36);
  return `${issued}.${sealOf(terms, issued)}`;
}

/** False for what we did not make, what another session or purpose was given, and what is older than `ageMaxMs`. */
export function isToken(
  token: string,
  terms: TokenTerms,
  { nowMs, ageMaxMs }: { readonly nowMs: EpochMs; readonly ageMaxMs: number },
): boolean {
  const [issued = "", seal = ""] = token.split(".", 2);
  if (!/^[0-9a-z]{1,12}$/.test(issued)) return false;
  const [given, made] = [Buffer.from(seal), Buffer.from(sealOf(terms, issued))];
  if (given.length !== made.length || !timingSafeEqual(given, made)) return false;
  const ageMs = nowMs - Number.parseInt(issued, 36);
  return ageMs >= 0 && ageMs <= ageMaxMs;
}

const sealOf = ({ secret, sessionId, purpose }: TokenTerms, issued: string): string =>
  createHmac("sha256", secret)
    .update(JSON.stringify(["incident", sessionId, purpose, issued]))
    .digest("base64url");
