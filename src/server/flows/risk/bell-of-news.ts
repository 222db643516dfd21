import { makeBell } from "../bell";
import type { FlowDeps } from "../deps";

/** Rings when an account or a limit may have changed: orders, fills and changes of limits all leave news in the outbox. */
export function bellOfNews({ signals }: Pick<FlowDeps, "signals">) {
  const bell = makeBell();
  const stops = [signals.on("trading", bell.ring), signals.on("outbox", bell.ring)];
  return {
    ...bell,
    stop() {
      for (const stop of stops) stop();
    },
  };
}
