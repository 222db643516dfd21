import { EpochMs, type InstrumentId } from "@/modules/_kernel";
import {
  type FeedMessage,
  RefusedMessages,
  type StreamedInstrument,
  validateMessage,
  withinLimit,
} from "@/modules/data";
import { makeBarStore, makeQuarantineStore, makeStreamDirectory, timers } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { Lease } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";
import { type DepthSender, makeDepthSender } from "./depth-sender";
import { keepRefusedMessages } from "./keep-refused";
import { listDepthWanted, listWanted } from "./list-wanted";
import { LiveSeries } from "./live-series";
import { openLevel } from "./open-level";
import { makeQuoteSender, type QuoteSender } from "./quote-sender";
import { type LeftOut, StreamReport } from "./report-stream";
import { type SettleOptions, Settler } from "./settle-series";
import { StreamLine } from "./stream-line";

export type StreamDeps = Pick<FlowDeps, "sql" | "work" | "signals" | "quotes" | "clock" | "log">;

export interface StreamOptions extends SettleOptions {
  /** Feeds whose name of an instrument goes before this one's. */
  readonly before: readonly string[];
  /**
   * `wanted`: those that somebody looks at, watches or records. `all`: all of the feed's, whoever looks, and those that are
   * not known yet are taken in. Or these.
   */
  readonly instruments: "wanted" | "all" | readonly InstrumentId[];
}

/** Instruments that one process streams of one feed. */
const STREAMED_MAX = 500;
/** Wanted ones of one feed that are told apart: those over the limit are shown to people. */
const LISTED_MAX = 5_000;
/** How often it is looked which instruments are wanted, when nobody says that it changed. */
const LOOK_EVERY_MS = 5_000;
const REPORT_EVERY_MS = 2_000;
/** An instrument that nobody wants any more is streamed for a while: people come back. */
const UNWANTED_KEPT_MS = 60_000;
/** What a feed is taken to be that does not say how often it speaks. */
const BEAT_MS = 60_000;
/** Prices that a person released, of one feed since the last look. */
const LEVELS_MAX = 500;

/** Streams a feed for as long as the lease holds: quotes to whoever looks, bars to the store. Throws on a fault; begins again anew. */
export async function streamFeed(deps: StreamDeps, options: StreamOptions, lease: Lease): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  lease.signal.addEventListener("abort", end, { once: true });
  const run = new FeedRun(deps, options, lease, over);
  try {
    if (options.instruments === "all") await run.takeEverythingIn();
    await Promise.all(
      [run.follow(), run.settler.flush(), run.settler.fill(), run.tell()].map((part) => part.finally(end)),
    );
  } finally {
    lease.signal.removeEventListener("abort", end);
    run.stop();
  }
}

class FeedRun {
  readonly #deps: StreamDeps;
  readonly #options: StreamOptions;
  readonly #lease: Lease;
  readonly #signal: AbortSignal;
  readonly #series = new Map<string, LiveSeries>();
  readonly #wantedMs = new Map<string, number>();
  readonly #sender: QuoteSender;
  readonly #depthSender: DepthSender;
  /** Instruments whose depth somebody looks at. */
  #depthWanted: ReadonlySet<number> = new Set();
  readonly settler: Settler;
  readonly #refused = new RefusedMessages();
  readonly #line: StreamLine;
  readonly #report: StreamReport;
  /** Prices that were released before this are heard. */
  #levelsMs: EpochMs;

  constructor(deps: StreamDeps, options: StreamOptions, lease: Lease, over: AbortController) {
    const { signal } = over;
    this.#deps = deps;
    this.#options = options;
    this.#lease = lease;
    this.#signal = signal;
    this.#sender = makeQuoteSender(deps, lease.token);
    this.#depthSender = makeDepthSender(deps);
    this.settler = new Settler(deps, options, { lease, signal }, this.#series);
    this.#levelsMs = EpochMs.of(deps.clock.nowMs());
    this.#report = new StreamReport(deps, { feed: options.feed, instrumentsMax: this.#streamsMax, fence: lease.token });
    this.#line = new StreamLine({
      feed: options.feed,
      signal,
      nowMs: () => deps.clock.nowMs(),
      hear: (message, aliases) => this.#hear(message, aliases),
      // A replay waits for what it said to be kept; markets wait for nobody.
      keepUp: options.session === null ? null : () => this.settler.keepUp(),
      interrupted: (aliases, wasLost) => this.#interrupt(aliases, wasLost),
      malformed: (why) => {
        this.#report.refused();
        this.#refused.addMalformed(why, deps.clock.nowMs());
      },
      failed: () => over.abort(),
    });
  }

  get #streamsMax(): number {
    return Math.min(STREAMED_MAX, this.#options.feed.capabilities.streamsMax ?? STREAMED_MAX);
  }

  stop(): void {
    this.#sender.stop();
    this.#depthSender.stop();
    this.#line.stop();
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

  /** Keeps the stream's instruments those that are wanted, and hears what people released. */
  async follow(): Promise<void> {
    let wake: () => void = () => undefined;
    const unhear = this.#deps.signals.on("views", () => wake());
    try {
      while (!this.#signal.aborted) {
        await this.#lookWhatIsWanted();
        await this.#hearReleased();
        const woken = new AbortController();
        wake = () => woken.abort();
        await timers.sleep(LOOK_EVERY_MS, AbortSignal.any([woken.signal, this.#signal]));
      }
    } finally {
      unhear();
      await this.#line.end();
    }
  }

  /** Writes down what was refused, and tells how the stream stands; once more at the end. */
  async tell(): Promise<void> {
    const find = (alias: string) => this.#series.get(alias)?.streamed.instrument ?? null;
    const from = { feed: this.#options.feed.id, refused: this.#refused, find };
    while (!this.#signal.aborted) {
      await keepRefusedMessages(this.#deps, this.#lease, from);
      // A replay has a page of its own that says how it stands.
      if (this.#options.session === null) {
        await this.#report.write(this.#line.standing, this.#series, this.#deps.clock.nowMs());
      }
      await timers.sleep(REPORT_EVERY_MS, this.#signal);
    }
    await keepRefusedMessages(this.#deps, this.#lease, from);
  }

  async #lookWhatIsWanted(): Promise<void> {
    const nowMs = this.#deps.clock.nowMs();
    const { taken, over } = await this.#listStreamed();
    this.#report.over(over);
    for (const streamed of taken) {
      this.#wantedMs.set(streamed.alias, nowMs);
      if (!this.#series.has(streamed.alias)) this.#series.set(streamed.alias, await this.#open(streamed));
    }
    for (const [alias, wantedMs] of this.#wantedMs) {
      // Where places are few, those that are wanted now have them.
      const isCrowded = this.#series.size > this.#streamsMax && wantedMs < nowMs;
      if (nowMs - wantedMs < UNWANTED_KEPT_MS && !isCrowded) continue;
      this.#wantedMs.delete(alias);
      this.#series.delete(alias);
    }
    await this.#line.carry(new Set(this.#series.keys()));
    await this.#lookWhoseDepth();
  }

  /** Whose depth is looked at now; whoever begins to is told how it stands. */
  async #lookWhoseDepth(): Promise<void> {
    const before = this.#depthWanted;
    this.#depthWanted = await listDepthWanted(this.#deps);
    for (const series of this.#series.values()) {
      const { instrumentId } = series.streamed.instrument;
      if (this.#depthWanted.has(instrumentId) && !before.has(instrumentId)) this.#tellDepth(series);
    }
  }

  #tellDepth(series: LiveSeries): void {
    this.#depthSender.changed(series.streamed.instrument.instrumentId, () => series.book.depth());
  }

  /** The instruments of this feed that are wanted, and those of them that are over its limit. */
  async #listStreamed(): Promise<{ readonly taken: readonly StreamedInstrument[]; readonly over: readonly LeftOut[] }> {
    const { feed, before, instruments } = this.#options;
    const wanted = instruments === "wanted" ? await listWanted(this.#deps) : null;
    const given = typeof instruments === "string" ? null : instruments;
    const instrumentIds = wanted === null ? given : [...wanted.keys()];
    const directory = makeStreamDirectory(this.#deps.sql);
    const listed = await directory.listStreamed({ feed: feed.id, before, instrumentIds, limit: LISTED_MAX });
    const { taken, over } = withinLimit(listed, this.#streamsMax);
    const leftOut = over.map(({ instrument: { symbol, instrumentId } }) => ({
      symbol,
      why: wanted?.get(instrumentId) ?? ("recorded" as const),
    }));
    return { taken, over: leftOut };
  }

  async #open(streamed: StreamedInstrument): Promise<LiveSeries> {
    const { feed, session } = this.#options;
    const { instrumentId, calendar } = streamed.instrument;
    const coverage = await makeBarStore(this.#deps.sql).coverageOf({ instrumentId, resolution: "1m" });
    const beatMs = feed.capabilities.beatMs ?? BEAT_MS;
    const clock = session === null ? "wall" : "session";
    const subject = { instrumentId, calendar, feed: feed.id, beatMs, clock } as const;
    const start = { nowMs: this.settler.nowMs(), lastBarMs: coverage?.lastMs ?? null };
    const series = new LiveSeries(streamed, subject, { ...start, fillFromMs: session?.fillFromMs ?? null });
    const level = session === null ? await openLevel(this.#deps, { feed: feed.id, streamed }) : null;
    if (level !== null) series.book.believe(level);
    return series;
  }

  /** What people released since the last look: their prices are believed, and what was refused is asked of history. */
  async #hearReleased(): Promise<void> {
    const { feed } = this.#options;
    const levels = await makeQuarantineStore().releasedLevels(this.#deps.sql, feed.id, this.#levelsMs, LEVELS_MAX);
    for (const { alias, price, sinceMs, decidedAtMs } of levels) {
      this.#levelsMs = EpochMs.of(Math.max(this.#levelsMs, decidedAtMs + 1));
      const series = this.#series.get(alias);
      series?.book.believe(price);
      series?.askAgain(sinceMs, this.settler.nowMs());
    }
  }

  /** What was not heard whole is for history: all of it after a loss; of a series that was never heard, what came before now. */
  #interrupt(aliases: Iterable<string>, all: boolean): void {
    for (const alias of aliases) {
      const book = this.#series.get(alias)?.book;
      if (all || book?.quote() === null) book?.bars.interrupted(this.settler.nowMs());
    }
  }

  #hear(message: Exclude<FeedMessage, { type: "line" }>, aliases: ReadonlySet<string>): void {
    const series = this.#series.get(message.alias);
    const nowMs = this.#deps.clock.nowMs();
    this.#report.heard(nowMs);
    // What is replayed was judged when it came here the first time: a split is no slip.
    const lastPrice = this.#options.session === null ? (series?.book.lastPrice ?? null) : null;
    const context = { aliases, nowMs: this.settler.nowMs(), lastPrice };
    const checked = validateMessage(message, context);
    if (!checked.ok) {
      this.#report.refused();
      this.#refused.add(message, checked.error, { nowMs, known: aliases.has(message.alias) });
      return;
    }
    if (series === undefined) return;
    if (message.type === "bar" && message.closed) series.takeBar(message.resolution, message.bar);
    const { quoted, unsettledMs } = series.book.apply(message, nowMs);
    if (unsettledMs !== null) series.unsettle(unsettledMs);
    const { instrumentId } = series.streamed.instrument;
    if (quoted) this.#sender.changed(instrumentId, () => series.book.quote());
    if (quoted && this.#depthWanted.has(instrumentId)) this.#tellDepth(series);
  }
}
