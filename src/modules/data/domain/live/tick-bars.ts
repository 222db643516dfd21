import type { Bar } from "../bar-columns";
import { MINUTE_MS } from "../resolution";

/** A trade as far as bars are concerned. `id` is unique for its instrument; null where the source numbers nothing. */
export interface Tick {
  readonly price: number;
  readonly size: number;
  readonly eventMs: number;
  readonly id: string | null;
}

/** What became of a tick or a correction. */
export type TickOutcome =
  | "taken"
  /** Known already, or the same correction again: nothing changed. */
  | "repeated"
  /** Its minute is not held (any more): only the source's history can tell what it was. */
  | "not_held";

/** Minutes that are held open for late ticks and corrections. Later ones are settled by the source's history. */
const MINUTES_HELD = 15;
/** Corrections of trades that have not come (yet): a source that sends more of them is asked for its history. */
const EARLY_CORRECTIONS_MAX = 1_000;

interface Correction {
  readonly eventMs: number;
  readonly right: { readonly price: number; readonly size: number } | null;
}

interface Minute {
  /** What has come, by id or by what it says: to know a repetition. */
  readonly keys: Set<string>;
  /** In the order in which they happened, as they were told at first. */
  readonly ordered: Tick[];
  /** The bar of them, corrections heard; null: it must be added up anew. */
  bar: Bar | null;
  /** Since it was last given out as a closed bar. */
  changed: boolean;
}

/** Before or after in a minute: by time, then by number or name, then by what it says, so that any order of arrival ends the same. */
function compareTicks(left: Tick, right: Tick): number {
  if (left.eventMs !== right.eventMs) return left.eventMs - right.eventMs;
  if (left.id !== null && right.id !== null && left.id !== right.id) {
    // Numbers of one length compare as text; longer ones are later.
    if (left.id.length !== right.id.length) return left.id.length - right.id.length;
    return left.id < right.id ? -1 : 1;
  }
  return left.price - right.price || left.size - right.size;
}

/**
 * The bar of the trades of one minute, or null when there is none. Trades come in the order in which they happened; the
 * volume is added in that order, so the same trades give the same bits.
 */
export function barOfTrades(
  time: number,
  trades: Iterable<{ readonly price: number; readonly size: number }>,
): Bar | null {
  let bar: { time: number; open: number; high: number; low: number; close: number; volume: number } | null = null;
  for (const { price, size } of trades) {
    if (bar === null) bar = { time, open: price, high: price, low: price, close: price, volume: size };
    else {
      bar.high = Math.max(bar.high, price);
      bar.low = Math.min(bar.low, price);
      bar.close = price;
      bar.volume += size;
    }
  }
  return bar;
}

function grown({ time, open, high, low, volume }: Bar, { price, size }: Tick): Bar {
  return { time, open, high: Math.max(high, price), low: Math.min(low, price), close: price, volume: volume + size };
}

const minuteOf = (eventMs: number) => Math.floor(eventMs / MINUTE_MS) * MINUTE_MS;
const keyOf = ({ id, eventMs, price, size }: Tick) => id ?? `${eventMs} ${price} ${size}`;

/** A closed minute whose trades changed. A bar of null: nothing of what had been traded in it was right. */
export interface ChangedMinute {
  readonly time: number;
  readonly bar: Bar | null;
}

/**
 * The one-minute bars of one instrument from its ticks. Any order and any repetition of the same ticks and corrections
 * gives the same bars, as long as they come within {@link MINUTES_HELD} minutes of the newest; what comes later, and what
 * belongs to minutes that were not heard whole, is told as `not_held`, for the source's history to settle.
 *
 * Ticks without an id that are equal in time, price and size count as one: nothing tells them apart from a repetition.
 */
export class TickBars {
  readonly #minutes = new Map<number, Minute>();
  readonly #byId = new Map<string, number>();
  readonly #corrections = new Map<string, Correction>();
  /** Minutes from here on have been heard whole. */
  #wholeFromMs: number;
  #newestMs = Number.NEGATIVE_INFINITY;

  /** @param fromMs - When listening began: the first whole minute begins at or after it. */
  constructor(fromMs: number) {
    this.#wholeFromMs = Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS;
  }

  /** First minute that was heard whole: earlier ones come from the source's history. */
  get wholeFromMs(): number {
    return this.#wholeFromMs;
  }

  /** Listening was interrupted until `atMs`: minutes that began before are not whole, and their bars are not given out. */
  interrupted(atMs: number): void {
    this.#wholeFromMs = Math.max(this.#wholeFromMs, Math.ceil(atMs / MINUTE_MS) * MINUTE_MS);
    for (const [time, minute] of this.#minutes) if (time < this.#wholeFromMs) minute.changed = false;
  }

  add(tick: Tick): TickOutcome {
    const time = minuteOf(tick.eventMs);
    if (time < this.#floorMs()) return "not_held";
    const minute = this.#minutes.get(time) ?? { keys: new Set(), ordered: [], bar: null, changed: false };
    const key = keyOf(tick);
    // The same id at another time is the same trade, told differently: the first one counts until a correction comes.
    if (minute.keys.has(key) || (tick.id !== null && this.#byId.has(tick.id))) return "repeated";
    minute.keys.add(key);
    this.#place(minute, tick);
    minute.changed = true;
    this.#minutes.set(time, minute);
    if (tick.id !== null) this.#byId.set(tick.id, time);
    this.#advance(time);
    // A minute that was not heard whole is for history, but its ticks still show where the price is.
    return time < this.#wholeFromMs ? "not_held" : "taken";
  }

  /** A trade was wrong. Of two corrections of one trade the later counts, by the source's clock. */
  correct(id: string, correction: Correction): TickOutcome {
    const before = this.#corrections.get(id);
    if (before !== undefined && compareCorrections(before, correction) >= 0) return "repeated";
    const time = this.#byId.get(id);
    if (time === undefined && this.#corrections.size >= EARLY_CORRECTIONS_MAX) return "not_held";
    this.#corrections.set(id, correction);
    if (time === undefined) return "not_held";
    const minute = this.#minutes.get(time);
    if (minute !== undefined) {
      minute.changed = true;
      minute.bar = null;
    }
    return time < this.#wholeFromMs ? "not_held" : "taken";
  }

  /** The bar of the minute that begins at `time`, as far as it is known; null without a trade in it. */
  barAt(time: number): Bar | null {
    const minute = this.#minutes.get(time);
    return minute === undefined ? null : this.#barOf(time, minute);
  }

  /** The newest trade that is right, with its time; null when none is held. */
  newest(): { readonly price: number; readonly size: number; readonly eventMs: number } | null {
    for (const time of [...this.#minutes.keys()].toSorted((a, b) => b - a)) {
      const last = this.#minutes.get(time);
      const trade = last === undefined ? undefined : this.#rightTrades(last).at(-1);
      if (trade !== undefined) return trade;
    }
    return null;
  }

  /** Whole minutes that ended at or before `nowMs` and changed since they were last taken, oldest first. */
  takeClosed(nowMs: number): readonly ChangedMinute[] {
    const taken: ChangedMinute[] = [];
    for (const [time, minute] of this.#minutes) {
      if (!minute.changed || time < this.#wholeFromMs || time + MINUTE_MS > nowMs) continue;
      minute.changed = false;
      taken.push({ time, bar: this.#barOf(time, minute) });
    }
    return taken.toSorted((left, right) => left.time - right.time);
  }

  #floorMs(): number {
    return this.#newestMs - MINUTES_HELD * MINUTE_MS;
  }

  /** Trades as they are known to be right, in the order in which they happened. */
  #rightTrades(minute: Minute): readonly Tick[] {
    const right: Tick[] = [];
    for (const tick of minute.ordered) {
      const correction = tick.id === null ? undefined : this.#corrections.get(tick.id);
      if (correction === undefined) right.push(tick);
      else if (correction.right !== null) right.push({ ...tick, ...correction.right });
    }
    return right;
  }

  #barOf(time: number, minute: Minute): Bar | null {
    minute.bar ??= barOfTrades(time, this.#rightTrades(minute));
    return minute.bar;
  }

  /** Puts a tick where it belongs. The usual place is the end, and then the bar grows by it as it would from the beginning. */
  #place(minute: Minute, tick: Tick): void {
    const { ordered } = minute;
    let at = ordered.length;
    while (at > 0 && compareTicks(ordered[at - 1] ?? tick, tick) > 0) at -= 1;
    ordered.splice(at, 0, tick);
    const isPlainEnd = at === ordered.length - 1 && (tick.id === null || !this.#corrections.has(tick.id));
    const { bar } = minute;
    minute.bar = !isPlainEnd || bar === null ? null : grown(bar, tick);
  }

  #advance(time: number): void {
    if (time <= this.#newestMs) return;
    this.#newestMs = time;
    const floorMs = this.#floorMs();
    for (const [old, minute] of this.#minutes) {
      // What was not taken yet stays until it is: a stalled writer loses nothing.
      if (old >= floorMs || (minute.changed && old >= this.#wholeFromMs)) continue;
      this.#minutes.delete(old);
      for (const { id } of minute.ordered) {
        if (id === null) continue;
        this.#byId.delete(id);
        this.#corrections.delete(id);
      }
    }
  }
}

function compareCorrections(left: Correction, right: Correction): number {
  if (left.eventMs !== right.eventMs) return left.eventMs - right.eventMs;
  const of = ({ right: said }: Correction) => (said === null ? [-1, -1] : [said.price, said.size]);
  const [a, b] = [of(left), of(right)];
  return (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);
}
