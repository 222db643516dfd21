import type { EpochMs } from "@/modules/_kernel";
import type { Actor, Answer } from "./shared";

export type MarketEventKind = "economic" | "earnings" | "dividend" | "split" | "symbol_change";

/** Something on the calendar: told by a source, or a corporate action of an instrument. */
export interface MarketEventView {
  readonly eventId: string;
  readonly kind: MarketEventKind;
  /** `YYYY-MM-DD` where it happens. */
  readonly date: string;
  /** Null while only the date is known. */
  readonly at: EpochMs | null;
  readonly symbol: string | null;
  readonly title: string;
  readonly region: string;
  /** 0 is "nobody said", 3 is high. */
  readonly importance: number;
  readonly actual: string;
  readonly forecast: string;
  readonly previous: string;
  readonly source: string;
  readonly updatedAt: EpochMs;
}

export interface EventsQuery {
  /** `YYYY-MM-DD`, both inside. */
  readonly from: string;
  readonly to: string;
  readonly kinds: readonly MarketEventKind[];
  readonly importanceMin: number;
  readonly text: string;
}

export interface ImportEventsInput {
  readonly text: string;
  readonly source: string;
  /** Zone of times that name none. */
  readonly timeZone: string;
  readonly skipInvalidRows: boolean;
}

export interface ImportEventsOutcome {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
}

export interface EventSourceView {
  readonly source: string;
  readonly events: number;
  readonly updatedAt: EpochMs;
}

export interface MarketEventFlows {
  /** Events between two dates, by date and time, corporate actions among them. `full` says that there are more. */
  listEvents(query: EventsQuery): Promise<{ readonly rows: readonly MarketEventView[]; readonly full: boolean }>;
  listEventSources(): Promise<readonly EventSourceView[]>;
  /** Whole or not at all, unless bad rows are to be left out. An event told again changes its figures. */
  importEvents(actor: Actor, input: ImportEventsInput): Answer<ImportEventsOutcome>;
  /** Forgets everything that a source told. */
  removeEventSource(actor: Actor, source: string): Answer<{ readonly removed: number }>;
}
