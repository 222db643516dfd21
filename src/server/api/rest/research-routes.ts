import { z } from "zod";
import { ok } from "@/modules/_kernel";
import { cursor, runId, symbol } from "../routers/fields";
import { backtestSpec } from "../routers/inputs";
import { limitOf, NO_FIELDS, pageOf, time, withMoments } from "./fields";
import { defineRoute, type RestRoute } from "./route";

const number = z.number().nullable();
const screenId = z.string().min(1).max(64);
const jobStatus = z.enum(["queued", "running", "succeeded", "failed", "canceled"]);

const strategy = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    version: z.string(),
    parameters: z.array(
      z.object({
        name: z.string(),
        description: z.string(),
        type: z.enum(["integer", "number", "boolean", "choice"]),
        default: z.union([z.number(), z.boolean(), z.string()]),
        minimum: z.number().optional(),
        maximum: z.number().optional(),
        choices: z.array(z.string()).optional(),
      }),
    ),
  })
  .meta({ id: "Strategy" });

const run = z
  .object({
    runId: z.string(),
    jobId: z.string(),
    status: jobStatus,
    spec: z.record(z.string(), z.unknown()),
    currency: z.string(),
    card: z.record(z.string(), z.unknown()).nullable().meta({ description: "Code, data and parameters of the run" }),
    stats: z
      .looseObject({
        finalEquity: z.number(),
        totalReturn: number,
        cagr: number,
        sharpe: number,
        maxDrawdown: number,
        trades: z.number(),
      })
      .nullable()
      .meta({ description: "The result: fractions, null is undefined" }),
    resultHash: z.string().nullable().meta({ description: "Equal for runs with the same bits" }),
    error: z.object({ kind: z.string() }).nullable(),
    createdAt: time,
    finishedAt: time.nullable(),
  })
  .meta({ id: "Backtest" });

const trade = withMoments(
  {
    symbol: z.string(),
    side: z.enum(["long", "short"]),
    quantity: z.number(),
    entryPrice: z.number(),
    exitPrice: z.number(),
    bars: z.number(),
    pnl: z.number(),
    commission: z.number(),
  },
  [
    { old: "entryMs", name: "entryAt" },
    { old: "exitMs", name: "exitAt" },
  ],
  "Trade",
);

const screenRun = withMoments(
  {
    runId: z.string(),
    screenId: z.string(),
    jobId: z.string(),
    version: z.number(),
    status: jobStatus,
    asked: z.number(),
    unknown: z.number(),
    hits: z.number(),
  },
  [
    { old: "createdAtMs", name: "createdAt" },
    { old: "finishedAtMs", name: "finishedAt", isNullable: true },
  ],
  "ScreenRun",
);

const screen = withMoments(
  {
    screenId: z.string(),
    version: z.number(),
    definition: z.looseObject({ name: z.string() }),
    mine: z.boolean(),
    lastRun: screenRun.nullable(),
  },
  [{ old: "updatedAtMs", name: "updatedAt" }],
  "Screen",
);

const hit = withMoments(
  { symbol: z.string(), close: z.number(), change: number, fresh: z.boolean() },
  [{ old: "barMs", name: "barAt" }],
  "ScreenHit",
);

const BACKTEST_ROUTES: readonly RestRoute[] = [
  defineRoute({
    method: "GET",
    path: "/strategies",
    id: "listStrategies",
    tag: "Research",
    summary: "Strategies that a backtest may run, with their parameters",
    scope: "read",
    status: 200,
    params: NO_FIELDS,
    query: NO_FIELDS,
    body: z.undefined(),
    idempotency: "none",
    output: z.object({ rows: z.array(strategy) }),
    answer: ({ flows }) => Promise.resolve(ok({ rows: flows.listStrategies() })),
  }),
  defineRoute({
    method: "POST",
    path: "/backtests",
    id: "submitBacktest",
    tag: "Research",
    summary: "Begin a backtest; it runs as a job",
    scope: "trade",
    status: 202,
    params: NO_FIELDS,
    query: NO_FIELDS,
    body: z.strictObject(backtestSpec.shape).meta({ id: "BacktestSpec" }),
    idempotency: "none",
    output: z.object({ runId: z.string(), jobId: z.string() }),
    answer: ({ flows, actor }, { body }) => flows.submitBacktest(actor, body),
  }),
  defineRoute({
    method: "GET",
    path: "/backtests",
    id: "listBacktests",
    tag: "Research",
    summary: "Backtests, newest first",
    scope: "read",
    status: 200,
    params: NO_FIELDS,
    query: z.strictObject({
      strategy: z.string().min(1).max(64).exactOptional(),
      symbol: symbol.exactOptional(),
      cursor,
      limit: limitOf(100, 30),
    }),
    body: z.undefined(),
    idempotency: "none",
    output: pageOf(run),
    answer: async ({ flows }, { query }) => ok(await flows.listBacktests(query)),
  }),
  defineRoute({
    method: "GET",
    path: "/backtests/{runId}",
    id: "getBacktest",
    tag: "Research",
    summary: "How a backtest stands, and its result once it is there",
    scope: "read",
    status: 200,
    params: z.strictObject({ runId }),
    query: NO_FIELDS,
    body: z.undefined(),
    idempotency: "none",
    output: run,
    answer: ({ flows }, { params }) => flows.getBacktest(params.runId),
  }),
  defineRoute({
    method: "GET",
    path: "/backtests/{runId}/trades",
    id: "listTrades",
    tag: "Research",
    summary: "Trades of a finished backtest, oldest first",
    scope: "read",
    status: 200,
    params: z.strictObject({ runId }),
    query: z.strictObject({ cursor: z.coerce.number().int().min(0).default(0), limit: limitOf(5_000, 1_000) }),
    body: z.undefined(),
    idempotency: "none",
    output: pageOf(trade).extend({ total: z.number() }),
    async answer({ flows }, { params, query: { cursor: offset, limit } }) {
      const page = await flows.listTrades(params.runId, { offset, limit });
      if (!page.ok) return page;
      const { rows, total } = page.value;
      const next = offset + rows.length;
      return ok({ rows, total, cursor: rows.length > 0 && next < total ? String(next) : null });
    },
  }),
];

const SCREEN_ROUTES: readonly RestRoute[] = [
  defineRoute({
    method: "GET",
    path: "/screens",
    id: "listScreens",
    tag: "Screens",
    summary: "Screens of one's own, and those that others share",
    scope: "read",
    status: 200,
    params: NO_FIELDS,
    query: NO_FIELDS,
    body: z.undefined(),
    idempotency: "none",
    output: z.object({ rows: z.array(screen) }),
    answer: async ({ flows, actor }) => ok({ rows: await flows.listScreens(actor) }),
  }),
  defineRoute({
    method: "POST",
    path: "/screens/{screenId}/runs",
    id: "runScreen",
    tag: "Screens",
    summary: "Ask a screen's question now; it runs as a job",
    scope: "trade",
    status: 202,
    params: z.strictObject({ screenId }),
    query: NO_FIELDS,
    body: NO_FIELDS,
    idempotency: "none",
    output: z.object({ runId: z.string(), jobId: z.string() }),
    answer: ({ flows, actor }, { params }) => flows.runScreen(actor, params.screenId),
  }),
  defineRoute({
    method: "GET",
    path: "/screens/{screenId}/runs",
    id: "listScreenRuns",
    tag: "Screens",
    summary: "Runs of a screen, newest first",
    scope: "read",
    status: 200,
    params: z.strictObject({ screenId }),
    query: z.strictObject({ limit: limitOf(200, 50) }),
    body: z.undefined(),
    idempotency: "none",
    output: z.object({ rows: z.array(screenRun) }),
    async answer({ flows, actor }, { params, query }) {
      const rows = await flows.listScreenRuns(actor, params.screenId, query.limit);
      return rows.ok ? ok({ rows: rows.value }) : rows;
    },
  }),
  defineRoute({
    method: "GET",
    path: "/screen-runs/{runId}/hits",
    id: "listScreenHits",
    tag: "Screens",
    summary: "What answered yes in a run",
    scope: "read",
    status: 200,
    params: z.strictObject({ runId: screenId }),
    query: z.strictObject({ cursor: z.coerce.number().int().min(0).default(0), limit: limitOf(1_000, 1_000) }),
    body: z.undefined(),
    idempotency: "none",
    output: pageOf(hit).extend({ run: screenRun }),
    async answer({ flows, actor }, { params, query: { cursor: offset, limit } }) {
      const page = await flows.readScreenHits(actor, params.runId, { offset, limit });
      if (!page.ok) return page;
      const { run: facts, hits } = page.value;
      const next = offset + hits.length;
      return ok({ run: facts, rows: hits, cursor: hits.length === limit && next < facts.hits ? String(next) : null });
    },
  }),
];

export const RESEARCH_ROUTES: readonly RestRoute[] = [...BACKTEST_ROUTES, ...SCREEN_ROUTES];
