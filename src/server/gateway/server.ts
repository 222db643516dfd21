import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { SessionId } from "@/modules/_kernel";
import type { LiveScreens } from "../api/context";
import { whyNotScope } from "../flows/people/authenticate-key";
import { requestIdFrom } from "../infra/request-scope";
import { ACCOUNT_ROUTES } from "./account-routes";
import { badRequest, forbidden, type GatewayAnswer, GatewayRefusal, notFound, unauthorized } from "./answer";
import { boundAccount } from "./bound-account";
import { CLOCK_ROUTES } from "./clock-routes";
import { DATA_ROUTES } from "./data-routes";
import { findRoute, type GatewayRequest, type GatewayRoute } from "./route";
import { makeTradeStream, type StreamParts } from "./stream";
import { TRADING_ROUTES } from "./trading-routes";

/** The HTTP server of the gateway: Alpaca's trading and data API for one account, by key id and secret. */

const BODY_BYTES_MAX = 64 * 1024;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
const HEADER_BYTES_MAX = 16 * 1024;

const ROUTES: readonly GatewayRoute[] = [...ACCOUNT_ROUTES, ...CLOCK_ROUTES, ...TRADING_ROUTES, ...DATA_ROUTES];

export interface GatewayParts extends StreamParts {
  readonly live: LiveScreens;
  /** Who the client is: behind a declared proxy the address it names. */
  readonly addressOf: (request: IncomingMessage) => string;
}

export interface Gateway {
  readonly server: Server;
  close(): Promise<void>;
}

/** @param make - Plain or with TLS. */
export function makeGateway(
  parts: GatewayParts,
  make: (listener: RequestListener) => Server = (listener) =>
    createServer({ maxHeaderSize: HEADER_BYTES_MAX }, listener),
): Gateway {
  const server = make((request, response) => void serve(request, response, parts));
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  const stream = makeTradeStream(parts);
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A page of another origin has no key, and browsers say where they come from: none is let in.
    const isOurs = pathOf(request) === "/stream" && request.headers.origin === undefined;
    if (isOurs) stream.handleUpgrade(request, socket, head, (client) => stream.emit("connection", client, request));
    else socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n");
  });
  return {
    server,
    async close() {
      for (const client of stream.clients) client.close(1001, "going away");
      stream.close();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

const pathOf = (request: IncomingMessage) => (request.url ?? "/").split("?", 1)[0] ?? "/";

/** One request, from its first byte to its answer. Never rejects: this is the boundary. */
async function serve(request: IncomingMessage, response: ServerResponse, parts: GatewayParts): Promise<void> {
  const requestId = requestIdFrom(request.headers["x-request-id"]);
  response.setHeader("x-request-id", requestId);
  const startedMs = performance.now();
  let answer: GatewayAnswer;
  try {
    answer = await answerOf(request, response, parts, requestId);
  } catch (error) {
    if (error instanceof GatewayRefusal) answer = error.answer;
    else {
      parts.log.error({ error, path: pathOf(request) }, "Gateway failed");
      answer = { status: 500, body: { code: 50_010_000, message: "internal server error" } };
    }
  }
  const text = answer.body === undefined ? "" : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    ...(text === "" ? {} : { "content-type": "application/json; charset=utf-8" }),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(text);
  const facts = { method: request.method, path: pathOf(request), status: answer.status };
  parts.log.info({ ...facts, durationMs: Math.round(performance.now() - startedMs) }, "Answered");
}

async function answerOf(
  request: IncomingMessage,
  response: ServerResponse,
  parts: GatewayParts,
  requestId: string,
): Promise<GatewayAnswer> {
  const path = pathOf(request);
  if (path === "/healthz") return { status: 200, body: { ok: true } };
  const opened = await parts.authenticateKey(pairOf(request), parts.addressOf(request));
  if (opened.outcome === "closed") throw unauthorized();
  const { limit, remaining, resetSeconds } = opened.allowance;
  response.setHeader("x-ratelimit-limit", limit);
  response.setHeader("x-ratelimit-remaining", remaining);
  response.setHeader("x-ratelimit-reset", Math.floor(parts.nowMs() / 1000) + resetSeconds);
  if (opened.outcome === "throttled") {
    response.setHeader("retry-after", resetSeconds);
    throw new GatewayRefusal(429, 42_910_000, "rate limit exceeded");
  }
  const found = findRoute(ROUTES, request.method ?? "GET", path);
  if (found === null) throw notFound("endpoint");
  if (found === "path") throw new GatewayRefusal(405, 40_510_000, "method not allowed");
  const { user, key } = opened.bearer;
  if (whyNotScope(found.route.changes ? "trade" : "read", key.scope, user.role) !== null)
    throw forbidden("the key may not trade: it takes one with the scope trade");
  const account = await boundAccount(parts.flows, opened.bearer, requestId);
  if (!account.ok) throw forbidden(account.why);
  const given: GatewayRequest = {
    params: found.params,
    query: new URL(request.url ?? "/", "http://here").searchParams,
    body: found.route.method === "POST" || found.route.method === "PATCH" ? await readBody(request) : {},
  };
  return found.route.answer(
    {
      flows: parts.flows,
      actor: { kind: "user", userId: user.userId, requestId, key },
      accountId: account.accountId,
      nowMs: parts.nowMs(),
      newId: parts.newId,
      show: (keys) => show(parts.live, key.keyId, keys),
    },
    given,
  );
}

/** In the two headers of Alpaca's clients, or `<id>.<secret>` where they send one token. */
function pairOf({ headers }: IncomingMessage) {
  const [keyId, secret] = [headers["apca-api-key-id"], headers["apca-api-secret-key"]];
  if (typeof keyId === "string" && typeof secret === "string") return { keyId, secret };
  const [scheme = "", token = ""] = (headers.authorization ?? "").split(" ");
  const [id = "", rest = ""] = token.split(".");
  return scheme.toLowerCase() === "bearer" ? { keyId: id, secret: rest } : null;
}

async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json")
    throw new GatewayRefusal(415, 41_510_000, "send JSON: content-type application/json");
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > BODY_BYTES_MAX) throw new GatewayRefusal(413, 41_310_000, "the body is too large");
    chunks.push(part);
  }
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed))
      return Object.fromEntries(Object.entries(parsed));
  } catch {
    // said below
  }
  throw badRequest("request body format is invalid");
}

async function show(live: LiveScreens, keyId: string, keys: readonly number[]): Promise<void> {
  if (keys.length === 0) return;
  const mark = createHash("sha256").update(keys.join(",")).digest("hex").slice(0, 12);
  await live.show(SessionId.of(`key-${keyId}`), `gate-${keyId}-${mark}`, keys);
}
