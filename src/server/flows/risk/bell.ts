import { timers } from "@/modules/data/server";
import type { FlowDeps } from "../deps";

/** Rings when an account or a limit may have changed: orders, fills and changes of limits all leave news in the outbox. */
export function makeBell({ signals }: Pick<FlowDeps, "signals">) {
  let isRung = true;
  let wake: () => void = () => undefined;
  const ring = () => {
    isRung = true;
    wake();
  };
  const stops = [signals.on("trading", ring), signals.on("outbox", ring)];
  return {
    stop() {
      for (const stop of stops) stop();
    },
    take(): boolean {
      const was = isRung;
      isRung = false;
      return was;
    },
    async wait(ms: number, signal: AbortSignal): Promise<void> {
      if (isRung) return;
      const woken = new AbortController();
      wake = () => woken.abort();
      await timers.sleep(ms, AbortSignal.any([woken.signal, signal]));
    },
  };
}
