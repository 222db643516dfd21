"use client";

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from "react";
import { calendarOf, changeOf, type Depth, depthKeyOf, type Freshness, freshnessOf, type Quote } from "@/modules/data";
import type { HubEvent } from "./event-hub";
import { useEventView, useLiveEvent } from "./events";
import { type HeardQuotes, makeQuoteHub, type QuoteHub, type QuoteHubMessage, type QuoteHubPorts } from "./quote-hub";
import { useTRPCClient } from "./trpc";
import { useNow } from "./use-now";

const CHANNEL = "bifrost.quotes";
/** Ages are told in whole seconds. */
const AGE_EVERY_MS = 1_000;

const QuoteHubContext = createContext<QuoteHub | null>(null);

/** What a screen shows of one instrument: its latest quote, how old it is, and whether it may be trusted. */
export interface LiveQuote extends Pick<Quote, "last" | "bid" | "ask" | "reference" | "feed" | "eventMs" | "minute"> {
  /** `last` to the close before this session, a fraction; null when either is unknown. */
  readonly change: number | null;
  /** `stale` is grey and prices nothing; `closed`: its market does not trade now. */
  readonly state: Freshness["state"];
  readonly ageMs: number;
  /** Of a simulated market or of a replay: marked so wherever it stands. */
  readonly origin: "market" | "simulated" | "replay";
}

function makeChannel(): QuoteHubPorts["channel"] {
  const channel = new BroadcastChannel(CHANNEL);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none: it stays in its origin
    post: (message) => channel.postMessage(message),
    listen(handler) {
      const onMessage = (event: MessageEvent<QuoteHubMessage>) => handler(event.data);
      channel.addEventListener("message", onMessage);
      return () => channel.removeEventListener("message", onMessage);
    },
  };
}

/** Live quotes for everything below, through the one event stream of this browser. Stands inside `EventsProvider`. */
export function QuotesProvider({ children }: { readonly children: ReactNode }) {
  const client = useTRPCClient();
  const { viewId, leads, live } = useEventView();
  const hub = useMemo(() => {
    if (typeof window === "undefined") return null;
    return makeQuoteHub({
      tab: viewId,
      channel: makeChannel(),
      show: (ids) =>
        client.event.show.mutate({
          viewId,
          instrumentIds: ids.filter((id) => id > 0),
          depthIds: ids.flatMap((id) => (id < 0 ? [depthKeyOf(id)] : [])),
        }),
      frame: (call) => requestAnimationFrame(call),
      // Called as a method of this object, and a browser refuses its own function then.
      soon: (call) => queueMicrotask(call),
      nowMs: () => Date.now(),
    });
  }, [client, viewId]);

  useEffect(() => hub?.start(), [hub]);
  useEffect(() => hub?.stream(leads, live), [hub, leads, live]);
  useEffect(() => {
    const onChange = () => hub?.setVisible(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", onChange);
    return () => document.removeEventListener("visibilitychange", onChange);
  }, [hub]);
  useLiveEvent(
    "live",
    useMemo(() => (event: HubEvent) => hub?.hear(event.payload), [hub]),
  );
  return <QuoteHubContext value={hub}>{children}</QuoteHubContext>;
}

function originOf(feed: string): LiveQuote["origin"] {
  if (feed === "simulated") return "simulated";
  return feed === "replay" ? "replay" : "market";
}

function liveQuote(quote: Quote, nowMs: number): LiveQuote {
  const calendar = quote.calendar === null ? null : calendarOf(quote.calendar);
  const { last, bid, ask, reference, feed, eventMs, minute } = quote;
  return {
    last,
    bid,
    ask,
    reference,
    feed,
    eventMs,
    minute,
    ...freshnessOf(quote, nowMs, calendar),
    change: changeOf(quote),
    origin: originOf(feed),
  };
}

/**
 * Latest quotes of those instruments, as long as the component is on the screen; at most 500 in all of a browser's tabs.
 * An instrument without an entry has no quote: show its last stored close, or n/a. Drawn again when one of them changes,
 * at most once a frame, and each second for their ages; what did not change is the same object as before.
 */
export function useQuotes(instrumentIds: readonly number[]): ReadonlyMap<number, LiveQuote> {
  const hub = useContext(QuoteHubContext);
  const key = instrumentIds.join();
  const ids = useMemo(() => (key === "" ? [] : key.split(",").map(Number)), [key]);
  const subscribe = useCallback(
    (onChange: () => void) => (ids.length === 0 ? undefined : hub?.watch(ids, onChange)) ?? (() => {}),
    [hub, ids],
  );
  const heard = useSyncExternalStore(
    subscribe,
    () => hub?.heard() ?? NOTHING_HEARD,
    () => NOTHING_HEARD,
  );
  const secondMs = useNow(AGE_EVERY_MS);
  return useMemo(() => quotesAt(heard, ids, secondMs), [heard, ids, secondMs]);
}

/** What was last made of each quote: the same object again while neither it nor the second has changed. */
const made = new WeakMap<Quote, { readonly atMs: number; readonly live: LiveQuote }>();

function liveQuoteAt(quote: Quote, nowMs: number): LiveQuote {
  const known = made.get(quote);
  if (known?.atMs === nowMs) return known.live;
  const live = liveQuote(quote, nowMs);
  made.set(quote, { atMs: nowMs, live });
  return live;
}

/**
 * Levels and newest trades of an instrument, as long as the component is on the screen; null before any came. Nothing of it is sent
 * while nobody shows it.
 */
export function useDepth(instrumentId: number): Depth | null {
  const hub = useContext(QuoteHubContext);
  const subscribe = useCallback(
    (onChange: () => void) => hub?.watch([depthKeyOf(instrumentId)], onChange) ?? (() => {}),
    [hub, instrumentId],
  );
  return useSyncExternalStore(
    subscribe,
    () => hub?.heard().depths.get(instrumentId) ?? null,
    () => null,
  );
}

const NOTHING_HEARD: HeardQuotes = { quotes: new Map(), depths: new Map(), aheadMs: 0 };

function quotesAt({ quotes, aheadMs }: HeardQuotes, ids: readonly number[], browserMs: number) {
  return new Map(
    ids.flatMap((id) => {
      const quote = quotes.get(id);
      return quote === undefined ? [] : [[id, liveQuoteAt(quote, browserMs + aheadMs)] as const];
    }),
  );
}
