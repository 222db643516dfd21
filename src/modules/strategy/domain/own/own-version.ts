/** `code`: TypeScript on the SDK. `rules`: a condition tree as canonical JSON. */
export const STRATEGY_KINDS = ["code", "rules"] as const;
export type StrategyKind = (typeof STRATEGY_KINDS)[number];

/** One kept version as plain data, which any thread or machine makes the same strategy of. */
export interface OwnVersion {
  readonly kind: StrategyKind;
  /** `<slug>@<number>`. */
  readonly name: string;
  /** Number and hash, as run cards name it. */
  readonly version: string;
  readonly compiled: string;
  /** Everybody who saved this source is trusted now: it may run at the speed of the processor. Not given: no. */
  readonly isTrusted?: boolean;
}
