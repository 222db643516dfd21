import type { EpochMs } from "@/modules/_kernel";

/** `reduce_only`: orders that may only reduce. `halted`: no order at all. Cancels always. */
export const TRADING_STATES = ["active", "reduce_only", "halted"] as const;
export type TradingState = (typeof TRADING_STATES)[number];

/** A state with who set it, when and why; null where nobody ever did. */
export interface SetState {
  readonly state: TradingState;
  readonly reason: string;
  readonly by: string | null;
  readonly since: EpochMs;
}

export interface TradingStates {
  /** Of the whole house. */
  readonly all: SetState | null;
  readonly account: SetState | null;
}

const STRICTNESS = { active: 0, reduce_only: 1, halted: 2 } as const satisfies Record<TradingState, number>;

/** The stricter of the two, the house's own where they are equal; null where neither was ever set. */
export function effectiveState({ all, account }: TradingStates): SetState | null {
  if (all === null || account === null) return all ?? account;
  return STRICTNESS[account.state] > STRICTNESS[all.state] ? account : all;
}
