import { type BarColumnName, type BarColumns, makeBarColumns } from "../bar-columns";
import { civilFromDays, daysFromCivil, isoDate, isoTime } from "../civil";
import { boundText, isBeyondPrices, PRICE_MAX, PRICE_MIN, VOLUME_MAX } from "../price-bounds";
import { DAY_MS, isSessionResolution, MINUTE_MS, type Resolution, resolutionMinutes } from "../resolution";
import type { TimeZone } from "../time-zone";
import { parseNumber } from "./number-format";
import type { CsvReading } from "./reading";
import { ProblemList, type RowProblem, type RowProblemKind } from "./row-problem";
import { parseTime, TIME_FORMAT_EXAMPLES } from "./time-format";

/** Bars before and after these are a mistaken unit or century, not history: the oldest exchange records are of the 1690s. */
export const BAR_TIME_MIN_MS = daysFromCivil({ year: 1690, month: 1, day: 1 }) * DAY_MS;
export const BAR_TIME_MAX_MS = daysFromCivil({ year: 2200, month: 1, day: 1 }) * DAY_MS;

/** Checked bars of consecutive lines, at most {@link BATCH_ROWS}, with the line each came from. */
export interface CheckedBars {
  readonly bars: BarColumns;
  readonly lines: Int32Array;
  readonly count: number;
}

/** Bars handed on at a time: large enough to be cheap, small enough (½ MB) that a queue of them is nothing. */
const BATCH_ROWS = 8192;

export interface CheckOptions {
  readonly reading: CsvReading;
  /** Column numbers of the reading, found in the file's header; volume may be -1. */
  readonly columnIndexes: Readonly<Record<BarColumnName, number>>;
  readonly resolution: Resolution;
  readonly zone: TimeZone;
}

/** What became of all lines that were checked. */
export interface CheckSummary {
  readonly rows: number;
  readonly valid: number;
  readonly problems: ProblemList;
  /** Lines whose time is before the time of an earlier line. */
  readonly outOfOrder: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** The commonest distance between neighbours in milliseconds: what resolution the file seems to have. */
  readonly usualStepMs: number | null;
}

type Prices = { open: number; high: number; low: number; close: number; volume: number };

/**
 * Checks the lines of one file in order and turns the good ones into bars. A bad line is left out and named; who asked
 * decides whether that refuses the file. Holds one batch and the first problems, however long the file.
 *
 * Repeated times are found here when they are neighbours; whoever sorts an unordered file finds the others.
 */
export class BarChecker {
  readonly problems = new ProblemList();
  private readonly options: CheckOptions;
  private readonly columnNames: Readonly<Record<BarColumnName, string>>;
  private readonly session: boolean;
  private readonly gridMs: number;
  private batch = makeBarColumns(BATCH_ROWS);
  private lines = new Int32Array(BATCH_ROWS);
  private count = 0;
  private rows = 0;
  private valid = 0;
  private outOfOrder = 0;
  private previousMs: number | null = null;
  private firstMs = Number.POSITIVE_INFINITY;
  private lastMs = Number.NEGATIVE_INFINITY;
  private readonly steps = new Map<number, number>();

  constructor(options: CheckOptions) {
    const { reading, resolution } = options;
    this.options = options;
    const name = (field: BarColumnName) => reading.columns[field] ?? field;
    this.columnNames = {
      time: name("time"),
      open: name("open"),
      high: name("high"),
      low: name("low"),
      close: name("close"),
      volume: name("volume"),
    };
    this.session = isSessionResolution(resolution);
    // Hours follow sessions (New York opens at half past), so they need whole minutes; below an hour the clock decides.
    this.gridMs = (resolutionMinutes(resolution) < 60 ? resolutionMinutes(resolution) : 1) * MINUTE_MS;
  }

  /** True when the batch is full and wants to be taken. */
  get full(): boolean {
    return this.count === BATCH_ROWS;
  }

  /** Takes one line: adds its bar to the batch, or its problems to the list. */
  check(line: number, cells: readonly string[]): void {
    this.rows += 1;
    const time = this.readTime(line, cells);
    const prices = this.readPrices(line, cells);
    if (time === null || prices === null) return;
    if (!this.inSequence(line, cells, time)) return;
    const at = this.count;
    const { batch } = this;
    batch.time[at] = time;
    batch.open[at] = prices.open;
    batch.high[at] = prices.high;
    batch.low[at] = prices.low;
    batch.close[at] = prices.close;
    batch.volume[at] = prices.volume;
    this.lines[at] = line;
    this.count += 1;
    this.valid += 1;
    if (time < this.firstMs) this.firstMs = time;
    if (time > this.lastMs) this.lastMs = time;
  }

  /** A line that the file format itself broke: unbalanced quotes, too long. */
  refuse(problem: RowProblem): void {
    this.rows += 1;
    this.problems.add(problem);
  }

  /** Hands over the bars since the last call; the checker goes on with new memory. */
  take(): CheckedBars {
    const taken = { bars: this.batch, lines: this.lines, count: this.count };
    this.batch = makeBarColumns(BATCH_ROWS);
    this.lines = new Int32Array(BATCH_ROWS);
    this.count = 0;
    return taken;
  }

  summary(): CheckSummary {
    const usual = [...this.steps].reduce<readonly [number, number] | null>(
      (best, step) => (best === null || step[1] > best[1] ? step : best),
      null,
    );
    const { rows, valid, problems, outOfOrder } = this;
    const ends = valid === 0 ? { firstMs: null, lastMs: null } : { firstMs: this.firstMs, lastMs: this.lastMs };
    return { rows, valid, problems, outOfOrder, ...ends, usualStepMs: usual?.[0] ?? null };
  }

  private cell(cells: readonly string[], field: BarColumnName): string | null {
    const index = this.options.columnIndexes[field];
    return index < 0 ? null : (cells[index]?.trim() ?? null);
  }

  private problem(line: number, field: BarColumnName, value: string, kind: RowProblemKind, message: string): null {
    this.problems.add({ line, column: this.columnNames[field], value, kind, message });
    return null;
  }

  private readTime(line: number, cells: readonly string[]): number | null {
    const text = this.cell(cells, "time");
    if (text === null) return this.missing(line, cells, "time");
    const { reading, resolution } = this.options;
    const written = parseTime(text, reading.timeFormat);
    if (written === null) {
      const example = TIME_FORMAT_EXAMPLES[reading.timeFormat];
      return this.problem(
        line,
        "time",
        text,
        "bar.time_malformed",
        `Not a time of the chosen format, which is like ${example}.`,
      );
    }
    const time = this.session ? this.sessionTime(written) : this.clockTime(line, text, written);
    if (time === null) return null;
    if (time < BAR_TIME_MIN_MS || time >= BAR_TIME_MAX_MS) {
      const range = `${isoDate(BAR_TIME_MIN_MS)} to ${isoDate(BAR_TIME_MAX_MS - 1)}`;
      return this.problem(
        line,
        "time",
        text,
        "bar.time_out_of_range",
        `Read as ${isoDate(time)}; bars are from ${range}.`,
      );
    }
    if (!this.session && time % this.gridMs !== 0) {
      const grid = this.gridMs === MINUTE_MS ? "a whole minute" : `a multiple of ${this.gridMs / MINUTE_MS} minutes`;
      return this.problem(line, "time", text, "bar.time_off_grid", `A ${resolution} bar starts at ${grid}.`);
    }
    return time;
  }

  /** A session's time is its date at 00:00 UTC: the date written, or the date at the exchange of the moment written. */
  private sessionTime(written: NonNullable<ReturnType<typeof parseTime>>): number {
    if (written.kind !== "moment") return Math.floor(written.localMs / DAY_MS) * DAY_MS;
    // Midnight UTC is how files write a bare date with a zone attached: moving it to the exchange would change the date.
    if (written.epochMs % DAY_MS === 0) return written.epochMs;
    const localMs = written.epochMs + this.options.zone.offsetAt(written.epochMs);
    return Math.floor(localMs / DAY_MS) * DAY_MS;
  }

  private clockTime(line: number, text: string, written: NonNullable<ReturnType<typeof parseTime>>): number | null {
    const { resolution, zone } = this.options;
    if (written.kind === "moment") return written.epochMs;
    if (written.kind === "date") {
      const message = `A ${resolution} bar needs a time of day, like ${text} 09:30; dates alone fit 1d, 1w and 1mo.`;
      return this.problem(line, "time", text, "bar.time_without_clock", message);
    }
    const time = zone.toEpochMs(written.localMs);
    if (time !== null) return time;
    const message = `Clocks in ${zone.name} went forward over this time, so it never was; another time zone, or times with a zone, would pass.`;
    return this.problem(line, "time", text, "bar.time_nonexistent", message);
  }

  private missing(line: number, cells: readonly string[], field: BarColumnName): null {
    const message = `The line has ${cells.length} cells; the ${field} is in column ${this.options.columnIndexes[field] + 1}.`;
    return this.problem(line, field, "", "row.cells_missing", message);
  }

  private readPrices(line: number, cells: readonly string[]): Prices | null {
    const open = this.readPrice(line, cells, "open");
    const high = this.readPrice(line, cells, "high");
    const low = this.readPrice(line, cells, "low");
    const close = this.readPrice(line, cells, "close");
    const volume = this.readVolume(line, cells);
    if (open === null || high === null || low === null || close === null || volume === null) return null;
    if (high < low) {
      return this.problem(
        line,
        "high",
        String(high),
        "bar.high_below_low",
        `The high is below the low, ${low}; high ≥ low would pass.`,
      );
    }
    if (open < low || open > high) {
      return this.problem(
        line,
        "open",
        String(open),
        "bar.open_outside",
        `The open is outside low to high, ${low} to ${high}.`,
      );
    }
    if (close < low || close > high) {
      return this.problem(
        line,
        "close",
        String(close),
        "bar.close_outside",
        `The close is outside low to high, ${low} to ${high}.`,
      );
    }
    return { open, high, low, close, volume };
  }

  private readPrice(line: number, cells: readonly string[], field: "open" | "high" | "low" | "close"): number | null {
    const text = this.cell(cells, field);
    if (text === null) return this.missing(line, cells, field);
    const value = parseNumber(text, this.options.reading.decimalComma);
    if (value === null) {
      const example = this.options.reading.decimalComma ? "123,45" : "123.45";
      return this.problem(line, field, text, "bar.price_malformed", `Not a number; one like ${example} would pass.`);
    }
    if (value > 0) return this.priceInRange(line, field, text, value);
    const message =
      "A price must be above 0. Returns, sizes and fees divide by it, so zero and negative prices are not taken.";
    return this.problem(line, field, text, "bar.price_not_positive", message);
  }

  private priceInRange(line: number, field: BarColumnName, text: string, value: number): number | null {
    if (!isBeyondPrices(value)) return value;
    const message = `Nothing costs so ${value > PRICE_MAX ? "much" : "little"}; a price from ${boundText(PRICE_MIN)} to ${boundText(PRICE_MAX)} would pass.`;
    return this.problem(line, field, text, "bar.price_out_of_range", message);
  }

  private readVolume(line: number, cells: readonly string[]): number | null {
    const text = this.cell(cells, "volume");
    if (text === null || text === "") return 0;
    const value = parseNumber(text, this.options.reading.decimalComma);
    if (value === null) {
      return this.problem(
        line,
        "volume",
        text,
        "bar.volume_malformed",
        "Not a number; one like 1200, or an empty cell for 0, would pass.",
      );
    }
    if (value < 0) return this.problem(line, "volume", text, "bar.volume_negative", "A volume is 0 or more.");
    if (value <= VOLUME_MAX) return value;
    const message = `No bar has such a volume; one from 0 to ${boundText(VOLUME_MAX)} would pass.`;
    return this.problem(line, "volume", text, "bar.volume_out_of_range", message);
  }

  /** Counts what is out of order, and refuses a second bar of one time, week or month when it stands next to the first. */
  private inSequence(line: number, cells: readonly string[], time: number): boolean {
    const previous = this.previousMs;
    this.previousMs = time;
    if (previous === null) return true;
    const step = Math.abs(time - previous);
    if (step > 0 && (this.steps.has(step) || this.steps.size < STEPS_MAX)) {
      this.steps.set(step, (this.steps.get(step) ?? 0) + 1);
    }
    if (time < previous) this.outOfOrder += 1;
    if (this.periodOf(time) !== this.periodOf(previous)) return true;
    const text = this.cell(cells, "time") ?? "";
    this.problems.add(duplicateProblem(line, this.columnNames.time, text, time, this.options.resolution));
    return false;
  }

  private periodOf(time: number): number {
    const days = Math.floor(time / DAY_MS);
    // 1970-01-01 was a Thursday: weeks from Monday to Sunday.
    if (this.options.resolution === "1w") return Math.floor((days + 3) / 7);
    if (this.options.resolution !== "1mo") return time;
    const { year, month } = civilFromDays(days);
    return year * 12 + month;
  }
}

/** Distinct steps remembered: gaps over weekends and holidays are a few dozen; a shuffled file has no usual step. */
const STEPS_MAX = 1024;

const SPAN_NAMES: Readonly<Partial<Record<Resolution, string>>> = { "1d": "session", "1w": "week", "1mo": "month" };

/** The problem of a second bar for a time that an earlier line has. */
export function duplicateProblem(
  line: number,
  column: string,
  value: string,
  timeMs: number,
  resolution: Resolution,
): RowProblem {
  const shown = isSessionResolution(resolution) ? isoDate(timeMs) : isoTime(timeMs);
  const span = SPAN_NAMES[resolution] ?? "time";
  const message = `An earlier line has a bar of the same ${span} (${shown}); a ${resolution} file has one bar a ${span}.`;
  return { line, column, value, kind: "bar.time_duplicate", message };
}
