import { z } from "zod";
import { AccountId, EpochMs, OrderId, parseExact, SIDES, toDecimalText, UserId, ZERO } from "@/modules/_kernel";
import { ALGO_REASONS, ALGO_STATUSES } from "../../domain/algo/algo-state";
import { ALGO_KINDS } from "../../domain/algo/schedule";
import type { Algo, AlgoChildOrder, AlgoTransition } from "../../ports/algo-store";

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const exactAmount = z.string().transform((text) => parseExact(text) ?? ZERO);
const amount = exactAmount.transform((value) => toDecimalText(value));

export const algoRows = z.array(
  z
    .object({
      algo_id: z.string(),
      account_id: z.custom<AccountId>(AccountId.is, "an account id"),
      created_by: z.string().nullable(),
      kind: z.enum(ALGO_KINDS),
      symbol: z.string(),
      side: z.enum(SIDES),
      currency: z.string(),
      qty: amount,
      lot: amount,
      limit_price: amount.nullable(),
      reduce_only: z.boolean(),
      participation: amount.nullable(),
      seed: z.coerce.number().nullable(),
      duration_ms: z.number(),
      slices: z.array(z.object({ number: z.number(), dueMs: z.number(), upTo: z.string() })),
      profile: z.object({ sessions: z.number(), resolution: z.string() }).nullable(),
      market_from: when,
      created_at: when,
      status: z.enum(ALGO_STATUSES),
      reason: z.enum(ALGO_REASONS).nullable(),
      refusal: z.string().nullable(),
      status_since: when,
      paused_ms: z.coerce.number(),
      waiting: z.string().nullable(),
      transitions: z.number(),
    })
    .transform(
      (row): Algo => ({
        algoId: row.algo_id,
        accountId: row.account_id,
        createdBy: row.created_by === null ? null : UserId.of(row.created_by),
        kind: row.kind,
        symbol: row.symbol,
        side: row.side,
        currency: row.currency,
        qty: row.qty,
        lot: row.lot,
        limitPrice: row.limit_price,
        reduceOnly: row.reduce_only,
        participation: row.participation,
        seed: row.seed,
        durationMs: row.duration_ms,
        slices: row.slices,
        profile: row.profile,
        marketFromMs: row.market_from,
        createdAt: row.created_at,
        standing: { status: row.status, reason: row.reason, sinceMs: row.status_since, pausedMs: row.paused_ms },
        refusal: row.refusal,
        waiting: row.waiting,
        transitions: row.transitions,
      }),
    ),
);

/** States of an order in which its cancel is on its way. */
const CANCELING: ReadonlySet<string> = new Set(["pending_cancel"]);

export const childRows = z.array(
  z
    .object({
      algo_id: z.string(),
      number: z.number(),
      order_id: z.custom<OrderId>(OrderId.is, "an order id"),
      sent_at: when,
      status: z.string(),
      qty: exactAmount,
      filled_qty: exactAmount,
      filled_notional: amount,
      is_closed: z.boolean(),
      is_settled: z.boolean(),
    })
    .transform((row): { readonly algoId: string; readonly child: AlgoChildOrder } => ({
      algoId: row.algo_id,
      child: {
        number: row.number,
        orderId: row.order_id,
        sentAt: row.sent_at,
        qty: row.qty,
        filledQty: row.filled_qty,
        filledNotional: row.filled_notional,
        isClosed: row.is_closed,
        isSettled: row.is_settled,
        isCanceling: CANCELING.has(row.status),
      },
    })),
);

export const transitionRows = z.array(
  z
    .object({
      number: z.number(),
      at: when,
      event: z.string(),
      from_status: z.enum(ALGO_STATUSES).nullable(),
      to_status: z.enum(ALGO_STATUSES),
      reason: z.string().nullable(),
      by_user: z.string().nullable(),
    })
    .transform(({ from_status, to_status, by_user, ...row }): AlgoTransition => {
      return { ...row, from: from_status, to: to_status, by: by_user };
    }),
);
