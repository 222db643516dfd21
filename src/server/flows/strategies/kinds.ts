import { checkRulesSource } from "@/modules/strategy";
import { codeKind } from "@/modules/strategy/server";
import type { StrategyKinds } from "./save-strategy";

/** How each kind of own strategy is checked before it is kept. */
export const STRATEGY_KINDS: StrategyKinds = {
  code: codeKind,
  rules: { check: async (source) => checkRulesSource(source) },
};
