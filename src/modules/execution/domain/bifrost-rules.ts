import type { BarOrderType, ClosedBar } from "./bar-order";
import type { BarVenue } from "./bar-venue";
import type { FillMoment } from "./broker-model";

/** An order's number among the live ones, and the bar's that is worked. */
type Numbered = number;

/**
 * Live orders as these rules see them: those of a backtest, and those of a paper account whose venue fills on closed bars. One
 * set of rules is what makes the two fill alike.
 */
export interface LiveOrders {
  readonly model: { readonly fill: FillMoment };
  readonly account: { closes(quantity: number): boolean };
  readonly liveCount: number;
  /** In order of acceptance. */
  liveAt(place: number): Numbered;
  isWorking(order: Numbered): boolean;
  isTriable(order: Numbered, bar: Numbered): boolean;
  isPastExpiry(order: Numbered, timeMs: number): boolean;
  typeOf(order: Numbered): BarOrderType;
  /** Above 0 buys, below 0 sells. */
  quantityOf(order: Numbered): number;
  limitOf(order: Numbered): number;
  stopOf(order: Numbered): number;
  isTriggered(order: Numbered, bar: Numbered): boolean;
  wasTouched(order: Numbered): boolean;
  trigger(order: Numbered, bar: Numbered): void;
  trail(order: Numbered, close: number): void;
  beginBar(volume: number): void;
  fillTaking(order: Numbered, bar: ClosedBar, reference: number): void;
  fillResting(order: Numbered, bar: ClosedBar, price: number): void;
  end(order: Numbered, status: "expired", bar: Numbered, reason: ""): void;
  sweep(): void;
}

/**
 * How the profile `bifrost` works live orders on one bar. First what happens at the open, for every order in order of
 * acceptance; then what happens inside the bar, where nobody knows the path: a stop comes before a target of the same
 * position; then orders for the close. Trailing stops follow the close last, for the next bar.
 *
 * The three parts are apart because instruments that share cash go through them together.
 */
export function workBar(venue: LiveOrders, bar: ClosedBar): void {
  workOpen(venue, bar);
  workRange(venue, bar);
  workOnClose(venue, bar);
}

/** Begins a bar: orders past their time expire, the others are tried at the open. */
export function workOpen(venue: LiveOrders, bar: ClosedBar): void {
  venue.beginBar(bar.volume);
  const count = venue.liveCount;
  for (let place = 0; place < count; place += 1) {
    const order = venue.liveAt(place);
    if (venue.isWorking(order) && venue.isPastExpiry(order, bar.time)) venue.end(order, "expired", bar.index, "");
  }
  for (let place = 0; place < count; place += 1) workAtOpen(venue, venue.liveAt(place), bar);
}

/** Tries what is still live between the bar's high and low. */
export function workRange(venue: LiveOrders, bar: ClosedBar): void {
  const count = venue.liveCount;
  for (let place = 0; place < count; place += 1) workInside(venue, venue.liveAt(place), bar);
}

/** Ends a bar: fills what waits for the close and moves trailing stops. */
export function workOnClose(venue: LiveOrders, bar: ClosedBar): void {
  const count = venue.liveCount;
  for (let place = 0; place < count; place += 1) {
    const order = venue.liveAt(place);
    if (!venue.isTriable(order, bar.index)) continue;
    const type = venue.typeOf(order);
    if (type === "market_on_close") venue.fillTaking(order, bar, bar.close);
    else if (type === "trailing_stop" || (type === "trailing_stop_limit" && !venue.wasTouched(order))) {
      venue.trail(order, bar.close);
    }
  }
  venue.sweep();
}

/** Works market orders at the close they were decided on, or have been waiting for: `fill: "this_close"`. */
export function workMarketsAtClose(venue: BarVenue, bar: ClosedBar): void {
  const count = venue.liveCount;
  for (let place = 0; place < count; place += 1) {
    const order = venue.liveAt(place);
    if (!venue.isMarket(order) || !venue.isWorking(order)) continue;
    const isNew = venue.decidedBarOf(order) === bar.index && venue.links.parentOf(order) === null;
    if (!isNew && !venue.isTriable(order, bar.index)) continue;
    if (venue.isPastExpiry(order, bar.time)) venue.end(order, "expired", bar.index, "");
    else venue.fillTaking(order, bar, bar.close);
  }
  venue.sweep();
}

function workAtOpen(venue: LiveOrders, order: number, bar: ClosedBar): void {
  if (!venue.isTriable(order, bar.index)) return;
  const { open } = bar;
  switch (venue.typeOf(order)) {
    case "market":
      if (venue.model.fill === "next_open") venue.fillTaking(order, bar, open);
      return;
    case "market_on_close":
      return;
    case "limit":
      fillLimitAtOpen(venue, order, bar);
      return;
    case "stop":
    case "trailing_stop":
      if (reaches(venue, order, open)) venue.fillTaking(order, bar, open);
      return;
    case "stop_limit":
    case "trailing_stop_limit":
      if (!venue.wasTouched(order) && reaches(venue, order, open)) venue.trigger(order, bar.index);
      if (venue.isTriggered(order, bar.index)) fillLimitAtOpen(venue, order, bar);
  }
}

function workInside(venue: LiveOrders, order: number, bar: ClosedBar): void {
  if (!venue.isTriable(order, bar.index)) return;
  switch (venue.typeOf(order)) {
    case "market":
    case "market_on_close":
      return;
    case "limit":
      fillLimitInside(venue, order, bar);
      return;
    case "stop":
    case "trailing_stop":
      if (reaches(venue, order, extremeOf(venue, order, bar))) venue.fillTaking(order, bar, venue.stopOf(order));
      return;
    case "stop_limit":
    case "trailing_stop_limit":
      if (venue.isTriggered(order, bar.index)) fillLimitInside(venue, order, bar);
      else if (!venue.wasTouched(order) && reaches(venue, order, extremeOf(venue, order, bar))) {
        venue.trigger(order, bar.index + 1);
      }
  }
}

/** Whether a price is at or past the order's stop. */
function reaches(venue: LiveOrders, order: number, price: number): boolean {
  const stop = venue.stopOf(order);
  return venue.quantityOf(order) > 0 ? price >= stop : price <= stop;
}

/** The end of the bar that a stop waits for: the high for a purchase, the low for a sale. */
const extremeOf = (venue: LiveOrders, order: number, bar: ClosedBar): number =>
  venue.quantityOf(order) > 0 ? bar.high : bar.low;

function fillLimitAtOpen(venue: LiveOrders, order: number, bar: ClosedBar): void {
  const limit = venue.limitOf(order);
  const isAsGood = venue.quantityOf(order) > 0 ? bar.open <= limit : bar.open >= limit;
  if (isAsGood) venue.fillResting(order, bar, bar.open);
}

function fillLimitInside(venue: LiveOrders, order: number, bar: ClosedBar): void {
  const limit = venue.limitOf(order);
  const isTouched = venue.quantityOf(order) > 0 ? bar.low <= limit : bar.high >= limit;
  if (!isTouched) return;
  if (venue.account.closes(venue.quantityOf(order))) workStopsFirst(venue, order, bar);
  if (venue.isWorking(order)) venue.fillResting(order, bar, limit);
}

/** A bar that touched both the stop and the target of a position is taken to have touched the stop first. */
function workStopsFirst(venue: LiveOrders, target: number, bar: ClosedBar): void {
  const sells = venue.quantityOf(target) < 0;
  const count = venue.liveCount;
  for (let place = 0; place < count; place += 1) {
    const order = venue.liveAt(place);
    if (venue.quantityOf(order) < 0 !== sells) continue;
    const type = venue.typeOf(order);
    if (type === "stop" || type === "trailing_stop") workInside(venue, order, bar);
  }
}
