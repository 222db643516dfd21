import { resolutionMs } from "@/modules/data";
import type { Deployment, DeploymentReason, PendingChange } from "@/modules/strategy";
import type { BarWindow, WatchRefusal } from "@/modules/strategy/server";
import { beginEpoch, dueChange, leadOf, windowDate } from "./begin-epoch";
import { leavingOf, windDown } from "./change-instruments";
import type { MarketProgress } from "./closed-moments";
import type { DeskContext } from "./desk-context";
import { broke, move } from "./move-deployment";

/** Begins the strategy once there are bars enough; until then it waits for them. */
export async function warm(context: DeskContext, deployment: Deployment, progress: MarketProgress): Promise<boolean> {
  const begun = await rebegin(context, deployment, { change: await takenNow(context, deployment, progress) });
  if (begun === "broke") return true;
  return begun === "begun" && move(context, deployment, { type: "warmed", atMs: context.clock.nowMs() });
}

/**
 * What waits and may be taken up now; null: nothing. What it still has of instruments that the change takes out is wound down before:
 * what opens in them is canceled and withheld, and it takes nothing up until they are gone.
 */
export async function takenNow(
  context: DeskContext,
  deployment: Deployment,
  { marketMs }: MarketProgress,
): Promise<PendingChange | null> {
  const change = dueChange(deployment, marketMs);
  if (change === null) return null;
  const leaving = await leavingOf(context.sql, deployment, change);
  if (leaving.length === 0) return change;
  await windDown(context, deployment, leaving);
  return null;
}

/** A deployment as it is once it has taken a change up. */
function asBegun(deployment: Deployment, change: PendingChange | null): Deployment {
  if (change === null) return deployment;
  const { params, strategy, capital, instruments } = change;
  return {
    ...deployment,
    params,
    strategy: strategy ?? deployment.strategy,
    capital: capital ?? deployment.capital,
    instruments: instruments ?? deployment.instruments,
  };
}

interface Rebeginning {
  readonly change: PendingChange | null;
  /** A long window is only cut where nothing is held or ordered. */
  readonly when?: "now" | "when_flat";
}

/** Begins the strategy anew, with what waits. `not_yet`: there are too few bars, or somebody else was faster. */
export async function rebegin(
  context: DeskContext,
  deployment: Deployment,
  { change, when = "now" }: Rebeginning,
): Promise<"begun" | "broke" | "not_yet"> {
  const wanted = asBegun(deployment, change);
  const progress = await context.progressOf(wanted.instruments, deployment.resolution);
  const opened = await openFor(context, wanted, { fromMs: null, nowMs: progress.marketMs });
  if ("reason" in opened) {
    await move(context, deployment, broke(context, opened.reason));
    return "broke";
  }
  if (opened.window === null) return "not_yet";
  const begun = await beginEpoch(context, deployment, { window: opened.window, progress, change, when });
  return begun ? "begun" : "not_yet";
}

/** What says that there are no bars yet, not that anything is wrong. */
const WAITS: ReadonlySet<WatchRefusal["kind"]> = new Set(["backtest.window_empty", "backtest.window_short"]);

/** The bars it runs on; null while there are too few. What cannot be run is a reason. */
export async function openFor(
  { openWindow }: DeskContext,
  { strategy, params, instruments: symbols, resolution }: Deployment,
  { fromMs, nowMs }: { readonly fromMs: number | null; readonly nowMs: number },
): Promise<{ readonly window: BarWindow | null } | { readonly reason: DeploymentReason }> {
  const request = { strategy, params, symbols, resolution };
  const nearMs = fromMs ?? nowMs - NEAR_BARS * resolutionMs(resolution);
  const near = await openWindow(request, windowDate(nearMs));
  // The longest lead there is room for is in the near past, or in all that is stored.
  const isEnough = near.ok && (fromMs !== null || near.value.moments.length > leadOf(near.value));
  const opened = isEnough ? near : fromMs === null ? await openWindow(request, null) : near;
  if (opened.ok) return { window: opened.value };
  const { error } = opened;
  if (WAITS.has(error.kind)) return { window: null };
  return { reason: { kind: error.kind, facts: "name" in error ? { name: error.name } : {} } };
}

/** How far back is looked for bars to warm up on: weeks of sessions have one in six of their bars. */
const NEAR_BARS = 4_000;
