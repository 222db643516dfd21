import type { DeploymentStanding } from "./deployment-state";

/** Why a deployment cannot be given what an account has of an instrument. */
export type NotAssignable = "account" | "instrument" | "over" | "shadow";

interface Asked {
  readonly accountId: string;
  readonly instruments: readonly string[];
  readonly mode: "live" | "shadow";
  readonly standing: Pick<DeploymentStanding, "status">;
}

/**
 * Whether a deployment can be given units of an instrument that an account has by nobody's order; null: it can. It must trade that
 * instrument on that account, and not be over: what is stopped looks after nothing any more. One that is paused or failed still holds
 * what it holds, and may be started again. A shadow holds nothing on any account.
 */
export function whyNotAssign(
  { accountId, instruments, mode, standing }: Asked,
  wanted: { readonly accountId: string; readonly symbol: string },
): NotAssignable | null {
  if (accountId !== wanted.accountId) return "account";
  if (mode === "shadow") return "shadow";
  if (!instruments.includes(wanted.symbol)) return "instrument";
  return standing.status === "stopped" ? "over" : null;
}
