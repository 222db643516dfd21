import { type Channel, Listeners, type OnSignal, type Signals } from "../signals";

/** Signals inside one process, heard at once. */
export function makeLocalSignals(): Signals {
  const listeners = new Listeners();
  return {
    send: (channel: Channel, payload: string) => listeners.tell(channel, payload),
    on: (channel: Channel, hear: OnSignal) => listeners.add(channel, hear),
    ready: async () => undefined,
    close: async () => undefined,
  };
}
