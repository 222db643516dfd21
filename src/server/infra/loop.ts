import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "./logger";

/** The longest pause after failures in a row. */
const BACKOFF_LONGEST_MS = 30_000;

export interface Loop {
  /** Begins the next round now, or right after the one that runs. */
  wake(): void;
  /** Begins no other round, and resolves when the running one has ended. May be called twice. */
  stop(): Promise<void>;
}

interface LoopOptions {
  readonly name: string;
  readonly everyMs: number;
  /** How long after somebody woke it a round begins: what comes together is done together, once it is there. */
  readonly gapMs?: number;
  readonly log: Logger;
  /** One round. True: there is more to do, begin the next one at once. */
  readonly round: () => Promise<boolean>;
}

/**
 * Does something over and over, one round at a time. A round that fails is logged when its trouble begins and when it
 * ends, not in between; the pauses grow until then.
 */
export function startLoop({ name, everyMs, gapMs = 0, log, round }: LoopOptions): Loop {
  let stopped = false;
  let woken = false;
  let failures = 0;
  let wakeNow: () => void = () => undefined;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeNow = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const once = async (): Promise<boolean> => {
    try {
      const more = await round();
      if (failures > 0) log.info({ loop: name, failures }, "Loop works again");
      failures = 0;
      return more;
    } catch (error) {
      if (failures === 0) log.error({ loop: name, error }, "Loop failed");
      failures += 1;
      return false;
    }
  };

  const run = async () => {
    for (;;) {
      if (stopped) return;
      woken = false;
      const more = await once();
      // Asked again: a stop that came during the round found no pause to end.
      if (stopped) return;
      if (more) continue;
      if (failures > 0) await pause(Math.min(everyMs * 2 ** Math.min(failures, 10), BACKOFF_LONGEST_MS));
      else if (!woken) await pause(everyMs);
      if (woken && gapMs > 0 && !stopped) await sleep(gapMs);
    }
  };
  const ended = run();

  return {
    wake() {
      woken = true;
      if (failures === 0) wakeNow();
    },
    async stop() {
      stopped = true;
      wakeNow();
      await ended;
    },
  };
}

/** Tries again what failed for a passing reason: `tries` times in all, the pause doubling from `firstPauseMs`. */
export async function retrying<T>(
  { tries, firstPauseMs }: { readonly tries: number; readonly firstPauseMs: number },
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, firstPauseMs * 2 ** (attempt - 1)));
    }
  }
}
