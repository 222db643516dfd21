import type { Feed, FeedMessage, FeedRefusal, StreamState } from "@/modules/data";
import { timers } from "@/modules/data/server";

/** A new stream has this long to be live before the one it replaces ends. */
const HAND_OVER_MS = 3_000;
const RESTART_AFTER_MS = 1_000;

type Spoken = Exclude<FeedMessage, { readonly type: "line" }>;

export interface StreamLineOptions {
  readonly feed: Feed;
  /** Aborts when nobody listens any more. */
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  readonly hear: (message: Spoken, aliases: ReadonlySet<string>) => void;
  /** Waited for after each message; null: nobody waits. */
  readonly keepUp: (() => Promise<void>) | null;
  /** Some of what was said between may be missing: all of it after a loss, else what had not begun. */
  readonly interrupted: (aliases: ReadonlySet<string>, wasLost: boolean) => void;
  /** What came was no message. */
  readonly malformed: (why: Extract<FeedRefusal, { kind: "feed.malformed" }>) => void;
  /** A fault ended the stream; {@link StreamLine.end} throws it. */
  readonly failed: () => void;
}

interface OpenStream {
  readonly aliases: ReadonlySet<string>;
  readonly stop: AbortController;
  readonly live: Promise<void>;
  readonly ended: Promise<void>;
}

/** The one stream of a feed: which names it has, how its line is, and the hand-over from one set of names to another. */
export class StreamLine {
  readonly #options: StreamLineOptions;
  #stream: OpenStream | null = null;
  #state: StreamState = "idle";
  #sinceMs: number;
  #why: FeedRefusal | null = null;

  constructor(options: StreamLineOptions) {
    this.#options = options;
    this.#sinceMs = options.nowMs();
  }

  /** How the line is, since when, and why. */
  get standing(): { readonly state: StreamState; readonly sinceMs: number; readonly why: FeedRefusal | null } {
    return { state: this.#state, sinceMs: this.#sinceMs, why: this.#why };
  }

  /** Streams those names from now on. The new stream is live before the old one ends: what both say is known by its id. */
  async carry(aliases: ReadonlySet<string>): Promise<void> {
    const old = this.#stream;
    const isSame =
      old !== null && aliases.size === old.aliases.size && [...aliases].every((one) => old.aliases.has(one));
    if (isSame || (old === null && aliases.size === 0)) return;
    if (aliases.size === 0) this.#turn("idle", null);
    this.#stream = aliases.size === 0 ? null : this.#open(aliases);
    if (old === null) return;
    await Promise.race([this.#stream?.live, timers.sleep(HAND_OVER_MS, this.#options.signal)]);
    old.stop.abort();
    await old.ended;
  }

  stop(): void {
    this.#stream?.stop.abort();
  }

  /** Ends the stream and resolves when it has ended. */
  async end(): Promise<void> {
    this.stop();
    await this.#stream?.ended;
  }

  #turn(state: StreamState, why: FeedRefusal | null): void {
    if (state !== this.#state) this.#sinceMs = this.#options.nowMs();
    this.#state = state;
    this.#why = why;
  }

  #open(aliases: ReadonlySet<string>): OpenStream {
    const { feed, signal, hear, keepUp, interrupted, malformed, failed } = this.#options;
    const stop = new AbortController();
    let isLive: () => void = () => undefined;
    const live = new Promise<void>((resolve) => {
      isLive = resolve;
    });
    let wasLost = false;
    const hearLine = ({ state, why }: Extract<FeedMessage, { type: "line" }>) => {
      if (why?.kind === "feed.malformed") malformed(why);
      this.#turn(state, why);
      if (state === "connecting") return;
      if (state === "live") isLive();
      interrupted(aliases, wasLost || state !== "live");
      wasLost = state !== "live";
    };
    const listen = async () => {
      while (!stop.signal.aborted && !signal.aborted) {
        for await (const message of feed.stream([...aliases], stop.signal)) {
          if (stop.signal.aborted || signal.aborted) return;
          if (message.type === "line") hearLine(message);
          else hear(message, aliases);
          if (keepUp !== null) await keepUp();
        }
        if (stop.signal.aborted || signal.aborted) return;
        wasLost = true;
        this.#turn("down", this.#why);
        await timers.sleep(RESTART_AFTER_MS, stop.signal);
      }
    };
    const ended = listen();
    // Whoever waits for its end may come much later than the fault.
    ended.catch(failed);
    return { aliases, stop, live, ended };
  }
}
