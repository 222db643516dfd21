"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import {
  type EventHub,
  type HubEvent,
  type HubMessage,
  type HubPorts,
  makeEventHub,
  type StreamState,
} from "./event-hub";
import { openEventSource } from "./event-source";
import { useSessionEnded } from "./session-end";
import { useTRPC } from "./trpc";
import { useEventEffects } from "./use-event-effects";

const CHANNEL = "bifrost.events";
const LOCK = "bifrost.events";
const LAST_ID = "bifrost.events.last";

/** Names this tab's stream to the server, so that it can be told what is on the screen. */
function makeViewId(): string {
  // `randomUUID` is missing at addresses that are neither local nor encrypted.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const HubContext = createContext<EventHub | null>(null);
const ViewContext = createContext("");
const NEVER: StreamState = { status: "connecting", sinceMs: 0 };

/** A tab without Web Locks (an address that is neither local nor encrypted) leads itself. */
function whenLeader(lead: (release: AbortSignal) => Promise<void>, stop: AbortSignal): void {
  if (!("locks" in navigator)) {
    void lead(stop);
    return;
  }
  navigator.locks
    .request(LOCK, { signal: stop }, () => lead(stop))
    .catch((error: unknown) => {
      // The tab closed while it waited in line.
      if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    });
}

function makeChannel(): HubPorts["channel"] {
  const channel = new BroadcastChannel(CHANNEL);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none: it stays in its origin
    post: (message) => channel.postMessage(message),
    listen(handler) {
      const onMessage = (event: MessageEvent<HubMessage>) => handler(event.data);
      channel.addEventListener("message", onMessage);
      return () => channel.removeEventListener("message", onMessage);
    },
  };
}

function makeLastId(userId: string): HubPorts["lastId"] {
  const key = `${LAST_ID}.${userId}`;
  let written: string | null = null;
  return {
    get: () => window.localStorage.getItem(key),
    set: (id) => {
      // Live values come many times a second under the id of the news before them.
      if (id === written) return;
      written = id;
      window.localStorage.setItem(key, id);
    },
  };
}

const open = (url: string) => new EventSource(url);

function later(delayMs: number, call: () => void): () => void {
  const timer = setTimeout(call, delayMs);
  return () => clearTimeout(timer);
}

export interface EventsProviderProps {
  readonly userId: string;
  /** The newest news when the page was made. */
  readonly from: string;
  readonly children: ReactNode;
}

/** Live news for everything below: keeps the caches fresh and tells who asks with {@link useLiveEvent}. */
export function EventsProvider({ userId, from, children }: EventsProviderProps) {
  // A page that is made again has read nothing anew: the stream goes on from where this tab began.
  const [begun] = useState(from);
  const [viewId] = useState(() => (typeof window === "undefined" ? "" : makeViewId()));
  const hub = useMemo(() => {
    if (typeof window === "undefined") return null;
    return makeEventHub({
      whenLeader,
      channel: makeChannel(),
      from: begun,
      lastId: makeLastId(userId),
      open: (lastEventId, handlers) => openEventSource({ open, later }, { viewId, lastEventId }, handlers),
      nowMs: () => Date.now(),
      later,
    });
  }, [userId, viewId, begun]);

  const ended = useSessionEnded();
  useEffect(() => (ended ? undefined : hub?.start()), [hub, ended]);
  return (
    <HubContext value={hub}>
      <ViewContext value={viewId}>
        <EventEffects />
        {children}
      </ViewContext>
    </HubContext>
  );
}

/** Keeps the query caches in step with the news; draws nothing. */
function EventEffects() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useLiveEvent(null, useEventEffects(trpc, queryClient));
  const lost = useStreamState().status === "lost";
  useEffect(() => {
    // A stream that breaks may mean that the server is gone or that this session has ended: asking tells which.
    if (lost) void queryClient.invalidateQueries(trpc.system.health.queryFilter());
  }, [lost, trpc, queryClient]);
  return null;
}

/** Calls `handler` for every event of `topic`, in this tab; for all of them when it is null. Keep the handler stable. */
export function useLiveEvent(topic: string | null, handler: (event: HubEvent) => void): void {
  const hub = useContext(HubContext);
  useEffect(
    () =>
      hub?.onEvent((event) => {
        if (topic === null || event.topic === topic) handler(event);
      }),
    [hub, topic, handler],
  );
}

/** How the stream is, and since when. */
export function useStreamState(): StreamState {
  const hub = useContext(HubContext);
  return useSyncExternalStore(
    (listener) => hub?.onState(listener) ?? (() => {}),
    () => hub?.state() ?? NEVER,
    () => NEVER,
  );
}

/** This tab's stream: its name, whether this tab holds it for the others, and whether it is up. */
export function useEventView(): { readonly viewId: string; readonly leads: boolean; readonly live: boolean } {
  const hub = useContext(HubContext);
  const viewId = useContext(ViewContext);
  const leads = useSyncExternalStore(
    (listener) => hub?.onState(listener) ?? (() => {}),
    () => hub?.leads() ?? false,
    () => false,
  );
  return { viewId, leads, live: useStreamState().status === "live" };
}
