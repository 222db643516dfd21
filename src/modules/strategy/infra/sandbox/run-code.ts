import { invariant } from "@/modules/_kernel";
import { walkWatchedBars, walkWatchedMoments } from "../../application/walk-bars";
import type { FoundStrategy } from "../../domain/found-strategy";
import { readFacts } from "../../domain/own/facts-schema";
import type { OwnVersion } from "../../domain/own/own-version";
import type { CodeRuns } from "../../ports-own";
import { isPortfolio, openCode, openPortfolioCode } from "./code-strategy";
import { Pulse, PulsingPortfolioRun, PulsingRun, pulsingAsk } from "./pulse";
import type { AskFile } from "./vm-ask";

/** A kept version in code as this thread runs it, by what it says of itself. */
export function openHere(own: OwnVersion, ask: AskFile): FoundStrategy {
  const { facts, faults } = readFacts(JSON.parse(ask.describe(own.compiled)));
  invariant(facts !== null, `a kept version says of itself what passed when it was saved, now: ${faults?.join("; ")}`);
  const version = { ...own, facts };
  return isPortfolio(facts)
    ? { trades: "several", definition: openPortfolioCode(version, ask) }
    : { trades: "one", definition: openCode(version, ask) };
}

/** Runs strategies in code in this thread; the pulse tells of each call into them. */
export function makeRunsHere(given: AskFile, pulse = new Pulse()): CodeRuns {
  const ask = pulsingAsk(given, pulse);
  return {
    async onOne({ own, params, sessions, ...walk }, pacing) {
      const { trades, definition } = openHere(own, ask);
      invariant(trades === "one", `${definition.name} trades one instrument`);
      const prepared = definition.prepare(params);
      invariant(prepared.ok, "a run has parameters that its strategy takes");
      const run = pulse.during(() => prepared.value.start(sessions ?? undefined));
      return walkWatchedBars({ run: new PulsingRun(run, pulse), ...walk }, pacing);
    },
    async onSeveral({ own, params, instruments, broker, financing, watch }, pacing) {
      const { trades, definition } = openHere(own, ask);
      invariant(trades === "several", `${definition.name} trades several instruments or resolutions`);
      const prepared = definition.prepare(params);
      invariant(prepared.ok, "a run has parameters that its strategy takes");
      const run = pulse.during(() => prepared.value.start(instruments.map(({ symbol }) => symbol)));
      const pulsing = new PulsingPortfolioRun(run, pulse);
      return walkWatchedMoments({ run: pulsing, instruments, broker, financing, watch }, pacing);
    },
  };
}
