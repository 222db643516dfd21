import { invariant } from "@/modules/_kernel";
import { findIndicator } from "@/modules/data";
import type { BarView } from "../../domain/strategy";

type Columns = readonly Float64Array[];
type Step = (inputs: Columns, from: number, to: number, lines: Columns) => void;

/** One declared indicator at work: what it reads, and where its lines go. */
interface Placed {
  readonly step: Step;
  readonly inputs: readonly number[];
  readonly lines: readonly number[];
  /** Place of its first line among the readings. */
  readonly slot: number;
  /** Its lines that are readings, in their order. */
  readonly shown: readonly number[];
  /** Line whose value is the one reading; null: all of them. */
  readonly only: number | null;
}

/** An indicator that is declared on one series. */
export interface FeedIndicator {
  readonly name: string;
  readonly params: Readonly<Record<string, number>>;
  readonly only: string | null;
  readonly slot: number;
}

const FIELDS: readonly string[] = ["open", "high", "low", "close", "volume"];
const FIRST_CAPACITY = 1_024;

/** Lines of an indicator that are known when a bar closes, in the order of their readings; null: there is no such indicator. */
export function streamedLines(name: string): readonly string[] | null {
  const found = findIndicator(name);
  if (found === undefined || found.inputs.includes("other")) return null;
  const lines = found.lines.filter((line) => !found.lookAhead.includes(line));
  return lines.length === 0 ? null : lines;
}

/**
 * Declared indicators of one series, computed outside of the sandbox as bars close: what the app's own indicators give, bit
 * for bit. Keeps the bars it has seen, because an indicator may look back as far as it likes.
 */
export class IndicatorFeed {
  readonly #placed: readonly Placed[];
  #bars: Float64Array[] = FIELDS.map(() => new Float64Array(FIRST_CAPACITY));
  #lines: Float64Array[];
  #count = 0;
  readonly #inputsOf: Float64Array[][];
  readonly #linesOf: Float64Array[][];

  /** Breaks an invariant on an indicator that does not start: names and parameters were checked before. */
  constructor(indicators: readonly FeedIndicator[]) {
    let lineCount = 0;
    this.#placed = indicators.map(({ name, params, only, slot }) => {
      const definition = findIndicator(name);
      const run = definition?.start(params);
      invariant(definition !== undefined && run?.ok === true, `the indicator ${name} was checked`);
      const first = lineCount;
      lineCount += definition.lines.length;
      const places = definition.lines.map((_, at) => first + at);
      const shown = definition.lines.flatMap((line, at) => (definition.lookAhead.includes(line) ? [] : [first + at]));
      const single = only === null ? null : (places[definition.lines.indexOf(only)] ?? null);
      return {
        step: run.value,
        inputs: definition.inputs.map((input) => FIELDS.indexOf(input)),
        lines: places,
        slot,
        only: single,
        shown,
      };
    });
    this.#lines = Array.from({ length: lineCount }, () => new Float64Array(FIRST_CAPACITY));
    this.#inputsOf = this.#placed.map(() => []);
    this.#linesOf = this.#placed.map(() => []);
    this.#join();
  }

  /** Takes a bar that closed and writes the readings there, from place `start` of `target` on. */
  push(bar: BarView, target: Float64Array, start: number): void {
    const at = this.#count;
    if (at >= (this.#bars[0]?.length ?? 0)) this.#grow();
    const [open, high, low, close, volume] = this.#bars;
    if (!open || !high || !low || !close || !volume) return;
    open[at] = bar.open;
    high[at] = bar.high;
    low[at] = bar.low;
    close[at] = bar.close;
    volume[at] = bar.volume;
    this.#count = at + 1;
    for (let i = 0; i < this.#placed.length; i += 1) {
      const placed = this.#placed[i];
      const lines = this.#linesOf[i];
      if (placed === undefined || lines === undefined) continue;
      placed.step(this.#inputsOf[i] ?? [], at, at + 1, lines);
      if (placed.only !== null) target[start + placed.slot] = this.#lines[placed.only]?.[at] ?? Number.NaN;
      else {
        const shown = placed.shown;
        for (let line = 0; line < shown.length; line += 1) {
          target[start + placed.slot + line] = this.#lines[shown[line] ?? -1]?.[at] ?? Number.NaN;
        }
      }
    }
  }

  #grow(): void {
    const twice = (column: Float64Array) => {
      const larger = new Float64Array(column.length * 2);
      larger.set(column);
      return larger;
    };
    this.#bars = this.#bars.map(twice);
    this.#lines = this.#lines.map(twice);
    this.#join();
  }

  /** Each indicator's own list of columns, made once for as long as they are the same. */
  #join(): void {
    this.#placed.forEach(({ inputs, lines }, i) => {
      this.#inputsOf[i] = inputs.map((place) => this.#bars[place] ?? new Float64Array(0));
      this.#linesOf[i] = lines.map((place) => this.#lines[place] ?? new Float64Array(0));
    });
  }
}
