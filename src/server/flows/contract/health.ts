import type { EpochMs } from "@/modules/_kernel";

export interface HealthReason {
  readonly part: "database" | "workers" | "queue" | "outbox" | "disk" | "backup";
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
