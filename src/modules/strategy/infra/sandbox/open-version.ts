import type { FoundStrategy } from "../../domain/found-strategy";
import { definitionOf } from "../../domain/own/definition-of";
import type { StrategyFacts } from "../../domain/own/own-strategy";
import type { OwnVersion } from "../../domain/own/own-version";
import { codeHost } from "./code-host";
import { isPortfolio, openCode, openPortfolioCode } from "./code-strategy";

/** A kept version with the engine it needs; the sandbox is ready for it then. Null for one that is no strategy any more. */
export async function openVersion(own: OwnVersion, facts: StrategyFacts): Promise<FoundStrategy | null> {
  if (own.kind !== "code") {
    const definition = definitionOf(own);
    return definition === null ? null : { trades: "one", definition };
  }
  await codeHost.ready();
  const version = { ...own, facts };
  return isPortfolio(facts)
    ? { trades: "several", definition: openPortfolioCode(version, codeHost.ask) }
    : { trades: "one", definition: openCode(version, codeHost.ask) };
}
