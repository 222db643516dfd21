import { WebSocket } from "ws";
import type { FeedId, FeedRefusal } from "../../../domain/feed/feed";
import type { Line } from "../live-line";
import { refusalOfCode, toFeedMessage } from "./messages";
import { StreamMessage } from "./wire";

export interface AlpacaSessionOptions {
  readonly feed: FeedId;
  /** `wss://…/v2/iex` */
  readonly url: string;
  readonly keyId: string;
  readonly secret: string;
  readonly aliases: readonly string[];
  readonly timeoutMs: number;
  /** Takes what the stream says of instruments. */
  readonly take: (message: NonNullable<ReturnType<typeof toFeedMessage>>) => void;
}

/** Bytes of one frame: a minute of bars of the whole market is a tenth of that. */
const FRAME_BYTES_MAX = 16 * 1024 * 1024;

/** One connection to Alpaca's stream: hello, key, subscription, then messages. Returns when the line is over. */
export function alpacaSession(options: AlpacaSessionOptions, line: Line): Promise<void> {
  const { feed, url, timeoutMs } = options;
  return new Promise((resolve) => {
    if (line.signal.aborted) {
      resolve();
      return;
    }
    const unavailable = (status: number | null): FeedRefusal => ({ kind: "feed.unavailable", feed, status });
    const socket = new WebSocket(url, {
      handshakeTimeout: timeoutMs,
      maxPayload: FRAME_BYTES_MAX,
      followRedirects: false,
    });
    const cut = () => socket.terminate();
    line.signal.addEventListener("abort", cut, { once: true });
    line.dial();
    socket.on("unexpected-response", (request, { statusCode = 0 }) => {
      line.fail(refusalOfUpgrade(feed, statusCode));
      request.destroy();
    });
    // What it says is in the refusal: an error is always followed by the close below.
    socket.on("error", () => line.fail(unavailable(null)));
    socket.on("close", () => {
      line.signal.removeEventListener("abort", cut);
      line.fail(unavailable(null));
      resolve();
    });
    socket.on("message", (data: Buffer) => {
      for (const message of readFrame(data.toString(), (sample) => noteRubbish(feed, line, sample))) {
        answer(options, socket, message, line);
      }
    });
  });
}

/** Of a message that cannot be read: enough to see what it is. */
const SAMPLE_CHARS_MAX = 500;

function refusalOfUpgrade(feed: FeedId, status: number): FeedRefusal {
  if (status === 401 || status === 403) return { kind: "feed.unauthorized", feed };
  if (status === 429) return { kind: "feed.rate_limited", feed, retryAfterMs: null };
  return { kind: "feed.unavailable", feed, status };
}

function answer(options: AlpacaSessionOptions, socket: WebSocket, message: StreamMessage, line: Line): void {
  const { feed, keyId, secret, aliases, take } = options;
  const send = (words: unknown) => socket.send(JSON.stringify(words));
  switch (message.T) {
    case "success":
      if (message.msg === "connected") send({ action: "auth", key: keyId, secret });
      if (message.msg === "authenticated") {
        // Corrections and cancels come with trades.
        send({ action: "subscribe", trades: aliases, quotes: aliases, bars: aliases, updatedBars: aliases });
      }
      return;
    case "subscription":
      line.heard();
      return;
    case "error":
      line.fail(refusalOfCode(feed, message.code));
      return;
    case "t":
    case "q":
    case "b":
    case "u":
    case "c":
    case "x": {
      const told = toFeedMessage(message);
      if (told !== null) take(told);
      return;
    }
    default:
      message satisfies never;
  }
}

/** The messages of a frame that can be read; `onRubbish` hears of those that cannot. */
function readFrame(text: string, onRubbish: (sample: string) => void): readonly StreamMessage[] {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    onRubbish(text);
    return [];
  }
  if (!Array.isArray(frame)) {
    onRubbish(text);
    return [];
  }
  return frame.flatMap((item: unknown) => {
    const message = StreamMessage.safeParse(item);
    if (!message.success) onRubbish(JSON.stringify(item) ?? "");
    return message.success ? [message.data] : [];
  });
}

function noteRubbish(feed: FeedId, line: Line, sample: string): void {
  const shown = sample.slice(0, SAMPLE_CHARS_MAX);
  line.note({ kind: "feed.malformed", feed, what: "a message that is none of Alpaca's", sample: shown });
}
