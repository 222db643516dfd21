import { invariant } from "@/modules/_kernel";
import { LaneDesk } from "../portfolio/lane-desk";
import type { FillNotice, InstrumentDesk, Market, PortfolioRun } from "../portfolio/market";
import type { DecisionNote } from "../strategy";
import type { DecidedMoment, RecordedAccount, RecordedFill, WatchPlan } from "./watch-plan";
import { RecordedVenue, WatchedVenue, WishLog } from "./wish-log";

/** The same as a watched run, for a strategy on several instruments or resolutions. */
export class WatchedPortfolioRun implements PortfolioRun {
  readonly #run: PortfolioRun;
  readonly #log: WishLog;
  readonly #account: RecordedAccount | null;
  readonly #heard: FillNotice[] = [];
  #market: WatchedMarket | null = null;
  #next = 0;

  constructor(run: PortfolioRun, plan: WatchPlan) {
    this.#run = run;
    this.#log = new WishLog(plan);
    this.#account = plan.account;
  }

  get notes(): readonly DecisionNote[] {
    return this.#run.notes ?? [];
  }
  get decided(): readonly DecidedMoment[] {
    return this.#log.decided;
  }

  onBars(engine: Market): void {
    this.#log.begin(engine.time);
    this.#market ??= new WatchedMarket(engine, this.#account, this.#log);
    const market = this.#market;
    market.time = engine.time;
    market.mark();
    for (const fill of this.#told(market)) this.#run.onFill?.(fill, market);
    this.#run.onBars(market);
    const fresh = engine.instruments.find(({ bar }) => bar.isNew);
    // Where only a longer series closed there is no base bar that a decision could be of.
    if (fresh !== undefined) this.#log.end(fresh.bar.time, market.seen());
  }

  /** Of the engine's own account; a recorded one is told by the record. */
  onFill(fill: FillNotice): void {
    if (this.#account === null) this.#heard.push(fill);
  }

  end(): void {
    this.#run.end?.();
  }

  #told(market: WatchedMarket): readonly FillNotice[] {
    if (this.#account === null)
      return this.#heard.splice(0).flatMap((fill) => {
        const number = market.numberOf(fill.symbol, fill.order);
        return number === null ? [] : [{ ...fill, order: number }];
      });
    const { fills } = this.#account;
    const told: FillNotice[] = [];
    for (let fill = fills[this.#next]; fill !== undefined && fill.toldAtMs <= market.time; fill = fills[this.#next]) {
      market.take(fill);
      const { symbol, number, quantity, price } = fill;
      if (number !== null) told.push({ symbol, order: number, quantity, price });
      this.#next += 1;
    }
    return told;
  }
}

interface Lane {
  readonly engine: InstrumentDesk;
  readonly venue: RecordedVenue | WatchedVenue;
  readonly desk: InstrumentDesk;
}

/** The market as the strategy sees it: the engine's bars, and its own orders and account. */
class WatchedMarket implements Market {
  time = Number.NaN;
  readonly instruments: readonly InstrumentDesk[];
  readonly #lanes: readonly Lane[];
  readonly #engine: Market;
  readonly #hidden: number;
  /** Null: the engine's. */
  #cash: number | null;

  constructor(engine: Market, account: RecordedAccount | null, log: WishLog) {
    this.#engine = engine;
    this.#hidden = log.hiddenCash;
    this.#cash = account?.cash ?? null;
    this.#lanes = engine.instruments.map((of): Lane => {
      const { symbol } = of;
      const venue =
        account === null
          ? new WatchedVenue(symbol, log)
          : new RecordedVenue(symbol, account.positions[symbol] ?? 0, log);
      if (venue instanceof WatchedVenue) venue.at(of);
      const series = (name: string) => of.series(name);
      const desk = new LaneDesk({ symbol, bar: of.bar, series, broker: venue, pool: this, multiplier: 1 });
      return { engine: of, venue, desk };
    });
    this.instruments = this.#lanes.map(({ desk }) => desk);
  }

  get cash(): number {
    return this.#cash ?? this.#engine.cash - this.#hidden;
  }
  get equity(): number {
    if (this.#cash === null) return this.#engine.equity - this.#hidden;
    return this.#lanes.reduce((sum, { venue }) => sum + venue.value, this.#cash);
  }
  of(symbol: string): InstrumentDesk {
    return this.#lane(symbol).desk;
  }

  mark(): void {
    for (const { engine, venue } of this.#lanes) if (engine.bar.index >= 0) venue.mark(engine.bar.close);
  }
  take({ symbol, quantity, cash }: RecordedFill): void {
    // What moves no units is cash that came or went, of no instrument.
    const venue = quantity === 0 ? null : this.#lane(symbol).venue;
    if (venue instanceof RecordedVenue) venue.fill(quantity);
    this.#cash = (this.#cash ?? 0) + cash;
  }
  numberOf(symbol: string, engineNumber: number): number | null {
    const { venue } = this.#lane(symbol);
    return venue instanceof WatchedVenue ? venue.numberOf(engineNumber) : null;
  }
  seen(): DecidedMoment["seen"] {
    return this.#lanes
      .filter(({ engine }) => engine.bar.index >= 0)
      .map(({ engine, venue }) => ({ symbol: engine.symbol, close: engine.bar.close, position: venue.position }));
  }

  #lane(symbol: string): Lane {
    const found = this.#lanes.find(({ engine }) => engine.symbol === symbol);
    const known = this.#lanes.map(({ engine }) => engine.symbol).join(", ");
    invariant(found !== undefined, `this run has no ${symbol}: it has ${known}`);
    return found;
  }
}
