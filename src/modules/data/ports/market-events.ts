import type { EpochMs, SqlPort } from "@/modules/_kernel";
import type { EventFacts, EventKind, MarketEvent } from "../domain/market-events/market-event";

export interface EventQuery {
  /** Dates, both inside. */
  readonly fromDateMs: number;
  readonly toDateMs: number;
  readonly kinds: readonly EventKind[];
  /** Only events that say this much at least; 0 is all. */
  readonly importanceMin: number;
  /** In symbol, title or region; empty is all. */
  readonly text: string;
  readonly limit: number;
}

export interface EventCounts {
  readonly inserted: number;
  /** Told before with other figures or another time. */
  readonly updated: number;
  readonly unchanged: number;
}

/** What sources say about coming and past events. One source tells an event once: told again, its figures change. */
export interface MarketEventStore {
  /** By date, then time, then importance. */
  find(query: EventQuery): Promise<readonly MarketEvent[]>;
  record(
    tx: SqlPort,
    change: { readonly events: readonly EventFacts[]; readonly source: string; readonly nowMs: EpochMs },
  ): Promise<EventCounts>;
  /** Every source with how much it told and when last. At most {@link EVENT_SOURCES_MAX}. */
  sources(): Promise<readonly { readonly source: string; readonly events: number; readonly updatedAtMs: EpochMs }[]>;
  /** Forgets everything a source told. Returns how much that was. */
  removeSource(tx: SqlPort, source: string): Promise<number>;
}

export const EVENT_SOURCES_MAX = 200;
