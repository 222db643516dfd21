import type { EpochMs, Result, SqlPort, UserId } from "@/modules/_kernel";
import type { BarColumns } from "@/modules/data";
import type { BrokerModel, FinancingTerms, InstrumentTerms } from "@/modules/execution";
import type { BacktestResult } from "./domain/backtest";
import type { DecidedMoment, WatchPlan } from "./domain/deployment/watch-plan";
import type { FoundStrategy } from "./domain/found-strategy";
import type { CheckedSource, StrategyFacts } from "./domain/own/own-strategy";
import type { OwnVersion, StrategyKind } from "./domain/own/own-version";
import type { PublishedValues } from "./domain/own/publication";
import type { TradedInstrument } from "./domain/portfolio/market";
import type { PortfolioBacktestResult } from "./domain/portfolio/portfolio-backtest";
import type { DecisionNote, SessionCloses, StrategyParams, StrategyUnknown } from "./domain/strategy";
import type { Pacing } from "./ports";

/** What a walk over bars came to, with what the strategy wrote on its way. */
export interface Traced<R> {
  readonly result: R;
  readonly notes: readonly DecisionNote[];
  /** Of a watched walk: what it decided. */
  readonly decided?: readonly DecidedMoment[];
}

/** A strategy somebody here wrote, without its versions. */
export interface StoredStrategy {
  readonly strategyId: string;
  readonly slug: string;
  readonly kind: StrategyKind;
  /** Null: of the house. */
  readonly ownerId: UserId | null;
  readonly shared: boolean;
  readonly archived: boolean;
  /** Number of the newest version. */
  readonly newest: number;
}

/** One version as it is listed. */
export interface StoredVersionLine {
  readonly number: number;
  /** sha256 of kind and source, hexadecimal. */
  readonly hash: string;
  readonly facts: StrategyFacts;
  readonly note: string;
  readonly rolledBackTo: number | null;
  readonly createdBy: UserId | null;
  readonly createdAtMs: EpochMs;
}

export interface StoredVersion extends StoredVersionLine {
  readonly source: string;
  readonly compiled: string;
}

export interface NewVersion {
  readonly strategyId: string;
  readonly number: number;
  readonly hash: string;
  readonly source: string;
  readonly compiled: string;
  readonly facts: StrategyFacts;
  /** JSON schema. */
  readonly parameters: object;
  readonly note: string;
  readonly rolledBackTo: number | null;
  readonly createdBy: UserId | null;
}

/** Own strategies and their versions. Who may see which is for the caller to say. */
export interface OwnStrategies {
  list(query: {
    readonly archived: boolean;
  }): Promise<readonly (StoredStrategy & { readonly version: StoredVersionLine })[]>;
  find(slug: string): Promise<StoredStrategy | null>;
  /** Locks the row until the transaction ends: versions are numbered one after another. */
  lock(tx: SqlPort, slug: string): Promise<StoredStrategy | null>;
  /** With no version yet: {@link addVersion} follows in the same transaction. False where the slug is taken. */
  insert(tx: SqlPort, strategy: Pick<StoredStrategy, "strategyId" | "slug" | "kind" | "ownerId">): Promise<boolean>;
  addVersion(tx: SqlPort, version: NewVersion): Promise<void>;
  listVersions(strategyId: string, limit: number): Promise<readonly StoredVersionLine[]>;
  readVersion(strategyId: string, number: number): Promise<StoredVersion | null>;
  /** Everybody who saved this very source as a version of this strategy; null: the command line. */
  authorsOf(strategyId: string, hash: string): Promise<readonly (UserId | null)[]>;
  setArchived(tx: SqlPort, strategyId: string, archived: boolean): Promise<void>;
  setShared(tx: SqlPort, strategyId: string, shared: boolean): Promise<void>;
}

export interface StoredPreset {
  readonly presetId: string;
  readonly ownerId: UserId;
  readonly strategy: string;
  readonly name: string;
  readonly params: StrategyParams;
  readonly savedAtMs: EpochMs;
}

/** Named sets of parameters, each its owner's. */
export interface StrategyPresets {
  /** By name. */
  list(ownerId: UserId, strategy: string): Promise<readonly StoredPreset[]>;
  find(presetId: string): Promise<StoredPreset | null>;
  count(tx: SqlPort, ownerId: UserId): Promise<number>;
  /** Writes or replaces it by id. False where the name is taken by another. */
  write(tx: SqlPort, preset: Omit<StoredPreset, "savedAtMs">): Promise<boolean>;
  /** Puts it aside: nobody sees it any more, and its name is free. */
  remove(tx: SqlPort, presetId: string, nowMs: EpochMs): Promise<void>;
  /** One that was removed at or after `sinceMs`; written again it is back. */
  findRemoved(presetId: string, sinceMs: EpochMs): Promise<StoredPreset | null>;
}

/** One version of a strategy, with the values that it may have, for people who trade. Withdrawn it lets nothing new in. */
export interface StrategyPublication extends PublishedValues {
  readonly publicationId: string;
  /** Name of a built-in strategy, or slug. */
  readonly strategy: string;
  /** Of the version; null: built in. */
  readonly number: number | null;
  /** Null: everybody who trades. */
  readonly people: readonly UserId[] | null;
  readonly note: string;
  /** Null: the command line. */
  readonly publishedBy: UserId | null;
  readonly publishedAtMs: EpochMs;
  readonly withdrawnBy: UserId | null;
  /** Null: it still lets in. */
  readonly withdrawnAtMs: EpochMs | null;
}

/** What was published, newest first. A publication never changes but for its end. */
export interface StrategyPublications {
  list(query: { readonly withdrawn: boolean }): Promise<readonly StrategyPublication[]>;
  /** Those not withdrawn that are for this person; of one strategy, or (null) of all. */
  listFor(
    userId: UserId,
    strategy: string | null,
  ): Promise<readonly (StrategyPublication & { readonly withdrawnAtMs: null })[]>;
  find(publicationId: string): Promise<StrategyPublication | null>;
  /** Those not withdrawn. */
  count(tx: SqlPort): Promise<number>;
  insert(tx: SqlPort, publication: StrategyPublication): Promise<void>;
  /** Whether it still lets in; it goes on doing so until the transaction ends. */
  holdOpen(tx: SqlPort, publicationId: string): Promise<boolean>;
  /** For who holds it. False where it was withdrawn before. */
  withdraw(
    tx: SqlPort,
    publicationId: string,
    of: { readonly by: UserId | null; readonly atMs: EpochMs },
  ): Promise<boolean>;
}

/** Finds a strategy by the name that a request uses; refuses a name that nobody has. */
export type FindStrategy = (name: string) => Promise<Result<FoundStrategy, StrategyUnknown>>;

/** One walk with a strategy in code as plain data, which any thread can work on. */
interface CodeRun {
  readonly own: OwnVersion;
  readonly params: StrategyParams;
  readonly broker: BrokerModel;
  /** Not given: nobody watches. */
  readonly watch?: WatchPlan;
}
export interface CodeRunOnOne extends CodeRun {
  readonly bars: BarColumns;
  readonly sessions: SessionCloses | null;
  /** Not given: as backtests have it. */
  readonly terms?: InstrumentTerms;
}
export interface CodeRunOnSeveral extends CodeRun {
  readonly instruments: readonly TradedInstrument[];
  readonly financing: FinancingTerms;
}

/**
 * Walks bars with strategies in code where they can be ended: one that does not answer is stopped with a `StrategyFault`, and
 * whoever asked goes on. Same job, same bits. Null: it was told to stop.
 */
export interface CodeRuns {
  onOne(job: CodeRunOnOne, pacing: Pacing): Promise<Traced<BacktestResult> | null>;
  onSeveral(job: CodeRunOnSeveral, pacing: Pacing): Promise<Traced<PortfolioBacktestResult> | null>;
}

/** What is special about one kind of own strategy. */
export interface KindOfStrategy {
  /** Checks and compiles; never throws at what a person wrote. */
  check(source: string): Promise<CheckedSource>;
}
