import type { MessagePort } from "node:worker_threads";
import type { BacktestResult } from "../../domain/backtest";
import type { PortfolioBacktestResult } from "../../domain/portfolio/portfolio-backtest";
import type { StrategyParams } from "../../domain/strategy";
import type { FaultFacts } from "../../domain/strategy-fault";
import type { CodeRunOnOne, CodeRunOnSeveral, Traced } from "../../ports-own";
import type { Described } from "./describe-code";

/** What passes between the threads for strategies in code and who starts them. */

export type CodeRequest =
  | { readonly kind: "describe"; readonly compiled: string }
  | { readonly kind: "ask"; readonly compiled: string; readonly params: StrategyParams }
  | { readonly kind: "one"; readonly job: CodeRunOnOne }
  | { readonly kind: "several"; readonly job: CodeRunOnSeveral };

/** What a file says of itself and of a set of parameters. */
export interface AskedAhead {
  readonly described: string;
  readonly prepared: string;
}

/** What broke in the strategy is told as data; whatever else breaks ends the thread. */
export type CodeAnswer =
  | { readonly kind: "describe"; readonly value: Described }
  | { readonly kind: "ask"; readonly value: AskedAhead }
  | { readonly kind: "one"; readonly value: Traced<BacktestResult> | null }
  | { readonly kind: "several"; readonly value: Traced<PortfolioBacktestResult> | null }
  | { readonly kind: "fault"; readonly fault: FaultFacts };

/** The answer to a {@link WaitedRequest}. */
export type WaitedAnswer = { readonly text: string } | { readonly fault: FaultFacts };

export interface CodeNews {
  readonly done: number;
  readonly total: number;
}

/** How far a question is whose asker waits. */
export const WAITED = { sent: 0, begun: 1, answered: 2 } as const;

/** A question whose asker waits without turning to anything else; its answer goes to `port`, then `flag` says so. */
export interface WaitedRequest {
  readonly kind: "waited";
  readonly compiled: string;
  /** Null: what the file says of itself. */
  readonly params: StrategyParams | null;
  readonly port: MessagePort;
  /** One of {@link WAITED}. */
  readonly flag: Int32Array;
}

/** What a process for one run is asked; the compiled file is a script, see `native-vm.ts`. */
export type ChildRequest = Extract<CodeRequest, { readonly kind: "one" | "several" }>;
/** No news but that the strategy comes back: null. */
export type ChildMessage = { readonly done: CodeAnswer } | { readonly news: CodeNews | null };
