import type { Sentences } from "../refusal";

/** What orders are refused for, and what would pass, for whoever typed. */
export const ORDER_SENTENCES: Sentences = {
  "instrument.not_found": ({ symbol }) => `There is no instrument ${symbol}: bifrost instrument search finds them.`,
  "algo.not_found": ({ algoId }) =>
    `There is no parent order ${algoId} that this person may see: bifrost order algo list shows them.`,
  "algo.duration": ({ min, max }) => `--over is a time from ${min}s to ${max}s, like 90s, 30m or 2h.`,
  "algo.slices": ({ min, max }) => `--slices is a whole number from ${min} to ${max}: never more than lots.`,
  "algo.participation": () => "--participation is a part of the market's volume above 0 and at most 1, like 0.1.",
  "algo.seed": ({ min, max }) => `--seed is a whole number from ${min} to ${max}.`,
  "algo.sessions": ({ min, max }) => `--sessions is a whole number from ${min} to ${max}.`,
  "algo.past_close": ({ symbol, seconds }) =>
    `The market of ${symbol} closes in ${seconds} seconds: say a shorter time with --over.`,
  "algo.no_volume": ({ symbol, sessions }) =>
    `No volume of ${symbol} is stored for this time of the day in the last ${sessions} sessions: bring its bars in, or use twap.`,
  "algo.too_many": ({ max }) => `An account has at most ${max} parent orders at work: cancel some first.`,
  "algo.not_now": ({ status }) => `That cannot be done: the parent order is ${status}.`,
  "algo.child_fixed": ({ algoId }) =>
    `This order is a slice of parent ${algoId}: its size and price stay. Cancel it, or change the parent.`,
  "order.waits_for_approval": ({ limit }) =>
    `Nothing was sent yet: above ${limit} an order waits for a second person. bifrost approval list shows it.`,
  "order.approval_ended": ({ outcome }) =>
    `This order waited for a second person and is over: ${outcome}. Ask for it again.`,
  "order.not_found": ({ orderId }) =>
    `There is no order ${orderId} that this person may see: bifrost order list shows them.`,
  "order.number_malformed": () => "An amount is a plain number like 12.34.",
  "order.not_positive": () => "An amount is above 0.",
  "order.too_large": ({ max }) => `An amount is at most ${max}.`,
  "order.tick_off": ({ tick, above }) => `Prices move in steps of ${tick}: ${above} would pass.`,
  "order.lot_off": ({ lot, above }) => `Quantities move in steps of ${lot}: ${above} would pass.`,
  "order.field_missing": ({ expected }) => `It takes ${expected}.`,
  "order.field_unfit": ({ expected }) => `It takes ${expected}.`,
  "order.time_malformed": () => "A moment is written in UTC like 2026-01-31T14:30Z.",
  "order.time_past": () => "That moment is over: choose one that comes.",
  "order.exit_wrong_side": ({ side, entry }) => `An exit must be ${side} the entry of ${entry}.`,
  "order.exits_of_closing": ({ symbol }) =>
    `This closes what is held of ${symbol}: take profit and stop loss belong to an order that opens.`,
  "order.instrument_inactive": ({ symbol, status }) => `${symbol} is ${status}: no order for it is taken.`,
  "order.not_tradable": ({ symbol }) => `${symbol} is an index, which nobody can buy.`,
  "order.limits_broken": ({ largestQty }) =>
    `The order breaks a limit; the largest quantity that passes now is ${largestQty}:`,
  "order.reduce_only": ({ closable, symbol }) => `Reduce only closes what is held: ${closable} of ${symbol} at most.`,
  "order.outcome_unknown": ({ orderId, symbol }) =>
    `Nobody knows yet what became of order ${orderId} for ${symbol}: until the venue answers, only orders that reduce pass.`,
  "order.too_many_open": ({ max }) => `An account has at most ${max} open orders: cancel some first.`,
  "order.key_reused": ({ key }) => `The key ${key} was used for another request: each order takes a new one.`,
  "order.closed": ({ status }) => `The order has ended already: it is ${status}. Nothing was changed.`,
  "order.cancel_pending": () => "Its cancel is under way already.",
  "order.replace_pending": () => "A change of it is under way already: wait for the venue's answer.",
  "order.replace_unfit": () => "An order of this type has no such price.",
  "order.replace_changes_nothing": () => "That is what the order is already.",
  "order.replace_below_filled": ({ filledQty }) =>
    `${filledQty} of it is filled: ask for more than that, or cancel the rest.`,
  "order.not_now": ({ status }) => `That cannot be done while the order is ${status}: cancel it, and send another.`,
  "order.unreconciled": ({ symbol }) =>
    `Something of ${symbol} differs from what the venue has: bifrost reconcile list shows it. Until then only --reduce-only passes.`,
  "reconcile.not_found": () => "There is no such item to see: bifrost reconcile list shows them.",
  "reconcile.ended": ({ how }) => `This item has ended already: it is ${how}.`,
  "reconcile.unfit": ({ action, about }) => `${action} is nothing that can be done with an item about ${about}.`,
  "reconcile.reason_missing": ({ max }) => `Say why with --reason, in 1 to ${max} characters.`,
  "reconcile.not_booked": ({ key }) => `Nothing is booked here for ${key}: there is nothing to take back.`,
  "reconcile.booked_otherwise": ({ key, batchId }) =>
    `Something else is booked for ${key} already, as entry ${batchId}.`,
  "reconcile.assign_missing": () =>
    "Name the strategy that gets it with --assign: bifrost deploy list shows their ids.",
  "reconcile.assign_account": ({ name }) =>
    `"${name}" runs on another account: what this account has can only be given to a strategy on it.`,
  "reconcile.assign_instrument": ({ name, symbol, instruments }) =>
    `"${name}" does not trade ${symbol}: it trades ${instruments}.`,
  "reconcile.assign_over": ({ name }) => `"${name}" is stopped: it looks after nothing any more.`,
  "reconcile.assign_shadow": ({ name }) => `"${name}" is a shadow: it holds nothing on any account.`,
  "reconcile.assign_of_order": ({ orderId }) =>
    `This fill is of order ${orderId}, which is here: adopt it, and it goes where its order belongs.`,
  "paper.outage_minutes": ({ max }) => `--minutes is a whole number from 1 to ${max}.`,
  "paper.outage_seed": ({ max }) => `--seed is a whole number from 0 to ${max}.`,
  "paper.outage_running": ({ name }) =>
    `A practice outage of "${name}" is under way: bifrost paper outage stop ends it.`,
  "paper.no_outage": ({ name }) => `There is no practice outage of "${name}".`,
  "paper.fill_unknown": ({ execId }) =>
    `The venue has no fill ${execId}: bifrost paper fills --account <id> shows those that it has.`,
  "paper.amend_waits": ({ execId }) => `The venue was asked to change fill ${execId} already: wait until it has.`,
  "paper.amend_same": ({ qty, price }) => `That is what the fill is already: ${qty} at ${price}.`,
  "paper.amend_more": ({ qty }) => `A fill is corrected to at most what it is: --qty is up to ${qty}.`,
  "paper.latency": ({ max }) => `--latency is a whole number of milliseconds from 0 to ${max}, or usual.`,
  "paper.open_orders": ({ name }) => `"${name}" has open orders: what fills them stays until they are over.`,
  "trading.halted": () => "Trading is halted: bifrost resume lets orders through again. Cancels are taken.",
  "trading.reduce_only": () => "Only orders that reduce are taken now: say --reduce-only, or bifrost resume.",
  "trading.reason_missing": ({ max }) => `Say why with --reason, in 1 to ${max} characters.`,
  "trading.house_not_yours": () => "Risk and administrators halt the whole house: name an account with --account.",
  "trading.account_unknown": ({ accountId }) =>
    `There is no account ${accountId} that this person may see: bifrost account list shows them.`,
  "trading.account_not_yours": ({ name }) => `"${name}" is somebody else's account: only its owner trades on it.`,
  "trading.account_external": ({ name }) => `"${name}" is kept by hand: no orders are sent for it.`,
  "trading.account_archived": ({ name }) =>
    `"${name}" is archived: what is left of it can be closed, and nothing opened.`,
};
