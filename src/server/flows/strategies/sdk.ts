import { err } from "@/modules/_kernel";
import { BLANK_STRATEGY, DECLARATIONS, EXAMPLES, sdkNames } from "@/modules/strategy/server";
import type { StrategiesFlows } from "../contract/strategies";
import { type SaveDeps, saveVersion } from "./save-strategy";

type SdkFlows = Pick<StrategiesFlows, "listStrategyExamples" | "createStrategyFromExample" | "strategySdk">;

/** What there is to begin with: examples, and what an editor needs to know of the SDK. */
export function makeSdkFlows(deps: SaveDeps): SdkFlows {
  return {
    listStrategyExamples: () => EXAMPLES,
    async createStrategyFromExample(actor, { slug, example }) {
      const found = EXAMPLES.find(({ name }) => name === example);
      if (found === undefined) {
        const known = EXAMPLES.map(({ name }) => name).join(", ");
        return err({ kind: "strategy.example_unknown", path: "example", facts: { example, known } });
      }
      const { source } = found;
      const note = `From the example ${example}`;
      return saveVersion(deps, actor, { slug, kind: "code", source, note, from: null, rolledBackTo: null });
    },
    strategySdk: () => ({ declarations: DECLARATIONS, names: sdkNames(), blank: BLANK_STRATEGY }),
  };
}
