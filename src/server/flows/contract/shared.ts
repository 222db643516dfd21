import type { Result, SessionId, UserId } from "@/modules/_kernel";
import type { AppError } from "../errors";

/** Words of the contract that its topics share. They are imported from here by topics, from `index.ts` by everybody else. */

/** Who asks, and under which request. Goes into audit rows, jobs and logs. */
export interface Actor {
  readonly kind: "user" | "cli" | "setup" | "system";
  readonly userId: UserId | null;
  /** The browser session that asks; not given for programs and the house itself. */
  readonly sessionId?: SessionId;
  readonly requestId: string;
}

export type InstrumentKind = "equity" | "etf" | "index" | "crypto" | "fx" | "future";

export type ResolutionName = "1m" | "5m" | "15m" | "1h" | "4h" | "1d" | "1w" | "1mo";

export interface Page<T> {
  readonly rows: readonly T[];
  /** Give it back to read on; null when this was the last page. */
  readonly cursor: string | null;
}

export type Answer<T> = Promise<Result<T, AppError>>;
