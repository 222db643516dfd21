import { invariant } from "@/modules/_kernel";
import type { BarBroker, BarOrderRequest, CashPool } from "@/modules/execution";
import type { BracketRequest, InstrumentDesk, SeriesView } from "./market";
import { type SeriesCursor, SeriesWindow } from "./series-cursor";

/** Numbers of groups that {@link LaneDesk.oneCancelsOther} makes begin here, out of the way of a strategy's own. */
const FIRST_GROUP = 1_000_000_000;

interface DeskFacts {
  readonly symbol: string;
  readonly bar: SeriesCursor;
  readonly series: ReadonlyMap<string, SeriesCursor>;
  readonly broker: BarBroker;
  readonly pool: CashPool;
  readonly multiplier: number;
}

/** The strategy's side of one instrument: it can look and order, and reach nothing else. */
export class LaneDesk implements InstrumentDesk {
  readonly symbol: string;
  readonly bar: SeriesView;
  readonly #cursor: SeriesCursor;
  readonly #series: ReadonlyMap<string, SeriesView>;
  readonly #broker: BarBroker;
  readonly #pool: CashPool;
  readonly #multiplier: number;
  #nextGroup = FIRST_GROUP;

  constructor({ symbol, bar, series, broker, pool, multiplier }: DeskFacts) {
    this.symbol = symbol;
    this.bar = new SeriesWindow(bar);
    this.#cursor = bar;
    this.#series = new Map([...series].map(([name, cursor]) => [name, new SeriesWindow(cursor)]));
    this.#broker = broker;
    this.#pool = pool;
    this.#multiplier = multiplier;
  }

  get position(): number {
    return this.#broker.position;
  }
  get cash(): number {
    return this.#pool.cash;
  }
  get orderCount(): number {
    return this.#broker.orderCount;
  }
  get value(): number {
    return this.#broker.value;
  }
  series(name: string): SeriesView {
    const window = this.#series.get(name);
    invariant(
      window !== undefined,
      `${this.symbol} has no series "${name}": declare it, or ask for one of those there are`,
    );
    return window;
  }

  buy(quantity: number, expiresAtMs?: number): void {
    this.#submitMarket(quantity, 1, expiresAtMs);
  }
  sell(quantity: number, expiresAtMs?: number): void {
    this.#submitMarket(quantity, -1, expiresAtMs);
  }
  #submitMarket(quantity: number, direction: 1 | -1, expiresAtMs: number | undefined): void {
    if (!(quantity > 0)) invariant(false, `a quantity is above 0, was ${quantity}`);
    this.#requireBar();
    this.#broker.submitMarket(this.#cursor, direction * quantity, expiresAtMs);
  }
  submit(order: BarOrderRequest): number {
    this.#requireBar();
    return this.#broker.submit(this.#cursor, order);
  }
  cancel(order: number): void {
    this.#broker.cancel(this.#cursor, order);
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
    const price = this.#cursor.close * this.#multiplier;
    if (price > 0) this.target((weight * this.#pool.equity) / price);
  }
  #requireBar(): void {
    if (this.#cursor.index < 0) invariant(false, `${this.symbol} has no bar yet: nothing can be ordered`);
  }
}
