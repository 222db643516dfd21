import type { EpochMs, InstrumentId, JobId, SqlPort, UserId } from "@/modules/_kernel";
import type { Instrument, InstrumentKind } from "../domain/instrument";
import type { Resolution } from "../domain/resolution";
import type { ScreenCondition } from "../domain/screener/condition";
import type { ScreenDefinition } from "../domain/screener/definition";
import type { Outcome } from "../domain/screener/outcome";
import type { ScreenFinding } from "../domain/screener/screen";

export interface StoredScreen {
  readonly screenId: string;
  readonly ownerId: UserId;
  readonly definition: ScreenDefinition;
  /** Counts changes: a change names the version it was made from. */
  readonly version: number;
  readonly updatedAtMs: EpochMs;
  /** When it was last asked; null for never. */
  readonly lastRun: ScreenRunFacts | null;
}

export type ScreenRunStatus = "queued" | "running" | "succeeded" | "failed" | "canceled";

/** One time a screen was asked. `asked = hits + unknown + those that answered no`. */
export interface ScreenRunFacts {
  readonly runId: string;
  readonly screenId: string;
  readonly jobId: JobId;
  readonly version: number;
  readonly status: ScreenRunStatus;
  readonly asked: number;
  readonly unknown: number;
  readonly hits: number;
  readonly startedBy: UserId | null;
  readonly createdAtMs: EpochMs;
  readonly finishedAtMs: EpochMs | null;
}

/** An instrument that answered yes, and how it did since. */
export interface ScreenHit {
  readonly instrumentId: InstrumentId;
  readonly symbol: string;
  /** Start of the bar at which it held. */
  readonly barMs: EpochMs;
  readonly close: number;
  /** Against the bar before, as a fraction; null where there is none. */
  readonly change: number | null;
  /** Not among the hits of the run before. */
  readonly fresh: boolean;
  readonly findings: readonly ScreenFinding[];
  readonly outcomes: readonly Outcome[];
}

/** How hits did after a number of sessions, over all runs of a screen: means and shares as fractions. */
export interface OutcomeSummary {
  readonly sessions: number;
  /** Hits whose outcome is known. Only fresh ones count: a condition that holds for days is one event. */
  readonly hits: number;
  readonly meanReturn: number | null;
  /** Mean of return - benchmark, over the hits where both are known. */
  readonly meanExcess: number | null;
  /** Share of hits that rose. */
  readonly rose: number | null;
}

export interface NewScreenRun {
  readonly runId: string;
  readonly screen: StoredScreen;
  readonly jobId: JobId;
  readonly startedBy: UserId | null;
  readonly createdAtMs: EpochMs;
}

export interface ScreenStore {
  /** Those of a person, and those that are shared; all there are for null. By name. */
  list(userId: UserId | null): Promise<readonly StoredScreen[]>;
  find(screenId: string): Promise<StoredScreen | null>;
  /** Those that may have a turn by themselves. */
  scheduled(): Promise<readonly StoredScreen[]>;
  /** Holds the screen's row until the transaction ends. False: it is gone. */
  lock(tx: SqlPort, screenId: string): Promise<boolean>;
  insert(tx: SqlPort, screenId: string, ownerId: UserId, definition: ScreenDefinition): Promise<void>;
  /** False: somebody changed it since `version`. */
  update(tx: SqlPort, screenId: string, version: number, definition: ScreenDefinition): Promise<boolean>;
  /** Puts it aside with its runs and hits: nobody sees it any more. */
  remove(tx: SqlPort, screenId: string, nowMs: EpochMs): Promise<void>;
  /** One that was removed at or after `sinceMs`. */
  findRemoved(screenId: string, sinceMs: EpochMs): Promise<StoredScreen | null>;
  /** Brings back what was put aside; false: it is not put aside. */
  restore(tx: SqlPort, screenId: string): Promise<boolean>;

  insertRun(tx: SqlPort, run: NewScreenRun): Promise<void>;
  findRun(runId: string): Promise<ScreenRunFacts | null>;
  /** What a run asked: its screen may ask something else by now. */
  questionOf(runId: string): Promise<ScreenQuestion | null>;
  /** Newest first. */
  listRuns(screenId: string, limit: number): Promise<readonly ScreenRunFacts[]>;
  /** Symbols order; at most `limit` from `offset` on. */
  listHits(runId: string, offset: number, limit: number): Promise<readonly ScreenHit[]>;
  /** Instruments that the last finished run before this one found. */
  previousHits(run: ScreenRunFacts): Promise<ReadonlySet<InstrumentId>>;
  markRunning(runId: string): Promise<void>;
  /** Ends a run with its hits, once: a run that has ended is left alone. */
  complete(
    tx: SqlPort,
    runId: string,
    counts: Pick<ScreenRunFacts, "asked" | "unknown">,
    hits: readonly Omit<ScreenHit, "outcomes">[],
  ): Promise<void>;
  /** Runs that have not ended, oldest first. */
  unfinished(limit: number): Promise<readonly ScreenRunFacts[]>;
  end(tx: SqlPort, runId: string, status: "failed" | "canceled"): Promise<void>;
  /** Hits of a screen whose outcomes are not all known, by instrument; at most `limit` after `after`, which is the last of the page before. */
  openHits(screenId: string, after: OpenHit | null, limit: number): Promise<readonly OpenHit[]>;
  writeOutcomes(tx: SqlPort, hit: OpenHit, outcomes: readonly Outcome[]): Promise<void>;
  /** Over the runs that asked what the screen asks now. */
  outcomeSummary(screenId: string): Promise<readonly OutcomeSummary[]>;

  /** Instruments that can be asked, by symbol, after `afterSymbol`: not delisted, with bars. */
  universe(filter: UniverseFilter, afterSymbol: string, limit: number): Promise<readonly Instrument[]>;
  /** How many {@link universe} has in all its pages. */
  universeSize(filter: UniverseFilter): Promise<number>;
  instrument(instrumentId: InstrumentId): Promise<Instrument | null>;
  /** Instruments of which a split is known. */
  splitInstruments(): Promise<ReadonlySet<InstrumentId>>;
}

export interface UniverseFilter {
  /** Null: of any kind. */
  readonly kinds: readonly InstrumentKind[] | null;
  /** Null: all. */
  readonly symbols: readonly string[] | null;
}

export interface ScreenQuestion {
  readonly condition: ScreenCondition;
  readonly resolution: Resolution;
}

export interface OpenHit {
  readonly runId: string;
  readonly instrumentId: InstrumentId;
  readonly barMs: EpochMs;
  /** Of the bars at which it was found. */
  readonly resolution: Resolution;
}
