import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import { type EpochMs, SessionId } from "@/modules/_kernel";
import type { NewsSource } from "../api/context";
import type { Actor, Flows } from "../flows/contract";
import type { OrderDetail } from "../flows/contract/trading";
import type { AuthenticateKey } from "../flows/people/authenticate-key";
import type { Logger } from "../infra/logger";
import type { KeyBearer } from "../platform/identity";
import { boundAccount } from "./bound-account";
import { iso } from "./fields";
import { dressOrders, updateNameOf } from "./orders";

/**
 * The websocket `/stream` with `trade_updates`, as Alpaca's paper API speaks it: `auth`, then `listen`, JSON in binary frames.
 * What happened to an order comes once each, in order; a client that was away asks for its orders anew.
 */

/** A client says who it is within this. */
const AUTH_TIMEOUT_MS = 10_000;
/** Proxies cut lines that are silent for a minute. */
const PING_EVERY_MS = 15_000;
/** Messages of a client are a few hundred bytes. */
const MESSAGE_BYTES_MAX = 16 * 1024;
/** A client that lets so much wait is gone. */
const WAITING_BYTES_MAX = 8 * 1024 * 1024;
const SOCKETS_MAX = 500;
/** Orders whose last event a stream remembers. */
const ORDERS_REMEMBERED_MAX = 20_000;

export interface StreamParts {
  readonly flows: Flows;
  readonly news: NewsSource;
  readonly authenticateKey: AuthenticateKey;
  readonly nowMs: () => EpochMs;
  readonly newId: () => string;
  readonly log: Logger;
}

/** Both forms that clients send: fields beside the action, or inside `data`. */
const Message = z.looseObject({
  action: z.string().max(40),
  key: z.string().max(200).optional(),
  secret: z.string().max(200).optional(),
  data: z
    .looseObject({
      key_id: z.string().max(200).optional(),
      secret_key: z.string().max(200).optional(),
      streams: z.array(z.string().max(100)).max(20).optional(),
    })
    .optional(),
});
type Message = z.output<typeof Message>;

export function makeTradeStream(parts: StreamParts): WebSocketServer {
  const server = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false });
  server.on("connection", (socket: WebSocket, request: { readonly socket: { readonly remoteAddress?: string } }) => {
    if (server.clients.size > SOCKETS_MAX) {
      socket.close(1013, "too many connections");
      return;
    }
    new Client(socket, request.socket.remoteAddress ?? "", parts).begin();
  });
  return server;
}

/** One connection, from its first message to its end. */
class Client {
  readonly #socket: WebSocket;
  readonly #ip: string;
  readonly #parts: StreamParts;
  readonly #gone = new AbortController();
  #bearer: { readonly bearer: KeyBearer; readonly accountId: string } | null = null;
  #isListening = false;
  /** One message after the other: a `listen` waits for its `auth`. */
  #work: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket, ip: string, parts: StreamParts) {
    this.#socket = socket;
    this.#ip = ip;
    this.#parts = parts;
  }

  begin(): void {
    const socket = this.#socket;
    const late = setTimeout(() => {
      if (this.#bearer === null) socket.close(4001, "auth timeout");
    }, AUTH_TIMEOUT_MS);
    let isAlive = true;
    const ping = setInterval(() => {
      if (!isAlive) return socket.terminate();
      isAlive = false;
      return socket.ping();
    }, PING_EVERY_MS);
    socket.on("pong", () => {
      isAlive = true;
    });
    socket.on("message", (data) => {
      isAlive = true;
      this.#work = this.#work.then(() => this.#hear(data)).catch((error: unknown) => this.#fail(error));
    });
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      clearTimeout(late);
      clearInterval(ping);
      this.#gone.abort();
    });
  }

  async #hear(data: RawData): Promise<void> {
    const message = readMessage(data);
    if (message === null) return this.#send("error", { error: "invalid message" });
    if (message.action === "auth" || message.action === "authenticate") return this.#authenticate(message);
    if (message.action !== "listen") return this.#send("error", { error: "unknown action" });
    if (this.#bearer === null) return this.#send("authorization", { status: "unauthorized", action: "listen" });
    const streams = (message.data?.streams ?? []).filter((name) => name === "trade_updates");
    this.#send("listening", { streams });
    if (streams.length > 0 && !this.#isListening) {
      this.#isListening = true;
      this.#follow(this.#bearer).catch((error: unknown) => this.#fail(error));
    }
  }

  async #authenticate({ key, secret, data }: Message): Promise<void> {
    const pair = { keyId: key ?? data?.key_id ?? "", secret: secret ?? data?.secret_key ?? "" };
    const opened = await this.#parts.authenticateKey(pair, this.#ip);
    const account = opened.outcome === "open" ? await boundAccount(this.#parts.flows, opened.bearer, "stream") : null;
    if (opened.outcome !== "open" || account === null || !account.ok) {
      this.#send("authorization", { status: "unauthorized", action: "authenticate" });
      return;
    }
    this.#bearer = { bearer: opened.bearer, accountId: account.accountId };
    this.#send("authorization", { status: "authorized", action: "authenticate" });
  }

  async #follow({ bearer, accountId }: { readonly bearer: KeyBearer; readonly accountId: string }): Promise<void> {
    const { flows, news, nowMs, newId } = this.#parts;
    const { user, key } = bearer;
    const actor: Actor = { kind: "user", userId: user.userId, requestId: newId(), key };
    const session = { sessionId: SessionId.of(`key-${key.keyId}`), user, keyId: key.keyId };
    const updates = makeUpdates({ flows, actor, accountId, sinceMs: nowMs() });
    for await (const item of news.follow(session, { lastEventId: null, viewId: null }, this.#gone.signal)) {
      if (item.topic !== "orders.changed") continue;
      for (const update of await updates(item.payload)) this.#send("trade_updates", update);
      if (this.#socket.bufferedAmount > WAITING_BYTES_MAX) break;
    }
    // The key ended, or the client takes nothing.
    this.#socket.close(1008, "not authorized any more");
  }

  #send(stream: string, data: unknown): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(Buffer.from(JSON.stringify({ stream, data })), { binary: true });
  }

  #fail(error: unknown): void {
    this.#parts.log.error({ error }, "Trade stream failed");
    this.#socket.close(1011, "internal error");
  }
}

function readMessage(data: RawData): Message | null {
  try {
    const bytes = Array.isArray(data)
      ? Buffer.concat(data)
      : Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data);
    const parsed = Message.safeParse(JSON.parse(bytes.toString("utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // no JSON: answered as such
  }
}

const OfOrder = z.object({ accountId: z.string(), orderId: z.string() });

interface UpdatesOf {
  readonly flows: Flows;
  readonly actor: Actor;
  readonly accountId: string;
  /** What was written before is no news. */
  readonly sinceMs: EpochMs;
}

/** Turns news of an order into what happened to it since the last time, each event once. */
export function makeUpdates({ flows, actor, accountId, sinceMs }: UpdatesOf) {
  const seen = new Map<string, number>();
  return async (payload: unknown): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const { accountId: account, orderId } = OfOrder.parse(payload);
    if (account !== accountId) return [];
    const detail = await flows.readOrder(actor, orderId);
    if (!detail.ok) return [];
    const { order, events, linked } = detail.value;
    const from = seen.get(orderId);
    const fresh = events.filter(({ version, recordedAt }) =>
      from === undefined ? recordedAt >= sinceMs : version > from,
    );
    remember(seen, orderId, events.at(-1)?.version ?? 0);
    if (fresh.length === 0) return [];
    const children = linked.filter(({ parentId }) => parentId === orderId);
    const [dressed] = await dressOrders({ flows, actor, accountId }, [order], () => children);
    const position = await heldOf(flows, actor, accountId, order.symbol);
    return fresh.flatMap((event) => {
      const name = updateNameOf(event, isWhole(detail.value, event.version));
      if (name === null) return [];
      const fill = event.type === "filled" ? fillOf(detail.value, event.facts, position) : {};
      return [{ event: name, timestamp: iso(event.at), ...fill, order: dressed }];
    });
  };
}

function remember(seen: Map<string, number>, orderId: string, version: number): void {
  seen.delete(orderId);
  seen.set(orderId, version);
  const [oldest] = seen.keys();
  if (seen.size > ORDERS_REMEMBERED_MAX && oldest !== undefined) seen.delete(oldest);
}

/** Whether the fill of that version is the last of an order that is filled. */
function isWhole({ order, events }: OrderDetail, version: number): boolean {
  return order.status === "filled" && events.findLast(({ type }) => type === "filled")?.version === version;
}

function fillOf({ fills }: OrderDetail, { execId }: OrderDetail["events"][number]["facts"], position: string) {
  const fill = fills.find((each) => each.execId === execId);
  if (fill === undefined) return {};
  return { execution_id: fill.execId, price: fill.price, qty: fill.qty, position_qty: position };
}

async function heldOf(flows: Flows, actor: Actor, accountId: string, symbol: string): Promise<string> {
  const positions = await flows.listPositions(actor, accountId);
  return positions.ok ? (positions.value.find((each) => each.symbol === symbol)?.qty ?? "0") : "0";
}
