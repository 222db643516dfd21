import { assertNever, type EpochMs, err, ok, type Result } from "@/modules/_kernel";

export const ALGO_STATUSES = ["working", "paused", "completed", "canceled", "failed"] as const;
export type AlgoStatus = (typeof ALGO_STATUSES)[number];

/**
 * Why a parent order stands as it does. `asked`: a person or a program. `account_halted`, `account_reduce_only`: trading was
 * restricted, and somebody has to let it go on. `time_over`: its time ended before all of it was filled. `refused`: a child was
 * refused for what does not pass by itself. `orders_canceled`: whoever cancels all orders or closes a
 * position wants no more of it.
 */
export const ALGO_REASONS = [
  "asked",
  "account_halted",
  "account_reduce_only",
  "account_archived",
  "orders_canceled",
  "time_over",
  "refused",
] as const;
export type AlgoReason = (typeof ALGO_REASONS)[number];

/** Where a parent order stands. Time stands still while it is paused. */
export interface AlgoStanding {
  readonly status: AlgoStatus;
  readonly reason: AlgoReason | null;
  readonly sinceMs: EpochMs;
  /** How long it was paused before now, in all. */
  readonly pausedMs: number;
}

/** What happens to a parent: `pause`, `resume` and `cancel` by people, and by the house where its reason says so. */
export type AlgoEvent =
  | { readonly type: "pause" | "cancel"; readonly atMs: EpochMs; readonly reason: AlgoReason }
  | { readonly type: "resume"; readonly atMs: EpochMs }
  | { readonly type: "complete"; readonly atMs: EpochMs; readonly reason: "time_over" | null }
  | { readonly type: "fail"; readonly atMs: EpochMs; readonly reason: AlgoReason };

export interface AlgoNotNow {
  readonly kind: "algo.not_now";
  readonly status: AlgoStatus;
}

/** Nothing more is ever sent of it. */
export const isAlgoOver = ({ status }: Pick<AlgoStanding, "status">): boolean =>
  status !== "working" && status !== "paused";

/** Where it stands after the event; refuses what its state does not take. Nothing given is changed. */
export function applyAlgoEvent(standing: AlgoStanding, event: AlgoEvent): Result<AlgoStanding, AlgoNotNow> {
  const { status } = standing;
  const refused = err({ kind: "algo.not_now", status } as const);
  const to = (next: AlgoStatus, reason: AlgoReason | null) =>
    ok({ status: next, reason, sinceMs: event.atMs, pausedMs: pausedUntil(standing, event.atMs) });
  if (isAlgoOver(standing)) return refused;
  switch (event.type) {
    case "pause":
      return status === "working" ? to("paused", event.reason) : refused;
    case "resume":
      return status === "paused" ? to("working", null) : refused;
    case "cancel":
      return to("canceled", event.reason);
    case "complete":
      // What was on its way when it was paused may have filled all of it.
      return to("completed", event.reason);
    case "fail":
      return to("failed", event.reason);
    default:
      return assertNever(event, "applyAlgoEvent");
  }
}

const pausedUntil = ({ status, sinceMs, pausedMs }: AlgoStanding, atMs: EpochMs): number =>
  status === "paused" ? pausedMs + Math.max(0, atMs - sinceMs) : pausedMs;

/** Milliseconds for which it has worked until now, or until it ended. */
export function workedMs(standing: AlgoStanding, startedMs: EpochMs, nowMs: EpochMs): number {
  const until = standing.status === "working" ? nowMs : standing.sinceMs;
  return Math.max(0, until - startedMs - standing.pausedMs);
}
