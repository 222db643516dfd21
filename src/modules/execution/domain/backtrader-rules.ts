import type { ClosedBar } from "./bar-order";
import type { BarVenue } from "./bar-venue";
import { commissionOf } from "./fill-costs";

/** Basis points in one. */
const BPS = 10_000;

/**
 * How the profile `backtrader` works a bar: orders decided at the close before it are checked against the cash, then each
 * live order is tried once, in order of acceptance. The rules are those of Backtrader 1.9's `BackBroker` with its defaults
 * (https://www.backtrader.com/docu/broker/), with slippage as its `set_slippage_perc` and `set_slippage_fixed` set it.
 */
export function workBarAsBacktrader(venue: BarVenue, bar: ClosedBar): void {
  venue.beginBar(bar.volume);
  checkNewOrders(venue, bar);
  const count = venue.liveCount;
  for (let place = 0; place < count; place += 1) {
    const order = venue.liveAt(place);
    if (!venue.isWorking(order) || !venue.isAccepted(order)) continue;
    if (!venue.isMarket(order) && venue.isPastExpiry(order, bar.time)) venue.end(order, "expired", bar.index, "");
    else if (venue.isTriable(order, bar.index)) tryOrder(venue, order, bar);
  }
  venue.sweep();
}

/**
 * A running cash pays for each new order at its reference price, exits and short sales add to it. Below zero the order is
 * refused, and the running cash stays where it is for those after it.
 */
function checkNewOrders(venue: BarVenue, bar: ClosedBar): void {
  let cash = venue.account.cash;
  const count = venue.liveCount;
  for (let place = 0; place < count; place += 1) {
    const order = venue.liveAt(place);
    if (!venue.isWorking(order) || venue.isAccepted(order) || venue.decidedBarOf(order) >= bar.index) continue;
    if (venue.links.isOrphan(order)) {
      venue.endAlone(order, "rejected", bar.index, "bracket");
      continue;
    }
    const quantity = venue.quantityOf(order);
    const price = venue.referenceOf(order);
    const { model, terms } = venue;
    cash -= quantity * price * terms.multiplier + commissionOf(model, terms, quantity, price);
    if (cash >= 0) venue.markAccepted(order);
    else venue.end(order, "rejected", bar.index, "insufficient_cash");
  }
}

function tryOrder(venue: BarVenue, order: number, bar: ClosedBar): void {
  switch (venue.typeOf(order)) {
    case "market":
      fillSlipped(venue, order, bar, bar.open);
      return;
    case "market_on_close":
      venue.fillAt(order, bar, bar.close);
      return;
    case "limit":
      tryLimit(venue, order, bar);
      return;
    case "stop":
      tryStop(venue, order, bar);
      return;
    case "trailing_stop":
      tryStop(venue, order, bar);
      if (venue.isWorking(order)) venue.trail(order, bar.close);
      return;
    case "stop_limit":
      tryStopLimit(venue, order, bar);
      return;
    case "trailing_stop_limit": {
      const isLimit = venue.isTriggered(order, bar.index);
      tryStopLimit(venue, order, bar);
      if (!isLimit && venue.isWorking(order)) venue.trail(order, bar.close);
    }
  }
}

function tryLimit(venue: BarVenue, order: number, bar: ClosedBar): void {
  const limit = venue.limitOf(order);
  const buys = venue.quantityOf(order) > 0;
  if (buys ? bar.open <= limit : bar.open >= limit) fillSlipped(venue, order, bar, bar.open, limit);
  else if (buys ? bar.low <= limit : bar.high >= limit) venue.fillAt(order, bar, limit);
}

function tryStop(venue: BarVenue, order: number, bar: ClosedBar): void {
  const stop = venue.stopOf(order);
  const buys = venue.quantityOf(order) > 0;
  if (buys ? bar.open >= stop : bar.open <= stop) fillSlipped(venue, order, bar, bar.open);
  else if (buys ? bar.high >= stop : bar.low <= stop) fillSlipped(venue, order, bar, stop);
}

function tryStopLimit(venue: BarVenue, order: number, bar: ClosedBar): void {
  if (venue.isTriggered(order, bar.index)) {
    tryLimit(venue, order, bar);
    return;
  }
  const [stop, limit] = [venue.stopOf(order), venue.limitOf(order)];
  const buys = venue.quantityOf(order) > 0;
  if (buys ? bar.open >= stop : bar.open <= stop) {
    venue.trigger(order, bar.index);
    tryLimit(venue, order, bar);
    return;
  }
  if (buys ? bar.high < stop : bar.low > stop) return;
  venue.trigger(order, bar.index + 1);
  const closedBack = buys ? bar.close < bar.open : bar.close >= bar.open;
  if (buys ? limit >= stop : limit <= stop) fillSlipped(venue, order, bar, stop);
  else if (closedBack && (buys ? limit >= bar.close : limit <= bar.close)) venue.fillAt(order, bar, limit);
}

/**
 * Fills at `price` worse by the slippage, but at no price outside the bar or, at an open, past the limit. A limit to sell
 * that fills at the open minds its limit alone, as Backtrader's `_try_exec_limit` does.
 */
function fillSlipped(venue: BarVenue, order: number, bar: ClosedBar, price: number, limit?: number): void {
  const { slippage } = venue.model;
  const buys = venue.quantityOf(order) > 0;
  const distance =
    slippage.kind === "bps"
      ? price * (slippage.bps / BPS)
      : slippage.kind === "ticks"
        ? slippage.ticks * (venue.terms.tick ?? 0)
        : 0;
  if (distance === 0) venue.fillAt(order, bar, price);
  else if (buys) venue.fillAt(order, bar, Math.min(price + distance, bar.high, limit ?? bar.high));
  else venue.fillAt(order, bar, Math.max(price - distance, limit ?? bar.low));
}
