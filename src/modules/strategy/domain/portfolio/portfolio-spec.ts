import { err, ok, type Result } from "@/modules/_kernel";
import { resolutionMinutes } from "@/modules/data";
import type { BrokerModel, FinancingTerms } from "@/modules/execution";
import {
  type BacktestSpec,
  checkTerms,
  type FinancingPercents,
  invalid,
  type SpecError,
  symbolsOf,
} from "../backtest-spec";
import { findPortfolioStrategy, portfolioCatalog } from "../catalog";
import type { PortfolioStrategyDefinition, PreparedPortfolio } from "./define-portfolio-strategy";

export interface CheckedPortfolioSpec {
  readonly definition: PortfolioStrategyDefinition;
  readonly strategy: PreparedPortfolio;
  readonly broker: BrokerModel;
  readonly financing: FinancingTerms;
  /** In the order in which the strategy takes them. */
  readonly symbols: readonly string[];
  /** The request with the parameters completed. */
  readonly spec: BacktestSpec;
}

/** Above it a rate is a slip of the pen: percent a year. */
const FINANCING_PERCENT_MAX = 100;
const PERCENT = 100;

/** Checks everything about a request that needs no data, and says of the first fault where it is and what would pass. */
export function checkPortfolioSpec(spec: BacktestSpec): Result<CheckedPortfolioSpec, SpecError> {
  const definition = findPortfolioStrategy(spec.strategy);
  if (definition === null) {
    const known = portfolioCatalog.map(({ name }) => name);
    return err({ kind: "strategy.not_found", name: spec.strategy, known });
  }
  return checkPortfolioSpecFor(definition, spec);
}

/** The same for a strategy that was found already. The request names it by its full name then, the version with it. */
export function checkPortfolioSpecFor(
  definition: PortfolioStrategyDefinition,
  spec: BacktestSpec,
): Result<CheckedPortfolioSpec, SpecError> {
  const prepared = definition.prepare(spec.params);
  if (!prepared.ok) return prepared;
  const { minimum, maximum } = definition.instruments;
  const symbols = symbolsOf(spec);
  const path = maximum === 1 ? "symbol" : "others";
  if (symbols.length < minimum || symbols.length > maximum) return invalid(path, numberOf(definition.instruments));
  const twice = symbols.find((symbol, i) => symbols.indexOf(symbol) < i);
  if (twice !== undefined) return invalid("others", `each instrument once: ${twice} is there twice`);
  const broker = checkTerms(spec);
  if (!broker.ok) return broker;
  const financing = financingOf(spec.financing);
  if (!financing.ok) return financing;
  const [shortest] = definition.series;
  if (shortest !== undefined && resolutionMinutes(spec.resolution) >= resolutionMinutes(shortest)) {
    return invalid(
      "resolution",
      `shorter than ${shortest}: it decides on ${definition.series.join(" and ")} bars as well`,
    );
  }
  const complete = { ...spec, strategy: definition.name, params: prepared.value.params };
  const checked = { definition, strategy: prepared.value, broker: broker.value, financing: financing.value };
  return ok({ ...checked, symbols, spec: complete });
}

function financingOf(percents: FinancingPercents | undefined): Result<FinancingTerms, SpecError> {
  const { creditPercent = 0, debitPercent = 0, borrowPercent = 0 } = percents ?? {};
  const rates = [
    ["creditPercent", creditPercent],
    ["debitPercent", debitPercent],
    ["borrowPercent", borrowPercent],
  ] as const;
  for (const [name, value] of rates) {
    if (value >= 0 && value <= FINANCING_PERCENT_MAX) continue;
    return invalid(`financing.${name}`, `percent a year, from 0 to ${FINANCING_PERCENT_MAX}`);
  }
  return ok({
    creditRate: creditPercent / PERCENT,
    debitRate: debitPercent / PERCENT,
    borrowRate: borrowPercent / PERCENT,
  });
}

function numberOf({ minimum, maximum }: PortfolioStrategyDefinition["instruments"]): string {
  if (minimum === maximum) return `${minimum} ${minimum === 1 ? "instrument" : "instruments"} together`;
  return `${minimum} to ${maximum} instruments together`;
}
