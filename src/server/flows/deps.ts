import type { Clock, CopyPort, GuardedTransactions, Reads, SqlPort, Transactions } from "@/modules/_kernel";
import type { QuoteStore } from "@/modules/data";
import type { Feeds } from "@/modules/data/server";
import type { BuildInfo } from "../infra/build-info";
import type { Logger } from "../infra/logger";
import type { Prisma, Records } from "../infra/prisma";
import type { KeyRing, Secrets } from "../platform/secrets";
import type { Signals, Work } from "../platform/work";

/** What flows and job handlers are built from. A factory asks for the part it needs: `Pick<FlowDeps, "sql" | "work">`. */
export interface FlowDeps {
  /** Reads, and single statements. */
  readonly sql: SqlPort & CopyPort;
  readonly reads: Reads;
  /** Changes: with their audit row and whatever leaves through the outbox, in one transaction. */
  readonly transactions: Transactions;
  /** For what is done under a lease. */
  readonly guarded: GuardedTransactions;
  /** Reads of rows that people read: users, sessions, settings, notifications, catalogs, runs. */
  readonly prisma: Prisma;
  /** Changes of such rows, with their audit row in one transaction. */
  readonly records: Records;
  readonly work: Work;
  readonly signals: Signals;
  /** The latest quote of each instrument: lossy, not in any transaction. */
  readonly quotes: QuoteStore;
  /** Sources of prices, by id. Called by workers and the command line only. */
  readonly feeds: Feeds;
  /** Keys of feeds and brokers. */
  readonly secrets: Secrets;
  /** What they are sealed under. */
  readonly keyRing: KeyRing;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Logger;
  /** Absolute path. */
  readonly dataDir: string;
  /** The folder that watched files may be in; nothing is read outside of it. Absolute path. */
  readonly importRoot: string;
  /** The code that runs: for run cards and the about page. */
  readonly build: BuildInfo;
}
