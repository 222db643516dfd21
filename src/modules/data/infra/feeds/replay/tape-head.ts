import { type Bar, barAt, barCount } from "../../../domain/bar-columns";
import {
  type BarSpan,
  type BarTick,
  type ReplayResolution,
  spanOfBar,
  ticksOfBar,
} from "../../../domain/replay/bar-ticks";
import { DAY_MS, resolutionMs } from "../../../domain/resolution";
import type { SessionRule } from "../../../domain/session-rule";
import type { ReplayTape } from "../../../ports/replay";

/** Bars of one read, were there one at every moment. */
const BARS_PER_READ = 2_000;

/** A bar with when it traded. */
export interface TapedBar extends BarSpan {
  readonly bar: Bar;
}

interface TapeOptions {
  readonly alias: string;
  readonly resolution: ReplayResolution;
  readonly rule: SessionRule;
  /** Times of bars, `[fromMs, toMs)`. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Bars that began to trade before this are left out. */
  readonly startsFromMs: number;
}

/** Bars of one instrument with when they traded, oldest first, read in stretches; empty stretches are given too. */
export async function* readTape(
  tape: ReplayTape,
  { alias, resolution, rule, fromMs, toMs, startsFromMs }: TapeOptions,
): AsyncGenerator<{ readonly bars: readonly TapedBar[]; readonly toMs: number }> {
  const stretchMs = BARS_PER_READ * resolutionMs(resolution);
  // A session may begin before its date does in UTC.
  const firstMs = Math.max(fromMs, startsFromMs - DAY_MS);
  for (let at = firstMs; at < toMs; at += stretchMs) {
    const end = Math.min(at + stretchMs, toMs);
    const columns = await tape.read(alias, at, end);
    const bars: TapedBar[] = [];
    for (let row = 0; row < barCount(columns); row += 1) {
      const bar = barAt(columns, row);
      if (bar === null) continue;
      const span = spanOfBar(bar.time, resolution, rule);
      if (span.startMs >= startsFromMs) bars.push({ bar, ...span });
    }
    yield { bars, toMs: end };
  }
}

/** The next trade of an instrument's tape. */
export interface TapeTick extends BarTick {
  readonly head: TapeHead;
  readonly alias: string;
  /** The same trade has the same at every playing. */
  readonly tradeId: string;
  /** It opens its bar. */
  readonly first: boolean;
  readonly barEndMs: number;
}

/** Where one instrument's tape stands. */
export class TapeHead {
  readonly #alias: string;
  readonly #endMs: number;
  readonly #stretches: ReturnType<typeof readTape>;
  #bars: readonly TapedBar[] = [];
  #at = 0;
  #ticks: readonly BarTick[] = [];
  #tick = 0;
  #isOver = false;
  #played: BarSpan | null = null;
  next: TapeTick | null = null;

  constructor(tape: ReplayTape, options: TapeOptions) {
    this.#alias = options.alias;
    this.#endMs = options.toMs;
    this.#stretches = readTape(tape, options);
  }

  /** Some of the bar has been played, and some has not. */
  get isInBar(): boolean {
    return this.#tick > 0;
  }

  get barEndMs(): number {
    return this.#bars[this.#at]?.endMs ?? this.#endMs;
  }

  /** End of the last bar that was played; minus infinity before the first. */
  get playedToMs(): number {
    return this.#played?.endMs ?? Number.NEGATIVE_INFINITY;
  }

  /** Where a listener that was told everything so far, and whose clock shows `nowMs`, would have to go on. */
  resumeFromMs(nowMs: number): number {
    // Its last trade was told, but it has not closed yet.
    if (this.#played !== null && this.#played.endMs > nowMs) return this.#played.startMs;
    return this.#bars[this.#at]?.startMs ?? this.#endMs;
  }

  /** Reads on until there is a next trade, or nothing more. */
  async load(): Promise<void> {
    while (this.next === null && !this.#isOver) {
      if (this.#at < this.#bars.length) this.#show();
      else {
        const stretch = await this.#stretches.next();
        this.#isOver = stretch.done === true;
        [this.#bars, this.#at] = [stretch.done === true ? [] : stretch.value.bars, 0];
      }
    }
  }

  /** The next trade was played. */
  advance(): void {
    this.#tick += 1;
    this.next = null;
    if (this.#tick < this.#ticks.length) this.#show();
    else {
      this.#played = this.#bars[this.#at] ?? null;
      [this.#at, this.#tick, this.#ticks] = [this.#at + 1, 0, []];
    }
  }

  #show(): void {
    const taped = this.#bars[this.#at];
    if (taped === undefined) return;
    if (this.#tick === 0) this.#ticks = ticksOfBar(taped.bar, taped);
    const tick = this.#ticks[this.#tick];
    if (tick === undefined) return;
    const tradeId = `${taped.bar.time}.${this.#tick}`;
    this.next = {
      head: this,
      alias: this.#alias,
      tradeId,
      first: this.#tick === 0,
      barEndMs: taped.endMs,
      ...tick,
    };
  }
}
