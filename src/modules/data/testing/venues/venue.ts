import type { ServedBar } from "../feed-contract";

/** A pair that a venue trades. */
export interface VenuePair {
  readonly base: string;
  readonly quote: string;
  /** Steps of price and quantity, decimal text. */
  readonly tick: string;
  readonly lot: string;
}

export interface VenueTrade {
  readonly pair: VenuePair;
  readonly id: number;
  readonly price: number;
  readonly size: number;
  readonly atMs: number;
}

export interface VenueQuote {
  readonly pair: VenuePair;
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
  readonly atMs: number;
}

/** A minute bar as a stream tells it while it forms. */
export interface VenueBar {
  readonly pair: VenuePair;
  readonly bar: ServedBar;
  readonly closed: boolean;
}

/** A trade that was said before was wrong: its right price and size, or null when it never was. */
export interface VenueCorrection {
  readonly pair: VenuePair;
  readonly id: number;
  readonly right: { readonly price: number; readonly size: number } | null;
  readonly atMs: number;
}

export type VenueEvent =
  | ({ readonly type: "correction" } & VenueCorrection)
  | ({ readonly type: "trade" } & VenueTrade)
  | ({ readonly type: "quote" } & VenueQuote)
  | ({ readonly type: "bar" } & VenueBar);

/**
 * What a venue knows, whatever the protocol that tells it: pairs, bars and trades. What happens is heard by every socket
 * that is open; a protocol passes on what was subscribed.
 */
export class Venue {
  readonly pairs: readonly VenuePair[];
  /** Bars of any pair, by the length of a bar in milliseconds. Read at every answer. */
  barsOf: (pair: VenuePair, stepMs: number) => readonly ServedBar[];
  /** Every trade so far, oldest first: what a question for trades is answered from. */
  readonly trades: VenueTrade[] = [];
  private readonly listeners = new Set<(event: VenueEvent) => void>();
  private readonly waiters = new Set<() => void>();
  private quiet = false;

  constructor(pairs: readonly VenuePair[], barsOf: Venue["barsOf"]) {
    this.pairs = pairs;
    this.barsOf = barsOf;
  }

  /** How many sockets listen. */
  get heardBy(): number {
    return this.listeners.size;
  }

  /** Called by a protocol when a socket has subscribed; what it returns, when the socket is gone. */
  hear(listener: (event: VenueEvent) => void): () => void {
    this.listeners.add(listener);
    this.stir();
    return () => {
      this.listeners.delete(listener);
      this.stir();
    };
  }

  /** Resolves when that many sockets listen. */
  heard(sockets: number): Promise<void> {
    return this.until(() => this.listeners.size >= sockets);
  }

  /** Resolves when nobody listens any more. */
  deserted(): Promise<void> {
    return this.until(() => this.listeners.size === 0);
  }

  private async until(passes: () => boolean): Promise<void> {
    while (!passes()) await new Promise<void>((resolve) => this.waiters.add(resolve));
  }

  private stir(): void {
    const woken = [...this.waiters];
    this.waiters.clear();
    for (const wake of woken) wake();
  }

  /** While muted, what happens is kept and told to nobody: a line that is open and dumb. */
  mute(quiet: boolean): void {
    this.quiet = quiet;
  }

  /** Something happens. A trade is kept for later questions. */
  happen(event: VenueEvent): void {
    if (event.type === "trade") this.trades.push(event);
    if (this.quiet) return;
    for (const listener of this.listeners) listener(event);
  }
}
