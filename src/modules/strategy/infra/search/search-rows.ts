import { z } from "zod";
import { EpochMs, JobId } from "@/modules/_kernel";
import { PRICE_ADJUSTMENTS, RESOLUTIONS } from "@/modules/data";
import { COMPARISONS, OBJECTIVES } from "../../domain/search";
import type { SearchRecord } from "../../ports-search";

/** Rows of searches as the database has them: they may be older than the code that reads them. */

const epochMs = z.custom<EpochMs>(EpochMs.is, "whole milliseconds");
const jobId = z.custom<JobId>(JobId.is, "a job id");
const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const value = z.union([z.number(), z.boolean(), z.string()]);
const params = z.record(z.string(), value);
const fact = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const ratio = z.number().nullable();

const error = z.object({
  kind: z.string(),
  path: z.string().exactOptional(),
  facts: z.record(z.string(), fact).exactOptional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
});

const range = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("fixed"), value }),
  z.object({ kind: z.literal("range"), from: z.number(), to: z.number(), step: z.number() }),
  z.object({ kind: z.literal("log"), from: z.number(), to: z.number(), count: z.number() }),
  z.object({ kind: z.literal("choices"), values: z.array(value) }),
]);

const spec = z.object({
  strategy: z.string(),
  symbol: z.string(),
  resolution: z.enum(RESOLUTIONS),
  from: z.string().nullable(),
  to: z.string().nullable(),
  adjustment: z.enum(PRICE_ADJUSTMENTS),
  cash: z.number(),
  commissionPercent: z.number(),
  slippageBps: z.number(),
  ranges: z.record(z.string(), range),
  constraints: z.array(
    z.object({ left: z.string(), comparison: z.enum(COMPARISONS), right: z.union([z.string(), z.number()]) }),
  ),
  method: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("grid") }),
    z.object({ kind: z.literal("random"), trials: z.number() }),
    z.object({ kind: z.literal("tpe"), trials: z.number() }),
  ]),
  seed: z.number(),
  objective: z.enum(OBJECTIVES),
  minTrades: z.number(),
  walkForward: z
    .object({
      mode: z.enum(["rolling", "anchored"]),
      windows: z.number(),
      trainRatio: z.number(),
      embargoBars: z.number(),
    })
    .nullable(),
  currency: z.string(),
});

const plan = z.object({
  asOfMs: epochMs,
  actionsAsOfMs: epochMs.nullable(),
  dataHash: z.string(),
  bars: z.number(),
  firstMs: epochMs,
  lastMs: epochMs,
  periodsPerYear: z.number(),
  windows: z.array(z.object({ trainFrom: z.number(), trainTo: z.number(), testFrom: z.number(), testTo: z.number() })),
  returnEveryDays: z.number(),
  // Searches from before strategies were told of sessions.
  calendar: z.string().nullable().default(null),
  code: z.string(),
  engineVersion: z.string(),
  strategyVersion: z.string(),
});

const walk = z.object({
  windows: z.array(
    z.object({
      trainFromMs: z.number(),
      trainToMs: z.number(),
      testFromMs: z.number(),
      testToMs: z.number(),
      point: ratio,
      params: params.nullable(),
      trainScore: ratio,
      testScore: ratio,
      testReturn: ratio,
      testTrades: z.number(),
    }),
  ),
  totalReturn: ratio,
  cagr: ratio,
  sharpe: ratio,
  maxDrawdown: ratio,
  trades: z.number(),
  benchmarkReturn: ratio,
  efficiency: ratio,
  stability: z.array(z.object({ name: z.string(), stability: z.number(), atEdge: z.number() })),
});

const outcome = z.object({
  trials: z.number(),
  scored: z.number(),
  // Searches from before it was kept have none.
  sharpeVariance: z.number().nullable().default(null),
  overfitting: z
    .object({ probability: z.number(), lossProbability: z.number(), splits: z.number() })
    .nullable()
    .default(null),
  best: z
    .object({
      point: z.number(),
      params,
      // JSON has no infinity: a profit factor without a loss comes back as null.
      score: z
        .number()
        .nullable()
        .transform((score) => score ?? Number.POSITIVE_INFINITY),
      neighbourhood: z.object({ count: z.number(), scored: z.number(), mean: ratio, worst: ratio, stability: ratio }),
    })
    .nullable(),
  walk: walk.nullable(),
});

export const searchRows = z.array(
  z
    .object({
      id: z.string(),
      job_id: jobId,
      status: z.enum(["queued", "running", "succeeded", "failed", "canceled"]),
      instrument_id: z.number(),
      spec,
      plan: plan.nullable(),
      outcome: outcome.nullable(),
      trials: z.number(),
      trials_done: z.number(),
      faults: z.number(),
      chunks_done: z.number(),
      chunks: z.number(),
      chunks_failed: z.number(),
      error: error.nullable(),
      created_by: z.string().nullable(),
      created_at: when,
      finished_at: when.nullable(),
    })
    .transform(
      ({ spec: { currency, ...request }, ...row }): SearchRecord => ({
        searchId: row.id,
        jobId: row.job_id,
        status: row.status,
        spec: request,
        currency,
        instrumentId: row.instrument_id,
        plan: row.plan,
        outcome: row.outcome,
        trials: row.trials,
        trialsDone: row.trials_done,
        faults: row.faults,
        chunksDone: row.chunks_done,
        chunks: row.chunks,
        chunksFailed: row.chunks_failed,
        error: row.error,
        createdBy: row.created_by,
        createdAtMs: row.created_at,
        finishedAtMs: row.finished_at,
      }),
    ),
);

const chunkStatus = z.enum(["waiting", "sent", "done", "failed", "canceled"]);

export const chunkRows = z.array(
  z
    .object({
      chunk: z.number(),
      status: chunkStatus,
      job_id: jobId.nullable(),
      trials: z.number(),
      error: error.nullable(),
    })
    .transform(({ job_id, ...row }) => ({ ...row, jobId: job_id })),
);

export const pointRows = z.array(z.object({ status: chunkStatus, points: z.instanceof(Uint8Array) }));
export const resultRows = z.array(z.object({ done_order: z.number(), results: z.instanceof(Uint8Array) }));
export const seriesRows = z.array(z.object({ name: z.string(), data: z.instanceof(Uint8Array) }));
export const countRows = z.array(z.object({ count: z.number() }));
