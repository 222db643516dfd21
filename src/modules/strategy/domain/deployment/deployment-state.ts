import { assertNever, type EpochMs, err, ok, type Result } from "@/modules/_kernel";

/** Why a deployment is where it is, as data: a stable word with the facts of the case. */
export interface DeploymentReason {
  readonly kind: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** Reasons for reduce-only that go by themselves once what they say is over; all others wait for a person. */
const PASSING = new Set([
  "feed_lost",
  "account_halted",
  "account_reduce_only",
  "strategy_halted",
  "strategy_reduce_only",
  "position_unknown",
]);

/**
 * Where a deployment stands. `starting`: asked for, no runner has it yet. `warming`: a runner shows the strategy stored history.
 * `pausing`: its entries are on their way out. Only `stopped` is for good.
 */
export type DeploymentStanding =
  | {
      readonly status: "starting" | "warming" | "running" | "pausing" | "paused" | "stopped";
      readonly sinceMs: EpochMs;
    }
  /** It decides on, and only what reduces its position passes. */
  | { readonly status: "reduce_only"; readonly sinceMs: EpochMs; readonly reason: DeploymentReason }
  | { readonly status: "failed"; readonly sinceMs: EpochMs; readonly reason: DeploymentReason };
export type DeploymentStatus = DeploymentStanding["status"];

export const DEPLOYMENT_STATUSES = [
  "starting",
  "warming",
  "running",
  "reduce_only",
  "pausing",
  "paused",
  "stopped",
  "failed",
] as const satisfies readonly DeploymentStatus[];

/** What happens to a deployment: by people `start`, `pause` and `stop`, by its runner all others. */
export type DeploymentEvent =
  | { readonly type: "start" | "taken" | "warmed" | "lifted" | "pause" | "settled" | "stop"; readonly atMs: EpochMs }
  | { readonly type: "restricted" | "broke"; readonly atMs: EpochMs; readonly reason: DeploymentReason };
export type DeploymentEventType = DeploymentEvent["type"];

export const DEPLOYMENT_EVENTS = [
  "start",
  "taken",
  "warmed",
  "restricted",
  "lifted",
  "pause",
  "settled",
  "stop",
  "broke",
] as const satisfies readonly DeploymentEventType[];

export interface IllegalTransition {
  readonly kind: "deployment.not_now";
  readonly from: DeploymentStatus;
  readonly event: DeploymentEventType;
}

/** A runner works these. */
export const ACTIVE_STATUSES = ["starting", "warming", "running", "reduce_only", "pausing"] as const;

/** Whether it holds its strategy, instruments and account against a second one of the same. */
export const isOver = ({ status }: Pick<DeploymentStanding, "status">): boolean => status === "stopped";

/** Whether the strategy is asked at closed bars. */
export const decides = ({ status }: Pick<DeploymentStanding, "status">): boolean =>
  status === "running" || status === "reduce_only";

/** Whether a restriction goes by itself. */
export const isPassing = ({ kind }: DeploymentReason): boolean => PASSING.has(kind);

/** Where it stands after the event; refuses an event that its state cannot have. Nothing given is changed. */
export function applyDeploymentEvent(
  standing: DeploymentStanding,
  event: DeploymentEvent,
): Result<DeploymentStanding, IllegalTransition> {
  const { status } = standing;
  const sinceMs = event.atMs;
  const to = (next: "starting" | "warming" | "running" | "pausing" | "paused" | "stopped") =>
    ok({ status: next, sinceMs } as const);
  const illegal = err({ kind: "deployment.not_now", from: status, event: event.type } as const);

  switch (event.type) {
    case "start":
      return status === "paused" || status === "failed" || status === "reduce_only" ? to("starting") : illegal;
    case "taken":
      return status === "starting" ? to("warming") : illegal;
    case "warmed":
      return status === "warming" ? to("running") : illegal;
    case "restricted":
      return decides(standing) ? ok({ status: "reduce_only", sinceMs, reason: event.reason }) : illegal;
    case "lifted":
      return standing.status === "reduce_only" && isPassing(standing.reason) ? to("running") : illegal;
    case "pause":
      if (status === "starting" || status === "warming") return to("paused");
      return decides(standing) ? to("pausing") : illegal;
    case "settled":
      return status === "pausing" ? to("paused") : illegal;
    case "stop":
      return status === "stopped" ? illegal : to("stopped");
    case "broke":
      return status === "paused" || status === "stopped" || status === "failed"
        ? illegal
        : ok({ status: "failed", sinceMs, reason: event.reason });
    default:
      return assertNever(event, "applyDeploymentEvent");
  }
}
