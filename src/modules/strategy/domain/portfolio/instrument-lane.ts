import { invariant } from "@/modules/_kernel";
import { BarBroker, type BrokerModel, type CashPool } from "@/modules/execution";
import { LaneDesk } from "./lane-desk";
import type { FillNotice, InstrumentAction, InstrumentDesk, TradedInstrument } from "./market";
import { SeriesCursor, SeriesWindow } from "./series-cursor";

/** What all lanes of a run share: where their equity is known. */
export interface LaneAccount {
  readonly pool: CashPool;
  readonly model: BrokerModel;
}

/** One instrument of a run at work, for the engine: its bars, its venue and what happens to it. */
export class InstrumentLane {
  readonly symbol: string;
  readonly bar: SeriesCursor;
  readonly broker: BarBroker;
  /** What the strategy is shown of it. */
  readonly desk: InstrumentDesk;
  readonly #series: ReadonlyMap<string, SeriesCursor>;
  readonly #actions: readonly InstrumentAction[];
  #nextAction = 0;
  #fillsTold = 0;
  /** Whether a bar is over in which orders were live. */
  worked = false;
  /** Whether they were tried at its open. */
  isOpened = false;

  constructor({ symbol, base, series = {}, terms, actions = [] }: TradedInstrument, { pool, model }: LaneAccount) {
    this.symbol = symbol;
    this.bar = new SeriesCursor(base, symbol);
    this.broker = new BarBroker(model, terms, pool);
    this.#series = new Map(
      Object.entries(series).map(([name, timed]) => [name, new SeriesCursor(timed, `${symbol} ${name}`)]),
    );
    const tangled = actions.some(({ atMs }, i) => i > 0 && atMs < (actions[i - 1]?.atMs ?? 0));
    invariant(!tangled, `what happened to ${symbol} is listed oldest first`);
    this.#actions = actions;
    const { bar, broker } = this;
    const windows = new Map([...this.#series].map(([name, cursor]) => [name, new SeriesWindow(cursor)]));
    this.desk = new LaneDesk({
      symbol,
      bar: new SeriesWindow(bar),
      series: (name) => windows.get(name),
      broker,
      pool,
      multiplier: terms.multiplier,
    });
  }

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
