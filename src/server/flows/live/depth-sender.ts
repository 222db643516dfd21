import { type Depth, encodeDepth } from "@/modules/data";
import { toBatches } from "../../platform/live";
import type { FlowDeps } from "../deps";

/** The shortest time between two batches: levels and trades are read, not acted on. */
const SEND_EVERY_MS = 250;

export interface DepthSender {
  /** Says that the depth of that instrument is another now. It is asked for when the next batch leaves. */
  changed(instrumentId: number, depth: () => Depth | null): void;
  /** Stops sending; what was not sent is dropped. */
  stop(): void;
}

/**
 * Sends the depth that somebody looks at to every web process, conflated. It is kept nowhere: whoever comes later gets the next one,
 * and what a screen that looks already has.
 */
export function makeDepthSender({ signals }: Pick<FlowDeps, "signals">): DepthSender {
  const toSend = new Map<number, () => Depth | null>();
  let timer: NodeJS.Timeout | null = null;
  let sentMs = Number.NEGATIVE_INFINITY;
  const send = () => {
    timer = null;
    sentMs = performance.now();
    const lines = [...toSend.values()].flatMap((depth) => {
      const now = depth();
      return now === null ? [] : encodeDepth(now);
    });
    toSend.clear();
    for (const batch of toBatches(lines)) signals.send("live", batch);
  };
  return {
    changed(instrumentId, depth) {
      toSend.set(instrumentId, depth);
      timer ??= setTimeout(send, Math.max(0, sentMs + SEND_EVERY_MS - performance.now()));
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
