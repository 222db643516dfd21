import { type Channel, Listeners, type OnSignal, type Signals } from "../signals";

/** Signals inside one process, heard at once. `gap` is what is heard after a connection was lost. */
export function makeLocalSignals(): Signals & { gap(): void } {
  const listeners = new Listeners();
  return {
    send: (channel: Channel, payload: string) => listeners.tell(channel, payload),
    on: (channel: Channel, hear: OnSignal) => listeners.add(channel, hear),
    gap: () => listeners.tellAll(),
    ready: async () => undefined,
    close: async () => undefined,
  };
}
