import { EpochMs, toDecimalText } from "@/modules/_kernel";
import { resolutionMs } from "@/modules/data";
import type { Deployment, PendingChange, ToldFill } from "@/modules/strategy";
import type { BarWindow } from "@/modules/strategy/server";
import { claimAnew, leavingOf } from "./change-instruments";
import { closeOut } from "./close-out";
import { isWhole, type MarketProgress } from "./closed-moments";
import type { DeskContext } from "./desk-context";
import { tellOfDeployment } from "./move-deployment";
import { openOrdersOf } from "./steer-deployment";
import { cashOf, readSubBooks } from "./sub-books";

/** Watched before the first decision: as often what the strategy says it needs, for averages that never quite forget. */
const LEAD_TIMES = 4;
const LEAD_MIN_BARS = 50;
const DAY_MS = 86_400_000;

/** Bars that a strategy watches before it decides. */
export const leadOf = ({ warmUpBars }: Pick<BarWindow, "warmUpBars">): number =>
  Math.max(LEAD_MIN_BARS, LEAD_TIMES * warmUpBars);

/** The date from which bars are read that begin at a moment: the day before it, whatever its clocks. */
export const windowDate = (ms: number): string => new Date(Math.max(0, ms - DAY_MS)).toISOString().slice(0, 10);

/** What waits and has its time; null: nothing. */
export const dueChange = ({ pending }: Pick<Deployment, "pending">, marketMs: number): PendingChange | null =>
  pending !== null && (pending.fromMs === null || pending.fromMs <= marketMs) ? pending : null;

interface Beginning {
  readonly window: BarWindow;
  readonly progress: MarketProgress;
  /** What it takes up with this; null: it begins as it was. */
  readonly change: PendingChange | null;
  /** `when_flat`: not while it holds something or has an order open. */
  readonly when?: "now" | "when_flat";
}

/**
 * Begins a deployment's strategy anew: it watches what is stored and decides from the next bar on. What it holds goes with it; fills
 * that it was not told of are part of that. False: there are too few bars, or not now.
 */
export async function beginEpoch(
  context: DeskContext,
  deployment: Deployment,
  { window, progress, change, when = "now" }: Beginning,
): Promise<boolean> {
  const { transactions, store, clock, work } = context;
  const over = window.moments.filter((moment) => isWhole(moment, progress));
  const newest = over.at(-1);
  if (newest === undefined || over.length < window.warmUpBars) return false;
  const first = over[Math.max(0, over.length - leadOf(window))] ?? newest;
  const { deploymentId } = deployment;
  const staleToMs = progress.marketMs - resolutionMs(deployment.resolution);
  return transactions.run(async (tx) => {
    const locked = await store.lock(tx, deploymentId);
    if (locked === null || locked.transitions !== deployment.transitions || locked.epoch !== deployment.epoch)
      return false;
    // Its window is that of what waited then.
    if (locked.pending?.atMs !== deployment.pending?.atMs) return false;
    if (change !== null && (await leavingOf(tx, locked, change)).length > 0) return false;
    const before = (await readSubBooks(tx, [deploymentId])).get(deploymentId) ?? { positions: [], fills: [] };
    const held = before.positions.filter(({ qty }) => !qty.isZero());
    const isShadow = locked.mode === "shadow";
    if (when === "when_flat" && (held.length > 0 || (await openOrdersOf(tx, locked)).length > 0)) return false;
    // The engine begins with nothing, and so does what it trades for.
    if (isShadow) await closeOut(context, tx, locked, held);
    const book = isShadow ? (await readSubBooks(tx, [deploymentId])).get(deploymentId) : before;
    const told = new Set((await store.toldFills(tx, deploymentId, null)).map(({ execId }) => execId));
    const nowMs = clock.nowMs();
    const untold = (isShadow ? [] : before.fills)
      .filter(({ execId }) => !told.has(execId))
      .map(({ execId, orderId }): ToldFill => ({ execId, orderId, epoch: locked.epoch, toldAtMs: nowMs }));
    await store.tell(tx, deploymentId, locked.accountId, untold);
    const epoch = {
      epoch: locked.epoch + 1,
      params: change?.params ?? locked.params,
      strategy: change?.strategy ?? locked.strategy,
      strategyVersion: window.version,
      instruments: change?.instruments ?? locked.instruments,
      warmFromMs: window.barAt(first),
      // What was decided on stays decided; and history that still comes in is watched, never traded.
      liveFromMs: EpochMs.of(Math.max(newest, locked.decidedToMs ?? 0, staleToMs) + 1),
      opening: {
        cash: toDecimalText(cashOf({ capital: change?.capital ?? locked.capital }, book)),
        positions: Object.fromEntries((isShadow ? [] : held).map(({ symbol, qty }) => [symbol, toDecimalText(qty)])),
      },
      begunAtMs: nowMs,
    };
    await store.beginEpoch(tx, deploymentId, epoch, { taken: change !== null, title: window.title });
    // What it took out is free for others from here on.
    if (change !== null) await claimAnew(tx, { ...locked, instruments: epoch.instruments, pending: null });
    await tellOfDeployment(tx, work, deploymentId);
    return true;
  });
}
