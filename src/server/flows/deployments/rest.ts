import type { AccountFacts } from "@/modules/portfolio";
import type { Deployment } from "@/modules/strategy";
import type { BarWindow } from "@/modules/strategy/server";
import { LATE_MS, type MarketProgress } from "./closed-moments";
import type { RunShared } from "./desk-context";
import type { OwnRecord } from "./own-record";
import { feedLost } from "./restriction-of";

/** A deployment that rests is looked at whole this often all the same. */
const WHOLE_LOOK_EVERY_MS = 30_000;

/**
 * What a look that found nothing to do was made of. As long as its stamp is the same so is all of it, and the next look would find
 * nothing either, but for bars and time.
 */
export interface Rest {
  readonly deployment: Deployment;
  readonly account: AccountFacts;
  readonly record: OwnRecord;
  /** Read before the look began. */
  readonly stamp: string;
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

/** Whether everything that a look was made of is as it was, bars apart, and it is not long ago. */
export async function holdsStill(
  shared: RunShared,
  { deployment, stamp, atMs }: Rest,
  now: { readonly stamp: string; readonly progress: MarketProgress },
): Promise<boolean> {
  if (now.stamp !== stamp || performance.now() - atMs >= WHOLE_LOOK_EVERY_MS) return false;
  return (await feedLost(shared, deployment, now.progress)) === null;
}
