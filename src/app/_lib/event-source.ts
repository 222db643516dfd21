import type { StreamHandlers } from "./event-hub";

/**
 * The browser's end of `/api/events`. A line that broke comes back by itself, after the last id that was seen; one that
 * was refused, or is silent for longer than the server's pings allow, is over and is opened anew by the hub.
 */

const PATH = "/api/events";
/** The server says something at least every fifteen seconds. */
const SILENT_MAX_MS = 40_000;

/** What is used of the browser's `EventSource`. */
export interface EventSourcePort {
  readonly readyState: number;
  addEventListener(
    type: string,
    listener: (event: { readonly data?: unknown; readonly lastEventId?: string }) => void,
  ): void;
  close(): void;
}

export interface EventSourcePorts {
  readonly open: (url: string) => EventSourcePort;
  /** Calls back after `delayMs`, unless canceled by what it answers. */
  readonly later: (delayMs: number, call: () => void) => () => void;
}

/** `EventSource.CLOSED`: it will not try again. */
const CLOSED = 2;

/** Opens the stream of a view after `lastEventId`; answers how to close it. */
export function openEventSource(
  { open, later }: EventSourcePorts,
  { viewId, lastEventId }: { readonly viewId: string; readonly lastEventId: string | null },
  { onEvent, onLive, onLost, onEnd }: StreamHandlers,
): () => void {
  const query = new URLSearchParams({ viewId });
  if (lastEventId !== null) query.set("lastEventId", lastEventId);
  const source = open(`${PATH}?${query.toString()}`);
  let cancelWatch = () => {};
  const close = () => {
    cancelWatch();
    source.close();
  };
  const end = () => {
    close();
    onEnd();
  };
  const heard = () => {
    cancelWatch();
    cancelWatch = later(SILENT_MAX_MS, end);
  };
  heard();
  source.addEventListener("open", () => {
    heard();
    onLive();
  });
  source.addEventListener("ping", heard);
  source.addEventListener("live", ({ data, lastEventId: id = "" }) => {
    heard();
    onEvent({ id, topic: "live", payload: data });
  });
  source.addEventListener("news", ({ data, lastEventId: id = "" }) => {
    heard();
    const news = readNews(data);
    if (news !== null) onEvent({ id, ...news });
  });
  source.addEventListener("error", () => {
    if (source.readyState === CLOSED) end();
    else onLost();
  });
  return close;
}

/** Topic and payload of one piece of news; null for what is none, such as what a newer server may say. */
function readNews(data: unknown): { readonly topic: string; readonly payload: unknown } | null {
  if (typeof data !== "string") return null;
  const news: unknown = JSON.parse(data);
  if (typeof news !== "object" || news === null || !("topic" in news) || typeof news.topic !== "string") return null;
  return { topic: news.topic, payload: "payload" in news ? news.payload : null };
}
