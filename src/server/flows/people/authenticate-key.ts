import type { Clock, SqlPort } from "@/modules/_kernel";
import {
  type Allowance,
  type ApiThrottle,
  isKeyPair,
  type KeyBearer,
  type KeyPair,
  openKey,
} from "../../platform/identity";
import type { KeyScope, Role } from "../contract";

/** The way in for programs. Not part of `Flows`: only what programs speak to may come here. */

export type KeyAnswer =
  | { readonly outcome: "open"; readonly bearer: KeyBearer; readonly allowance: Allowance }
  /** No key, or one that does not open: which of them is not told. */
  | { readonly outcome: "closed" }
  /** Asked too often: by this key, or with wrong ones from this address. */
  | { readonly outcome: "throttled"; readonly allowance: Allowance };

export type AuthenticateKey = (pair: KeyPair | null, ip: string) => Promise<KeyAnswer>;

interface Deps {
  readonly sql: SqlPort;
  readonly clock: Clock;
  readonly throttle: ApiThrottle;
}

/** Who asks, and how much more they may ask. A wrong key counts against its address, a right one against itself. */
export function makeAuthenticateKey({ sql, clock, throttle }: Deps): AuthenticateKey {
  return async (pair, ip) => {
    if (pair === null || !isKeyPair(pair)) return { outcome: "closed" };
    const bearer = await openKey(sql, pair, { nowMs: clock.nowMs(), ip });
    if (bearer !== null) {
      const allowance = await throttle.take(bearer.key.keyId);
      return allowance.allowed ? { outcome: "open", bearer, allowance } : { outcome: "throttled", allowance };
    }
    const tries = await throttle.mayTry(ip);
    if (!tries.allowed) return { outcome: "throttled", allowance: tries };
    await throttle.wrongKey(ip);
    return { outcome: "closed" };
  };
}

const SCOPES: readonly KeyScope[] = ["read", "trade", "admin"];

/** Why a key may not do what takes `needs`; null: it may. A viewer's key changes nothing, whatever it says. */
export function whyNotScope(
  needs: KeyScope,
  scope: KeyScope,
  role: Role,
): "key.scope_too_small" | "role.trader_required" | null {
  if (SCOPES.indexOf(scope) < SCOPES.indexOf(needs)) return "key.scope_too_small";
  return needs !== "read" && role === "viewer" ? "role.trader_required" : null;
}
