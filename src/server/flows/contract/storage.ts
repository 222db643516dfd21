import type { EpochMs } from "@/modules/_kernel";
import type { Actor, Answer, ResolutionName } from "./shared";

/** What is stored, what it takes on the disk, and how long it is kept. Bytes hold the indexes. */
export interface StorageView {
  readonly databaseBytes: number;
  readonly tables: readonly { readonly table: string; readonly bytes: number }[];
  readonly resolutions: readonly {
    readonly resolution: ResolutionName;
    readonly bars: number;
    readonly series: number;
    readonly firstMs: EpochMs;
    /** Its share of the bars' bytes: all bars are of one size. */
    readonly bytes: number;
    /** Whether a time may be set, and what is set: null is for ever. */
    readonly limitable: boolean;
    readonly keepDays: number | null;
  }[];
  /** Those with the most bars. */
  readonly instruments: readonly {
    readonly symbol: string;
    readonly name: string;
    readonly bars: number;
    readonly bytes: number;
  }[];
}

/** What a time would do. */
export interface RetentionPreview {
  readonly resolution: ResolutionName;
  readonly keepDays: number;
  /** Bars before this would go; each series goes by the open of its own session. */
  readonly beforeMs: EpochMs;
  readonly series: number;
  readonly bars: number;
  readonly bytes: number;
  /** What is stored in their place first. */
  readonly longer: readonly ResolutionName[];
}

/** Something that is kept, and what of it goes next. */
export interface KeptView {
  readonly what:
    | "bars"
    | "revisions"
    | "decisions"
    /** Decisions that wanted nothing: a part of the others. */
    | "quietDecisions"
    | "runs"
    | "trading"
    | "audit"
    | "news"
    | "jobs"
    | "notifications"
    | "deliveries"
    | "webhooksOut"
    | "webhooksIn"
    | "firings"
    | "simulations"
    | "sessions"
    | "health"
    | "other";
  /** With indexes; null: they are counted in the line before. */
  readonly bytes: number | null;
  /** Null: for ever, or (of bars) as each resolution has it. */
  readonly keptMs: number | null;
  /** What sets it; null: nothing does. */
  readonly setting: "bars" | "decisions" | null;
  /** By what its age goes; null: there is none, or it never goes. */
  readonly oldestMs: EpochMs | null;
  /** When the oldest goes, with the next round of its duty; null: nothing goes. */
  readonly nextMs: EpochMs | null;
}

export interface StorageFlows {
  /** Everything that is kept in the database, how long, and what goes next. */
  readKept(): Promise<readonly KeptView[]>;
  readStorage(): Promise<StorageView>;
  /** Says what would go; changes nothing. */
  previewRetention(resolution: ResolutionName, keepDays: number): Answer<RetentionPreview>;
  /** Sets how long bars of a resolution are kept; null is for ever. A duty lets the older ones go, piece by piece. */
  setRetention(actor: Actor, resolution: ResolutionName, keepDays: number | null): Answer<StorageView>;
}
