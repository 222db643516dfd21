/**
 * One event stream a browser, shared by its tabs.
 *
 * The tab that holds the lock opens the stream and passes every event on; when it closes, the next in line takes over
 * and resumes after the last event that it saw itself. What a tab shows was read after `from`, so nothing that changed since
 * may pass it by: its own stream begins there, and where another tab's stream was further when this one began to listen, it
 * hears a reset. Ports keep this free of the browser, so that its rules are tested.
 */

export interface HubEvent {
  readonly id: string;
  readonly topic: string;
  readonly payload: unknown;
}

export type StreamState =
  | { readonly status: "connecting"; readonly sinceMs: number }
  | { readonly status: "live"; readonly sinceMs: number }
  /** Nothing has come since then; what is shown may be old. */
  | { readonly status: "lost"; readonly sinceMs: number };

export type HubMessage =
  | { readonly kind: "event"; readonly event: HubEvent }
  /** `at`: the last event that the leading tab passed on. */
  | { readonly kind: "state"; readonly state: StreamState; readonly at: string }
  /** A tab that just opened asks how the stream is. */
  | { readonly kind: "hello" };

export interface StreamHandlers {
  readonly onEvent: (event: HubEvent) => void;
  readonly onLive: () => void;
  readonly onLost: () => void;
  /** The stream is over and will not come back by itself. */
  readonly onEnd: () => void;
}

export interface HubPorts {
  /** Calls `lead` once this tab may hold the stream; the promise it answers with ends the lead. */
  whenLeader(lead: (release: AbortSignal) => Promise<void>, stop: AbortSignal): void;
  readonly channel: { post(message: HubMessage): void; listen(handler: (message: HubMessage) => void): () => void };
  /** The newest event when this tab's page was made. */
  readonly from: string;
  /** The last event that any tab of this browser saw, also before it was closed. */
  readonly lastId: { get(): string | null; set(id: string): void };
  open(lastEventId: string | null, handlers: StreamHandlers): () => void;
  nowMs(): number;
  /** Calls back after `delayMs`, unless canceled by what it answers. */
  later(delayMs: number, call: () => void): () => void;
}

export interface EventHub {
  start(): () => void;
  onEvent(listener: (event: HubEvent) => void): () => void;
  onState(listener: () => void): () => void;
  state(): StreamState;
  /** Whether this tab holds the stream for all tabs of the browser. */
  leads(): boolean;
}

/** First wait after the stream broke for good; doubles to the largest. */
const REOPEN_MS = 1_000;
const REOPEN_MS_MAX = 30_000;

/** The delay before attempt `attempt` (0 is the first), in ms. */
export function reopenDelayMs(attempt: number): number {
  return Math.min(REOPEN_MS * 2 ** Math.min(attempt, 10), REOPEN_MS_MAX);
}

/** Says that anything on the screen may be old; made here where this tab finds out itself. */
export const TOPIC_RESET = "stream.reset";

const EVENT_ID = /^\d{1,18}$/;

/** Of two ids the one that comes first; one that is none gives way. */
function earlier(one: string, other: string | null): string {
  if (other === null || !EVENT_ID.test(other)) return one;
  if (!EVENT_ID.test(one)) return other;
  return BigInt(other) < BigInt(one) ? other : one;
}

/** How far the news has come in one tab. */
class Place {
  /** Nothing up to this event is missing in what the tab shows. */
  #seen: string;
  /** Whether it is known that nothing passed before the tab listened, or that it was told to read everything anew. */
  #isWhole = false;

  constructor(from: string) {
    this.#seen = from;
  }

  get seen(): string {
    return this.#seen;
  }

  /** The tab's own stream begins at its place: nothing passes it by. */
  lead(): void {
    this.#isWhole = true;
  }

  take(id: string): void {
    if (this.#isWhole && EVENT_ID.test(id)) this.#seen = id;
  }

  /** The leading tab says where it is: its first word tells whether it passed something on before this tab listened. */
  missesUpTo(at: string): boolean {
    const misses = !this.#isWhole && EVENT_ID.test(at) && earlier(this.#seen, at) !== at;
    this.#isWhole = true;
    return misses;
  }
}

interface StreamUse {
  /** After which event the stream begins. */
  readonly after: () => string;
  readonly changeState: (status: StreamState["status"]) => void;
  /** Gives an event to this tab and to the others. */
  readonly pass: (event: HubEvent) => void;
}

/** Keeps the stream open until `release`: the work of the leading tab. */
function makeStreamHolder(ports: HubPorts, { after, changeState, pass }: StreamUse) {
  return (release: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      let attempt = 0;
      let close = () => {};
      let cancelWait = () => {};
      const isLive = () => {
        attempt = 0;
        changeState("live");
      };
      const open = () => {
        close = ports.open(after(), {
          onEvent: (event) => {
            isLive();
            pass(event);
            // After it was passed on: a crash between the two repeats an event, it never loses one.
            ports.lastId.set(event.id);
          },
          onLive: isLive,
          onLost: () => changeState("lost"),
          onEnd: () => {
            changeState("lost");
            close();
            cancelWait = ports.later(reopenDelayMs(attempt), open);
            attempt += 1;
          },
        });
      };
      open();
      release.addEventListener("abort", () => {
        cancelWait();
        close();
        resolve();
      });
    });
}

function makeListeners<T>() {
  const listeners = new Set<(value: T) => void>();
  return {
    tell(value: T) {
      for (const listener of listeners) listener(value);
    },
    add(listener: (value: T) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function makeEventHub(ports: HubPorts): EventHub {
  const events = makeListeners<HubEvent>();
  const states = makeListeners<void>();
  let state: StreamState = { status: "connecting", sinceMs: ports.nowMs() };
  let leading = false;
  const place = new Place(ports.from);

  const setState = (next: StreamState) => {
    state = next;
    states.tell();
  };
  const tellOthers = () => ports.channel.post({ kind: "state", state, at: place.seen });
  const changeState = (status: StreamState["status"]) => {
    if (state.status === status) return;
    setState({ status, sinceMs: ports.nowMs() });
    tellOthers();
  };
  const deliver = (event: HubEvent) => {
    place.take(event.id);
    events.tell(event);
  };
  const hearState = (next: StreamState, at: string) => {
    setState(next);
    if (place.missesUpTo(at)) deliver({ id: at, topic: TOPIC_RESET, payload: null });
  };

  const holdStream = makeStreamHolder(ports, {
    after: () => earlier(place.seen, ports.lastId.get()),
    changeState,
    pass: (event) => {
      deliver(event);
      ports.channel.post({ kind: "event", event });
    },
  });
  const lead = async (release: AbortSignal) => {
    leading = true;
    place.lead();
    states.tell();
    await holdStream(release);
    leading = false;
    states.tell();
  };

  return {
    start() {
      const stop = new AbortController();
      const unlisten = ports.channel.listen((message) => {
        if (message.kind === "hello") {
          if (leading) tellOthers();
          return;
        }
        if (leading) return;
        if (message.kind === "state") hearState(message.state, message.at);
        else deliver(message.event);
      });
      ports.channel.post({ kind: "hello" });
      ports.whenLeader(lead, stop.signal);
      return () => {
        unlisten();
        stop.abort();
      };
    },
    onEvent: (listener) => events.add(listener),
    onState: (listener) => states.add(listener),
    state: () => state,
    leads: () => leading,
  };
}
