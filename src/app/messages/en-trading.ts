/** Texts of orders: what they are refused for, in words. */

export const enTradingErrors = {
  order: {
    not_found: "There is no order {orderId} that you may see.",
    number_malformed: "Write a plain number like 12.34, with at most 30 digits on each side of the point.",
    not_positive: "It must be above 0.",
    too_large: "It must be at most {max}.",
    tick_off: "Prices move in steps of {tick}. {above} would pass.",
    lot_off: "Quantities move in steps of {lot}. {above} would pass.",
    field_missing: "It takes {expected}.",
    field_unfit: "It takes {expected}.",
    time_malformed: "Write a moment in UTC like 2026-01-31T14:30Z.",
    time_past: "That moment is over. Choose one that comes.",
    exit_wrong_side: "It must be {side} the entry of {entry}.",
    exits_of_closing:
      "Take profit and stop loss belong to an order that opens or adds; this one closes what you hold of {symbol}. Leave them out.",
    instrument_inactive: "{symbol} is {status}: no order for it is taken.",
    not_tradable: "{symbol} is an index, which nobody can buy. Choose a fund or a future on it.",
    limits_broken:
      "{limits, plural, one {One limit} other {# limits}} would be broken. The largest quantity that passes now is {largestQty}.",
    waits_for_approval:
      "Nothing was sent yet: above {limit} an order waits for a second person. Risk, Approvals shows it.",
    approval_ended: "This order waited for a second person and is over: {outcome}. Ask for it again.",
    reduce_only: "Reduce only closes what is held: {closable} of {symbol} at most.",
    outcome_unknown:
      "Nobody knows yet what became of order {orderId} for {symbol}. Until the venue has answered, only orders that reduce pass.",
    too_many_open: "An account has at most {max, number} open orders. Cancel some first.",
    unreconciled:
      "Something of {symbol} differs from what the venue has. Until that is resolved in Portfolio, Reconciliation, only orders that reduce pass.",
    key_reused: "This key was used for another request. Make a new one for each order.",
    closed: "The order has ended already: it is {status}. Nothing was changed.",
    cancel_pending: "Its cancel is under way already.",
    replace_pending: "A change of it is under way already. Wait for the venue's answer.",
    replace_unfit: "An order of this type has no such price.",
    replace_changes_nothing: "That is what the order is already.",
    replace_below_filled: "{filledQty} of it is filled already: ask for more than that, or cancel the rest.",
    not_now: "That cannot be done while the order is {status}. Cancel it, and send another.",
  },
  reconcile: {
    not_found: "There is no such item that you may see.",
    ended: "This item has ended already: it is {how}.",
    unfit: "That cannot be done with this item.",
    reason_missing: "Say why, in 1 to {max, number} characters.",
    not_booked: "Nothing is booked here for {key}: there is nothing to take back.",
    booked_otherwise: "Something else is booked for {key} already, as entry {batchId}. Look at it in the ledger.",
  },
  paper: {
    outage_minutes: "A practice outage lasts a whole number of minutes from 1 to {max, number}.",
    outage_seed: "A seed is a whole number from 0 to {max, number}.",
    outage_running: "A practice outage of “{name}” is under way already. Stop it first.",
    no_outage: "There is no practice outage of “{name}” to stop.",
    latency: "Latency is a whole number of milliseconds from 0 to {max, number}.",
    open_orders: "“{name}” has open orders: what fills them stays until they are over. Cancel them first.",
  },
  trading: {
    halted: "Trading is halted: no order is taken. Cancels are.",
    reduce_only: "Only orders that reduce are taken now. Mark it reduce only, or wait until trading goes on.",
    reason_missing: "Say why, in 1 to {max, number} characters.",
    house_not_yours: "Risk and administrators halt the whole house. You may halt your own accounts.",
    account_unknown: "There is no such account that you may see.",
    account_not_yours: "“{name}” is somebody else's account: only its owner trades on it.",
    account_external: "“{name}” is kept by hand: its trades are written down, and no orders are sent.",
    account_archived: "“{name}” is archived: what is left of it can be closed, and nothing opened.",
  },
};
