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
