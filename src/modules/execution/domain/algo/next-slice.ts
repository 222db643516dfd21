import { type Exact, exact, least, ZERO } from "@/modules/_kernel";
import { parsed } from "../order/order";
import type { AlgoSlice } from "./schedule";

/** A child order as its parent counts it. Amounts are exact. */
export interface AlgoChild {
  readonly number: number;
  readonly qty: Exact;
  readonly filledQty: Exact;
  /** The venue has no more of it to fill, as far as was told. */
  readonly isClosed: boolean;
  /**
   * Whether what it did not fill can be sent again: nothing of it ever left, the venue never took it, or both sides agreed on
   * the account since it ended. Until then a late fill may come.
   */
  readonly isSettled: boolean;
  readonly isCanceling: boolean;
}

export interface AlgoFacts {
  readonly qty: Exact;
  readonly lot: Exact;
  readonly slices: readonly AlgoSlice[];
  readonly durationMs: number;
  readonly workedMs: number;
  readonly children: readonly AlgoChild[];
  /** At most this part of what the market trades; null: no bound. */
  readonly participation: Exact | null;
  /** What the market traded since the start, in units; null: unknown. */
  readonly volume: Exact | null;
}

/** Why nothing is sent although a slice is due. */
export type AlgoWait = "volume" | "volume_unknown" | "unsettled";

export type AlgoStep =
  /** Nothing to do now. */
  | { readonly do: "wait"; readonly why: AlgoWait | null }
  | { readonly do: "send"; readonly number: number; readonly qty: Exact }
  /** Its time is over: what still works is to be canceled. */
  | { readonly do: "withdraw" }
  | { readonly do: "complete"; readonly reason: "time_over" | null };

/** What a child may still take of its parent, with what it took. */
export const spokenFor = ({ qty, filledQty, isClosed, isSettled }: AlgoChild): Exact =>
  isClosed && isSettled ? filledQty : qty;

/** What of a parent no child has or may still fill. Never below 0. */
export function roomOf(qty: Exact, children: readonly AlgoChild[]): Exact {
  const left = qty.minus(children.reduce((sum, child) => sum.plus(spokenFor(child)), ZERO));
  return left.isPositive() ? left : ZERO;
}

/**
 * What is to be done for a parent now. Answers the same however often it is asked: slices that were missed come in the newest
 * that is due, each number is sent once, and no more than the room there is.
 */
export function nextSlice(facts: AlgoFacts): AlgoStep {
  const { qty, lot, slices, durationMs, workedMs, children } = facts;
  const filled = children.reduce((sum, child) => sum.plus(child.filledQty), ZERO);
  if (filled.gte(qty)) return { do: "complete", reason: null };
  if (workedMs >= durationMs) {
    const open = children.filter(({ isClosed }) => !isClosed);
    if (open.length === 0) return { do: "complete", reason: "time_over" };
    return open.some(({ isCanceling }) => !isCanceling) ? { do: "withdraw" } : { do: "wait", why: null };
  }
  const due = slices.findLast(({ dueMs }) => dueMs <= workedMs);
  const sent = Math.max(-1, ...children.map(({ number }) => number));
  if (due === undefined || due.number <= sent) return { do: "wait", why: null };
  const room = roomOf(qty, children);
  const behind = least(parsed(due.upTo).minus(qty.minus(room)), room);
  const wanted = wholeLots(behind, lot);
  if (!wanted.isPositive()) {
    const isHeld = parsed(due.upTo).gt(filled) && children.some((child) => child.isClosed && !child.isSettled);
    return { do: "wait", why: isHeld ? "unsettled" : null };
  }
  const allowed = allowedByVolume(facts, qty.minus(room));
  if (allowed === null) return { do: "wait", why: "volume_unknown" };
  const passes = wholeLots(least(wanted, allowed), lot);
  return passes.isPositive() ? { do: "send", number: due.number, qty: passes } : { do: "wait", why: "volume" };
}

/** What may be sent beside what was, for a part of what the market trades; null: nobody knows. */
function allowedByVolume({ participation, volume, qty }: AlgoFacts, spoken: Exact): Exact | null {
  if (participation === null) return qty;
  return volume === null ? null : volume.times(participation).minus(spoken);
}

function wholeLots(value: Exact, lot: Exact): Exact {
  if (!value.isPositive()) return ZERO;
  return exact(value.wholeTimes(lot).toString()).times(lot);
}
