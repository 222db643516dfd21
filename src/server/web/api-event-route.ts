import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { type EpochMs, SessionId } from "@/modules/_kernel";
import { decodeQuote } from "@/modules/data";
import type { LiveScreens, NewsItem } from "../api/context";
import { EVENT_DATA, EVENTS_PATH, eventQuery, LAST_ID_LENGTH_MAX } from "../api/rest/events";
import { openRequest } from "../api/rest/handle";
import { allowanceHeaders, edgeProblem, refusalProblem } from "../api/rest/problem";
import { REST_PREFIX } from "../api/rest/routes";
import type { WebContainer } from "../container";
import type { Actor, InstrumentView } from "../flows/contract";
import { quoteView } from "../flows/live/read-quote-views";
import { requestIdFrom } from "../infra/request-scope";
import type { KeyBearer } from "../platform/identity";
import { drained, PING_EVERY_MS, RETRY_MS } from "./event-route";

/**
 * `GET /api/v1/events`: what happens, for programs, as server-sent events. Orders, fills, alerts and trading states come in
 * order and resume by `Last-Event-ID`; quotes of the symbols that were asked for are lossy, and only the newest of each.
 * `reset` says that news were lost meanwhile: read anew. After a resume the same fill may come again, under its `execId`.
 */
export const API_EVENT_PATH = `${REST_PREFIX}${EVENTS_PATH}`;

/** Streams of one key in one process: programs need one each. */
const STREAMS_PER_KEY_MAX = 20;
/** Fills that a stream remembers having sent. */
const FILLS_REMEMBERED_MAX = 10_000;

type Asked = z.output<typeof eventQuery>;

type Parts = Pick<WebContainer, "news" | "flows" | "authenticateKey" | "nowMs" | "newId"> & {
  readonly live: LiveScreens;
};

const streams = new Map<string, number>();

/** Whoever may listen has a key that works; the stream ends with it. Throws what is a fault. */
export async function answerApiEvents(request: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  const begun = await begin(request, parts);
  if (begun instanceof Response) return send(response, begun);
  const { keyId } = begun.bearer.key;
  streams.set(keyId, (streams.get(keyId) ?? 0) + 1);
  try {
    await stream(request, response, { ...parts, ...begun });
  } finally {
    const left = (streams.get(keyId) ?? 1) - 1;
    if (left > 0) streams.set(keyId, left);
    else streams.delete(keyId);
  }
}

interface Begun {
  readonly bearer: KeyBearer;
  readonly actor: Actor;
  readonly asked: Asked;
  readonly instruments: ReadonlyMap<number, InstrumentView>;
}

/** Who asks for what; a refusal where it cannot be had. */
async function begin(request: IncomingMessage, parts: Parts): Promise<Begun | Response> {
  const requestId = requestIdFrom(request.headers["x-request-id"]);
  if (request.method !== "GET") return edgeProblem("method.refused", { requestId, headers: { allow: "GET" } });
  const opened = await openRequest({ headers: headersOf(request) }, parts);
  if (opened.outcome === "closed")
    return edgeProblem("key.required", { requestId, headers: { "www-authenticate": "Bearer" } });
  const headers = allowanceHeaders(opened.allowance);
  const { searchParams } = new URL(request.url ?? "/", "http://here");
  if (opened.outcome === "throttled") return edgeProblem("request.throttled", { requestId, headers });
  const { user, key } = opened.bearer;
  if ((streams.get(key.keyId) ?? 0) >= STREAMS_PER_KEY_MAX)
    return edgeProblem("request.throttled", { requestId, headers: { ...headers, "retry-after": "60" } });
  const asked = eventQuery.safeParse(Object.fromEntries(searchParams));
  if (!asked.success) {
    const issues = asked.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    return edgeProblem("input.invalid", { requestId, headers, issues });
  }
  const actor: Actor = { kind: "user", userId: user.userId, requestId, key };
  const instruments = new Map<number, InstrumentView>();
  for (const symbol of asked.data.symbols ?? []) {
    const found = await parts.flows.getInstrument(symbol);
    if (!found.ok) return refusalProblem(found.error, { requestId, headers });
    instruments.set(found.value.instrumentId, found.value);
  }
  return { bearer: opened.bearer, actor, asked: asked.data, instruments };
}

async function stream(request: IncomingMessage, response: ServerResponse, given: Parts & Begun): Promise<void> {
  const { news, live, newId, bearer, asked, instruments } = given;
  const { keyId } = bearer.key;
  const session = { sessionId: SessionId.of(`key-${keyId}`), user: bearer.user, keyId };
  const viewId = instruments.size === 0 ? null : `api-${newId()}`;
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  if (response.destroyed) return;
  if (viewId !== null) await live.show(session.sessionId, viewId, [...instruments.keys()]);
  response.removeHeader("transfer-encoding");
  response.writeHead(200, {
    connection: "close",
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  response.write(`retry: ${RETRY_MS}\n\n`);
  const ping = setInterval(() => {
    if (!response.writableNeedDrain) response.write("event: ping\ndata: {}\n\n");
  }, PING_EVERY_MS);
  const last = request.headers["last-event-id"] ?? asked.lastEventId;
  const lastEventId = typeof last === "string" ? last.slice(0, LAST_ID_LENGTH_MAX) : null;
  const frames = makeFrames(given);
  try {
    for await (const item of news.follow(session, { lastEventId, viewId }, gone.signal)) {
      const text = await frames(item);
      if (text !== "" && !response.write(text) && !(await drained(response, gone.signal))) break;
    }
  } finally {
    clearInterval(ping);
    response.end();
  }
}

const OfOrder = z.object({ accountId: z.string(), orderId: z.string() });
const OfAccount = z.object({ accountId: z.string().nullable() });

/** Turns one piece of news into the frames of a program's stream; "" where it is not for it. */
function makeFrames({ flows, actor, asked, instruments, nowMs }: Parts & Begun): (item: NewsItem) => Promise<string> {
  const sent = new Set<string>();
  const isMine = (id: string | null) =>
    (asked.accountId === null || id === null || id === asked.accountId) &&
    (id === null || actor.key?.accountIds == null || actor.key.accountIds.includes(id));
  const ofOrder = async (id: string, payload: unknown): Promise<string> => {
    const { accountId: account, orderId } = OfOrder.parse(payload);
    if (!isMine(account)) return "";
    const detail = await flows.readOrder(actor, orderId);
    if (!detail.ok) return "";
    const fresh = detail.value.fills.filter(({ execId }) => !sent.has(`${account} ${execId}`));
    for (const { execId } of fresh) sent.add(`${account} ${execId}`);
    while (sent.size > FILLS_REMEMBERED_MAX) {
      const [oldest = ""] = sent;
      sent.delete(oldest);
    }
    const order = frame("order", id, detail.value.order);
    return [...fresh.map((fill) => frame("fill", id, fill)), order].join("");
  };
  return async ({ id, topic, payload }) => {
    switch (topic) {
      case "stream.ready":
        return frame("ready", id, {});
      case "stream.reset":
        return frame("reset", id, {});
      case "live":
        return typeof payload === "string" ? quoteFrames(id, payload, instruments, nowMs()) : "";
      case "orders.changed":
        return ofOrder(id, payload);
      case "notification.created":
        // Alerts are about all that its owner does: not for a key that is bound to accounts.
        return actor.key?.accountIds === null ? frame("alert", id, payload) : "";
      case "trading.state":
      case "accounts.changed": {
        const { accountId: account } = OfAccount.parse(payload);
        return isMine(account)
          ? frame(topic === "trading.state" ? "trading-state" : "account", id, { accountId: account })
          : "";
      }
      default:
        return "";
    }
  };
}

function quoteFrames(
  id: string,
  lines: string,
  instruments: ReadonlyMap<number, InstrumentView>,
  nowMs: EpochMs,
): string {
  return lines
    .split("\n")
    .map((line) => {
      const quote = decodeQuote(line);
      const instrument = quote === null ? undefined : instruments.get(quote.instrumentId);
      if (quote === null || instrument === undefined) return "";
      return frame("quote", id, quoteView(instrument, quote, nowMs));
    })
    .join("");
}

/** What the description does not name does not leave. */
const frame = (event: keyof typeof EVENT_DATA, id: string, data: unknown): string =>
  `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(EVENT_DATA[event].parse(data))}\n\n`;

function headersOf({ headers }: IncomingMessage): Headers {
  return new Headers(
    Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

async function send(response: ServerResponse, answer: Response): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
}
