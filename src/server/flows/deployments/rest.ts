import type { AccountFacts } from "@/modules/portfolio";
import type { Deployment } from "@/modules/strategy";
import type { BarWindow } from "@/modules/strategy/server";
import { LATE_MS, type MarketProgress } from "./closed-moments";
import type { RunShared } from "./desk-context";
import type { OwnRecord } from "./own-record";
import { feedLost } from "./restriction-of";
import type { Stamp } from "./shared-looks";

/** A deployment that rests is looked at whole this often all the same. */
const WHOLE_LOOK_EVERY_MS = 30_000;
/**
 * Other books in its instruments are no news that presses: its own fills are told at its next bar, and one whose orders hang on a fill
 * does not rest. It is looked at before that bar, once what comes of an order is over.
 */
const BOOKS_WAIT_MS = 500;

/**
 * What a look that found nothing to do was made of. As long as its stamp is the same so is all of it, and the next look would find
 * nothing either, but for bars and time.
 */
export interface Rest {
  readonly deployment: Deployment;
  readonly account: AccountFacts;
  readonly record: OwnRecord;
  /** Read before the look began. */
  readonly stamp: Stamp;
  /** When the books of its instruments were first seen to be others, by `performance.now()`; null: they are the same. */
  readonly booksMs: number | null;
  /** Of its bars. */
  readonly state: string;
  /** Time of the market at which a bar that waits for its minutes is over without them; infinity: none waits. */
  readonly untilMs: number;
  /** When everything was looked at, by `performance.now()`. */
  readonly atMs: number;
}

/**
 * Whether a deployment may rest: it is running, no change waits for its time, and none of its orders hangs on another's, whose end no
 * book tells of.
 */
export function mayRest({ standing, pending, epoch }: Deployment, { orders }: Pick<OwnRecord, "orders">): boolean {
  const isLinked = orders.some(
    (order) => order.epoch === epoch && (order.state === "held" || order.request.group !== undefined),
  );
  return standing.status === "running" && pending === null && !isLinked;
}

/** When the first bar after `afterMs` is over without another minute coming in, by the market's time. */
export function overWithoutNews({ moments }: BarWindow, afterMs: number, { settledMs }: MarketProgress): number {
  const first = moments.find((moment) => moment > afterMs);
  if (first === undefined) return Number.POSITIVE_INFINITY;
  return first <= settledMs ? first : first + LATE_MS;
}

/**
 * How a deployment stands that rested before: `still`, as everything that its last look was made of is as it was, bars apart, and it
 * is not long ago; `waits`, as only the books of its instruments are others, and no bar wants an answer; `other`, it is to be looked at
 * whole, at once where that is pressing.
 */
export type Stillness =
  | { readonly as: "still" | "waits"; readonly booksMs: number | null }
  | { readonly as: "other"; readonly isPressing: boolean };

export async function stillness(
  shared: RunShared,
  before: Rest,
  now: { readonly stamp: Stamp; readonly progress: MarketProgress },
): Promise<Stillness> {
  const { deployment, stamp, atMs } = before;
  const nowMs = performance.now();
  if (now.stamp.own !== stamp.own || (await feedLost(shared, deployment, now.progress)) !== null)
    return { as: "other", isPressing: true };
  if (nowMs - atMs >= WHOLE_LOOK_EVERY_MS) return { as: "other", isPressing: false };
  if (now.stamp.books === stamp.books) return { as: "still", booksMs: null };
  const booksMs = before.booksMs ?? nowMs;
  if (isDue(before, now.progress)) return { as: "other", isPressing: true };
  return nowMs - booksMs >= BOOKS_WAIT_MS ? { as: "other", isPressing: false } : { as: "waits", booksMs };
}

/** Whether a bar came, or is over without its minutes. */
export const isDue = (before: Rest, { state, marketMs }: MarketProgress): boolean =>
  state !== before.state || marketMs >= before.untilMs;
