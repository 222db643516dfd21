import { invariant } from "@/modules/_kernel";
import type { FeedMessage } from "../../domain/feed/feed";

/**
 * Messages between a socket and whoever reads the feed.
 *
 * Quotes, depth and open bars are conflated: of each alias only the newest waits, in the place of the older one. Trades,
 * corrections and lines are never left out: when more than `messagesMax` wait, {@link MessageQueue.push} says so, and the
 * feed has to stop listening until its reader has caught up.
 */
export interface MessageQueue {
  /** False when the reader is too slow: the message was not taken. */
  push(message: FeedMessage): boolean;
  /** What was pushed, in order; ends after {@link end}, when all is read. For one reader. */
  read(): AsyncIterable<FeedMessage>;
  end(): void;
}

/** Some seconds of the busiest stream there is: a reader that is further behind is not slow but stuck. */
export const MESSAGES_WAITING_MAX = 20_000;

export function makeMessageQueue(messagesMax: number = MESSAGES_WAITING_MAX): MessageQueue {
  invariant(messagesMax >= 1, `a queue holds at least one message, was ${messagesMax}`);
  let waiting: FeedMessage[] = [];
  /** Where the newest message of a kind waits that the next one replaces. */
  const places = new Map<string, number>();
  let ended = false;
  let wake: (() => void) | null = null;

  const stir = () => {
    wake?.();
    wake = null;
  };

  return {
    push(message) {
      if (ended) return true;
      const key = conflationKey(message);
      const place = key === null ? undefined : places.get(key);
      if (place !== undefined) {
        waiting[place] = message;
        return true;
      }
      if (message.type !== "line" && waiting.length >= messagesMax) return false;
      if (key !== null) places.set(key, waiting.length);
      waiting.push(message);
      stir();
      return true;
    },
    async *read() {
      for (;;) {
        const batch = waiting;
        waiting = [];
        places.clear();
        yield* batch;
        // Looked at and waited for in one breath: what is pushed between the two would be waited for in vain.
        if (waiting.length > 0) continue;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    end() {
      ended = true;
      stir();
    },
  };
}

/** What a message makes old; null for what must all arrive. */
function conflationKey(message: FeedMessage): string | null {
  switch (message.type) {
    case "quote":
    case "depth":
      return `${message.type} ${message.alias}`;
    case "bar":
      return message.closed ? null : `bar ${message.resolution} ${message.alias} ${message.bar.time}`;
    case "trade":
    case "correction":
    case "line":
      return null;
    default:
      return message satisfies never;
  }
}
