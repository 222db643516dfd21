import { err, ok, type Result } from "@/modules/_kernel";
import { resolutionMinutes } from "@/modules/data";
import type { BrokerModel } from "@/modules/execution";
import { type BacktestSpec, checkTerms, invalid, type SpecError } from "../backtest-spec";
import { findPortfolioStrategy, portfolioCatalog } from "../catalog";
import type { PortfolioStrategyDefinition, PreparedPortfolio } from "./define-portfolio-strategy";

/** What a person asks for: a strategy on the stored bars of several instruments that share cash. */
export interface PortfolioSpec extends Omit<BacktestSpec, "symbol"> {
  /** In the order in which the strategy takes them, each once. */
  readonly symbols: readonly string[];
}

export interface CheckedPortfolioSpec {
  readonly definition: PortfolioStrategyDefinition;
  readonly strategy: PreparedPortfolio;
  readonly broker: BrokerModel;
  /** The request with the parameters completed. */
  readonly spec: PortfolioSpec;
}

/** Checks everything about a request that needs no data, and says of the first fault where it is and what would pass. */
export function checkPortfolioSpec(spec: PortfolioSpec): Result<CheckedPortfolioSpec, SpecError> {
  const definition = findPortfolioStrategy(spec.strategy);
  if (definition === null) {
    const known = portfolioCatalog.map(({ name }) => name);
    return err({ kind: "strategy.not_found", name: spec.strategy, known });
  }
  const prepared = definition.prepare(spec.params);
  if (!prepared.ok) return prepared;
  const { minimum, maximum } = definition.instruments;
  const count = spec.symbols.length;
  if (count < minimum || count > maximum) return invalid("symbol", numberOf(definition.instruments));
  const twice = spec.symbols.find((symbol, i) => spec.symbols.indexOf(symbol) < i);
  if (twice !== undefined) return invalid("symbol", `each instrument once: ${twice} is there twice`);
  const broker = checkTerms(spec);
  if (!broker.ok) return broker;
  const [shortest] = definition.series;
  if (shortest !== undefined && resolutionMinutes(spec.resolution) >= resolutionMinutes(shortest)) {
    return invalid(
      "resolution",
      `shorter than ${shortest}: it decides on ${definition.series.join(" and ")} bars as well`,
    );
  }
  const complete = { ...spec, params: prepared.value.params };
  return ok({ definition, strategy: prepared.value, broker: broker.value, spec: complete });
}

function numberOf({ minimum, maximum }: PortfolioStrategyDefinition["instruments"]): string {
  if (minimum === maximum) return `${minimum} instruments`;
  return `${minimum} to ${maximum} instruments`;
}
