import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { NewsItem } from "../api/context";
import { sessionIn } from "../api/request";
import { LAST_ID_LENGTH_MAX } from "../api/rest/events";
import type { WebContainer } from "../container";

/**
 * `GET /api/events`: the one stream that a browser holds, as server-sent events. Written by our own server, without Next,
 * tRPC or a web stream between: with a thousand browsers that is twenty thousand messages a second.
 *
 * `news`: JSON with topic and payload, its id is where to resume. `live`: the newest values of what the view shows, one a
 * line, under the id of the news before. `ping`: the line is alive. The stream ends with the session.
 */
export const EVENT_PATH = "/api/events";

/** Proxies cut lines that are silent for a minute; the browser takes forty seconds of silence for a loss. */
export const PING_EVERY_MS = 15_000;
/** A browser that takes nothing for this long, while something waits for it, is gone. */
const STALLED_MS = 30_000;
/** After how long a browser comes back by itself. */
export const RETRY_MS = 1_000;

const VIEW_ID = /^[A-Za-z0-9-]{8,64}$/;

type Parts = Pick<WebContainer, "news" | "readSessionId" | "signIn">;

/** Whoever may listen has a live session. Resolves when the stream has ended; throws what is a fault. */
export async function answerEvents(request: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  if (request.method !== "GET") return refuse(response, 405, { kind: "method.refused" }, { allow: "GET" });
  const session = await sessionIn(request.headers.cookie ?? null, parts);
  if (session === null) return refuse(response, 401, { kind: "session.required" });
  const query = new URL(request.url ?? "/", "http://here").searchParams;
  const viewId = query.get("viewId");
  if (viewId !== null && !VIEW_ID.test(viewId)) {
    const message = "8 to 64 of A-Z a-z 0-9 -";
    return refuse(response, 400, { kind: "input.invalid", path: "viewId", message });
  }
  // A browser that comes back by itself says in the header what it saw last; one that opens anew, in its address.
  const last = request.headers["last-event-id"] ?? query.get("lastEventId");
  const lastEventId = typeof last === "string" ? last.slice(0, LAST_ID_LENGTH_MAX) : null;
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  if (response.destroyed) return;
  // Ends with its connection instead of in chunks: each message is one write, not three.
  response.removeHeader("transfer-encoding");
  response.writeHead(200, {
    connection: "close",
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    // Proxies that collect answers before they pass them on are asked not to.
    "x-accel-buffering": "no",
  });
  response.write(`retry: ${RETRY_MS}\n\n`);
  const ping = setInterval(() => {
    if (!response.writableNeedDrain) response.write("event: ping\ndata:\n\n");
  }, PING_EVERY_MS);
  try {
    for await (const item of parts.news.follow(session, { lastEventId, viewId }, gone.signal)) {
      // Until the browser has taken this, the next is not asked for: what changes meanwhile becomes one newer value.
      if (!response.write(frameOf(item)) && !(await drained(response, gone.signal))) break;
    }
  } finally {
    clearInterval(ping);
    response.end();
  }
}

/** One message. A payload of live values is text of lines as it is: no JSON for twenty thousand of them a second. */
export function frameOf({ id, topic, payload }: NewsItem): string {
  if (topic === "live" && typeof payload === "string") {
    return `event: live\nid: ${id}\ndata: ${payload.replaceAll("\n", "\ndata: ")}\n\n`;
  }
  return `event: news\nid: ${id}\ndata: ${JSON.stringify({ topic, payload })}\n\n`;
}

/** True once there is room again; false when the browser is gone or takes too long. */
export async function drained(response: ServerResponse, gone: AbortSignal): Promise<boolean> {
  const signal = AbortSignal.any([gone, AbortSignal.timeout(STALLED_MS)]);
  try {
    await once(response, "drain", { signal });
    return true;
  } catch {
    // Whichever of both it was: this stream is over, and a browser that lives opens another.
    response.destroy();
    return false;
  }
}

function refuse(
  response: ServerResponse,
  status: number,
  error: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...headers, "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify({ error }));
}
