import type { Clock } from "@/modules/_kernel";
import type { FeedId, FeedMessage, FeedRefusal } from "../../domain/feed/feed";
import { pauseBeforeRetry, type RetryLimits } from "../../domain/feed/retry";
import type { Waiting } from "./caller";
import { makeMessageQueue } from "./message-queue";

/** How long things may take on a live line. */
export interface LineTiming {
  /** Silence after which the line is called mute. */
  readonly beatMs: number;
  /** Silence after which it is cut and opened again: a peer that is gone does not always say so. */
  readonly giveUpMs: number;
  /** Wait after a line was opened again before the missed trades are asked for: by then it is subscribed. */
  readonly resumeAfterMs: number;
  /** Pause between two questions where a source has no stream. */
  readonly pollMs: number;
  /** Pauses before a line is opened again; tried for as long as somebody listens. */
  readonly reconnect: Pick<RetryLimits, "pauseMs" | "pauseMaxMs">;
}

export const LINE_TIMING: LineTiming = {
  beatMs: 20_000,
  giveUpMs: 60_000,
  resumeAfterMs: 2_000,
  pollMs: 2_000,
  reconnect: { pauseMs: 1_000, pauseMaxMs: 60_000 },
};

/** One connection of a stream, from its opening to its end. */
export interface Line {
  /** Aborts when the line has to end: it failed, or nobody listens any more. */
  readonly signal: AbortSignal;
  /** The connection is dialed: silence counts from here on. What is prepared before it has limits of its own. */
  dial(): void;
  /** The source spoke, whatever it said. The first word makes the line live. */
  heard(): void;
  /** Hands a message on; counts as heard. */
  push(message: FeedMessage): void;
  /** Says something about the line that does not end it: a symbol that is unknown, a resume that failed. */
  note(why: FeedRefusal): void;
  /** Ends the line; the first reason counts. Null where it is not the source's fault. */
  fail(why: FeedRefusal | null): void;
}

export interface LiveStreamOptions {
  readonly feed: FeedId;
  readonly clock: Clock;
  readonly waiting: Waiting;
  readonly timing: LineTiming;
  /**
   * Opens a connection and feeds the line. Returns when the line's signal has aborted or the connection is over, with
   * everything closed. What it throws is a fault and ends the stream.
   */
  readonly session: (line: Line) => Promise<void>;
}

/** Streams until the signal aborts: opens a line, opens it again whenever it breaks, and says so. */
export async function* liveStream(options: LiveStreamOptions, signal: AbortSignal): AsyncGenerator<FeedMessage> {
  const queue = makeMessageQueue();
  const over = new AbortController();
  const giveUp = () => over.abort();
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  const running = keepOpen(options, (message) => queue.push(message), over.signal).finally(() => queue.end());
  try {
    yield* queue.read();
  } finally {
    signal.removeEventListener("abort", giveUp);
    over.abort();
    await running;
  }
}

type Push = (message: FeedMessage) => boolean;

async function keepOpen(options: LiveStreamOptions, push: Push, signal: AbortSignal): Promise<void> {
  const { waiting, timing } = options;
  let failures = 0;
  while (!signal.aborted) {
    push({ type: "line", state: "connecting", why: null });
    const { why, wasLive } = await runLine(options, push, signal);
    if (signal.aborted) return;
    push({ type: "line", state: "down", why });
    failures = wasLive ? 1 : failures + 1;
    const pauseMs = pauseBeforeRetry(failures, { ...timing.reconnect, tries: failures + 1 }, waiting.chance());
    await waiting.sleep(pauseMs, signal);
  }
}

interface LineEnd {
  readonly why: FeedRefusal | null;
  /** Whether anything came: then the next try may be soon. */
  readonly wasLive: boolean;
}

async function runLine(options: LiveStreamOptions, push: Push, signal: AbortSignal): Promise<LineEnd> {
  const { feed, clock, timing, session } = options;
  const done = new AbortController();
  const giveUp = () => done.abort();
  signal.addEventListener("abort", giveUp, { once: true });
  let state: "connecting" | "live" | "mute" = "connecting";
  let heardMs: number | null = null;
  let [wasLive, failed] = [false, false];
  let why: FeedRefusal | null = null;

  const turn = (next: "live" | "mute", reason: FeedRefusal | null) => {
    state = next;
    push({ type: "line", state: next, why: reason });
  };
  const line: Line = {
    signal: done.signal,
    dial() {
      heardMs = clock.nowMs();
    },
    heard() {
      if (done.signal.aborted) return;
      heardMs = clock.nowMs();
      wasLive = true;
      if (state !== "live") turn("live", null);
    },
    push(message) {
      if (done.signal.aborted) return;
      line.heard();
      // A reader that is stuck would fill the memory: the line is cut, and what it misses is asked for again.
      if (!push(message)) line.fail(null);
    },
    note(reason) {
      if (!done.signal.aborted) push({ type: "line", state, why: reason });
    },
    fail(reason) {
      if (!failed) [failed, why] = [true, reason];
      done.abort();
    },
  };
  const watching = everyBeat(options, done.signal, () => {
    const silentMs = heardMs === null ? 0 : clock.nowMs() - heardMs;
    if (silentMs >= timing.giveUpMs) line.fail({ kind: "feed.timeout", feed, afterMs: silentMs });
    else if (silentMs >= timing.beatMs && state === "live") turn("mute", null);
  });
  try {
    await session(line);
  } finally {
    done.abort();
    signal.removeEventListener("abort", giveUp);
    await watching;
  }
  return { why, wasLive };
}

/** Looks four times a beat, until the signal aborts. */
async function everyBeat({ waiting, timing }: LiveStreamOptions, signal: AbortSignal, look: () => void): Promise<void> {
  for (;;) {
    await waiting.sleep(timing.beatMs / 4, signal);
    if (signal.aborted) return;
    look();
  }
}
