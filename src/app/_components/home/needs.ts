import type { RouterOutputs } from "@/server/api/root";
import type { DeploymentLine } from "../deployments/types";
import type { MarkedPosition } from "../desk/blotter/marks";
import type { OrderView, TradingStateView } from "../desk/trading/types";
import type { FeedView } from "../market/feeds/feeds-table";
import type { LimitChangeView, LimitUsageView, LimitView } from "../risk/use-limit-words";
import type { Reason } from "../shell/health-reasons";
import type { Unprotected } from "./unprotected";

/** From this part of a limit on it is worth a word. */
export const NEAR_LIMIT = 0.8;

/** Something that a person should look at now. Each leaves by itself when its cause is gone. */
export type Need =
  | { readonly kind: "unknown_order" | "quarantined"; readonly order: OrderView }
  | { readonly kind: "trading"; readonly state: TradingStateView }
  | {
      readonly kind: "over_limit" | "near_limit" | "unknown_limit";
      readonly usage: LimitUsageView;
      readonly limit: LimitView;
    }
  | { readonly kind: "asked"; readonly change: LimitChangeView }
  | { readonly kind: "waiting"; readonly of: keyof Waiting; readonly count: number }
  | { readonly kind: "unreconciled"; readonly account: ReconcileLine }
  | { readonly kind: "deployment"; readonly deployment: DeploymentLine }
  | { readonly kind: "unprotected"; readonly open: readonly Unprotected[] }
  | { readonly kind: "stale"; readonly positions: readonly MarkedPosition[] }
  | { readonly kind: "unpriced"; readonly names: readonly string[] }
  | { readonly kind: "feed"; readonly feed: FeedView }
  | { readonly kind: "health"; readonly reason: Reason };

/** How an account stands with its venue. */
export type ReconcileLine = RouterOutputs["reconcile"]["status"][number];

/** How much waits for this person; changes of limits are known one by one. */
type Waiting = Pick<RouterOutputs["approvals"]["count"], "orders" | "protection" | "deployments">;

/** What is known; undefined is not read yet, and needs nobody. */
export interface Known {
  readonly orders?: readonly OrderView[] | undefined;
  readonly state?: TradingStateView | undefined;
  readonly usage?: readonly LimitUsageView[] | undefined;
  readonly limits?: readonly LimitView[] | undefined;
  readonly changes?: readonly LimitChangeView[] | undefined;
  readonly waiting?: Waiting | undefined;
  readonly open?: readonly Unprotected[] | undefined;
  readonly positions?: readonly MarkedPosition[] | undefined;
  readonly unpriced?: readonly string[] | undefined;
  readonly venues?: readonly ReconcileLine[] | undefined;
  readonly deployments?: readonly DeploymentLine[] | undefined;
  readonly feeds?: readonly FeedView[] | undefined;
  readonly reasons?: readonly Reason[] | undefined;
}

const BAD: ReadonlySet<Need["kind"]> = new Set(["unknown_order", "quarantined", "over_limit", "unreconciled"]);
const BROKEN: ReadonlySet<FeedView["standing"]> = new Set(["down", "resting"]);
const AILING: ReadonlySet<FeedView["standing"]> = new Set(["mute", ...BROKEN]);

export function toneOf(need: Need): "bad" | "warn" {
  if (need.kind === "health") return need.reason.level === "bad" ? "bad" : "warn";
  if (need.kind === "trading") return need.state.effective === "halted" ? "bad" : "warn";
  if (need.kind === "deployment") return need.deployment.state === "failed" ? "bad" : "warn";
  if (need.kind === "feed") return BROKEN.has(need.feed.standing) ? "bad" : "warn";
  return BAD.has(need.kind) ? "bad" : "warn";
}

/** What needs a person, the most urgent first; of one urgency money before machines. */
export function needsOf(known: Known): readonly Need[] {
  const needs: readonly Need[] = [
    ...orderNeeds(known.orders ?? []),
    ...(known.state === undefined || known.state.effective === "active"
      ? []
      : [{ kind: "trading" as const, state: known.state }]),
    ...limitNeeds(known.usage ?? [], known.limits ?? []),
    ...(known.open === undefined || known.open.length === 0
      ? []
      : [{ kind: "unprotected" as const, open: known.open }]),
    ...staleNeeds(known.positions ?? []),
    ...(known.unpriced === undefined || known.unpriced.length === 0
      ? []
      : [{ kind: "unpriced" as const, names: known.unpriced }]),
    ...(known.changes ?? [])
      .filter(({ state, mayDecide }) => state === "waiting" && mayDecide)
      .map((change) => ({ kind: "asked" as const, change })),
    ...waitingNeeds(known.waiting),
    ...(known.venues ?? [])
      .filter(({ open }) => open > 0)
      .map((account) => ({ kind: "unreconciled" as const, account })),
    ...(known.deployments ?? []).filter(isHeldBack).map((deployment) => ({ kind: "deployment" as const, deployment })),
    ...(known.feeds ?? [])
      .filter(({ enabled, standing }) => enabled && AILING.has(standing))
      .map((feed) => ({ kind: "feed" as const, feed })),
    ...(known.reasons ?? [])
      .filter(({ level }) => level !== "ok")
      .map((reason) => ({ kind: "health" as const, reason })),
  ];
  const rank = (need: Need) => (toneOf(need) === "bad" ? 0 : 1);
  return needs.toSorted((left, right) => rank(left) - rank(right));
}

/** It broke, or something that it cannot mend by itself keeps it from what it wants. */
const isHeldBack = ({ state, reason }: DeploymentLine): boolean =>
  state === "failed" || (state === "reduce_only" && reason !== null);

function orderNeeds(orders: readonly OrderView[]): readonly Need[] {
  return orders.flatMap((order): readonly Need[] => {
    if (order.status === "unknown") return [{ kind: "unknown_order", order }];
    return order.quarantined > 0 ? [{ kind: "quarantined", order }] : [];
  });
}

function limitNeeds(usage: readonly LimitUsageView[], limits: readonly LimitView[]): readonly Need[] {
  return usage.flatMap((used): readonly Need[] => {
    const limit = limits.find(({ limitId }) => limitId === used.limitId);
    if (limit === undefined) return [];
    if (used.isOver) return [{ kind: "over_limit", usage: used, limit }];
    if (used.used === null) return [{ kind: "unknown_limit", usage: used, limit }];
    return used.part !== null && used.part >= NEAR_LIMIT ? [{ kind: "near_limit", usage: used, limit }] : [];
  });
}

function waitingNeeds(waiting: Waiting = { orders: 0, protection: 0, deployments: 0 }): readonly Need[] {
  return (["orders", "protection", "deployments"] as const)
    .filter((of) => waiting[of] > 0)
    .map((of) => ({ kind: "waiting", of, count: waiting[of] }));
}

function staleNeeds(positions: readonly MarkedPosition[]): readonly Need[] {
  const stale = positions.filter(({ staleMs }) => staleMs !== null);
  return stale.length === 0 ? [] : [{ kind: "stale", positions: stale }];
}
