import type { LimitKind } from "../pre-trade/request";

/**
 * What the monitor does once a limit is passed, each more than the one before it: tell, let only orders through that reduce,
 * also cancel what works and opens, also close every position.
 */
export const HARD_STEPS = ["alert", "reduce_only", "cancel", "flatten"] as const;
export type HardStep = (typeof HARD_STEPS)[number];

/** Limits on what an account is, whatever anybody orders: only these can be passed without an order. */
export const MONITORED_KINDS = [
  "position_qty",
  "position_value",
  "gross_exposure",
  "net_exposure",
  "leverage",
  "margin_use",
  "concentration_instrument",
  "concentration_sector",
  "concentration_currency",
  "max_positions",
  "total_risk",
  "daily_loss",
  "drawdown",
] as const satisfies readonly LimitKind[];
export const isMonitored = (kind: LimitKind): boolean => MONITORED_KINDS.some((each) => each === kind);

/** Of limits that say nothing of it: somebody is told, and nothing is done to the account. */
export const STEPS_DEFAULT = { warnAt: 0.8, hard: "alert" } as const;
