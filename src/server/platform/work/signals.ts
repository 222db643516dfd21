/**
 * Wake-ups between processes. A signal says "look", never "this is so": it may be lost or come twice, and everything it
 * hurries along is also found without it, a little later.
 */
export const CHANNELS = [
  "outbox",
  "news",
  "cancel",
  "session-ended",
  "live",
  "views",
  "replay",
  "trading",
  "deployments",
  "bars",
] as const;
export type Channel = (typeof CHANNELS)[number];

/** PostgreSQL's own bound is 8000 bytes. A signal carries an id, not a story. */
const SIGNAL_BYTES_MAX = 200;
/**
 * Only `live` carries what it tells: the newest values, a batch of lines. Each is replaced by the next within moments, and
 * whoever missed some reads them where they are kept.
 */
export const LIVE_BYTES_MAX = 7_900;

/** Hears one signal; null means "some may have been lost": look at everything. */
export type OnSignal = (payload: string | null) => void;

export interface Signals {
  /** Sends soon and returns at once. A signal that cannot be sent is dropped. */
  send(channel: Channel, payload: string): void;
  /** Hears every signal on the channel from when {@link Signals.ready} resolves on. Returns how to stop. */
  on(channel: Channel, hear: OnSignal): () => void;
  /** Resolves once this process listens; after a lost connection it listens again by itself. */
  ready(): Promise<void>;
  /** Sends what is still to be sent and stops listening. May be called twice. */
  close(): Promise<void>;
}

/** Who listens to which channel inside this process. */
export class Listeners {
  readonly #byChannel = new Map<string, Set<OnSignal>>(CHANNELS.map((channel) => [channel, new Set()]));

  add(channel: Channel, hear: OnSignal): () => void {
    const set = this.#byChannel.get(channel);
    set?.add(hear);
    return () => set?.delete(hear);
  }

  tell(channel: string, payload: string): void {
    for (const hear of this.#byChannel.get(channel) ?? []) hear(payload);
  }

  /** After a gap nobody knows what was missed. */
  tellAll(): void {
    for (const set of this.#byChannel.values()) for (const hear of set) hear(null);
  }
}

/** A payload that does not fit is a fault of ours. */
export function checkPayload(channel: Channel, payload: string): string {
  const bytesMax = channel === "live" ? LIVE_BYTES_MAX : SIGNAL_BYTES_MAX;
  if (Buffer.byteLength(payload) > bytesMax) {
    throw new RangeError(`a signal carries at most ${bytesMax} bytes, was ${Buffer.byteLength(payload)}`);
  }
  return payload;
}
