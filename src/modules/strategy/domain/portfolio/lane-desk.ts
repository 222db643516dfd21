import { invariant } from "@/modules/_kernel";
import type { BarBroker, BarOrderRequest, CashPool } from "@/modules/execution";
import type { BracketRequest, InstrumentDesk, SeriesView } from "./market";

/** Numbers of groups that {@link LaneDesk.oneCancelsOther} makes begin here, out of the way of a strategy's own. */
const FIRST_GROUP = 1_000_000_000;

/** What a desk orders at: the engine's venue, or whatever takes its place where a strategy runs by itself. */
export type LaneBroker = Pick<BarBroker, "position" | "orderCount" | "value" | "submit" | "submitMarket" | "cancel">;

interface DeskFacts {
  readonly symbol: string;
  /** As the strategy is shown them. */
  readonly bar: SeriesView;
  readonly series: (name: string) => SeriesView | undefined;
  readonly broker: LaneBroker;
  readonly pool: Pick<CashPool, "cash" | "equity">;
  readonly multiplier: number;
}

/** The strategy's side of one instrument: it can look and order, and reach nothing else. */
export class LaneDesk implements InstrumentDesk {
  readonly symbol: string;
  readonly bar: SeriesView;
  readonly #series: DeskFacts["series"];
  readonly #broker: LaneBroker;
  readonly #pool: DeskFacts["pool"];
  readonly #multiplier: number;
  #nextGroup = FIRST_GROUP;

  constructor({ symbol, bar, series, broker, pool, multiplier }: DeskFacts) {
    this.symbol = symbol;
    this.bar = bar;
    this.#series = series;
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
    const window = this.#series(name);
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
    this.#broker.submitMarket(this.bar, direction * quantity, expiresAtMs);
  }
  submit(order: BarOrderRequest): number {
    this.#requireBar();
    return this.#broker.submit(this.bar, order);
  }
  cancel(order: number): void {
    this.#broker.cancel(this.bar, order);
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
}
