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
  /** Of the deployment whose order it is; not given: it is no strategy's. */
  readonly strategy?: SetState | null;
}

const STRICTNESS = { active: 0, reduce_only: 1, halted: 2 } as const satisfies Record<TradingState, number>;

/** The strictest of them, of the widest of those that are equal; null where none was ever set. */
export function effectiveState({ all, account, strategy = null }: TradingStates): SetState | null {
  let strictest = all;
  for (const each of [account, strategy])
    if (each !== null && (strictest === null || STRICTNESS[each.state] > STRICTNESS[strictest.state])) strictest = each;
  return strictest;
}
