import {
  type Bar,
  type BookSubject,
  calendarOf,
  DAY_MS,
  LiveBook,
  MINUTE_MS,
  type Resolution,
  type StreamedInstrument,
} from "@/modules/data";

/** A minute is given this long after its end for what is usually late; later ticks repair its bar. Nothing is late in a replay. */
const CLOSE_AFTER_MS = { wall: 1_500, session: 0 } as const;
/** How far back history is asked for where nothing is kept yet. */
const FIRST_FILL_MS = 2 * DAY_MS;
/** The longest gap that is filled by itself; older ones are a backfill's. */
const FILL_MAX_MS = 7 * DAY_MS;
/** Minutes before the newest kept bar that are asked for again: what came late while nobody listened. */
const REPAIR_MS = 15 * MINUTE_MS;
/** Refused or failing fills in a row after which the gap is left to the quality page, so that live bars go on. */
const FILLS_FAILED_MAX = 5;
/** Bars that one merge takes. */
const BARS_PER_MERGE_MAX = 500;
/** Minutes that the source told itself and that its ticks do not tell again. */
const TOLD_MAX = 60;

const floorMinute = (ms: number) => Math.floor(ms / MINUTE_MS) * MINUTE_MS;

/** A span of minutes, `[fromMs, toMs)`. */
export interface MinuteSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** From where a series goes on. */
export interface SeriesStart {
  readonly nowMs: number;
  /** Start of the newest kept minute bar; null where there is none. */
  readonly lastBarMs: number | null;
  /** Whatever is missing from here on is filled, however long; null: as far back as is usual. */
  readonly fillFromMs: number | null;
}

/** Bars of one resolution, oldest first. */
export interface BarsToMerge {
  readonly resolution: Resolution;
  readonly bars: readonly Bar[];
}

/**
 * One instrument that is streamed: its book, and which of its minutes are settled. Minutes are settled in order: a bar of
 * ticks waits until everything before it is in, so that the newest kept bar always tells where to go on after a crash.
 *
 * A minute that the source tells as a bar is as it says, whatever its ticks add up to: they may have been lost on the way.
 */
export class LiveSeries {
  readonly streamed: StreamedInstrument;
  readonly book: LiveBook;
  /** Since when it is listened for, by our clock. */
  readonly sinceMs: number;
  /** Everything that began before this is in. */
  #settledToMs: number;
  readonly #closeAfterMs: number;
  readonly #pending = new Map<number, Bar>();
  readonly #unsettled = new Set<number>();
  /** Minutes that the source told itself, the oldest first. */
  readonly #told = new Set<number>();
  /** Minutes all of whose trades were canceled: their bars go, unless the source's history knows better. */
  readonly #busted = new Set<number>();
  /** Bars of other resolutions that came as such. */
  readonly #longer = new Map<Resolution, Map<number, Bar>>();
  #fillsFailed = 0;

  constructor(streamed: StreamedInstrument, subject: BookSubject, { nowMs, lastBarMs, fillFromMs }: SeriesStart) {
    this.streamed = streamed;
    this.book = new LiveBook(subject, nowMs);
    this.sinceMs = nowMs;
    this.#closeAfterMs = CLOSE_AFTER_MS[subject.clock];
    const firstMs = fillFromMs ?? nowMs - FIRST_FILL_MS;
    const wantedMs = lastBarMs === null ? firstMs : lastBarMs - REPAIR_MS;
    this.#settledToMs = floorMinute(Math.max(wantedMs, fillFromMs ?? nowMs - FILL_MAX_MS));
  }

  /** Everything that is over and was heard is in. */
  get isWhole(): boolean {
    return this.#settledToMs >= this.book.bars.wholeFromMs && this.#pending.size === 0;
  }

  /** Bars that wait to be merged. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** Ticks of this minute wait for the source's history to say what it was. */
  unsettle(atMs: number): void {
    const time = floorMinute(atMs);
    // What lies after the settled part will be asked for anyway.
    if (time < this.#settledToMs) this.#unsettled.add(time);
  }

  /** What was kept out from one moment to another is asked of the source's history, once its minutes are over. */
  askAgain(fromMs: number, toMs: number): void {
    for (const atMs of [fromMs, toMs]) this.#unsettled.add(floorMinute(atMs));
  }

  /** A bar that the source told as such, and that has ended. The same again is a correction or nothing. */
  takeBar(resolution: Resolution, bar: Bar): void {
    if (resolution !== "1m") {
      const waiting = this.#longer.get(resolution) ?? new Map<number, Bar>();
      waiting.set(bar.time, bar);
      this.#longer.set(resolution, waiting);
      return;
    }
    this.#told.add(bar.time);
    if (this.#told.size > TOLD_MAX) this.#told.delete(Math.min(...this.#told));
    this.#busted.delete(bar.time);
    this.#pending.set(bar.time, bar);
  }

  /** The next span to ask the source's history for, at `nowMs`; null: none now. */
  spanToFill(nowMs: number): MinuteSpan | null {
    const overMs = floorMinute(nowMs - this.#closeAfterMs);
    const toMs = Math.min(this.book.bars.wholeFromMs, overMs);
    if (this.#settledToMs < toMs) return { fromMs: this.#settledToMs, toMs };
    const times = [...this.#unsettled].filter((time) => time + MINUTE_MS <= overMs);
    return times.length === 0 ? null : { fromMs: Math.min(...times), toMs: Math.max(...times) + MINUTE_MS };
  }

  /** Minutes of that span whose trades were all canceled, and of which history has no bar either: theirs must go. */
  bustedIn({ fromMs, toMs }: MinuteSpan, heard: ReadonlySet<number>): readonly number[] {
    return [...this.#busted].filter((time) => time >= fromMs && time < toMs && !heard.has(time));
  }

  /** The source has said everything of that span, and it is in. */
  filled({ fromMs, toMs }: MinuteSpan): void {
    this.#fillsFailed = 0;
    for (const times of [this.#unsettled, this.#busted]) {
      for (const time of times) if (time >= fromMs && time < toMs) times.delete(time);
    }
    if (fromMs <= this.#settledToMs) this.#settledToMs = Math.max(this.#settledToMs, toMs);
  }

  /** The source did not answer. True: the span is to be given up after too many tries, so that what came after it goes on. */
  fillFailed(): boolean {
    this.#fillsFailed += 1;
    return this.#fillsFailed >= FILLS_FAILED_MAX;
  }

  /** Bars that may be merged now; call {@link merged} when they are in. */
  barsToMerge(nowMs: number): readonly BarsToMerge[] {
    for (const { time, bar } of this.book.bars.takeClosed(nowMs - this.#closeAfterMs)) {
      if (bar === null) {
        this.#pending.delete(time);
        // Only a bar that may be in has to go.
        if (time < this.#settledToMs) this.#busted.add(time);
        this.unsettle(time);
      } else if (!this.#told.has(time)) {
        this.#pending.set(time, bar);
      }
    }
    const longer = [...this.#longer].map(([resolution, bars]) => ({ resolution, bars: oldestFirst(bars) }));
    // Something before it is not in yet.
    if (this.#settledToMs < this.book.bars.wholeFromMs || this.#pending.size === 0) return longer;
    return [{ resolution: "1m", bars: oldestFirst(this.#pending) }, ...longer];
  }

  /** Those bars are in. */
  merged(done: readonly BarsToMerge[], nowMs: number): void {
    for (const { resolution, bars } of done) {
      const waiting = resolution === "1m" ? this.#pending : this.#longer.get(resolution);
      for (const bar of bars) if (waiting?.get(bar.time) === bar) waiting.delete(bar.time);
      if (resolution !== "1m" && waiting?.size === 0) this.#longer.delete(resolution);
    }
    if (this.isWhole) this.#settledToMs = Math.max(this.#settledToMs, floorMinute(nowMs - this.#closeAfterMs));
  }

  /** First moment of the session that `nowMs` lies in, or of its UTC day: closes before it are what changes count from. */
  sessionOpenMs(nowMs: number): number {
    const { calendar } = this.streamed.instrument;
    const session = calendar === null ? null : (calendarOf(calendar)?.sessionAt(nowMs) ?? null);
    return session?.openMs ?? Math.floor(nowMs / DAY_MS) * DAY_MS;
  }
}

function oldestFirst(bars: ReadonlyMap<number, Bar>): readonly Bar[] {
  return [...bars.values()].toSorted((left, right) => left.time - right.time).slice(0, BARS_PER_MERGE_MAX);
}
