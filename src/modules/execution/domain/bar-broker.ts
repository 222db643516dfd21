import { invariant } from "@/modules/_kernel";
import { workBarAsBacktrader } from "./backtrader-rules";
import { type BarOrderRequest, type ClosedBar, checkBarOrder, type FillColumns, type OrderColumns } from "./bar-order";
import { BarVenue } from "./bar-venue";
import { workBar, workMarketsAtClose, workOnClose, workOpen, workRange } from "./bifrost-rules";
import type { BrokerModel, InstrumentTerms } from "./broker-model";
import type { CashPool } from "./cash-pool";

/**
 * The simulated venue and account of one instrument on closed bars: takes orders, fills them by the rules of the broker's
 * profile and keeps cash and position. Mutable and single-use: one backtest makes one.
 *
 * On each bar: {@link work} with the bar, {@link settle}, then whatever is decided ({@link cancel}, {@link submit}), then
 * {@link workClose}.
 *
 * Fill rules of the profile `bifrost`: a market order fills at the next open; a limit at the open if that is as good, else
 * at the limit once touched; a stop at the open if that is at or past it, else at the stop once touched. Market and stop
 * orders are worse by slippage and half the spread, rounded to the tick; a limit never is. Each fill pays commission. At
 * the fill the part that closes always goes through; the part that opens is refused when cash does not cover it or when it
 * is a short sale and shorting is off. An order of which a part was refused is `rejected`, and what went through of it is
 * in the fills. The other profile's rules stand in `backtrader-rules.ts`.
 */
export class BarBroker {
  readonly #venue: BarVenue;
  /** While every order was a market order, and each fills whole: the quick way through a bar. */
  #isPlain: boolean;

  /**
   * Breaks an invariant on a model or terms out of bounds: check what comes from outside with `checkBroker`.
   *
   * @param pool - Cash shared with other instruments; without it the model's cash is this instrument's alone.
   */
  constructor(model: BrokerModel, terms: InstrumentTerms, pool?: CashPool) {
    this.#venue = new BarVenue(model, terms, pool);
    this.#isPlain = model.profile !== "backtrader" && model.volumeShareMax === undefined;
  }

  /** Quote currency in the account. */
  get cash(): number {
    return this.#venue.account.cash;
  }

  /** Units held; below 0 is short. */
  get position(): number {
    return this.#venue.account.position;
  }

  /** Whether an order is alive. */
  get hasLive(): boolean {
    return this.#venue.liveCount > 0;
  }

  /** How many orders were accepted or refused so far. */
  get orderCount(): number {
    return this.#venue.orderCount;
  }

  /** Cash plus the position at `price`, in quote currency. */
  equityAt(price: number): number {
    return this.#venue.account.equityAt(price);
  }

  /**
   * Takes a market order decided at the close of bar `bar`: above 0 buys, below 0 sells. Returns its number, counted from 0.
   * A quantity under one lot is refused at once. `expiresAtMs` is the last bar time at which it may fill.
   */
  submitMarket(bar: ClosedBar, quantity: number, expiresAtMs = Number.POSITIVE_INFINITY): number {
    if (!this.#isPlain) return this.submit(bar, { type: "market", quantity, expiresAtMs });
    return this.#venue.acceptMarket(bar.index, quantity, expiresAtMs);
  }

  /**
   * Takes an order of any type decided at the close of `bar`. Returns its number, counted from 0. Breaks an invariant on
   * prices that its type lacks or has no use for: check what comes from outside with `checkBarOrder`.
   */
  submit(bar: ClosedBar, request: BarOrderRequest): number {
    const checked = checkBarOrder(request);
    invariant(checked.ok, checked.ok ? "" : `${checked.error.path} is ${checked.error.expected}`);
    invariant(request.parent === undefined || request.parent < this.orderCount, "a parent comes before its children");
    const isMarket = request.type === "market" && request.group === undefined && request.parent === undefined;
    if (!isMarket) this.#isPlain = false;
    return this.#venue.accept(bar, request);
  }

  /** Cancels an order at the close of `bar`; one that has ended, or that did not pass the check yet, stays as it is. */
  cancel(bar: ClosedBar, order: number): void {
    const venue = this.#venue;
    if (!venue.isWorking(order)) return;
    if (venue.model.profile === "backtrader" && !venue.isAccepted(order)) return;
    venue.end(order, "canceled", bar.index, "");
    venue.sweep();
  }

  /** Works the live orders on a bar that is over, at its open, inside it and at its close. */
  work(bar: ClosedBar): void {
    const venue = this.#venue;
    if (this.#isPlain) venue.workPlainMarkets(bar, bar.open);
    else if (venue.model.profile === "backtrader") workBarAsBacktrader(venue, bar);
    else workBar(venue, bar);
  }

  /**
   * The three parts of {@link work}, for instruments that share cash: all of them at the open, then inside the bar, then at
   * the close. Only in the profile `bifrost`.
   */
  workOpen(bar: ClosedBar): void {
    if (this.#isPlain) this.#venue.workPlainMarkets(bar, bar.open);
    else workOpen(this.#venue, bar);
  }
  workRange(bar: ClosedBar): void {
    if (!this.#isPlain) workRange(this.#venue, bar);
  }
  workOnClose(bar: ClosedBar): void {
    if (!this.#isPlain) workOnClose(this.#venue, bar);
  }

  /** Whether every live order reduces what is held: what it frees may pay for others at the same open. */
  get onlyReduces(): boolean {
    const venue = this.#venue;
    for (let place = 0; place < venue.liveCount; place += 1) {
      const order = venue.liveAt(place);
      if (venue.isWorking(order) && !venue.account.closes(venue.quantityOf(order))) return false;
    }
    return true;
  }

  /** Marks the position at a close, for those it shares cash with. */
  mark(price: number): void {
    this.#venue.account.mark(price);
  }

  /** Worth of the position at its last mark. */
  get value(): number {
    return this.#venue.account.value;
  }

  /** Pays a dividend on what is held, or takes it from who is short. Returns what it paid, quote currency. */
  payDividend(amount: number): number {
    return this.#venue.account.payDividend(amount);
  }

  /** One unit becomes `ratio` units: the position and every live order, whose prices are divided by it. */
  split(ratio: number): void {
    this.#venue.split(ratio);
  }

  /** Works market orders at this close, where the broker fills them there. */
  workClose(bar: ClosedBar): void {
    if (this.#venue.model.fill !== "this_close") return;
    if (this.#isPlain) this.#venue.workPlainMarkets(bar, bar.close);
    else workMarketsAtClose(this.#venue, bar);
  }

  /**
   * The margin call: an account worth less than its maintenance margin at this close loses its live orders, and all that
   * it holds is closed at the next open. Returns the number of that order, or null.
   */
  settle(bar: ClosedBar): number | null {
    return this.#venue.account.isUnderMaintenance(bar.close) ? this.liquidate(bar) : null;
  }

  /** Cancels every live order and orders all that is held closed at the next open. Returns that order, or null. */
  liquidate(bar: ClosedBar): number | null {
    const venue = this.#venue;
    for (let place = 0; place < venue.liveCount; place += 1) {
      const order = venue.liveAt(place);
      if (venue.isWorking(order)) venue.endAlone(order, "canceled", bar.index, "margin_call");
    }
    venue.sweep();
    return this.position === 0 ? null : this.submitMarket(bar, -this.position);
  }

  /**
   * Closes what is held at the close of `bar`, as a market order of its own beside those still working. Returns its number.
   * Breaks an invariant when nothing is held.
   */
  closeOut(bar: ClosedBar): number {
    const venue = this.#venue;
    const order = venue.acceptMarket(bar.index, -this.position, Number.POSITIVE_INFINITY);
    venue.beginBar(Number.POSITIVE_INFINITY);
    venue.fillTaking(order, bar, bar.close);
    venue.sweep();
    return order;
  }

  /** How many fills there were so far. */
  get fillCount(): number {
    return this.#venue.fillCount;
  }

  /** Order, quantity and price of a fill by its number from 0. */
  fillFacts(fill: number): { readonly order: number; readonly quantity: number; readonly price: number } {
    return this.#venue.fillFacts(fill);
  }

  /** Orders so far, as columns of their own. */
  orders(): OrderColumns {
    return this.#venue.orders();
  }

  /** Type of each order so far, an index of `BAR_ORDER_TYPES`. */
  orderTypes(): Float64Array {
    return this.#venue.orderTypes();
  }

  /** Fills so far, as columns of their own. */
  fills(): FillColumns {
    return this.#venue.fills();
  }
}
