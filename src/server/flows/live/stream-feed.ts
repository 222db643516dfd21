import type { InstrumentId } from "@/modules/_kernel";
import { type FeedMessage, validateMessage } from "@/modules/data";
import { makeBarStore, makeStreamDirectory, timers } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import { listShown } from "../../platform/live";
import type { Lease } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";
import { LiveSeries } from "./live-series";
import { makeQuoteSender, type QuoteSender } from "./quote-sender";
import { type SettleOptions, Settler } from "./settle-series";

export type StreamDeps = Pick<FlowDeps, "sql" | "work" | "signals" | "quotes" | "clock" | "log">;

export interface StreamOptions extends SettleOptions {
  /** Feeds whose name of an instrument goes before this one's. */
  readonly before: readonly string[];
  /**
   * `shown`: those that somebody looks at. `all`: all of the feed's, whoever looks, and those that are not known yet are taken
   * in. Or these.
   */
  readonly instruments: "shown" | "all" | readonly InstrumentId[];
}

/** Instruments that one process streams of one feed. */
const STREAMED_MAX = 500;
/** How often it is looked which instruments are wanted, when nobody says that it changed. */
const LOOK_EVERY_MS = 5_000;
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
    if (options.instruments === "all") await run.takeEverythingIn();
    await Promise.all([run.follow(), run.settler.flush(), run.settler.fill()].map((part) => part.finally(end)));
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
  readonly settler: Settler;
  #stream: OpenStream | null = null;
  #refused = 0;
  #refusedToldMs = Number.NEGATIVE_INFINITY;

  constructor(deps: StreamDeps, options: StreamOptions, lease: Lease, signal: AbortSignal) {
    this.#deps = deps;
    this.#options = options;
    this.#lease = lease;
    this.#signal = signal;
    this.#sender = makeQuoteSender(deps, lease.token);
    const refused = (alias: string, reason: string) => this.#refuse(alias, reason);
    this.settler = new Settler(deps, options, { lease, signal }, this.#series, refused);
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

  async #lookWhatIsWanted(): Promise<void> {
    const { feed, before, instruments } = this.#options;
    const nowMs = this.#deps.clock.nowMs();
    const instrumentIds =
      instruments === "all" ? null : instruments === "shown" ? await listShown(this.#deps.sql) : instruments;
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
    const { feed, session } = this.#options;
    const { instrumentId, calendar } = streamed.instrument;
    const coverage = await makeBarStore(this.#deps.sql).coverageOf({ instrumentId, resolution: "1m" });
    const beatMs = feed.capabilities.beatMs ?? BEAT_MS;
    const clock = session === null ? "wall" : "session";
    const subject = { instrumentId, calendar, feed: feed.id, beatMs, clock } as const;
    const start = { nowMs: this.settler.nowMs(), lastBarMs: coverage?.lastMs ?? null };
    return new LiveSeries(streamed, subject, { ...start, fillFromMs: session?.fillFromMs ?? null });
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
          if (this.#options.session !== null) await this.settler.keepUp();
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
      if (all || book?.quote() === null) book?.bars.interrupted(this.settler.nowMs());
    }
  }

  #hear(message: Exclude<FeedMessage, { type: "line" }>, aliases: ReadonlySet<string>): void {
    const series = this.#series.get(message.alias);
    const nowMs = this.#deps.clock.nowMs();
    // What is replayed was judged when it came here the first time: a split is no slip.
    const lastPrice = this.#options.session === null ? (series?.book.lastPrice ?? null) : null;
    const context = { aliases, nowMs: this.settler.nowMs(), lastPrice };
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
}
