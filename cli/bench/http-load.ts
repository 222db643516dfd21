import { connect, type Socket } from "node:net";
import { WrongAnswer } from "./fixture";

/** What one answer must be. */
export interface Wanted {
  readonly host: string;
  readonly port: number;
  /** Path and query of the request with that number: the same again, or each another. */
  readonly path: (request: number) => string;
  /** Headers that every request carries. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
}

/** Connections that stay open, each with one request under way: what as many browsers do that never wait. */
const CONNECTIONS = 32;
/** An answer that is not here by then will not come. */
const ANSWER_TIMEOUT_MS = 20_000;
const HEAD_END = "\r\n\r\n";

/**
 * Requests a second over kept-alive connections for `forMs`. Reads answers off the socket with as little work as can be: on a
 * machine where client and server share the processors, a slow client would be what is measured. Breaks off at the first
 * answer that is not 200 or not as long as it must be.
 */
export async function driveHttp(wanted: Wanted, forMs: number): Promise<number> {
  const state = { next: 0, done: 0, untilMs: performance.now() + forMs };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, () => driveOne(wanted, state)));
  return (state.done / (performance.now() - startedMs)) * 1000;
}

interface Drive {
  next: number;
  done: number;
  readonly untilMs: number;
}

function driveOne(wanted: Wanted, drive: Drive): Promise<void> {
  const { host, port, headers } = wanted;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const tail = ` HTTP/1.1\r\nhost: ${host}:${port}\r\n${lines.join("")}\r\n`;
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const ask = () => {
      drive.next += 1;
      socket.write(`GET ${wanted.path(drive.next)}${tail}`);
    };
    readAnswers(socket, wanted.bodyBytes, () => {
      drive.done += 1;
      if (performance.now() < drive.untilMs) ask();
      else socket.end();
    });
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new WrongAnswer("an answer comes in time, did not")));
    socket.once("connect", ask);
    socket.once("error", reject);
    socket.once("close", () => resolve());
  });
}

/** Calls `onAnswer` at the end of each whole answer. */
function readAnswers(socket: Socket, bodyBytes: number, onAnswer: () => void): void {
  let head: Buffer = Buffer.alloc(0);
  let missing = -1;
  socket.on("data", (chunk: Buffer) => {
    if (missing >= 0) {
      missing -= chunk.length;
    } else {
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      const end = head.indexOf(HEAD_END);
      if (end < 0) return;
      const text = head.toString("latin1", 0, end).toLowerCase();
      if (!text.startsWith("http/1.1 200 ") || !text.includes(`\r\ncontent-length: ${bodyBytes}`)) {
        socket.destroy(new WrongAnswer(`an answer is 200 with ${bodyBytes} bytes, was ${text.slice(0, 200)}`));
        return;
      }
      missing = bodyBytes - (head.length - end - HEAD_END.length);
      head = Buffer.alloc(0);
    }
    if (missing > 0) return;
    if (missing < 0) {
      socket.destroy(new WrongAnswer(`an answer has ${bodyBytes} bytes, had ${bodyBytes - missing}`));
      return;
    }
    missing = -1;
    onAnswer();
  });
}
