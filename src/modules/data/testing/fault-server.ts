import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** What a line or a server may do to an answer, whatever the protocol. */
export const TRANSPORT_FAULTS = [
  /** 429 that says when to come back (in a moment), and 429 that does not. */
  "429-retry-after",
  "429",
  "500",
  "502",
  "503",
  /** The connection ends before the answer. */
  "reset",
  /** The request is taken and never answered: half-open. */
  "half-open",
  /** Head and the beginning of the body, then nothing. */
  "mute",
  /** One byte after another, for ever. */
  "drip",
  /** The body ends in the middle although the head promised less: well-formed HTTP, broken JSON or XML. */
  "truncated",
  /** The connection breaks in the middle of the body. */
  "cut-off",
  /** A proxy's or sign-in page with status 200. */
  "html",
  "401",
] as const;
export type TransportFault = (typeof TRANSPORT_FAULTS)[number];

export interface ServedRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
}

export interface ServedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** For headers that a protocol has; `date` overrides the server's clock. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What speaks a source's protocol on the fault server. */
export interface ServedProtocol {
  answer(request: ServedRequest): ServedAnswer;
  /** Takes a websocket that was opened at a path; says what it wants whenever it wants. */
  socket?(socket: WebSocket, request: ServedRequest): void;
}

/**
 * A local server that speaks a source's protocol and breaks it on demand. Faults wait in a queue: each takes one answer,
 * the last one stays when it was set for ever.
 */
export interface FaultServer {
  /** `http://127.0.0.1:port`; for websockets put `ws` in front. */
  readonly url: string;
  /** Requests that arrived since the start, faulty ones included, in order. */
  readonly requests: readonly ServedRequest[];
  /** The next `times` answers are broken this way. */
  break(fault: TransportFault, times: number): void;
  /** From here on everything is answered as it should be. */
  mend(): void;
  /** Resolves when the next request has arrived. */
  arrival(): Promise<void>;
  /** Resolves when no request is under way: every caller has let go. */
  idle(): Promise<void>;
  /** Open websockets. A protocol that wants a mute one says nothing on it. */
  readonly sockets: ReadonlySet<WebSocket>;
  /** Ends every websocket as a broken line does. */
  drop(): void;
  close(): Promise<void>;
}

/** Seconds that the 429 names. Zero: a test need not wait for what only has to be heard. */
const RETRY_AFTER_SECONDS = "0";
const DRIP_EVERY_MS = 5;

export async function startFaultServer(protocol: ServedProtocol): Promise<FaultServer> {
  const requests: ServedRequest[] = [];
  const faults: TransportFault[] = [];
  const waiters = new Set<() => void>();
  const idlers = new Set<() => void>();
  const connections = new Set<Socket>();
  let underWay = 0;

  const server = createServer((incoming, response) => {
    const request = toServed(incoming);
    requests.push(request);
    underWay += 1;
    response.once("close", () => {
      underWay -= 1;
      if (underWay === 0) release(idlers);
    });
    release(waiters);
    // The protocol's own clock speaks, or none: this machine's time is not the source's.
    response.sendDate = false;
    const fault = faults.shift();
    if (fault === undefined) send(response, protocol.answer(request));
    else breakAnswer(fault, response, protocol.answer(request));
  });
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  const hub = takeSockets(server, protocol);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    requests,
    break: (fault, times) => void faults.push(...Array.from({ length: times }, () => fault)),
    mend: () => void faults.splice(0),
    arrival: () => new Promise((resolve) => waiters.add(resolve)),
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => idlers.add(resolve))),
    sockets: hub.clients,
    drop() {
      for (const socket of hub.clients) socket.terminate();
    },
    close: () =>
      new Promise((resolve, reject) => {
        hub.close();
        for (const socket of connections) socket.destroy();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}

function release(waiting: Set<() => void>): void {
  for (const resolve of waiting) resolve();
  waiting.clear();
}

function takeSockets(server: Server, protocol: ServedProtocol): WebSocketServer {
  const hub = new WebSocketServer({ server });
  hub.on("connection", (socket, incoming) => {
    socket.on("error", () => socket.terminate());
    if (protocol.socket === undefined) socket.close();
    else protocol.socket(socket, toServed(incoming));
  });
  return hub;
}

function toServed(incoming: IncomingMessage): ServedRequest {
  const url = new URL(incoming.url ?? "/", "http://localhost");
  return { path: url.pathname, query: url.searchParams, headers: incoming.headers };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the fault server listens on a port");
  return (address satisfies AddressInfo).port;
}

function send(response: ServerResponse, { status, contentType, body, headers = {} }: ServedAnswer): void {
  response.writeHead(status, { "content-type": contentType, ...headers }).end(body);
}

function breakAnswer(fault: TransportFault, response: ServerResponse, right: ServedAnswer): void {
  const head = { "content-type": right.contentType };
  const half = right.body.slice(0, Math.floor(right.body.length / 2));
  switch (fault) {
    case "429-retry-after":
      response.writeHead(429, { "retry-after": RETRY_AFTER_SECONDS }).end();
      return;
    case "429":
    case "500":
    case "502":
    case "503":
    case "401":
      response.writeHead(Number(fault), { "content-type": "text/plain" }).end("no");
      return;
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "half-open":
      return;
    case "mute":
      response.writeHead(200, head).write(half);
      return;
    case "drip":
      drip(response.writeHead(200, head));
      return;
    case "truncated":
      response.writeHead(200, head).end(half);
      return;
    case "cut-off":
      response.writeHead(200, { ...head, "content-length": String(Buffer.byteLength(right.body)) });
      response.write(half, () => response.socket?.resetAndDestroy());
      return;
    case "html":
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>");
      return;
    default:
      fault satisfies never;
  }
}

function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(" "), DRIP_EVERY_MS);
  response.once("close", () => clearInterval(timer));
}
