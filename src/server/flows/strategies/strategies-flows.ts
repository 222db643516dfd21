import type { StrategiesFlows } from "../contract/strategies";
import type { FlowDeps } from "../deps";
import { makeManageStrategies } from "./manage-strategies";
import { makePresetFlows } from "./presets";
import { makePublicationFlows } from "./publications/publication-flows";
import { makeReadStrategies } from "./read-strategies";
import type { StrategyKinds } from "./save-strategy";
import { makeSdkFlows } from "./sdk";

/** Joins the flows of own strategies to what checks each kind. */
export function makeStrategiesFlows(deps: FlowDeps, kinds: StrategyKinds = {}): StrategiesFlows {
  const saving = { ...deps, kinds };
  return {
    ...makeReadStrategies(deps),
    ...makeManageStrategies(saving),
    ...makeSdkFlows(saving),
    ...makePresetFlows(deps),
    ...makePublicationFlows(deps),
  };
}
