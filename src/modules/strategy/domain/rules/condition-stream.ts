import { assertNever, invariant } from "@/modules/_kernel";
import {
  findIndicator,
  type IndicatorInput,
  type IndicatorRun,
  type ScreenComparison,
  type ScreenCondition,
  type ScreenOperand,
  sideOf,
} from "@/modules/data";
import type { ClosedBar } from "@/modules/execution";

/** Room for bars at the start; it doubles when full. */
const ROOM_START = 1_024;
const COLUMNS = ["open", "high", "low", "close", "volume"] as const;
type ColumnName = (typeof COLUMNS)[number];
type Columns = Record<ColumnName, Float64Array>;

/** An indicator at work: it writes one bar of its lines at a time. */
interface RunningIndicator {
  readonly run: IndicatorRun;
  readonly reads: readonly ColumnName[];
  inputs: readonly Float64Array[];
  lines: readonly Float64Array[];
}

/** True, false, or null where a side is not known. */
type Judge = () => boolean | null;
type Read = (barsAgo: number) => number;

/**
 * Condition trees asked at the close of each bar, incrementally: after `push` each says whether it holds there. What it says of a
 * bar is what a screen says of the bars up to it, bit for bit, and what comes later cannot change it.
 */
export class ConditionStream {
  #room: number;
  #count = 0;
  #columns: Columns;
  readonly #indicators = new Map<string, RunningIndicator>();
  /** The same, in order. */
  readonly #running: RunningIndicator[] = [];
  readonly #crosses: (() => void)[] = [];
  readonly #judges: readonly Judge[];

  /**
   * Breaks an invariant on a tree that {@link conditionFaults} refuses.
   *
   * @param roomStart - Bars it has room for at first, 1 or more.
   */
  constructor(conditions: readonly ScreenCondition[], roomStart = ROOM_START) {
    this.#room = roomStart;
    this.#columns = makeColumns(roomStart);
    this.#judges = conditions.map((condition) => this.#judge(condition));
  }

  /** Takes the bar that just closed. */
  push(bar: ClosedBar): void {
    const at = this.#count;
    if (at === this.#room) this.#grow();
    const { open, high, low, close, volume } = this.#columns;
    open[at] = bar.open;
    high[at] = bar.high;
    low[at] = bar.low;
    close[at] = bar.close;
    volume[at] = bar.volume;
    // Counted loops: this is asked once a bar of each run of a search.
    for (let i = 0; i < this.#running.length; i += 1) {
      const indicator = this.#running[i];
      indicator?.run(indicator.inputs, at, at + 1, indicator.lines);
    }
    this.#count = at + 1;
    for (let i = 0; i < this.#crosses.length; i += 1) this.#crosses[i]?.();
  }

  /** Whether the condition of that place in the list holds at the newest bar. */
  holds(place: number): boolean | null {
    return this.#judges[place]?.() ?? null;
  }

  /** Lowest low of the newest `bars` bars; NaN where there are not as many. */
  lowest(bars: number): number {
    return this.#extreme(this.#columns.low, bars, Math.min);
  }

  /** Highest high of the newest `bars` bars; NaN where there are not as many. */
  highest(bars: number): number {
    return this.#extreme(this.#columns.high, bars, Math.max);
  }

  #extreme(column: Float64Array, bars: number, pick: (one: number, other: number) => number): number {
    if (bars > this.#count) return Number.NaN;
    let found = column[this.#count - 1] ?? Number.NaN;
    for (let i = this.#count - bars; i < this.#count; i += 1) found = pick(found, column[i] ?? Number.NaN);
    return found;
  }

  #grow(): void {
    this.#room *= 2;
    for (const name of COLUMNS) this.#columns[name] = larger(this.#columns[name], this.#room);
    for (const indicator of this.#running) {
      indicator.inputs = indicator.reads.map((name) => this.#columns[name]);
      indicator.lines = indicator.lines.map((line) => larger(line, this.#room));
    }
  }

  #judge(condition: ScreenCondition): Judge {
    switch (condition.kind) {
      case "compare":
        return this.#compare(condition);
      case "not": {
        const inner = this.#judge(condition.of);
        return () => {
          const held = inner();
          return held === null ? null : !held;
        };
      }
      case "all":
      case "any":
        return joined(
          condition.of.map((part) => this.#judge(part)),
          condition.kind === "any",
        );
      default:
        return assertNever(condition, "ConditionStream");
    }
  }

  #compare({ left, is, right }: ScreenComparison): Judge {
    const [one, other] = [this.#read(left), this.#read(right)];
    const when =
      (holds: (now: number, against: number) => boolean): Judge =>
      () => {
        const [now, against] = [one(0), other(0)];
        return isKnown(now) && isKnown(against) ? holds(now, against) : null;
      };
    switch (is) {
      case "above":
        return when((now, against) => now > against);
      case "below":
        return when((now, against) => now < against);
      case "at_least":
        return when((now, against) => now >= against);
      case "at_most":
        return when((now, against) => now <= against);
      case "crosses_above":
      case "crosses_below":
        // Two numbers stay where they are.
        if (left.kind === "value" && right.kind === "value") return () => false;
        return this.#cross(one, other, is === "crosses_above" ? 1 : -1);
      default:
        return assertNever(is, "ConditionStream");
    }
  }

  /** Remembers on which side the left value last was: every bar is looked at, asked or not. */
  #cross(one: Read, other: Read, to: 1 | -1): Judge {
    /** Null: the bar before is not known. 0: they have touched for as long as they are known. */
    let side: -1 | 0 | 1 | null = null;
    let holds: boolean | null = null;
    this.#crosses.push(() => {
      const [now, against] = [one(0), other(0)];
      if (!isKnown(now) || !isKnown(against)) {
        [side, holds] = [null, null];
        return;
      }
      const next = sideOf(now, against);
      holds = side === null ? null : next === to && side !== to;
      if (next !== 0 || side === null) side = next;
    });
    return () => holds;
  }

  #read(operand: ScreenOperand): Read {
    if (operand.kind === "value") return () => operand.value;
    const { times, barsAgo: back } = operand;
    const indexOf = (barsAgo: number) => this.#count - 1 - barsAgo - back;
    switch (operand.kind) {
      case "price":
        return (barsAgo) => times * (this.#columns[operand.field][indexOf(barsAgo)] ?? Number.NaN);
      case "change":
        return (barsAgo) => {
          const { close } = this.#columns;
          const index = indexOf(barsAgo);
          return times * 100 * ((close[index] ?? Number.NaN) / (close[index - operand.bars] ?? Number.NaN) - 1);
        };
      case "average_volume":
        return (barsAgo) => times * meanBack(this.#columns.volume, indexOf(barsAgo), operand.bars);
      case "indicator": {
        const indicator = this.#indicator(operand);
        const line = findIndicator(operand.name)?.lines.indexOf(operand.line) ?? -1;
        return (barsAgo) => times * (indicator.lines[line]?.[this.#count - 1 - barsAgo - back] ?? Number.NaN);
      }
      default:
        return assertNever(operand, "ConditionStream");
    }
  }

  /** One for all operands that read it. */
  #indicator({ name, params }: Extract<ScreenOperand, { kind: "indicator" }>): RunningIndicator {
    const key = JSON.stringify([name, params]);
    const known = this.#indicators.get(key);
    if (known !== undefined) return known;
    const definition = findIndicator(name);
    const started = definition?.start(params);
    invariant(definition !== undefined && started?.ok === true, `an indicator that takes its parameters, was ${key}`);
    const reads = definition.inputs.filter(isColumn);
    invariant(reads.length === definition.inputs.length, `an indicator of one instrument, was ${name}`);
    const made: RunningIndicator = {
      run: started.value,
      reads,
      inputs: reads.map((column) => this.#columns[column]),
      lines: definition.lines.map(() => new Float64Array(this.#room)),
    };
    this.#indicators.set(key, made);
    this.#running.push(made);
    return made;
  }
}

const isKnown = (value: number): boolean => Number.isFinite(value);
const isColumn = (input: IndicatorInput): input is ColumnName => input !== "other";

/** Three-valued: one "no" decides `all`, one "yes" decides `any`, and what is not known stays so otherwise. */
function joined(judges: readonly Judge[], decisive: boolean): Judge {
  return () => {
    let isUnknown = false;
    for (const judge of judges) {
      const held = judge();
      if (held === decisive) return decisive;
      if (held === null) isUnknown = true;
    }
    return isUnknown ? null : !decisive;
  };
}

/** Mean of the `length` values up to and including `index`; NaN where they are not all there. */
function meanBack(column: Float64Array, index: number, length: number): number {
  if (index - length + 1 < 0) return Number.NaN;
  let sum = 0;
  for (let i = index - length + 1; i <= index; i += 1) sum += column[i] ?? Number.NaN;
  return sum / length;
}

function makeColumns(room: number): Columns {
  const column = () => new Float64Array(room);
  return { open: column(), high: column(), low: column(), close: column(), volume: column() };
}

function larger(column: Float64Array, room: number): Float64Array {
  const copy = new Float64Array(room);
  copy.set(column);
  return copy;
}
