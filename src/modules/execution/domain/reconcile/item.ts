import type { AccountId, EpochMs } from "@/modules/_kernel";
import type { Difference } from "./difference";

export const ITEM_STATES = ["open", "ignored", "settled"] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/**
 * How an item ended: both sides agree again, we took what the venue has, our books were corrected, what was taken or corrected went to
 * a strategy, somebody said why it may be.
 */
export const ITEM_ENDS = ["agreed", "adopted", "corrected", "assigned", "ignored"] as const;
export type ItemEnd = (typeof ITEM_ENDS)[number];

/** Why the sides were held against each other. */
export const RECONCILE_CAUSES = ["start", "reconnect", "minute", "asked"] as const;
export type ReconcileCause = (typeof RECONCILE_CAUSES)[number];

/** A difference that was found, until it is settled. */
export interface ReconcileItem extends Difference {
  readonly itemId: string;
  readonly accountId: AccountId;
  readonly state: ItemState;
  readonly foundAt: EpochMs;
  readonly seenAt: EpochMs;
  readonly endedAt: EpochMs | null;
  readonly endedHow: ItemEnd | null;
  readonly endedBy: string | null;
  readonly reason: string | null;
  readonly batchId: string | null;
  /** The deployment that it was assigned to; null: none. */
  readonly assignedTo: string | null;
}

/** The last comparison of an account. */
export interface ReconcileRun {
  readonly at: EpochMs | null;
  readonly cause: ReconcileCause | null;
  /** `no_answer`: the venue did not say how it stands, so nothing was compared. */
  readonly outcome: "agreed" | "differs" | "no_answer" | null;
  readonly agreedAt: EpochMs | null;
  readonly orders: number;
  readonly fills: number;
  readonly positions: number;
  readonly currencies: number;
  readonly askedAt: EpochMs | null;
}

/** What can be done with an item. */
export const RESOLUTIONS = ["adopt", "correct", "assign", "ask_again", "ignore"] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/**
 * What is offered for a difference. `adopt`: what the venue has is booked here, a fill as it is told, an order with what
 * became of it. `correct`: our books move to
 * what the venue says: with a posting of the difference, or where it took a fill back or corrected it, with a reversal, and its order follows.
 * `assign`: what is of nobody here is adopted or corrected, and counts as a strategy's own from then on. A fill of an order of ours goes
 * where its order belongs. Asking again and ignoring are always possible.
 */
export function resolutionsOf({
  about,
  kind,
  theirs,
}: Pick<Difference, "about" | "kind" | "theirs">): readonly Resolution[] {
  const always = ["ask_again", "ignore"] as const;
  if (about === "fill" && kind === "unknown_fill") return ["adopt", "assign", ...always];
  if (about === "fill" && kind === "missing_here") return ["adopt", ...always];
  if (about === "fill" && (kind === "missing_there" || kind === "qty_differs")) return ["correct", ...always];
  if (about === "order" && kind === "missing_here" && theirs !== null && "whole" in theirs)
    return ["adopt", "assign", ...always];
  if (about === "position") return ["correct", "assign", ...always];
  if (about === "cash") return ["correct", ...always];
  return always;
}

/** Whether a reason is asked for: by what leaves a trace that nobody would understand without. */
export function needsReason({ about }: Pick<Difference, "about">, action: Resolution): boolean {
  return action === "correct" || action === "ignore" || (action === "assign" && about === "position");
}

/** What changes between two comparisons. */
export interface ItemChanges {
  /** Found for the first time. */
  readonly found: readonly Difference[];
  /** Known, with what is said of it now; one that was ignored is open again when that is another than it was. */
  readonly seen: readonly { readonly itemId: string; readonly difference: Difference; readonly reopens: boolean }[];
  /** Not found any more: both sides agree. */
  readonly agreed: readonly string[];
}

/** Holds what was found against the items that there are. Pure. */
export function changeItems(live: readonly ReconcileItem[], found: readonly Difference[]): ItemChanges {
  const keyOf = ({ about, key }: Pick<Difference, "about" | "key">) => `${about} ${key}`;
  const now = new Map(found.map((each) => [keyOf(each), each]));
  const known = new Map(live.map((each) => [keyOf(each), each]));
  return {
    found: [...now].flatMap(([key, each]) => (known.has(key) ? [] : [each])),
    seen: [...now].flatMap(([key, difference]) => {
      const item = known.get(key);
      if (item === undefined) return [];
      return [{ itemId: item.itemId, difference, reopens: item.state === "ignored" && !isSame(item, difference) }];
    }),
    agreed: [...known].flatMap(([key, { itemId }]) => (now.has(key) ? [] : [itemId])),
  };
}

/** The same difference by the same figures: times and words do not count. */
const isSame = (a: Difference, b: Difference) => a.kind === b.kind && a.difference === b.difference;
