import type { EpochMs } from "@/modules/_kernel";

export const EVENT_KINDS = ["economic", "earnings", "dividend"] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** 0 is "nobody said", 3 is high. */
export type EventImportance = 0 | 1 | 2 | 3;

/** Something on a calendar that may move prices. */
export interface EventFacts {
  readonly kind: EventKind;
  /** Its date where it happens, as 00:00 UTC of it. */
  readonly dateMs: number;
  /** The moment, where it is known; null when only the date is. */
  readonly atMs: number | null;
  /** Null for what concerns no single instrument. */
  readonly symbol: string | null;
  readonly title: string;
  /** Country or currency it is about, as the source writes it; empty where nobody said. */
  readonly region: string;
  readonly importance: EventImportance;
  /** Figures as published, with their units: `3.2 %`, `-0.05`. Empty while unknown. */
  readonly actual: string;
  readonly forecast: string;
  readonly previous: string;
}

export type MarketEvent = EventFacts & {
  readonly eventId: string;
  /** Who says so, in a person's words. */
  readonly source: string;
  /** When it was last told here. */
  readonly updatedAtMs: EpochMs;
};
