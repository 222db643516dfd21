import type { AccountId, EpochMs, SqlPort, UserId } from "@/modules/_kernel";
import type { ProtectionTerms } from "../domain/monitor/protection-policy";

/** What stands for one account. */
export interface StandingProtection {
  readonly accountId: AccountId;
  /** Counts from 1; 0: nobody ever said anything. */
  readonly version: number;
  readonly terms: ProtectionTerms;
  /** Null: nobody ever said anything. */
  readonly since: EpochMs | null;
}

/** A change that somebody asked for. Kept for ever, whatever became of it. */
export interface ProtectionChange {
  readonly changeId: string;
  readonly accountId: AccountId;
  /** The version it makes. */
  readonly version: number;
  readonly terms: ProtectionTerms;
  readonly before: ProtectionTerms;
  /** Whether a position may stand uncovered for longer, or be covered less well: such a change waits for a second person. */
  readonly isLooser: boolean;
  readonly reason: string;
  readonly askedBy: UserId | null;
  readonly askedAt: EpochMs;
  /** From then on nobody can let it in any more. */
  readonly expiresAt: EpochMs;
}

export interface ProtectionDecision {
  readonly outcome: "in_force" | "rejected" | "withdrawn";
  readonly by: UserId | null;
  readonly at: EpochMs;
  readonly note: string | null;
}

/** A change with what became of it; null waits, unless it has expired. */
export interface DecidedProtection extends ProtectionChange {
  readonly decision: ProtectionDecision | null;
}

/** A position that stands uncovered, or too many stops, from when it was seen until it is over. */
export interface ProtectionEpisode {
  readonly accountId: AccountId;
  readonly symbol: string;
  readonly fault: "uncovered" | "surplus";
  readonly episodeId: string;
  readonly since: EpochMs;
  /** When something is done about it, or it is looked at again. */
  readonly dueAt: EpochMs;
  /** The last that somebody was told of it; null: nothing. */
  readonly told: string | null;
  /** Orders and wishes that were written because of it. */
  readonly tries: number;
}

export interface NewProtectionEvent {
  readonly at: EpochMs;
  readonly accountId: AccountId;
  readonly symbol: string;
  readonly fault: ProtectionEpisode["fault"];
  readonly episodeId: string;
  readonly event: "told" | "placed" | "refused" | "mended" | "gave_up" | "over";
  readonly facts: Readonly<Record<string, unknown>>;
}
export interface ProtectionEvent extends NewProtectionEvent {
  readonly eventId: string;
}

/** Policies of accounts about what stops do not cover, and what was done for them. Every call runs in the caller's transaction. */
export interface ProtectionStore {
  /** What stands for an account; the default where nobody said anything. */
  find(sql: SqlPort, accountId: AccountId): Promise<StandingProtection>;
  /** Of all accounts for which somebody said something. */
  list(sql: SqlPort): Promise<readonly StandingProtection[]>;
  ask(tx: SqlPort, change: ProtectionChange): Promise<void>;
  findChange(sql: SqlPort, changeId: string): Promise<DecidedProtection | null>;
  /** Newest first: of an account, or those of every account that wait at that moment. */
  changes(
    sql: SqlPort,
    of: { readonly accountId: AccountId } | { readonly waitingAt: EpochMs },
  ): Promise<readonly DecidedProtection[]>;
  /** Writes what became of a change, and what is in force from then on. */
  decide(tx: SqlPort, change: ProtectionChange, decision: ProtectionDecision): Promise<void>;
  /** Of those accounts, or of all. */
  episodes(sql: SqlPort, accountId: AccountId | null): Promise<readonly ProtectionEpisode[]>;
  /** Held until the transaction ends. */
  holdEpisode(
    tx: SqlPort,
    of: Pick<ProtectionEpisode, "accountId" | "symbol" | "fault">,
  ): Promise<ProtectionEpisode | null>;
  setEpisode(tx: SqlPort, episode: ProtectionEpisode): Promise<void>;
  endEpisode(tx: SqlPort, episodeId: string): Promise<void>;
  /** Of an account whose policy is another now: what stands uncovered is seen anew. */
  endEpisodes(tx: SqlPort, accountId: AccountId): Promise<void>;
  append(tx: SqlPort, event: NewProtectionEvent): Promise<void>;
  /** Newest first, at most `limit`. */
  events(sql: SqlPort, accountId: AccountId, limit: number): Promise<readonly ProtectionEvent[]>;
}
