import type { BarColumns } from "../bar-columns";
import type { InstrumentKind } from "../instrument";
import { DAY_MS, isSessionResolution, type Resolution, resolutionMs } from "../resolution";
import type { Finding } from "./finding";
import { LOCAL_WINDOW, RollingScale } from "./rolling-scale";
import { splitRatioOf } from "./split-ratio";

/** A move of so many usual ones, of the last year or of the last month, whichever is more restless, that comes back at once was never traded. */
const PRINT_DEVIATIONS = 10;
/** A move that holds is only worth a look, and only where it is this rare. */
const OUTLIER_DEVIATIONS = 20;
/** What is left of a bad print's move in the bar after it. */
const RETURNED_SHARE = 0.3;
/** No move is an outlier below this: quiet markets make small steps look large. */
const MOVE_MIN = { session: 0.04, inside: 0.01 } as const;
/** The same four prices, with volume, so often in a row: the source repeats itself. */
const FROZEN_BARS_MIN = { session: 4, inside: 30 } as const;
/** So many bars in a row without volume, where the series has volume. */
const VOLUMELESS_BARS_MIN = { session: 3, inside: 120 } as const;
/** Between two bars further apart than this a session ended. */
const OVERNIGHT_MS = 3_600_000;
/** Kinds whose sources give no volume, or one that means nothing. */
const WITHOUT_VOLUME: readonly InstrumentKind[] = ["index", "fx"];

export interface BarCheckFacts {
  readonly resolution: Resolution;
  readonly kind: InstrumentKind;
  /** Smallest price step, quote currency. */
  readonly tick: number;
  /** Dates (00:00 UTC) of splits that are known: a jump there is none. */
  readonly splitDates: ReadonlySet<number>;
}

interface Run {
  fromMs: number;
  bars: number;
}

/**
 * Looks at bars one after another: jumps that look like a split, prints that came and went, repeated and volumeless
 * stretches, times off the grid. Bars come oldest first, in any pieces; what is said depends on the {@link RollingScale}
 * of moves before a bar and on the one after it.
 */
export class BarCheck {
  private readonly scale = new RollingScale();
  private readonly local = new RollingScale(LOCAL_WINDOW, LOCAL_WINDOW);
  private readonly stepMs: number;
  private readonly isSession: boolean;
  private readonly hasVolume: boolean;
  private readonly least: "session" | "inside";
  private before = { timeMs: Number.NaN, open: 0, high: 0, low: 0, close: Number.NaN, volume: 0 };
  /** A move that waits for the next bar to say whether it held. */
  private suspect: {
    readonly timeMs: number;
    readonly base: number;
    readonly extreme: number;
    readonly z: number;
  } | null = null;
  private frozen: Run = { fromMs: Number.NaN, bars: 0 };
  private volumeless: Run = { fromMs: Number.NaN, bars: 0 };
  private withVolume = 0;

  private readonly facts: BarCheckFacts;
  private readonly say: (finding: Finding) => void;

  constructor(facts: BarCheckFacts, say: (finding: Finding) => void) {
    this.facts = facts;
    this.say = say;
    this.stepMs = resolutionMs(facts.resolution);
    this.isSession = isSessionResolution(facts.resolution);
    this.least = this.isSession ? "session" : "inside";
    this.hasVolume = !WITHOUT_VOLUME.includes(facts.kind);
  }

  push(bars: BarColumns, index: number): void {
    const [timeMs, open, high, low, close, volume] = [
      bars.time[index] ?? Number.NaN,
      bars.open[index] ?? Number.NaN,
      bars.high[index] ?? Number.NaN,
      bars.low[index] ?? Number.NaN,
      bars.close[index] ?? Number.NaN,
      bars.volume[index] ?? Number.NaN,
    ];
    this.checkGrid(timeMs);
    this.checkRuns(timeMs, open, high, low, close, volume);
    this.settleSuspect(close);
    if (!Number.isNaN(this.before.close)) this.checkMove(timeMs, open, high, low, close);
    this.before = { timeMs, open, high, low, close, volume };
    if (volume > 0) this.withVolume += 1;
  }

  finish(): void {
    // Whether the newest move holds is not known yet: the next check sees the bar after it.
    this.suspect = null;
    this.endFrozen();
    this.endVolumeless();
  }

  private checkGrid(timeMs: number): void {
    const gridMs = this.isSession ? DAY_MS : Math.min(this.stepMs, 60_000 * 5);
    if (timeMs % gridMs === 0) return;
    const toMs = timeMs + 1;
    this.say({ kind: "off_grid", severity: "warning", fromMs: timeMs, toMs, bars: 1, facts: {} });
  }

  private checkRuns(timeMs: number, open: number, high: number, low: number, close: number, volume: number): void {
    const { before } = this;
    const same =
      volume > 0 &&
      before.volume === volume &&
      before.open === open &&
      before.high === high &&
      before.low === low &&
      before.close === close;
    if (!same) {
      this.endFrozen();
      this.frozen = { fromMs: timeMs, bars: 0 };
    }
    this.frozen.bars += 1;
    if (!this.hasVolume) return;
    if (volume > 0) {
      this.endVolumeless();
      return;
    }
    if (this.volumeless.bars === 0) this.volumeless.fromMs = timeMs;
    this.volumeless.bars += 1;
  }

  private endFrozen(): void {
    const { fromMs, bars } = this.frozen;
    this.frozen = { fromMs: Number.NaN, bars: 0 };
    if (bars < FROZEN_BARS_MIN[this.least]) return;
    const toMs = this.before.timeMs + this.stepMs;
    this.say({ kind: "frozen", severity: "warning", fromMs, toMs, bars, facts: { price: this.before.close } });
  }

  private endVolumeless(): void {
    const { fromMs, bars } = this.volumeless;
    this.volumeless = { fromMs: Number.NaN, bars: 0 };
    // A series that never had volume says nothing by having none.
    if (bars < VOLUMELESS_BARS_MIN[this.least] || this.withVolume === 0) return;
    const toMs = this.before.timeMs + this.stepMs;
    this.say({ kind: "zero_volume", severity: "warning", fromMs, toMs, bars, facts: {} });
  }

  private checkMove(timeMs: number, open: number, high: number, low: number, close: number): void {
    const base = this.before.close;
    const overNight = this.isSession || timeMs - this.before.timeMs > Math.max(this.stepMs, OVERNIGHT_MS);
    if (overNight && this.checkSplit(timeMs, base, open)) return;
    const move = Math.log(close / base);
    // Inside a session the night's move says nothing about what is usual from bar to bar.
    if (overNight && !this.isSession) return;
    const [deviation, local] = [this.scale.deviation(), this.local.deviation()];
    this.scale.push(Math.abs(move));
    this.local.push(Math.abs(move));
    if (deviation === null) return;
    // One tick is the least a price can move, so a standing market has at least that as its usual move.
    const usual = Math.max(deviation, this.facts.tick / base);
    const up = Math.log(high / Math.max(base, open, close));
    const down = Math.log(Math.min(base, open, close) / low);
    const wick = Math.max(up, down);
    // A whole bar's move is held against how restless the market is now as well: in a crash large moves come and go. A price
    // that nothing else in its bar is near is held against the year: no market is so restless that it has those.
    const [moveZ, wickZ] = [Math.abs(move) / Math.max(usual, local ?? 0), wick / usual];
    if (Math.max(Math.abs(move), wick) < MOVE_MIN[this.least] || Math.max(moveZ, wickZ) < PRINT_DEVIATIONS) return;
    const ofMove = move > 0 ? high : low;
    const extreme = moveZ >= wickZ ? ofMove : up >= down ? high : low;
    this.suspect = { timeMs, base, extreme, z: Math.max(moveZ, wickZ) };
  }

  /** Says a jump that looks like a split; true when it is one, known or not, so that nothing else is said of it. */
  private checkSplit(timeMs: number, base: number, open: number): boolean {
    const ratio = splitRatioOf(base, open);
    if (ratio === null) return false;
    const dateMs = Math.floor(timeMs / DAY_MS) * DAY_MS;
    if (!this.facts.splitDates.has(dateMs)) {
      this.say({
        kind: "split_jump",
        severity: "error",
        fromMs: timeMs,
        toMs: timeMs + this.stepMs,
        bars: 1,
        facts: { ratio: `${ratio.numerator}:${ratio.denominator}`, before: base, after: open },
      });
    }
    return true;
  }

  private settleSuspect(close: number): void {
    const { suspect } = this;
    if (suspect === null) return;
    this.suspect = null;
    const away = Math.abs(Math.log(suspect.extreme / suspect.base));
    const isPrint = Math.abs(Math.log(close / suspect.base)) <= away * RETURNED_SHARE;
    if (!isPrint && suspect.z < OUTLIER_DEVIATIONS) return;
    this.say({
      kind: isPrint ? "bad_print" : "outlier",
      severity: isPrint ? "warning" : "info",
      fromMs: suspect.timeMs,
      toMs: suspect.timeMs + this.stepMs,
      bars: 1,
      facts: { price: suspect.extreme, before: suspect.base, z: Math.round(suspect.z) },
    });
  }
}
