import { encodeQuote, QUOTES_PER_CALL_MAX, type Quote } from "@/modules/data";
import { toBatches } from "../../platform/live";
import type { FlowDeps } from "../deps";

/** The shortest time between two batches of quotes: each holds the newest of what changed since the last. */
const SEND_EVERY_MS = 50;
/** Quotes are kept for whoever comes later; losing a second of them loses nothing. */
const STORE_EVERY_MS = 1_000;

export interface QuoteSender {
  /** Says that the quote of that instrument is another now. It is asked for when the next batch leaves. */
  changed(instrumentId: number, quote: () => Quote | null): void;
  /** Stops sending; what was not sent or stored is dropped. */
  stop(): void;
}

/**
 * Sends what changed to every web process, and keeps it for those who come later: conflated, so that a feed of any speed
 * costs what its instruments cost. Quotes are kept under the holder's token.
 */
export function makeQuoteSender(
  { signals, quotes, log }: Pick<FlowDeps, "signals" | "quotes" | "log">,
  fence: bigint,
): QuoteSender {
  const [toSend, toStore] = [new Map<number, () => Quote | null>(), new Map<number, () => Quote | null>()];
  let sendTimer: NodeJS.Timeout | null = null;
  let sentMs = Number.NEGATIVE_INFINITY;
  let storing = false;

  const send = () => {
    sendTimer = null;
    sentMs = performance.now();
    const lines = [...toSend.values()].flatMap((quote) => {
      const now = quote();
      return now === null ? [] : encodeQuote(now);
    });
    toSend.clear();
    for (const batch of toBatches(lines)) signals.send("live", batch);
  };
  const store = async () => {
    if (storing) return;
    storing = true;
    const kept = [...toStore.values()].flatMap((quote) => quote() ?? []);
    toStore.clear();
    try {
      for (let at = 0; at < kept.length; at += QUOTES_PER_CALL_MAX) {
        await quotes.put(kept.slice(at, at + QUOTES_PER_CALL_MAX), fence);
      }
    } catch (error) {
      // The next ones come within a second, and say more.
      log.warn({ error, quotes: kept.length }, "Quotes not kept");
    } finally {
      storing = false;
    }
  };
  const storeTimer = setInterval(() => void store(), STORE_EVERY_MS);
  return {
    changed(instrumentId, quote) {
      toSend.set(instrumentId, quote);
      toStore.set(instrumentId, quote);
      // The first change after a pause leaves at once; those that follow it wait for one another.
      sendTimer ??= setTimeout(send, Math.max(0, sentMs + SEND_EVERY_MS - performance.now()));
    },
    stop() {
      clearInterval(storeTimer);
      if (sendTimer !== null) clearTimeout(sendTimer);
    },
  };
}
