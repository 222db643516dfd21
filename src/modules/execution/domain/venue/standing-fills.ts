import type { SideFill } from "../reconcile/difference";
import type { VenueEvent } from "./venue-word";

/** Fills as they stand after everything that a venue said of them, in whatever order, by when they were first told. */
export function standingFills(said: Iterable<VenueEvent>): readonly SideFill[] {
  const found = new Map<string, SideFill & { readonly revision: number }>();
  const busted = new Set<string>();
  for (const { orderId, event } of said) {
    if (event.type === "busted") busted.add(event.execId);
    if (event.type !== "filled" && event.type !== "corrected") continue;
    const { execId, symbol, side, qty, price, currency, fees } = event;
    const revision = event.type === "corrected" ? event.revision : 0;
    if (symbol === undefined || side === undefined || revision < (found.get(execId)?.revision ?? 0)) continue;
    const at = event.type === "corrected" ? event.filledAt : event.at;
    found.set(execId, { execId, orderId, symbol, side, qty, price, currency, fees, at, revision });
  }
  return [...found.values()].flatMap(({ revision: _corrections, ...fill }) => (busted.has(fill.execId) ? [] : [fill]));
}
