import { z } from "zod";
import { ok } from "@/modules/_kernel";
import { TRADING_STATES } from "@/modules/execution";
import { BATCH_KINDS, CHART } from "@/modules/portfolio";
import { PROTECTION_MODES, SURPLUS_MODES } from "@/modules/risk";
import { currency, cursor, symbol } from "../routers/fields";
import { accountId, orderId } from "../routers/orders";
import { decimal, limitOf, NO_FIELDS, pageOf, time } from "./fields";
import { accountOutput, batchOutput, overviewOutput, positionOutput, tradingStateOutput } from "./outputs";
import { defineRoute, type RestRoute } from "./route";

const inAccount = z.strictObject({ accountId });
const wish = z.strictObject({
  state: z.enum(TRADING_STATES),
  reason: z.string().max(400, "at most 400 characters"),
});

const limitUsage = z
  .object({
    limitId: z.string(),
    limit: z.string(),
    used: z.string().nullable().meta({ description: "Null is unknown, and then nothing new passes" }),
    part: z.number().nullable(),
    symbol: z.string().nullable(),
    isOver: z.boolean(),
  })
  .meta({ id: "LimitUsage" });

const limit = z
  .object({
    limitId: z.string(),
    version: z.number(),
    scope: z.object({
      of: z.enum(["all", "user", "account", "strategy"]),
      subject: z.string().optional(),
      name: z.string().optional(),
    }),
    name: z.string().nullable(),
    terms: z.record(z.string(), z.unknown()),
    since: time,
  })
  .meta({ id: "Limit" });

const protection = z
  .object({
    asOf: time,
    positions: z.array(
      z.object({
        symbol: z.string(),
        qty: decimal,
        covered: decimal.meta({ description: "Units that a stop would close" }),
        state: z.enum(["covered", "partial", "bare", "oversized"]),
        since: time.nullable().meta({ description: "Since when it is not covered whole; null: it is" }),
        unprotectedMs: z.number().meta({ description: "Of today, UTC" }),
      }),
    ),
    unprotectedMs: z.number(),
    orphans: z.array(z.object({ orderId: z.string(), symbol: z.string() })),
    policy: z.object({
      version: z.number(),
      terms: z.object({
        mode: z.enum(PROTECTION_MODES),
        afterSeconds: z.number(),
        distance: z.number().meta({ description: "A part of the price: 0.05 is 5 %" }),
        surplus: z.enum(SURPLUS_MODES),
      }),
      since: time.nullable(),
    }),
  })
  .meta({ id: "Protection" });

export const ACCOUNT_ROUTES: readonly RestRoute[] = [
  defineRoute({
    method: "GET",
    path: "/key",
    id: "getKey",
    tag: "Key",
    summary: "What the key that asks may do, and for whom",
    scope: "read",
    status: 200,
    params: NO_FIELDS,
    query: NO_FIELDS,
    body: z.undefined(),
    idempotency: "none",
    output: z.object({
      keyId: z.string(),
      scope: z.enum(["read", "trade", "admin"]),
      accountIds: z.array(z.string()).nullable(),
      owner: z.string(),
      role: z.enum(["viewer", "trader", "risk", "admin"]),
    }),
    answer: ({ actor, user }) => Promise.resolve(ok({ ...actor.key, owner: user.email, role: user.role })),
  }),
  defineRoute({
    method: "GET",
    path: "/accounts",
    id: "listAccounts",
    tag: "Accounts",
    summary: "Accounts that the key may see",
    scope: "read",
    status: 200,
    params: NO_FIELDS,
    query: NO_FIELDS,
    body: z.undefined(),
    idempotency: "none",
    output: z.object({ rows: z.array(accountOutput) }),
    answer: async ({ flows, actor }) => ok({ rows: await flows.listAccounts(actor) }),
  }),
  defineRoute({
    method: "GET",
    path: "/accounts/{accountId}",
    id: "getAccount",
    tag: "Accounts",
    summary: "Cash, buying power and worth of an account now; null is unknown",
    scope: "read",
    status: 200,
    params: inAccount,
    query: NO_FIELDS,
    body: z.undefined(),
    idempotency: "none",
    output: overviewOutput,
    answer: ({ flows, actor }, { params }) => flows.readAccount(actor, params.accountId),
  }),
  defineRoute({
    method: "GET",
    path: "/accounts/{accountId}/positions",
    id: "listPositions",
    tag: "Accounts",
    summary: "What an account holds",
    scope: "read",
    status: 200,
    params: inAccount,
    query: NO_FIELDS,
    body: z.undefined(),
    idempotency: "none",
    output: z.object({ rows: z.array(positionOutput) }),
    async answer({ flows, actor }, { params }) {
      const rows = await flows.listPositions(actor, params.accountId);
      return rows.ok ? ok({ rows: rows.value }) : rows;
    },
  }),
  defineRoute({
    method: "GET",
    path: "/accounts/{accountId}/ledger",
    id: "listLedger",
    tag: "Accounts",
    summary: "The double-entry books of an account, newest first",
    scope: "read",
    status: 200,
    params: inAccount,
    query: z.strictObject({
      chart: z.enum(CHART).nullable().default(null),
      symbol: symbol.nullable().default(null),
      currency: currency.nullable().default(null),
      orderId: orderId.nullable().default(null),
      kind: z.enum(BATCH_KINDS).nullable().default(null),
      cursor,
      limit: limitOf(200, 50),
    }),
    body: z.undefined(),
    idempotency: "none",
    output: pageOf(batchOutput),
    answer: ({ flows, actor }, { params, query }) => flows.listBatches(actor, { ...params, ...query }),
  }),
  defineRoute({
    method: "GET",
    path: "/accounts/{accountId}/limits",
    id: "listLimitUsage",
    tag: "Limits",
    summary: "How an account stands against each limit that binds it",
    scope: "read",
    status: 200,
    params: inAccount,
    query: NO_FIELDS,
    body: z.undefined(),
    idempotency: "none",
    output: z.object({ rows: z.array(limitUsage) }),
    async answer({ flows, actor }, { params }) {
      const rows = await flows.readLimitUsage(actor, params.accountId);
      return rows.ok ? ok({ rows: rows.value }) : rows;
    },
  }),
  defineRoute({
    method: "GET",
    path: "/accounts/{accountId}/protection",
    id: "getProtection",
    tag: "Limits",
    summary: "Whether stops cover what an account holds, and what is done where they do not",
    scope: "read",
    status: 200,
    params: inAccount,
    query: NO_FIELDS,
    body: z.undefined(),
    idempotency: "none",
    output: protection,
    answer: ({ flows, actor }, { params }) => flows.readProtection(actor, params.accountId),
  }),
  defineRoute({
    method: "GET",
    path: "/limits",
    id: "listLimits",
    tag: "Limits",
    summary: "Limits in force",
    scope: "read",
    status: 200,
    params: NO_FIELDS,
    query: NO_FIELDS,
    body: z.undefined(),
    idempotency: "none",
    output: z.object({ rows: z.array(limit) }),
    answer: async ({ flows, actor }) => ok({ rows: (await flows.listLimits(actor)).limits }),
  }),
  defineRoute({
    method: "GET",
    path: "/accounts/{accountId}/trading-state",
    id: "getTradingState",
    tag: "Trading state",
    summary: "Whether orders are let through",
    scope: "read",
    status: 200,
    params: inAccount,
    query: NO_FIELDS,
    body: z.undefined(),
    idempotency: "none",
    output: tradingStateOutput,
    answer: ({ flows, actor }, { params }) => flows.readTradingState(actor, params.accountId),
  }),
  defineRoute({
    method: "PUT",
    path: "/accounts/{accountId}/trading-state",
    id: "setTradingState",
    tag: "Trading state",
    summary: "Halt an account, let only reducing orders through, or resume",
    scope: "trade",
    status: 200,
    params: inAccount,
    query: NO_FIELDS,
    body: wish,
    idempotency: "none",
    output: tradingStateOutput,
    answer: ({ flows, actor }, { params, body }) => flows.setTradingState(actor, { ...params, ...body }),
  }),
  defineRoute({
    method: "PUT",
    path: "/trading-state",
    id: "setHouseTradingState",
    tag: "Trading state",
    summary: "The same for the whole house: risk and administrators",
    scope: "admin",
    status: 200,
    params: NO_FIELDS,
    query: NO_FIELDS,
    body: wish,
    idempotency: "none",
    output: tradingStateOutput,
    answer: ({ flows, actor }, { body }) => flows.setTradingState(actor, { accountId: null, ...body }),
  }),
];
