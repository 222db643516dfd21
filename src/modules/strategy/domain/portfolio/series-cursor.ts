import { invariant } from "@/modules/_kernel";
import { barCount } from "@/modules/data";
import { BarCursor } from "../bar-cursor";
import type { SeriesView, TimedBars } from "./market";

/** The newest bar of a series that is over; the engine moves it on. */
export class SeriesCursor extends BarCursor implements SeriesView {
  readonly #closeMs: Float64Array;
  readonly #sessionCloseMs: Float64Array | undefined;
  isNew = false;

  constructor({ bars, closeMs, sessionCloseMs }: TimedBars, name: string) {
    super(bars);
    invariant(closeMs.length === barCount(bars), `${name} has a close for each bar`);
    const tangled = closeMs.findIndex((close, i) => i > 0 && close <= (closeMs[i - 1] ?? Number.NaN));
    invariant(tangled < 0, `the closes of ${name} rise, at bar ${tangled} they do not`);
    this.#closeMs = closeMs;
    this.#sessionCloseMs = sessionCloseMs;
  }

  /** How many bars there are. */
  get count(): number {
    return this.#closeMs.length;
  }
  get sessionCloseMs(): number {
    return this.#sessionCloseMs?.[this.index] ?? Number.NaN;
  }
  /** When the bar after this one is over; infinity after the last. */
  get nextCloseMs(): number {
    return this.#closeMs[this.index + 1] ?? Number.POSITIVE_INFINITY;
  }

  /** Moves to the newest bar that is over at `moment`. */
  moveTo(moment: number): void {
    const before = this.index;
    while (this.nextCloseMs <= moment) this.index += 1;
    this.isNew = this.index > before;
  }
}

/** A series as a strategy sees it: the cursor behind it can be read, not moved. */
export class SeriesWindow implements SeriesView {
  readonly #cursor: SeriesCursor;

  constructor(cursor: SeriesCursor) {
    this.#cursor = cursor;
  }

  get index(): number {
    return this.#cursor.index;
  }
  get isNew(): boolean {
    return this.#cursor.isNew;
  }
  get time(): number {
    return this.#cursor.time;
  }
  get open(): number {
    return this.#cursor.open;
  }
  get high(): number {
    return this.#cursor.high;
  }
  get low(): number {
    return this.#cursor.low;
  }
  get close(): number {
    return this.#cursor.close;
  }
  get volume(): number {
    return this.#cursor.volume;
  }
  get sessionCloseMs(): number {
    return this.#cursor.sessionCloseMs;
  }
}
