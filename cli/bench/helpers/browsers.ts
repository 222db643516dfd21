import { connect, type Socket } from "node:net";
import { z } from "zod";

const Listener = z.object({ path: z.string(), cookie: z.string() });
const Message = z.union([
  z.object({ host: z.string(), port: z.number(), listeners: z.array(Listener) }),
  z.object({ forMs: z.number() }),
]);

export const Heard = z.object({
  /** Messages in all, and the bytes of a usual one. */
  messages: z.number(),
  frameBytes: z.number(),
  /** Browsers that heard something. */
  browsers: z.number(),
  /** Milliseconds from the tick to here. */
  p50: z.number(),
  p99: z.number(),
});

const CONNECT_AT_ONCE = 50;
const OPEN_TIMEOUT_MS = 60_000;

interface Tally {
  readonly latencies: number[];
  readonly browsers: Set<number>;
  bytes: number;
}
let tally: Tally = { latencies: [], browsers: new Set(), bytes: 0 };

/**
 * As many browsers as there are listeners, on sockets alone: told where to connect it answers once all streams are open; told
 * for how long, with what was heard in that time. Live values end with the moment of their tick.
 */
export async function listenAsBrowsers(given: unknown): Promise<object> {
  const message = Message.parse(given);
  if ("listeners" in message) {
    const { host, port, listeners } = message;
    for (let at = 0; at < listeners.length; at += CONNECT_AT_ONCE) {
      const some = listeners.slice(at, at + CONNECT_AT_ONCE);
      await Promise.all(some.map((listener, index) => openStream({ host, port, ...listener }, at + index)));
    }
    return {};
  }
  tally = { latencies: [], browsers: new Set(), bytes: 0 };
  await new Promise((resolve) => setTimeout(resolve, message.forMs));
  const { latencies, browsers, bytes } = tally;
  const sorted = latencies.toSorted((left, right) => left - right);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return {
    messages: sorted.length,
    frameBytes: Math.round(bytes / Math.max(1, sorted.length)),
    browsers: browsers.size,
    p50: at(0.5),
    p99: at(0.99),
  };
}

interface Target {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly cookie: string;
}

function openStream({ host, port, path, cookie }: Target, browser: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => {
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\ncookie: ${cookie}\r\naccept: text/event-stream\r\n\r\n`,
      );
    });
    socket.setTimeout(OPEN_TIMEOUT_MS, () => socket.destroy(new Error("a stream says something in time")));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("a stream stays open")));
    readFrames(socket, browser, resolve);
  });
}

/** Counts whole frames of live values; `onOpen` at the first bytes of the stream. */
function readFrames(socket: Socket, browser: number, onOpen: () => void): void {
  let text = "";
  let opened = false;
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    text += chunk;
    if (!opened) {
      const head = text.indexOf("\r\n\r\n");
      if (head < 0) return;
      if (!text.startsWith("HTTP/1.1 200")) {
        socket.destroy(new Error(`a stream opens, was ${text.slice(0, 200)}`));
        return;
      }
      opened = true;
      onOpen();
    }
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      count(text.slice(0, end), browser);
      text = text.slice(end + 2);
    }
  });
}

const TICK = /^data: \[\d+,"bench",([\d.]+)/m;

function count(frame: string, browser: number): void {
  const sent = frame.includes("event: live") ? TICK.exec(frame)?.[1] : undefined;
  if (sent === undefined) return;
  tally.latencies.push(performance.timeOrigin + performance.now() - Number(sent));
  tally.browsers.add(browser);
  tally.bytes += frame.length + 2;
}
