import { z } from "zod";
import { EpochMs, JobId, RunId } from "@/modules/_kernel";
import { PRICE_ADJUSTMENTS, RESOLUTIONS } from "@/modules/data";
import type { BacktestRun } from "../ports";

/** Rows of runs as PostgreSQL gives them: each is checked before it is believed. */

const epochMs = z.custom<EpochMs>(EpochMs.is, "whole milliseconds");
const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const runId = z.custom<RunId>(RunId.is, "a run id");
const jobId = z.custom<JobId>(JobId.is, "a job id");
const ratio = z.number().nullable();
const fact = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const specColumn = z.object({
  strategy: z.string(),
  params: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  symbol: z.string(),
  resolution: z.enum(RESOLUTIONS),
  from: z.string().nullable(),
  to: z.string().nullable(),
  // Runs from before there were corporate actions ran on prices as traded.
  adjustment: z.enum(PRICE_ADJUSTMENTS).default("raw"),
  cash: z.number(),
  commissionPercent: z.number(),
  slippageBps: z.number(),
  others: z.array(z.string()).exactOptional(),
  benchmark: z.string().exactOptional(),
  financing: z
    .object({ creditPercent: z.number(), debitPercent: z.number(), borrowPercent: z.number() })
    .exactOptional(),
});

const seriesCardColumn = z.object({
  symbol: z.string(),
  resolution: z.enum(RESOLUTIONS),
  dataHash: z.string(),
  bars: z.number(),
  firstMs: epochMs,
  lastMs: epochMs,
  asOfMs: epochMs,
  actions: z.number(),
  actionsAsOfMs: epochMs.nullable(),
});

const cardColumn = z.object({
  code: z.string(),
  engineVersion: z.string(),
  strategyVersion: z.string(),
  dataHash: z.string(),
  bars: z.number(),
  firstMs: epochMs,
  lastMs: epochMs,
  asOfMs: epochMs,
  adjustment: z.enum(PRICE_ADJUSTMENTS).default("raw"),
  actions: z.number().default(0),
  actionsAsOfMs: epochMs.nullable().default(null),
  seed: z.number(),
  tookMs: z.number(),
  // Cards from before bars were judged have none.
  quality: z
    .object({ score: z.number().nullable(), checkedAtMs: epochMs, current: z.boolean() })
    .nullable()
    .default(null),
  // Cards from before they were kept have none.
  calendars: z.array(z.object({ id: z.string(), hash: z.string() })).default([]),
  series: z.array(seriesCardColumn).default([]),
  benchmark: seriesCardColumn.nullable().default(null),
});

const statsColumn = z.object({
  finalEquity: z.number(),
  totalReturn: ratio,
  cagr: ratio,
  volatility: ratio,
  sharpe: ratio,
  sortino: ratio,
  calmar: ratio,
  maxDrawdown: ratio,
  maxDrawdownDuration: ratio,
  var95: ratio,
  cvar95: ratio,
  trades: z.number(),
  winRate: ratio,
  profitFactor: ratio,
  averageTrade: ratio,
  averageBarsHeld: ratio,
  exposure: ratio,
  orders: z.number(),
  filled: z.number(),
  refused: z.number(),
  fees: z.number(),
  benchmarkReturn: ratio,
  benchmarkCagr: ratio,
  benchmarkMaxDrawdown: ratio,
  beta: ratio,
  alpha: ratio,
  monthly: z.array(z.object({ year: z.number(), month: z.number(), return: z.number() })),
  portfolio: z
    .object({
      instruments: z.array(
        z.object({
          symbol: z.string(),
          bars: z.number(),
          trades: z.number(),
          pnl: z.number(),
          fees: z.number(),
          dividends: z.number(),
        }),
      ),
      interest: z.number(),
      borrowFees: z.number(),
      marginCalls: z.number(),
    })
    .exactOptional(),
});

const errorColumn = z.object({
  kind: z.string(),
  path: z.string().exactOptional(),
  facts: z.record(z.string(), fact).exactOptional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
});

export const Run = z
  .object({
    id: runId,
    jobId,
    status: z.enum(["queued", "running", "succeeded", "failed", "canceled"]),
    instrumentId: z.number(),
    spec: specColumn.extend({ currency: z.string() }),
    card: cardColumn.nullable(),
    stats: statsColumn.nullable(),
    resultHash: z.string().nullable(),
    resultHashRepeated: z.string().nullable(),
    rerunOf: runId.nullable(),
    error: errorColumn.nullable(),
    createdBy: z.string().nullable(),
    note: z.string(),
    tags: z.array(z.string()),
    examination: z.object({ verdict: z.enum(["trust", "doubt", "reject"]) }).nullable(),
    createdAt: when,
    finishedAt: when.nullable(),
  })
  .transform(
    ({ id, spec: { currency, ...spec }, examination, createdAt, finishedAt, ...row }): BacktestRun => ({
      ...row,
      verdict: examination?.verdict ?? null,
      runId: id,
      spec,
      currency,
      createdAtMs: createdAt,
      finishedAtMs: finishedAt,
    }),
  );

export const TagRows = z.array(z.object({ tag: z.string(), runs: z.number() }));
export const NoteRows = z.array(z.object({ lines: z.array(z.object({ atMs: epochMs.nullable(), text: z.string() })) }));
export const SeriesRows = z.array(z.object({ name: z.string(), data: z.instanceof(Uint8Array) }));
export const TradeRows = z.array(z.object({ name: z.string(), count: z.number(), data: z.instanceof(Uint8Array) }));
