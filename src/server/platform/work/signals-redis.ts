import { Redis } from "ioredis";
import { deferred } from "../../infra/deferred";
import type { Logger } from "../../infra/logger";
import { CHANNELS, type Channel, checkPayload, Listeners, type OnSignal, type Signals } from "./signals";

const PREFIX = "bifrost:signal:";
const RETRY_LONGEST_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Signals over Redis' publish and subscribe. */
export function makeRedisSignals({ url, log }: { readonly url: string; readonly log: Logger }): Signals {
  const listeners = new Listeners();
  const options = {
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (tries: number) => Math.min(100 * 2 ** Math.min(tries, 10), RETRY_LONGEST_MS),
  };
  // A signal that cannot leave now is dropped: its reader looks by itself soon enough.
  const sender = new Redis(url, { ...options, enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  const line = new Redis(url, { ...options, lazyConnect: true });
  const firstReady = deferred();
  const sending = new Set<Promise<unknown>>();
  let closed = false;

  sender.on("error", (error: Error) => log.warn({ error }, "Signal sender"));
  line.on("error", (error: Error) => log.warn({ error }, "Signal line"));
  line.on("message", (channel: string, payload: string) => listeners.tell(channel.slice(PREFIX.length), payload));
  line.on("ready", () => {
    line
      .subscribe(...CHANNELS.map((channel) => PREFIX + channel))
      .then(() => {
        firstReady.resolve();
        listeners.tellAll();
      })
      .catch((error: unknown) => log.warn({ error }, "Signal line"));
  });

  // A process that only sends, such as a command, opens no second connection.
  const listen = () => {
    if (line.status === "wait") line.connect().catch((error: unknown) => log.warn({ error }, "Signal line"));
  };

  return {
    send(channel: Channel, payload: string) {
      if (closed) return;
      const one: Promise<unknown> = sender
        .publish(PREFIX + channel, checkPayload(channel, payload))
        .catch((error: unknown) => log.warn({ error }, "Signal not sent"))
        .finally(() => sending.delete(one));
      sending.add(one);
    },
    on(channel: Channel, hear: OnSignal) {
      listen();
      return listeners.add(channel, hear);
    },
    ready: async () => {
      listen();
      await firstReady.promise;
      if (sender.status !== "ready") await new Promise<void>((resolve) => sender.once("ready", () => resolve()));
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all(sending);
      line.disconnect();
      sender.disconnect();
      firstReady.resolve();
    },
  };
}
