import { z } from "zod";
import { SIDES } from "@/modules/_kernel";
import { ALGO_KINDS } from "@/modules/execution";
import { algoId, algoRequest } from "../routers/algos";
import { cursor } from "../routers/fields";
import { accountId } from "../routers/orders";
import { decimal, limitOf, maybeDecimal, NO_FIELDS, pageOf, time } from "./fields";
import { orderOutput, previewOutput } from "./outputs";
import { defineRoute, type RestRoute } from "./route";

const request = z.strictObject(algoRequest.shape).meta({ id: "AlgoRequest" });
const slice = z.object({
  number: z.number(),
  dueMs: z.number().meta({ description: "Milliseconds of working time after the start" }),
  qty: decimal,
});
const profile = z.object({ sessions: z.number(), resolution: z.string() }).nullable();
const algoOutput = z
  .object({
    algoId: z.string(),
    accountId: z.string(),
    kind: z.enum(ALGO_KINDS),
    symbol: z.string(),
    side: z.enum(SIDES),
    currency: z.string(),
    qty: decimal,
    limitPrice: maybeDecimal,
    reduceOnly: z.boolean(),
    participation: maybeDecimal,
    seed: z.number().nullable(),
    durationMs: z.number(),
    profile,
    status: z.string().meta({ description: "working, paused, completed, canceled or failed" }),
    reason: z.string().nullable().meta({ description: "Why it stands so, a stable word" }),
    refusal: z.string().nullable().meta({ description: "Of reason refused: what refused a slice" }),
    waiting: z.string().nullable().meta({ description: "Why a slice that is due is not sent" }),
    since: time,
    filledQty: decimal,
    averagePrice: maybeDecimal,
    workingQty: decimal,
    slicesSent: z.number(),
    slicesPlanned: z.number(),
    endsAt: time.nullable(),
    createdAt: time,
  })
  .meta({ id: "Algo" });

const steering = (verb: "pause" | "resume" | "cancel", summary: string) =>
  defineRoute({
    method: "POST",
    path: `/algos/{algoId}/${verb}`,
    id: `${verb}Algo`,
    tag: "Orders",
    summary,
    scope: "trade",
    status: 202,
    params: z.strictObject({ algoId }),
    query: NO_FIELDS,
    body: NO_FIELDS,
    idempotency: "none",
    output: algoOutput,
    answer: ({ flows, actor }, { params }) =>
      verb === "pause"
        ? flows.pauseAlgo(actor, params.algoId)
        : verb === "resume"
          ? flows.resumeAlgo(actor, params.algoId)
          : flows.cancelAlgo(actor, params.algoId),
  });

/** Parent orders that are spread over time. */
export const ALGO_ROUTES: readonly RestRoute[] = [
  defineRoute({
    method: "GET",
    path: "/algos",
    id: "listAlgos",
    tag: "Orders",
    summary: "Parent orders (TWAP, VWAP), newest first",
    scope: "read",
    status: 200,
    params: NO_FIELDS,
    query: z.strictObject({
      accountId: accountId.nullable().default(null),
      over: z.stringbool().default(true).meta({ type: "boolean", description: "Those that are over too" }),
      cursor,
      limit: limitOf(200, 100),
    }),
    body: z.undefined(),
    idempotency: "none",
    output: pageOf(algoOutput),
    answer: ({ flows, actor }, { query }) => flows.listAlgos(actor, query),
  }),
  defineRoute({
    method: "POST",
    path: "/algos",
    id: "submitAlgo",
    tag: "Orders",
    summary: "Spread an order over time; the same key with the same request is answered as it was",
    scope: "trade",
    status: 201,
    params: NO_FIELDS,
    query: NO_FIELDS,
    body: request,
    idempotency: "required",
    output: z.object({ algo: algoOutput, repeated: z.boolean() }),
    answer: ({ flows, actor }, { body, idempotencyKey }) => flows.submitAlgo(actor, { idempotencyKey, request: body }),
  }),
  defineRoute({
    method: "POST",
    path: "/algos/preview",
    id: "previewAlgo",
    tag: "Orders",
    summary: "What it would send and what all of it would do; nothing is written",
    scope: "trade",
    status: 200,
    params: NO_FIELDS,
    query: NO_FIELDS,
    body: request,
    idempotency: "none",
    output: z.object({ slices: z.array(slice), endsAt: time, profile, whole: previewOutput }),
    answer: ({ flows, actor }, { body }) => flows.previewAlgo(actor, body),
  }),
  defineRoute({
    method: "GET",
    path: "/algos/{algoId}",
    id: "getAlgo",
    tag: "Orders",
    summary: "One parent order with its plan, its child orders and what happened to it",
    scope: "read",
    status: 200,
    params: z.strictObject({ algoId }),
    query: NO_FIELDS,
    body: z.undefined(),
    idempotency: "none",
    output: z.object({
      algo: algoOutput,
      slices: z.array(slice),
      children: z.array(orderOutput),
      transitions: z.array(
        z.object({
          number: z.number(),
          at: time,
          event: z.string(),
          from: z.string().nullable(),
          to: z.string(),
          reason: z.string().nullable(),
          by: z.string().nullable(),
        }),
      ),
    }),
    answer: ({ flows, actor }, { params }) => flows.readAlgo(actor, params.algoId),
  }),
  steering("pause", "Send nothing more for now, and cancel what works; its time stands still"),
  steering("resume", "Go on where it stood"),
  steering("cancel", "Send nothing more, and cancel what works"),
];
