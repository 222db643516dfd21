import { EpochMs } from "@/modules/_kernel";
import {
  type Bar,
  barAt,
  barCount,
  calendarOf,
  type Feed,
  type FeedMessage,
  type Quote,
  validateHistory,
  validateMessage,
} from "@/modules/data";
import { makeBarStore, makeStreamDirectory, timers } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import { listShown } from "../../platform/live";
import type { Lease } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";
import { LiveSeries, type MinuteSpan } from "./live-series";
import { mergeLiveBars } from "./merge-live-bars";
import { makeQuoteSender, type QuoteSender } from "./quote-sender";

export type StreamDeps = Pick<FlowDeps, "sql" | "work" | "signals" | "quotes" | "clock" | "log">;

export interface StreamOptions {
  readonly feed: Feed;
  /** Feeds whose name of an instrument goes before this one's. */
  readonly before: readonly string[];
  /** Streams all its instruments, whoever looks, and takes in those that are not known yet. */
  readonly everything: boolean;
  /** `session`: the feed's times are those of what it replays. */
  readonly clock: Quote["clock"];
}

/** Instruments that one process streams of one feed. */
const STREAMED_MAX = 500;
/** How often it is looked which instruments are wanted, when nobody says that it changed. */
const LOOK_EVERY_MS = 5_000;
const FLUSH_EVERY_MS = 500;
/** An instrument that nobody wants any more is streamed for a while: people come back. */
const UNWANTED_KEPT_MS = 60_000;
/** A new stream has this long to be live before the one it replaces ends. */
const HAND_OVER_MS = 3_000;
const RESTART_AFTER_MS = 1_000;
/** What a feed is taken to be that does not say how often it speaks. */
const BEAT_MS = 60_000;
/** Refused messages are told at most this often. */
const REFUSALS_TOLD_EVERY_MS = 10_000;

/** Streams a feed for as long as the lease holds: quotes to whoever looks, bars to the store. Throws on a fault; begins again anew. */
export async function streamFeed(deps: StreamDeps, options: StreamOptions, lease: Lease): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  lease.signal.addEventListener("abort", end, { once: true });
  const run = new FeedRun(deps, options, lease, over.signal);
  try {
    if (options.everything) await run.takeEverythingIn();
    await Promise.all([run.follow(), run.flush(), run.fill()].map((part) => part.finally(end)));
  } finally {
    lease.signal.removeEventListener("abort", end);
    run.stop();
  }
}

interface OpenStream {
  readonly aliases: ReadonlySet<string>;
  readonly stop: AbortController;
  readonly live: Promise<void>;
  readonly ended: Promise<void>;
}

class FeedRun {
  readonly #deps: StreamDeps;
  readonly #options: StreamOptions;
  readonly #lease: Lease;
  readonly #signal: AbortSignal;
  readonly #series = new Map<string, LiveSeries>();
  readonly #wantedMs = new Map<string, number>();
  readonly #sender: QuoteSender;
  #stream: OpenStream | null = null;
  #sessionMs = 0;
  #refused = 0;
  #refusedToldMs = Number.NEGATIVE_INFINITY;

  constructor(deps: StreamDeps, options: StreamOptions, lease: Lease, signal: AbortSignal) {
    this.#deps = deps;
    this.#options = options;
    this.#lease = lease;
    this.#signal = signal;
    this.#sender = makeQuoteSender(deps, lease.token);
  }

  stop(): void {
    this.#sender.stop();
    this.#stream?.stop.abort();
  }

  /** Every instrument of the feed becomes one of ours. */
  async takeEverythingIn(): Promise<void> {
    const { feed } = this.#options;
    const offered = await feed.search("", STREAMED_MAX, this.#signal);
    if (!offered.ok) return;
    const directory = makeStreamDirectory(this.#deps.sql);
    await this.#lease.fenced(async (tx) => {
      const added = await directory.takeIn(tx, offered.value);
      if (added === 0) return;
      await appendAudit(tx, {
        actor: { kind: "system", userId: null, requestId: this.#lease.name },
        action: "instrument.take_in",
        subjectType: "feed",
        subjectId: feed.id,
        details: { count: added },
      });
      await this.#deps.work.publish(tx, { topic: "bars.changed", audience: null, payload: { feed: feed.id } });
    });
  }

  /** Keeps the stream's instruments those that are wanted. */
  async follow(): Promise<void> {
    let wake: () => void = () => undefined;
    const unhear = this.#deps.signals.on("views", () => wake());
    try {
      while (!this.#signal.aborted) {
        await this.#lookWhatIsWanted();
        const woken = new AbortController();
        wake = () => woken.abort();
        await timers.sleep(LOOK_EVERY_MS, AbortSignal.any([woken.signal, this.#signal]));
      }
    } finally {
      unhear();
      this.#stream?.stop.abort();
      await this.#stream?.ended;
    }
  }

  /** Merges bars of minutes that are over, a transaction an instrument. */
  async flush(): Promise<void> {
    while (!this.#signal.aborted) {
      for (const series of this.#series.values()) {
        if (this.#signal.aborted) return;
        const nowMs = this.#feedNowMs();
        const bars = series.barsToMerge(nowMs);
        if (bars.length > 0) await this.#merge(series, "live", bars);
        series.merged(bars, nowMs);
      }
      await timers.sleep(FLUSH_EVERY_MS, this.#signal);
    }
  }

  /** Asks the source's history for what was not heard whole, one instrument after another. */
  async fill(): Promise<void> {
    while (!this.#signal.aborted) {
      for (const series of this.#series.values()) {
        const span = this.#signal.aborted ? null : series.spanToFill(this.#feedNowMs());
        if (span !== null) await this.#fillSpan(series, span);
        if (!this.#signal.aborted) await this.#refer(series);
      }
      await timers.sleep(FLUSH_EVERY_MS, this.#signal);
    }
  }

  /** Now, as the feed tells it. */
  #feedNowMs(): number {
    return this.#options.clock === "wall" ? this.#deps.clock.nowMs() : this.#sessionMs;
  }

  async #lookWhatIsWanted(): Promise<void> {
    const { feed, before, everything } = this.#options;
    const nowMs = this.#deps.clock.nowMs();
    const instrumentIds = everything ? null : await listShown(this.#deps.sql);
    const directory = makeStreamDirectory(this.#deps.sql);
    const listed = await directory.listStreamed({ feed: feed.id, before, instrumentIds, limit: STREAMED_MAX });
    for (const streamed of listed) {
      this.#wantedMs.set(streamed.alias, nowMs);
      if (!this.#series.has(streamed.alias)) this.#series.set(streamed.alias, await this.#open(streamed));
    }
    for (const [alias, wantedMs] of this.#wantedMs) {
      if (nowMs - wantedMs < UNWANTED_KEPT_MS) continue;
      this.#wantedMs.delete(alias);
      this.#series.delete(alias);
    }
    const aliases = new Set(this.#series.keys());
    const same = this.#stream !== null && aliases.size === this.#stream.aliases.size;
    if (same && [...aliases].every((alias) => this.#stream?.aliases.has(alias))) return;
    await this.#changeStream(aliases);
  }

  async #open(streamed: LiveSeries["streamed"]): Promise<LiveSeries> {
    const { feed, clock } = this.#options;
    const { instrumentId, calendar } = streamed.instrument;
    const coverage = await makeBarStore(this.#deps.sql).coverageOf({ instrumentId, resolution: "1m" });
    const beatMs = feed.capabilities.beatMs ?? BEAT_MS;
    const subject = { instrumentId, calendar, feed: feed.id, beatMs, clock };
    return new LiveSeries(streamed, subject, this.#feedNowMs(), coverage?.lastMs ?? null);
  }

  /** The new stream is live before the old one ends: what both say is known by its id and counted once. */
  async #changeStream(aliases: ReadonlySet<string>): Promise<void> {
    const old = this.#stream;
    this.#stream = aliases.size === 0 ? null : this.#openStream(aliases);
    if (old === null) return;
    await Promise.race([this.#stream?.live, timers.sleep(HAND_OVER_MS, this.#signal)]);
    old.stop.abort();
    await old.ended;
  }

  #openStream(aliases: ReadonlySet<string>): OpenStream {
    const stop = new AbortController();
    let isLive: () => void = () => undefined;
    const live = new Promise<void>((resolve) => {
      isLive = resolve;
    });
    let wasLost = false;
    const hear = (message: FeedMessage) => {
      if (message.type !== "line") {
        this.#hear(message, aliases);
        return;
      }
      if (message.state === "connecting") return;
      if (message.state === "live") isLive();
      this.#interrupt(aliases, wasLost || message.state !== "live");
      wasLost = message.state !== "live";
    };
    const listen = async () => {
      while (!stop.signal.aborted && !this.#signal.aborted) {
        for await (const message of this.#options.feed.stream([...aliases], stop.signal)) {
          if (stop.signal.aborted || this.#signal.aborted) return;
          hear(message);
        }
        wasLost = true;
        await timers.sleep(RESTART_AFTER_MS, stop.signal);
      }
    };
    return { aliases, stop, live, ended: listen() };
  }

  /** What was not heard whole is for history: all of it after a loss; of a series that was never heard, what came before now. */
  #interrupt(aliases: Iterable<string>, all: boolean): void {
    for (const alias of aliases) {
      const book = this.#series.get(alias)?.book;
      if (all || book?.quote() === null) book?.bars.interrupted(this.#feedNowMs());
    }
  }

  #hear(message: Exclude<FeedMessage, { type: "line" }>, aliases: ReadonlySet<string>): void {
    const series = this.#series.get(message.alias);
    const nowMs = this.#deps.clock.nowMs();
    const eventMs = message.type === "bar" ? message.bar.time : message.eventMs;
    if (this.#options.clock === "session") this.#sessionMs = Math.max(this.#sessionMs, eventMs);
    const context = { aliases, nowMs: this.#feedNowMs(), lastPrice: series?.book.lastPrice ?? null };
    const checked = validateMessage(message, context);
    if (!checked.ok) {
      this.#refuse(message.alias, checked.error.reason);
      return;
    }
    if (series === undefined) return;
    const { quoted, unsettledMs } = series.book.apply(message, nowMs);
    if (unsettledMs !== null) series.unsettle(unsettledMs);
    if (quoted) this.#sender.changed(series.streamed.instrument.instrumentId, () => series.book.quote());
  }

  #refuse(alias: string, reason: string): void {
    this.#refused += 1;
    const nowMs = performance.now();
    if (nowMs - this.#refusedToldMs < REFUSALS_TOLD_EVERY_MS) return;
    this.#refusedToldMs = nowMs;
    this.#deps.log.warn({ feed: this.#options.feed.id, alias, reason, refused: this.#refused }, "Messages kept out");
  }

  async #fillSpan(series: LiveSeries, span: MinuteSpan): Promise<void> {
    const { feed } = this.#options;
    const { alias, instrument } = series.streamed;
    const request = { alias, resolution: "1m", ...span } as const;
    if (!feed.capabilities.history.includes("1m")) {
      series.filled(span);
      return;
    }
    let before: { readonly time: number; readonly close: number } | null = null;
    for await (const page of feed.history(request, this.#signal)) {
      if (this.#signal.aborted) return;
      if (!page.ok) {
        const given = series.fillFailed(span);
        this.#deps.log.warn({ feed: feed.id, alias, refusal: page.error.kind, given }, "Gap not filled");
        return;
      }
      const calendar = instrument.calendar === null ? null : calendarOf(instrument.calendar);
      const context = { request, currency: instrument.currency, calendar, before, nowMs: this.#feedNowMs() };
      const { bars, rejected } = validateHistory(page.value, context);
      for (const { reason } of rejected) this.#refuse(alias, reason);
      const rows = Array.from({ length: barCount(bars) }, (_, at) => barAt(bars, at)).filter((bar) => bar !== null);
      await this.#merge(series, "feed", rows);
      const last = rows.at(-1);
      if (last !== undefined) before = { time: last.time, close: last.close };
    }
    if (!this.#signal.aborted) series.filled(span);
  }

  async #merge(series: LiveSeries, origin: "live" | "feed", bars: readonly Bar[]): Promise<void> {
    const { instrument } = series.streamed;
    await mergeLiveBars(this.#deps, this.#lease, { feed: this.#options.feed.id, instrument, origin, bars });
  }

  readonly #referredMs = new Map<LiveSeries, number>();

  /** The close before this session, looked up once a session. */
  async #refer(series: LiveSeries): Promise<void> {
    const openMs = series.sessionOpenMs(this.#feedNowMs());
    if (this.#referredMs.get(series) === openMs && series.book.reference !== null) return;
    this.#referredMs.set(series, openMs);
    const { instrumentId } = series.streamed.instrument;
    const store = makeBarStore(this.#deps.sql);
    const bars = await store.readLatest({ instrumentId, resolution: "1m" }, EpochMs.of(openMs), 1);
    series.book.reference = bars.close[0] ?? null;
  }
}
