import type { ErrorFact } from "../errors";

/** What this installation can do, each by what is seen of it now. */
export const FEATURES = [
  "timescale",
  "redis",
  "gateway",
  "encryption",
  "proxy",
  "passkeys",
  "second_factor",
  "four_eyes",
  "links",
  "push",
  "email",
  "telegram",
  "outside_monitor",
  "live_feeds",
] as const;
export type FeatureName = (typeof FEATURES)[number];

export interface FeatureView {
  readonly name: FeatureName;
  /** `off`: cannot be had as things are, or is switched off. `not_configured`: waits for somebody to set it up. */
  readonly state: "on" | "off" | "not_configured";
  /** Key below `features.why`, and what it is filled with. */
  readonly why: string;
  readonly facts: Readonly<Record<string, ErrorFact>>;
  /** Key below `features.remedy`; null: nothing is to be done. */
  readonly remedy: string | null;
  /** The page where it is done; null: on the machine. */
  readonly href: string | null;
}

export interface FeatureFlows {
  /** Each capability in the order of {@link FEATURES}. Asked anew each time: nothing is remembered. */
  listFeatures(): Promise<readonly FeatureView[]>;
}
