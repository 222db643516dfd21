import { type Depth, decodeDepth, decodeQuote, depthKeyOf, type Quote } from "@/modules/data";

/**
 * Live quotes of one tab, and what its browser shows.
 *
 * Every tab says which instruments it shows; the tab that holds the event stream tells the server all of them together.
 * Quotes come back through that stream to every tab. Ports keep this free of the browser, so that its rules are tested.
 */

export type QuoteHubMessage =
  /** A tab shows these, and only these; none when it is hidden or closes. */
  | { readonly kind: "want"; readonly tab: string; readonly ids: readonly number[] }
  /** The tab that now holds the stream asks what the others show. */
  | { readonly kind: "who" };

export interface QuoteHubPorts {
  readonly tab: string;
  readonly channel: {
    post(message: QuoteHubMessage): void;
    listen(handler: (message: QuoteHubMessage) => void): () => void;
  };
  /** Tells the server what this browser shows: instruments, and below 0 those whose depth it shows. */
  show(ids: readonly number[]): Promise<unknown>;
  /** Calls back before the next drawing. */
  frame(call: () => void): void;
  /** Calls back when what runs now has ended. */
  soon(call: () => void): void;
  nowMs(): number;
}

export interface QuoteHub {
  start(): () => void;
  /** Whether this tab holds the stream, and whether the stream is up: a stream that came back is told again. */
  stream(leads: boolean, live: boolean): void;
  /** What came under the topic `live`. */
  hear(payload: unknown): void;
  /** Shows these instruments until the answer is called, or below 0 their depth; `onChange` is called when one of them changed. */
  watch(ids: readonly number[], onChange: () => void): () => void;
  /** A hidden tab shows nothing. */
  setVisible(visible: boolean): void;
  /** What was heard so far: the same object until the next drawing that follows a change. */
  heard(): HeardQuotes;
}

/** Latest quotes and depth by instrument, and how far the server's clock is ahead of this browser's, as well as it is known. */
export interface HeardQuotes {
  readonly quotes: ReadonlyMap<number, Quote>;
  readonly depths: ReadonlyMap<number, Depth>;
  readonly aheadMs: number;
}

/** A tab may die without a word; hidden ones are woken once a minute at best, so this is longer. */
const TAB_FORGOTTEN_MS = 10 * 60_000;
/** What the server takes at once. */
const SHOWN_MAX = 500;
/** A clock that was set anew: what was learned about it is void. */
const CLOCK_JUMP_MS = 5_000;

export function makeQuoteHub(ports: QuoteHubPorts): QuoteHub {
  const screen = new BrowserScreen(ports);
  const quotes = new TabQuotes(ports);
  return {
    start: () => screen.start(),
    stream: (leads, live) => screen.stream(leads, live),
    hear: (payload) => quotes.hear(payload),
    watch(ids, onChange) {
      const unwatch = quotes.watch({ ids: new Set(ids), onChange });
      const hide = screen.add(ids);
      return () => {
        unwatch();
        hide();
      };
    },
    setVisible: (visible) => screen.setVisible(visible),
    heard: () => quotes.heard,
  };
}

/** What all tabs of the browser show, and telling it to whom it concerns. */
class BrowserScreen {
  readonly #ports: QuoteHubPorts;
  readonly #own = new Set<readonly number[]>();
  readonly #others = new Map<string, { readonly ids: readonly number[]; readonly heardMs: number }>();
  #leads = false;
  #isLive = false;
  #isVisible = true;
  #isPlanned = false;
  /** What the server knows, as text; null: nothing that counts. */
  #told: string | null = null;

  constructor(ports: QuoteHubPorts) {
    this.#ports = ports;
  }

  start(): () => void {
    const { channel, tab } = this.#ports;
    const unlisten = channel.listen((message) => this.#hear(message));
    this.#plan();
    return () => {
      unlisten();
      channel.post({ kind: "want", tab, ids: [] });
    };
  }

  stream(leads: boolean, live: boolean): void {
    if (leads && !this.#leads) this.#ports.channel.post({ kind: "who" });
    if (leads !== this.#leads || (live && !this.#isLive)) this.#told = null;
    [this.#leads, this.#isLive] = [leads, live];
    this.#plan();
  }

  add(given: readonly number[]): () => void {
    const ids = [...given];
    this.#own.add(ids);
    this.#plan();
    return () => {
      this.#own.delete(ids);
      this.#plan();
    };
  }

  setVisible(visible: boolean): void {
    this.#isVisible = visible;
    this.#plan();
  }

  #hear(message: QuoteHubMessage): void {
    if (message.kind === "who") {
      this.#plan();
      return;
    }
    this.#others.set(message.tab, { ids: message.ids, heardMs: this.#ports.nowMs() });
    if (this.#leads) this.#tell();
  }

  #mine(): readonly number[] {
    return this.#isVisible ? [...new Set([...this.#own].flat())].toSorted((a, b) => a - b) : [];
  }

  #all(): readonly number[] {
    const limitMs = this.#ports.nowMs() - TAB_FORGOTTEN_MS;
    for (const [tab, { heardMs }] of this.#others) if (heardMs < limitMs) this.#others.delete(tab);
    const ids = new Set([...this.#mine(), ...[...this.#others.values()].flatMap((other) => other.ids)]);
    return [...ids].slice(0, SHOWN_MAX);
  }

  #tell(): void {
    this.#isPlanned = false;
    if (!this.#leads) {
      this.#ports.channel.post({ kind: "want", tab: this.#ports.tab, ids: this.#mine() });
      return;
    }
    const ids = this.#all();
    const text = ids.join();
    if (!this.#isLive || text === this.#told) return;
    this.#told = text;
    this.#ports.show(ids).catch(() => {
      // The server is away or refuses: the stream's next start, or the next change, tells it again.
      this.#told = null;
    });
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    this.#ports.soon(() => this.#tell());
  }
}

interface Watcher {
  readonly ids: ReadonlySet<number>;
  readonly onChange: () => void;
}

/** The quotes this tab has heard, and who wants to know of changes. */
class TabQuotes {
  readonly #ports: QuoteHubPorts;
  readonly #watchers = new Set<Watcher>();
  readonly #quotes = new Map<number, Quote>();
  readonly #depths = new Map<number, Depth>();
  readonly #changed = new Set<number>();
  readonly #clock = new ServerClock();
  heard: HeardQuotes = { quotes: new Map(), depths: new Map(), aheadMs: 0 };

  constructor(ports: QuoteHubPorts) {
    this.#ports = ports;
  }

  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  hear(payload: unknown): void {
    if (typeof payload !== "string") return;
    for (const line of payload.split("\n")) {
      if (line.startsWith("@")) this.#clock.heard(Number(line.slice(1)), this.#ports.nowMs());
      const quote = decodeQuote(line);
      const depth = quote === null ? decodeDepth(line) : null;
      if (quote !== null) this.#quotes.set(quote.instrumentId, quote);
      if (depth !== null) this.#depths.set(depth.instrumentId, depth);
      const key = quote?.instrumentId ?? (depth === null ? null : depthKeyOf(depth.instrumentId));
      if (key === null) continue;
      if (this.#changed.size === 0) this.#ports.frame(() => this.#notify());
      this.#changed.add(key);
    }
  }

  #notify(): void {
    const ids = [...this.#changed];
    this.#changed.clear();
    this.heard = {
      quotes: new Map(this.#quotes),
      depths: new Map(this.#depths),
      aheadMs: this.#clock.aheadMs,
    };
    for (const { ids: wanted, onChange } of this.#watchers) if (ids.some((id) => wanted.has(id))) onChange();
  }
}

/** How far the server's clock is ahead of this browser's. What came fastest says it best: it was least delayed. */
class ServerClock {
  aheadMs = 0;
  #known = false;

  heard(serverMs: number, nowMs: number): void {
    if (!Number.isFinite(serverMs)) return;
    const aheadMs = serverMs - nowMs;
    const jumped = this.#known && aheadMs < this.aheadMs - CLOCK_JUMP_MS;
    if (!this.#known || jumped || aheadMs > this.aheadMs) this.aheadMs = aheadMs;
    this.#known = true;
  }
}
