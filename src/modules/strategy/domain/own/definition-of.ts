import { rulesDefinition } from "../rules/rules-source";
import type { StrategyDefinition } from "../strategy";
import type { OwnVersion } from "./own-version";

/** A kept version as the engine runs it. Null for one whose kind needs more than this door has, or that is none any more. */
export function definitionOf(own: OwnVersion): StrategyDefinition | null {
  return own.kind === "rules" ? rulesDefinition(own) : null;
}
