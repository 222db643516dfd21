import { EpochMs } from "@/modules/_kernel";
import type { Feed } from "@/modules/data";
import { makeBarStore, timers } from "@/modules/data/server";
import type { Lease } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";
import { fillSeries } from "./fill-series";
import type { LiveSeries } from "./live-series";
import { mergeLiveBars } from "./merge-live-bars";

/** The time of a feed that replays: the session's own clock, and whoever must know what of it is kept. */
export interface SessionTime {
  /** Now, by the session's clock; stands while nothing plays. */
  nowMs(): number;
  /** What is missing of an instrument from here on is filled, however long. */
  readonly fillFromMs: number;
  /** Taken before a round of merges: how far it is. The answer is called when everything up to there is kept. */
  mark(): () => Promise<void>;
}

export interface SettleOptions {
  readonly feed: Feed;
  /** Null: the feed's time is ours. */
  readonly session: SessionTime | null;
}

const FLUSH_EVERY_MS = 500;
/** A replay as fast as possible plays no further ahead of what is kept than this many messages, or bars of one series. */
const AHEAD_MESSAGES_MAX = 2_000;
const AHEAD_BARS_MAX = 500;
/** How often a replay that is too far ahead looks whether it may go on. */
const AHEAD_LOOK_MS = 20;

/** Brings what was heard of a feed's instruments, and what was missed, into their series. */
export class Settler {
  readonly #deps: Pick<FlowDeps, "sql" | "work" | "signals" | "clock" | "log">;
  readonly #options: SettleOptions;
  readonly #lease: Lease;
  readonly #signal: AbortSignal;
  readonly #series: ReadonlyMap<string, LiveSeries>;
  #round: Promise<void> | null = null;
  #ahead = 0;

  constructor(
    deps: Pick<FlowDeps, "sql" | "work" | "signals" | "clock" | "log">,
    options: SettleOptions,
    under: { readonly lease: Lease; readonly signal: AbortSignal },
    series: ReadonlyMap<string, LiveSeries>,
  ) {
    this.#deps = deps;
    this.#options = options;
    this.#lease = under.lease;
    this.#signal = under.signal;
    this.#series = series;
  }

  /** Now, as the feed tells it. */
  nowMs(): number {
    return this.#options.session?.nowMs() ?? this.#deps.clock.nowMs();
  }

  /** Merges bars of minutes that are over, a transaction an instrument. */
  async flush(): Promise<void> {
    while (!this.#signal.aborted) {
      await this.#flushOnce();
      await timers.sleep(FLUSH_EVERY_MS, this.#signal);
    }
  }

  /** Asks the source's history for what was not heard whole, one instrument after another. */
  async fill(): Promise<void> {
    const { feed, session } = this.#options;
    const under = { lease: this.#lease, signal: this.#signal };
    // What is replayed was judged when it came here the first time.
    const context = { ...under, feed, judged: session !== null, nowMs: () => this.nowMs() };
    while (!this.#signal.aborted) {
      for (const series of this.#series.values()) {
        const span = this.#signal.aborted ? null : series.spanToFill(this.nowMs());
        if (span !== null) await fillSeries(this.#deps, context, series, span);
        if (!this.#signal.aborted) await this.#refer(series);
      }
      await timers.sleep(FLUSH_EVERY_MS, this.#signal);
    }
  }

  /** Called after each message of a replay, which waits here for what it said to be kept. Markets wait for nobody. */
  async keepUp(): Promise<void> {
    this.#ahead += 1;
    if (this.#ahead < AHEAD_MESSAGES_MAX) return;
    await this.#flushOnce();
    while (!this.#signal.aborted && [...this.#series.values()].some(({ waiting }) => waiting > AHEAD_BARS_MAX)) {
      await timers.sleep(AHEAD_LOOK_MS, this.#signal);
      await this.#flushOnce();
    }
  }

  /** One round at a time; who comes meanwhile waits for the one that runs. */
  #flushOnce(): Promise<void> {
    this.#round ??= this.#flushRound().finally(() => {
      this.#round = null;
    });
    return this.#round;
  }

  async #flushRound(): Promise<void> {
    this.#ahead = 0;
    const kept = this.#options.session?.mark() ?? null;
    let isWhole = this.#series.size > 0;
    for (const series of this.#series.values()) {
      if (this.#signal.aborted) return;
      const nowMs = this.nowMs();
      const parts = series.barsToMerge(nowMs);
      const { instrument } = series.streamed;
      for (const part of parts) {
        const batch = { feed: this.#options.feed.id, instrument, origin: "live", ...part } as const;
        await mergeLiveBars(this.#deps, this.#lease, batch);
      }
      series.merged(parts, nowMs);
      isWhole &&= series.isWhole;
    }
    if (isWhole) await kept?.();
  }

  readonly #referredMs = new Map<LiveSeries, number>();

  /** The close before this session, looked up once a session. */
  async #refer(series: LiveSeries): Promise<void> {
    const openMs = series.sessionOpenMs(this.nowMs());
    if (this.#referredMs.get(series) === openMs && series.book.reference !== null) return;
    this.#referredMs.set(series, openMs);
    const { instrumentId } = series.streamed.instrument;
    const store = makeBarStore(this.#deps.sql);
    const bars = await store.readLatest({ instrumentId, resolution: "1m" }, EpochMs.of(openMs), 1);
    series.book.reference = bars.close[0] ?? null;
  }
}
