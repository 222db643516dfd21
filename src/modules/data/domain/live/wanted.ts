/** Why an instrument is streamed, the reason that goes first before the others. */
export const WANTED_WHY = ["traded", "recorded", "shown", "watched"] as const;
export type WantedWhy = (typeof WANTED_WHY)[number];

/** Instruments that somebody wants streamed, by why; each list in its own order. */
export type WantedLists = Readonly<Record<WantedWhy, readonly number[]>>;

/**
 * The one order in which instruments are streamed: what somebody has an order or a position in, then what is to be recorded
 * always (a gap in it cannot be undone), then what is on a screen, then what is in somebody's watchlist. Each once, for its first reason.
 */
export function orderWanted(lists: WantedLists): ReadonlyMap<number, WantedWhy> {
  const order = new Map<number, WantedWhy>();
  for (const why of WANTED_WHY) for (const id of lists[why]) if (!order.has(id)) order.set(id, why);
  return order;
}

/** Divides those that a feed has into what it streams and what is over its limit, in the order given. */
export function withinLimit<T>(
  wanted: readonly T[],
  max: number,
): { readonly taken: readonly T[]; readonly over: readonly T[] } {
  return { taken: wanted.slice(0, max), over: wanted.slice(max) };
}
