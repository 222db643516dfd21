import { z } from "zod";
import { RunId } from "@/modules/_kernel";

/** Runs one submitted backtest. Safe to run twice: a run that is at its end stays as it is. */
export const runBacktestJob = {
  name: "strategy.run-backtest",
  queue: "research",
  payload: z.object({ runId: z.custom<RunId>(RunId.is, "a run id") }),
  options: { attempts: 3 },
} as const;

export type RunBacktestPayload = z.output<typeof runBacktestJob.payload>;

/** Examines one finished run: how likely it is luck. Safe to run twice: the later examination replaces the earlier one. */
export const examineRunJob = {
  name: "strategy.examine-run",
  queue: "research",
  payload: z.object({ runId: z.custom<RunId>(RunId.is, "a run id") }),
  options: { attempts: 3 },
} as const;

export type ExamineRunPayload = z.output<typeof examineRunJob.payload>;

const searchId = z.string().min(1).max(64);

/** Settles what a search runs on and cuts it into chunks. Safe to run twice: a search that has a plan keeps it. */
export const planSearchJob = {
  name: "strategy.plan-search",
  queue: "research",
  payload: z.object({ searchId }),
  options: { attempts: 3 },
} as const;

/** Runs some combinations of a search. Safe to run twice, also at one time: the results are the same and kept once. */
export const runSearchChunkJob = {
  name: "strategy.run-search-chunk",
  queue: "research",
  payload: z.object({ searchId, chunk: z.int().min(0) }),
  options: { attempts: 3 },
} as const;

/** Sums a search up once everything has run. Safe to run twice: the answer is the same. */
export const finishSearchJob = {
  name: "strategy.finish-search",
  queue: "research",
  payload: z.object({ searchId }),
  options: { attempts: 3 },
} as const;

export type SearchPayload = z.output<typeof planSearchJob.payload>;
export type SearchChunkPayload = z.output<typeof runSearchChunkJob.payload>;
