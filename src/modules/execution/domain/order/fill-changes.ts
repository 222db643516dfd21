import type { Order, StandingFill } from "./order";

/** What became of one fill of an order: told (`was` null), taken back (`now` null), or another than before. */
export interface FillChange {
  readonly was: StandingFill | null;
  readonly now: StandingFill | null;
}

/** How the fills of an order differ from those it had: what was taken back first, then the others as they were told. */
export function fillChanges(before: Order, after: Order): readonly FillChange[] {
  if (after.fills === before.fills) return [];
  const gone = before.fills
    .entries()
    .flatMap((was): readonly FillChange[] => (after.fills.has(was.execId) ? [] : [{ was, now: null }]));
  const others = after.fills.entries().flatMap((now): readonly FillChange[] => {
    const was = before.fills.get(now.execId) ?? null;
    return was === now ? [] : [{ was, now }];
  });
  return [...gone, ...others];
}
