import { err, type Result } from "@/modules/_kernel";

/**
 * Why an event changed nothing, and what is to be done with it. `refused`: a wish that may not be. `known`: something we have
 * already, or that came too late to matter: nothing is lost by leaving it (`fill.superseded`: the venue has corrected that fill or
 * taken it back). `quarantined`: somebody's word that cannot be true
 * as it stands, and may be about money: it is kept and shown.
 */
export const ORDER_REFUSALS = {
  "order.illegal_transition": "refused",
  "order.closed": "refused",
  "order.cancel_pending": "refused",
  "order.replace_pending": "refused",
  "order.replace_below_filled": "refused",
  "order.replace_changes_nothing": "refused",
  "order.replace_unfit": "refused",
  "order.request_reused": "refused",
  "order.not_trailing": "refused",
  "order.trail_backwards": "refused",
  "order.event_known": "known",
  "order.event_late": "known",
  "order.not_sent": "quarantined",
  "order.venue_id_conflict": "quarantined",
  "order.refused_after_fill": "quarantined",
  "order.request_unknown": "quarantined",
  "order.replaced_below_filled": "quarantined",
  "order.replace_done": "quarantined",
  "fill.known": "known",
  "fill.superseded": "known",
  "fill.conflicting": "quarantined",
  "fill.other_order": "quarantined",
  "fill.overfill": "quarantined",
  "fill.wrong_currency": "quarantined",
  "fill.wrong_symbol": "quarantined",
  "fill.wrong_side": "quarantined",
} as const satisfies Record<string, "refused" | "known" | "quarantined">;

export type OrderRefusalKind = keyof typeof ORDER_REFUSALS;

export interface OrderRefusal {
  readonly kind: OrderRefusalKind;
}

export const refusal = (kind: OrderRefusalKind): Result<never, OrderRefusal> => err({ kind });
