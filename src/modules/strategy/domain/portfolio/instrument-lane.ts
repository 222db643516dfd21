import { invariant } from "@/modules/_kernel";
import { type BarColumns, barCount } from "@/modules/data";
import { BarBroker, type BarOrderRequest, type BrokerModel, type CashPool } from "@/modules/execution";
import type {
  BracketRequest,
  FillNotice,
  InstrumentAction,
  InstrumentDesk,
  SeriesView,
  TimedBars,
  TradedInstrument,
} from "./market";

/** Shows one bar of the columns, the newest that is closed; only the engine moves it on. */
export class SeriesCursor implements SeriesView {
  readonly #bars: BarColumns;
  readonly closeMs: Float64Array;
  readonly #sessionCloseMs: Float64Array | undefined;
  index = -1;
  isNew = false;

  constructor({ bars, closeMs, sessionCloseMs }: TimedBars, name: string) {
    invariant(closeMs.length === barCount(bars), `${name} has a close for each bar`);
    const tangled = closeMs.findIndex((close, i) => i > 0 && close <= (closeMs[i - 1] ?? Number.NaN));
    invariant(tangled < 0, `the closes of ${name} rise, at bar ${tangled} they do not`);
    this.#bars = bars;
    this.closeMs = closeMs;
    this.#sessionCloseMs = sessionCloseMs;
  }

  get time(): number {
    return this.#bars.time[this.index] ?? Number.NaN;
  }
  get open(): number {
    return this.#bars.open[this.index] ?? Number.NaN;
  }
  get high(): number {
    return this.#bars.high[this.index] ?? Number.NaN;
  }
  get low(): number {
    return this.#bars.low[this.index] ?? Number.NaN;
  }
  get close(): number {
    return this.#bars.close[this.index] ?? Number.NaN;
  }
  get volume(): number {
    return this.#bars.volume[this.index] ?? Number.NaN;
  }
  get sessionCloseMs(): number {
    return this.#sessionCloseMs?.[this.index] ?? Number.NaN;
  }
  /** When the bar after this one is over; infinity after the last. */
  get nextCloseMs(): number {
    return this.closeMs[this.index + 1] ?? Number.POSITIVE_INFINITY;
  }

  /** Moves to the newest bar that is over at `moment`. */
  moveTo(moment: number): void {
    const before = this.index;
    while (this.nextCloseMs <= moment) this.index += 1;
    this.isNew = this.index > before;
  }
}

/** What all lanes of a run share: where their equity is known. */
export interface LaneAccount {
  readonly pool: CashPool;
  readonly model: BrokerModel;
}

/** One instrument of a run at work: its bars, its venue, and the strategy's view of both. */
export class InstrumentLane implements InstrumentDesk {
  readonly symbol: string;
  readonly bar: SeriesCursor;
  readonly broker: BarBroker;
  readonly #pool: CashPool;
  readonly #series: ReadonlyMap<string, SeriesCursor>;
  readonly #actions: readonly InstrumentAction[];
  readonly #multiplier: number;
  #nextAction = 0;
  #nextGroup = 0;
  #fillsTold = 0;
  /** Whether a bar is over in which orders were live. */
  worked = false;
  /** Whether they were tried at its open. */
  isOpened = false;

  constructor({ symbol, base, series = {}, terms, actions = [] }: TradedInstrument, { pool, model }: LaneAccount) {
    this.symbol = symbol;
    this.bar = new SeriesCursor(base, symbol);
    this.broker = new BarBroker(model, terms, pool);
    this.#pool = pool;
    this.#multiplier = terms.multiplier;
    this.#series = new Map(
      Object.entries(series).map(([name, timed]) => [name, new SeriesCursor(timed, `${symbol} ${name}`)]),
    );
    const tangled = actions.some(({ atMs }, i) => i > 0 && atMs < (actions[i - 1]?.atMs ?? 0));
    invariant(!tangled, `what happened to ${symbol} is listed oldest first`);
    this.#actions = actions;
  }

  // ---- what the strategy sees --------------------------------------------------------------------------------------

  get position(): number {
    return this.broker.position;
  }
  get cash(): number {
    return this.#pool.cash;
  }
  get value(): number {
    return this.broker.value;
  }
  series(name: string): SeriesView {
    const cursor = this.#series.get(name);
    invariant(
      cursor !== undefined,
      `${this.symbol} has no series "${name}": declare it, or ask for one of those there are`,
    );
    return cursor;
  }

  // ---- what the strategy orders ------------------------------------------------------------------------------------

  buy(quantity: number, expiresAtMs?: number): void {
    this.#submitMarket(quantity, 1, expiresAtMs);
  }
  sell(quantity: number, expiresAtMs?: number): void {
    this.#submitMarket(quantity, -1, expiresAtMs);
  }
  #submitMarket(quantity: number, direction: 1 | -1, expiresAtMs: number | undefined): void {
    if (!(quantity > 0)) invariant(false, `a quantity is above 0, was ${quantity}`);
    this.#requireBar();
    this.broker.submitMarket(this.bar, direction * quantity, expiresAtMs);
  }
  submit(order: BarOrderRequest): number {
    this.#requireBar();
    return this.broker.submit(this.bar, order);
  }
  cancel(order: number): void {
    this.broker.cancel(this.bar, order);
  }
  bracket({ quantity, entryLimit, entryStop, stopPrice, targetPrice }: BracketRequest) {
    invariant(entryLimit === undefined || entryStop === undefined, "an entry has a limit or a stop, not both");
    const rises = quantity > 0;
    invariant(rises ? stopPrice < targetPrice : stopPrice > targetPrice, "a stop loses and a target gains");
    const entry =
      entryLimit !== undefined
        ? this.submit({ type: "limit", quantity, limitPrice: entryLimit })
        : entryStop !== undefined
          ? this.submit({ type: "stop", quantity, stopPrice: entryStop })
          : this.submit({ type: "market", quantity });
    const stop = this.submit({ type: "stop", quantity: -quantity, stopPrice, parent: entry });
    const target = this.submit({ type: "limit", quantity: -quantity, limitPrice: targetPrice, parent: entry });
    return { entry, stop, target };
  }
  oneCancelsOther(orders: readonly Omit<BarOrderRequest, "group">[]): readonly number[] {
    const group = this.#nextGroup;
    this.#nextGroup += 1;
    return orders.map((order) => this.submit({ ...order, group }));
  }
  target(quantity: number): void {
    const difference = quantity - this.position;
    if (difference > 0) this.buy(difference);
    else if (difference < 0) this.sell(-difference);
  }
  targetWeight(weight: number): void {
    invariant(Number.isFinite(weight), `a weight is a number, was ${weight}`);
    const price = this.bar.close * this.#multiplier;
    if (price > 0) this.target((weight * this.#pool.equity) / price);
  }
  #requireBar(): void {
    if (this.bar.index < 0) invariant(false, `${this.symbol} has no bar yet: nothing can be ordered`);
  }

  // ---- what the engine does ----------------------------------------------------------------------------------------

  /** When the next bar of any of its resolutions is over. */
  get nextCloseMs(): number {
    let next = this.bar.nextCloseMs;
    for (const cursor of this.#series.values()) next = Math.min(next, cursor.nextCloseMs);
    return next;
  }

  /** Takes the next bar when it is over at `moment`, and what happened to the instrument before it. */
  step(moment: number): { readonly dividends: number } {
    this.bar.moveTo(moment);
    let dividends = 0;
    for (
      let action = this.#actions[this.#nextAction];
      this.bar.isNew && action !== undefined && action.atMs <= this.bar.time;
      action = this.#actions[this.#nextAction]
    ) {
      if (action.type === "split") this.broker.split(action.ratio);
      else dividends += this.broker.payDividend(action.amount);
      this.#nextAction += 1;
    }
    this.worked = this.bar.isNew && this.broker.hasLive;
    return { dividends };
  }

  /** Tries the live orders at the open, once. */
  workOpen(): void {
    if (!this.isOpened) this.broker.workOpen(this.bar);
    this.isOpened = true;
  }

  /** Shows the newest bars of the other resolutions. */
  stepSeries(moment: number): void {
    for (const cursor of this.#series.values()) cursor.moveTo(moment);
  }

  /** Fills since this was last asked, oldest first. */
  takeFills(): readonly FillNotice[] {
    const told: FillNotice[] = [];
    for (; this.#fillsTold < this.broker.fillCount; this.#fillsTold += 1) {
      told.push({ symbol: this.symbol, ...this.broker.fillFacts(this.#fillsTold) });
    }
    return told;
  }
}
