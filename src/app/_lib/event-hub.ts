/**
 * One event stream a browser, shared by its tabs.
 *
 * The tab that holds the lock opens the stream and passes every event on; when it closes, the next in line takes over
 * and resumes after the last event any of them saw. Ports keep this free of the browser, so that its rules are tested.
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
  | { readonly kind: "state"; readonly state: StreamState }
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

interface StreamUse {
  readonly changeState: (status: StreamState["status"]) => void;
  /** Gives an event to this tab and to the others. */
  readonly pass: (event: HubEvent) => void;
}

/** Keeps the stream open until `release`: the work of the leading tab. */
function makeStreamHolder(ports: HubPorts, { changeState, pass }: StreamUse) {
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
        close = ports.open(ports.lastId.get(), {
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

export function makeEventHub(ports: HubPorts): EventHub {
  const eventListeners = new Set<(event: HubEvent) => void>();
  const stateListeners = new Set<() => void>();
  let state: StreamState = { status: "connecting", sinceMs: ports.nowMs() };
  let leading = false;

  const tellState = () => {
    for (const listener of stateListeners) listener();
  };
  const setState = (next: StreamState) => {
    state = next;
    tellState();
  };
  const changeState = (status: StreamState["status"]) => {
    if (state.status === status) return;
    setState({ status, sinceMs: ports.nowMs() });
    ports.channel.post({ kind: "state", state });
  };
  const deliver = (event: HubEvent) => {
    for (const listener of eventListeners) listener(event);
  };

  const holdStream = makeStreamHolder(ports, {
    changeState,
    pass: (event) => {
      deliver(event);
      ports.channel.post({ kind: "event", event });
    },
  });
  const lead = async (release: AbortSignal) => {
    leading = true;
    tellState();
    await holdStream(release);
    leading = false;
    tellState();
  };

  return {
    start() {
      const stop = new AbortController();
      const unlisten = ports.channel.listen((message) => {
        if (message.kind === "hello") {
          if (leading) ports.channel.post({ kind: "state", state });
          return;
        }
        if (leading) return;
        if (message.kind === "state") setState(message.state);
        else deliver(message.event);
      });
      ports.channel.post({ kind: "hello" });
      ports.whenLeader(lead, stop.signal);
      return () => {
        unlisten();
        stop.abort();
      };
    },
    onEvent(listener) {
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    },
    onState(listener) {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    state: () => state,
    leads: () => leading,
  };
}
