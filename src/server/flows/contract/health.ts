import type { EpochMs } from "@/modules/_kernel";

export interface HealthReason {
  readonly part: "database" | "workers" | "queue" | "outbox" | "disk" | "feeds" | "backup";
  readonly level: "ok" | "warn" | "bad";
  /** Key of the message catalog and its facts. */
  readonly messageKey: string;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly sinceMs: EpochMs | null;
}

export interface HealthView {
  readonly level: "ok" | "warn" | "bad";
  readonly reasons: readonly HealthReason[];
}

/** Parts that are looked at on the beat. */
export const HEALTH_PARTS = [
  "database",
  "workers",
  "queue",
  "outbox",
  "disk",
] as const satisfies readonly HealthReason["part"][];

/** A day by quarters of an hour, a week by hours. */
export const HEALTH_SPANS = {
  day: { bucketMs: 15 * 60_000, buckets: 96 },
  week: { bucketMs: 3_600_000, buckets: 168 },
} as const;
export type HealthSpan = keyof typeof HEALTH_SPANS;

/** The worst that was seen in a bucket; `unseen`: nobody looked, for no worker ran or the database did not answer. */
export type HealthCell = HealthReason["level"] | "unseen";

export interface HealthHistoryView {
  readonly firstMs: EpochMs;
  readonly bucketMs: number;
  readonly everyMs: number;
  readonly parts: readonly {
    readonly part: (typeof HEALTH_PARTS)[number];
    /** Oldest first, one a bucket. */
    readonly cells: readonly HealthCell[];
    /** Looks that found it well / all looks; null: nobody looked. */
    readonly okPart: number | null;
  }[];
}

export interface HealthFlows {
  healthHistory(span: HealthSpan): Promise<HealthHistoryView>;
}
