import { ok } from "@/modules/_kernel";
import type { OwnVersion } from "../../domain/own/own-version";
import type { StrategyDefinition } from "../../domain/strategy";
import { type Pulse, PulsingRun, pulsingAsk } from "../sandbox/pulse";
import { openHere } from "../sandbox/run-code";
import { loadSandbox, openInSandbox } from "../sandbox/vm";
import { makeAskFile } from "../sandbox/vm-ask";

/** Opens strategies in code in this thread, each call into which the pulse tells of. Null for one that trades several instruments. */
export async function makeOpenCode(pulse: Pulse): Promise<(own: OwnVersion) => StrategyDefinition | null> {
  await loadSandbox();
  const ask = pulsingAsk(makeAskFile(openInSandbox), pulse);
  return (own) => {
    const found = openHere(own, ask);
    if (found.trades === "several") return null;
    const { definition } = found;
    return {
      ...definition,
      prepare(raw) {
        const prepared = definition.prepare(raw);
        if (!prepared.ok) return prepared;
        const start: typeof prepared.value.start = (sessions) =>
          new PulsingRun(
            pulse.during(() => prepared.value.start(sessions)),
            pulse,
          );
        return ok({ ...prepared.value, start });
      },
    };
  };
}
