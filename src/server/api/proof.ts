import type { BrowserSession } from "./context";

/** How long a password, a code or a passkey speaks for whoever sits at the browser. */
export const PROOF_AGE_MAX_MS = 5 * 60_000;

/** Whether somebody proved lately, in this session, who they are. */
export function isProved({ provedAt }: Pick<BrowserSession, "provedAt">, nowMs: number): boolean {
  return nowMs - provedAt <= PROOF_AGE_MAX_MS;
}
