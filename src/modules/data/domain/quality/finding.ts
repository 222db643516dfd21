/** What may be wrong with a series of bars. */
export const FINDING_KINDS = [
  "missing_sessions",
  "missing_bars",
  "outside_session",
  "split_jump",
  "bad_print",
  "outlier",
  "off_grid",
  "frozen",
  "zero_volume",
  "sources_disagree",
  "stale",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** `error`: numbers computed from these bars are wrong. `warning`: they may be. `info`: worth a look. */
export const SEVERITIES = ["error", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Why something that was found is as it is, and so counts against nobody. */
export const EXPLANATIONS = ["source_has_none", "halted", "delisted", "no_trade", "reason", "accepted"] as const;
export type ExplanationKind = (typeof EXPLANATIONS)[number];

/** One thing found in one series. The same bars give the same findings, however often and in whatever pieces they are checked. */
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** `[fromMs, toMs)`, on the clock of the bars: dates at 00:00 UTC for session bars. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Bars that are missing or affected. */
  readonly bars: number;
  /** The numbers of the case, for its sentence: `ratio`, `z`, `sessions`. */
  readonly facts: Readonly<Record<string, number | string>>;
}

/** What a person or the house can do about a finding. */
export type Remedy = "repair" | "add_action" | "look" | "choose_source";

const REMEDIES: Readonly<Record<FindingKind, Remedy>> = {
  missing_sessions: "repair",
  missing_bars: "repair",
  outside_session: "look",
  split_jump: "add_action",
  bad_print: "repair",
  outlier: "look",
  off_grid: "look",
  frozen: "repair",
  zero_volume: "look",
  sources_disagree: "choose_source",
  stale: "repair",
};

/** What to do about a finding of a kind. `repair`: ask a source for the span again. */
export function remedyOf(kind: FindingKind): Remedy {
  return REMEDIES[kind];
}

/** Kinds that say how many bars there should be and are not. */
export function isGap(kind: FindingKind): boolean {
  return kind === "missing_sessions" || kind === "missing_bars";
}

/** True for text that names a kind. */
export function isFindingKind(value: unknown): value is FindingKind {
  return FINDING_KINDS.some((kind) => kind === value);
}
