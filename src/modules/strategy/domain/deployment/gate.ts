/** Who judged a wish of a strategy, in this order. */
export const GATE_LAYERS = ["strategy", "state", "intent", "risk"] as const;
export type GateLayer = (typeof GATE_LAYERS)[number];

/** One question that was asked of a decision, and its answer. */
export interface Gate {
  readonly layer: GateLayer;
  /** A stable word: `lot`, `capital`, `order.limits_broken`, ... */
  readonly gate: string;
  readonly passed: boolean;
  /** What was found, and what would have passed; null where that is no number. */
  readonly value: string | null;
  readonly threshold: string | null;
}
