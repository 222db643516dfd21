import { z } from "zod";
import { AccountId, EpochMs, UserId } from "@/modules/_kernel";
import { isResolution, type Resolution } from "@/modules/data";
import { BAR_ORDER_TYPES, type BarOrderRequest } from "@/modules/execution";
import type { Difference } from "../../domain/deployment/compare-decisions";
import {
  DEPLOYMENT_EVENTS,
  DEPLOYMENT_STATUSES,
  type DeploymentReason,
  type DeploymentStanding,
} from "../../domain/deployment/deployment-state";
import { GATE_LAYERS } from "../../domain/deployment/gate";
import { STAGES } from "../../domain/deployment/promotion";
import type { Wish } from "../../domain/deployment/watch-plan";
import {
  type Deployment,
  type DeploymentApproval,
  type DeploymentEpoch,
  type DeploymentOrder,
  type DeploymentParity,
  type DeploymentTransition,
  MODES,
  OUTCOMES,
  SCHEDULES,
  type StoredDecision,
  type ToldFill,
} from "../../ports-deployments";

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const params = z.record(z.string(), z.union([z.number(), z.boolean(), z.string()]));
const reason = z.object({
  kind: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
const status = z.enum(DEPLOYMENT_STATUSES);

function standingOf(
  of: DeploymentStanding["status"],
  sinceMs: EpochMs,
  why: DeploymentReason | null,
): DeploymentStanding {
  if (of === "reduce_only" || of === "failed")
    return { status: of, sinceMs, reason: why ?? { kind: "unknown", facts: {} } };
  return { status: of, sinceMs };
}

export const deploymentRows = z.array(
  z
    .object({
      deployment_id: z.string(),
      owner_id: z.custom<UserId>(UserId.is, "a user id").nullable(),
      name: z.string(),
      strategy: z.string(),
      strategy_title: z.string(),
      strategy_version: z.string(),
      preset_id: z.string().nullable(),
      publication_id: z.string().nullable(),
      params,
      pending: params.nullable(),
      pending_at: when.nullable(),
      pending_strategy: z.string().nullable(),
      pending_from: when.nullable(),
      pending_capital: z.string().nullable(),
      pending_instruments: z.array(z.string()).nullable(),
      instruments: z.array(z.string()),
      resolution: z.custom<Resolution>(isResolution, "a resolution"),
      account_id: z.custom<AccountId>(AccountId.is, "an account id"),
      currency: z.string(),
      capital: z.string(),
      schedule: z.enum(SCHEDULES),
      stage: z.enum(STAGES),
      mode: z.enum(MODES),
      shadow_of: z.string().nullable(),
      status,
      reason: reason.nullable(),
      status_since: when,
      created_at: when,
      started_at: when.nullable(),
      epoch: z.number(),
      decided_to: when.nullable(),
      refused_in_a_row: z.number(),
      transitions: z.number(),
    })
    .transform(
      (row): Deployment => ({
        deploymentId: row.deployment_id,
        ownerId: row.owner_id,
        name: row.name,
        strategy: row.strategy,
        strategyTitle: row.strategy_title,
        strategyVersion: row.strategy_version,
        presetId: row.preset_id,
        publicationId: row.publication_id,
        params: row.params,
        pending:
          row.pending === null || row.pending_at === null
            ? null
            : {
                params: row.pending,
                instruments: row.pending_instruments,
                strategy: row.pending_strategy,
                capital: row.pending_capital,
                atMs: row.pending_at,
                fromMs: row.pending_from,
              },
        instruments: row.instruments,
        resolution: row.resolution,
        accountId: row.account_id,
        currency: row.currency,
        capital: row.capital,
        schedule: row.schedule,
        stage: row.stage,
        mode: row.mode,
        shadowOf: row.shadow_of,
        standing: standingOf(row.status, row.status_since, row.reason),
        createdAtMs: row.created_at,
        startedAtMs: row.started_at,
        epoch: row.epoch,
        decidedToMs: row.decided_to,
        refusedInARow: row.refused_in_a_row,
        transitions: row.transitions,
      }),
    ),
);

export const transitionRows = z.array(
  z
    .object({
      at: when,
      event: z.enum(["created", ...DEPLOYMENT_EVENTS]),
      from_status: status.nullable(),
      to_status: status,
      reason: reason.nullable(),
      by_user: z.string().nullable(),
    })
    .transform(
      (row): DeploymentTransition => ({
        atMs: row.at,
        event: row.event,
        from: row.from_status,
        to: row.to_status,
        reason: row.reason,
        by: row.by_user,
      }),
    ),
);

export const epochRows = z.array(
  z
    .object({
      epoch: z.number(),
      params,
      strategy: z.string().nullable(),
      strategy_version: z.string(),
      instruments: z.array(z.string()),
      warm_from: when,
      live_from: when,
      opening: z.object({ cash: z.string(), positions: z.record(z.string(), z.string()) }),
      begun_at: when,
    })
    .transform(
      (row): DeploymentEpoch => ({
        epoch: row.epoch,
        params: row.params,
        strategy: row.strategy,
        strategyVersion: row.strategy_version,
        instruments: row.instruments,
        warmFromMs: row.warm_from,
        liveFromMs: row.live_from,
        opening: row.opening,
        begunAtMs: row.begun_at,
      }),
    ),
);

const number = z.number();
const requestShape: z.ZodType<BarOrderRequest> = z.object({
  type: z.enum(BAR_ORDER_TYPES),
  quantity: number,
  limitPrice: number.optional(),
  stopPrice: number.optional(),
  trailAmount: number.optional(),
  trailPercent: number.optional(),
  expiresAtMs: number.optional(),
  group: number.optional(),
  parent: number.optional(),
});
const wish: z.ZodType<Wish> = z.discriminatedUnion("action", [
  z.object({ action: z.literal("order"), symbol: z.string(), number, request: requestShape }),
  z.object({ action: z.literal("cancel"), symbol: z.string(), number }),
]);
const text = z.string().nullable();
const gate = z.object({
  layer: z.enum(GATE_LAYERS),
  gate: z.string(),
  passed: z.boolean(),
  value: text,
  threshold: text,
});
const body = z.object({
  seen: z.array(z.object({ symbol: z.string(), close: number, position: number })),
  wishes: z.array(wish),
  intents: z.array(
    z.object({
      number,
      symbol: z.string(),
      action: z.enum(["order", "cancel"]),
      side: z.enum(["buy", "sell"]).nullable(),
      wantedQty: text,
      qty: text,
      ordType: text,
      limitPrice: text,
      stopPrice: text,
      gates: z.array(gate),
      orderId: text,
    }),
  ),
  gates: z.array(gate),
  notes: z.array(z.string()),
});

export const decisionRows = z.array(
  z
    .object({
      deployment_id: z.string(),
      epoch: z.number(),
      moment: when,
      bar_at: when,
      decided_at: when,
      outcome: z.enum(OUTCOMES),
      inputs_hash: z.string(),
      body,
    })
    .transform(
      (row): StoredDecision => ({
        deploymentId: row.deployment_id,
        epoch: row.epoch,
        momentMs: row.moment,
        barMs: row.bar_at,
        decidedAtMs: row.decided_at,
        outcome: row.outcome,
        inputsHash: row.inputs_hash,
        ...row.body,
      }),
    ),
);

export const orderRows = z.array(
  z
    .object({
      epoch: z.number(),
      symbol: z.string(),
      number,
      moment: when.nullable(),
      request: requestShape,
      state: z.enum(["held", "sent", "dropped", "virtual", "withdrawn"]),
      order_id: text,
    })
    .transform(({ moment, order_id, ...row }): DeploymentOrder => ({ ...row, momentMs: moment, orderId: order_id })),
);

export const toldRows = z.array(
  z
    .object({ exec_id: z.string(), order_id: z.string(), epoch: z.number(), told_at: when })
    .transform(
      (row): ToldFill => ({ execId: row.exec_id, orderId: row.order_id, epoch: row.epoch, toldAtMs: row.told_at }),
    ),
);

export const approvalRows = z.array(
  z
    .object({
      stage: z.enum(STAGES),
      by_user: z.custom<UserId>(UserId.is, "a user id"),
      strategy: z.string(),
      strategy_version: z.string(),
      params,
      approved_at: when,
    })
    .transform(
      ({ by_user, strategy_version, approved_at, ...row }): DeploymentApproval => ({
        ...row,
        by: by_user,
        strategyVersion: strategy_version,
        approvedAtMs: approved_at,
      }),
    ),
);

const difference: z.ZodType<Difference> = z.object({
  barMs: number,
  symbol: z.string(),
  what: z.enum(["bars", "signal", "order", "fill", "missing"]),
  live: text,
  engine: text,
});
export const parityRows = z.array(
  z
    .object({
      session: z.string(),
      compared_at: when,
      decisions: number,
      alike: number,
      fills: number,
      fills_alike: number,
      first: difference.nullable(),
    })
    .transform(
      ({ compared_at, fills_alike, ...row }): DeploymentParity => ({
        ...row,
        comparedAtMs: compared_at,
        fillsAlike: fills_alike,
      }),
    ),
);
