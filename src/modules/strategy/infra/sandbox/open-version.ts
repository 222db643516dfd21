import { definitionOf } from "../../domain/own/definition-of";
import type { StrategyFacts } from "../../domain/own/own-strategy";
import type { OwnVersion } from "../../domain/own/own-version";
import type { StrategyDefinition } from "../../domain/strategy";
import { isPortfolio, openCode } from "./code-strategy";
import { loadSandbox } from "./vm";

/**
 * A kept version as the engine of one instrument runs it, whatever its kind; the sandbox is ready for it then. Null for one that
 * trades several instruments or resolutions, or that is none any more.
 */
export async function openVersion(own: OwnVersion, facts: StrategyFacts): Promise<StrategyDefinition | null> {
  if (own.kind !== "code") return definitionOf(own);
  if (isPortfolio(facts)) return null;
  await loadSandbox();
  return openCode({ ...own, facts });
}
