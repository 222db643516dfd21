import { invariant } from "@/modules/_kernel";
import type { BarOrderRequest } from "@/modules/execution";
import type { BarView, DecisionNote, Desk, FillFacts, StrategyRun } from "../strategy";
import type { DecidedMoment, RecordedAccount, WatchPlan } from "./watch-plan";
import { RecordedVenue, WatchedVenue, WishLog } from "./wish-log";

/**
 * A strategy on one instrument, watched while the engine walks it: what it wants at each bar is kept. With a recorded account it
 * sees what it really holds instead of the engine's simulation. Same bars, same record, same wishes.
 */
export class WatchedRun implements StrategyRun {
  readonly #run: StrategyRun;
  readonly #closeMs: Float64Array;
  readonly #log: WishLog;
  readonly #desk: OneDesk;
  readonly #seat: Seat;

  constructor(run: StrategyRun, plan: WatchPlan) {
    const { symbols, closeMs, account } = plan;
    const [symbol] = symbols;
    invariant(symbol !== undefined && closeMs !== null, "a strategy on one instrument has a symbol and its closes");
    this.#run = run;
    this.#closeMs = closeMs;
    this.#log = new WishLog(plan);
    this.#seat = account === null ? engineSeat(symbol, this.#log) : recordedSeat(symbol, account, this.#log);
    this.#desk = new OneDesk(this.#seat);
  }

  get notes(): readonly DecisionNote[] {
    return this.#run.notes ?? [];
  }
  get decided(): readonly DecidedMoment[] {
    return this.#log.decided;
  }

  onBar(bar: BarView, engine: Desk): void {
    const { venue } = this.#seat;
    this.#log.begin(this.#closeMs[bar.index] ?? Number.NaN);
    this.#desk.bar = bar;
    venue.mark(bar.close);
    for (const fill of this.#seat.step(engine, this.#log.momentMs)) this.#run.onFill?.(fill, this.#desk);
    this.#run.onBar(bar, this.#desk);
    this.#log.end(bar.time, [{ symbol: this.#seat.symbol, close: bar.close, position: venue.position }]);
  }

  /** Of the engine's own account; a recorded one is told by the record. */
  onFill(fill: FillFacts): void {
    this.#seat.hear(fill);
  }

  end(): void {
    this.#run.end?.();
  }
}

/** Where a strategy on one instrument has its position and cash from. */
interface Seat {
  readonly symbol: string;
  readonly venue: RecordedVenue | WatchedVenue;
  readonly cash: number;
  hear(fill: FillFacts): void;
  /** Takes the account to a moment: fills that it is told then, oldest first. */
  step(engine: Desk, momentMs: number): readonly FillFacts[];
}

function recordedSeat(symbol: string, { cash, positions, fills }: RecordedAccount, log: WishLog): Seat {
  const venue = new RecordedVenue(symbol, positions[symbol] ?? 0, log);
  let free = cash;
  let next = 0;
  return {
    symbol,
    venue,
    get cash() {
      return free;
    },
    hear: () => undefined,
    step(_engine, momentMs) {
      const told: FillFacts[] = [];
      for (let fill = fills[next]; fill !== undefined && fill.toldAtMs <= momentMs; fill = fills[next]) {
        venue.fill(fill.quantity);
        free += fill.cash;
        if (fill.number !== null) told.push({ order: fill.number, quantity: fill.quantity, price: fill.price });
        next += 1;
      }
      return told;
    },
  };
}

function engineSeat(symbol: string, log: WishLog): Seat {
  const venue = new WatchedVenue(symbol, log);
  let desk: Desk | null = null;
  let heard: FillFacts[] = [];
  return {
    symbol,
    venue,
    get cash() {
      return (desk?.cash ?? 0) - log.hiddenCash;
    },
    hear(fill) {
      heard.push(fill);
    },
    step(engine) {
      desk = engine;
      venue.at(engine);
      const told = heard.flatMap(({ order, ...fill }) => {
        const number = venue.numberOf(order);
        return number === null ? [] : [{ order: number, ...fill }];
      });
      heard = [];
      return told;
    },
  };
}

class OneDesk implements Desk {
  readonly #seat: Seat;
  bar: BarView | null = null;

  constructor(seat: Seat) {
    this.#seat = seat;
  }

  get position(): number {
    return this.#seat.venue.position;
  }
  get cash(): number {
    return this.#seat.cash;
  }
  get orderCount(): number {
    return this.#seat.venue.orderCount;
  }
  buy(quantity: number, expiresAtMs?: number): void {
    this.#order(quantity, 1, expiresAtMs);
  }
  sell(quantity: number, expiresAtMs?: number): void {
    this.#order(quantity, -1, expiresAtMs);
  }
  #order(quantity: number, direction: 1 | -1, expiresAtMs: number | undefined): void {
    invariant(quantity > 0, `a quantity is above 0, was ${quantity}`);
    this.#seat.venue.submitMarket(this.#now(), direction * quantity, expiresAtMs);
  }
  submit(order: BarOrderRequest): number {
    return this.#seat.venue.submit(this.#now(), order);
  }
  cancel(order: number): void {
    this.#seat.venue.cancel(this.#now(), order);
  }
  #now(): BarView {
    invariant(this.bar !== null, "nothing is ordered before the first bar");
    return this.bar;
  }
}
