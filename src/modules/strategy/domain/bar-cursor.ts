import type { BarColumns } from "@/modules/data";
import type { BarView } from "./strategy";

/** One bar of the columns; the engine moves it to the next. */
export class BarCursor implements BarView {
  readonly #bars: BarColumns;
  index = -1;

  constructor(bars: BarColumns) {
    this.#bars = bars;
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
}
