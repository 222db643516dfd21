import { assertNever } from "@/modules/_kernel";
import type { BrokerModel } from "@/modules/execution";

/** From how much more cost a run has no profit left. Basis points of the notional of each fill, on top of its own costs. */
export type BreakEvenCost =
  | { readonly kind: "lost_already" }
  | { readonly kind: "dies_at"; readonly bps: number }
  | { readonly kind: "survives"; readonly bps: number };

/** 10 % of every fill: no market costs more. */
const BPS_MAX = 1_000;
/** Halvings of the stretch between the last profit and the first loss: a 64th of it. */
const HALVINGS = 6;

const BPS = 10_000;

/** The broker with `bps` of the notional taken from every fill besides what it takes already. */
export function withExtraCost(broker: BrokerModel, bps: number): BrokerModel {
  const { commission } = broker;
  switch (commission.kind) {
    case "percent":
    case "fixed_plus_percent":
      return { ...broker, commission: { ...commission, rate: commission.rate + bps / BPS } };
    case "fixed":
      return { ...broker, commission: { ...commission, kind: "fixed_plus_percent", rate: bps / BPS } };
    case "per_unit":
      // A commission has one kind: here the cost comes as a wider spread, of which each fill pays half.
      return { ...broker, spreadBps: (broker.spreadBps ?? 0) + 2 * bps };
    default:
      return assertNever(commission, "withExtraCost");
  }
}

/**
 * Looks for the extra cost at which the profit is gone, by running again with more: doubled from 1 bps until it loses, then
 * halved in between. Dearer fills can change which entries cash covers, so the first loss on that way counts.
 * Null when a run was stopped.
 *
 * @param profitAt - Profit of the run with so many bps more on each fill, quote currency; null: stopped.
 */
export async function findBreakEvenCost(
  profitAt: (extraBps: number) => Promise<number | null>,
): Promise<BreakEvenCost | null> {
  const own = await profitAt(0);
  if (own === null) return null;
  if (!(own > 0)) return { kind: "lost_already" };
  let [alive, dead] = [0, 1];
  for (;;) {
    const profit = await profitAt(dead);
    if (profit === null) return null;
    if (!(profit > 0)) break;
    if (dead >= BPS_MAX) return { kind: "survives", bps: BPS_MAX };
    alive = dead;
    dead = Math.min(BPS_MAX, dead * 2);
  }
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (alive + dead) / 2;
    const profit = await profitAt(middle);
    if (profit === null) return null;
    if (profit > 0) alive = middle;
    else dead = middle;
  }
  return { kind: "dies_at", bps: dead };
}
