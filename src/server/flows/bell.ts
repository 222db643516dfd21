import { timers } from "@/modules/data/server";

/** Wakes one loop. What rang before it was listened for is not lost; it has rung once as it is made. */
export interface Bell {
  readonly ring: () => void;
  /** Whether it rang since it was asked last. */
  take(): boolean;
  /** Resolves when it rings, after so long, or when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function makeBell(): Bell {
  let isRung = true;
  let wake: () => void = () => undefined;
  return {
    ring: () => {
      isRung = true;
      wake();
    },
    take() {
      const was = isRung;
      isRung = false;
      return was;
    },
    async wait(ms, signal) {
      if (isRung) return;
      const woken = new AbortController();
      wake = () => woken.abort();
      await timers.sleep(ms, AbortSignal.any([woken.signal, signal]));
    },
  };
}
