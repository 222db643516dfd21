import type { Logger } from "../infra/logger";
import type { Metrics } from "../infra/metrics";

/** What the web process itself asks of the house. Pages and procedures ask the container's flows. */
export interface WebServices {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** One short statement; throws or answers false when the database cannot be asked in time. */
  databaseAnswers(): Promise<boolean>;
  /** True until an admin exists. Once false, false for good. */
  setUpNeeded(): Promise<boolean>;
  /** Reads ahead what the first looks of people need. Nothing waits for it. */
  warm(): Promise<void>;
  /** Ends event streams, then closes drivers. */
  close(): Promise<void>;
}
