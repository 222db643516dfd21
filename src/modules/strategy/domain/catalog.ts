import { err, ok, type Result } from "@/modules/_kernel";
import { bollingerReversion } from "./built-in/bollinger-reversion";
import { donchianBreakout } from "./built-in/donchian-breakout";
import { dualMomentum } from "./built-in/dual-momentum";
import { openingRange } from "./built-in/opening-range";
import { pairs } from "./built-in/pairs";
import { rsiReversion } from "./built-in/rsi-reversion";
import { smaCross } from "./built-in/sma-cross";
import { threeStep } from "./built-in/three-step";
import { turtle } from "./built-in/turtle";
import type { FoundStrategy } from "./found-strategy";
import type { PortfolioStrategyDefinition } from "./portfolio/define-portfolio-strategy";
import type { StrategyDefinition, StrategyError, StrategyUnknown } from "./strategy";

/** Every strategy on one instrument, in the order of menus. */
export const strategyCatalog: readonly StrategyDefinition[] = [
  smaCross,
  rsiReversion,
  bollingerReversion,
  donchianBreakout,
  turtle,
];

/** Every strategy on several instruments or resolutions, in the order of menus. */
export const portfolioCatalog: readonly PortfolioStrategyDefinition[] = [dualMomentum, pairs, openingRange, threeStep];

/** The strategy on one instrument of that name, or which names there are. */
export function findStrategy(name: string): Result<StrategyDefinition, StrategyError> {
  const found = strategyCatalog.find((strategy) => strategy.name === name);
  if (found !== undefined) return ok(found);
  return err({ kind: "strategy.not_found", name, known: strategyCatalog.map((strategy) => strategy.name) });
}

/** The built-in strategy of that name, whatever it trades, or which names there are. */
export function findBuiltIn(name: string): Result<FoundStrategy, StrategyUnknown> {
  const one = strategyCatalog.find((strategy) => strategy.name === name);
  if (one !== undefined) return ok({ trades: "one", definition: one });
  const several = findPortfolioStrategy(name);
  if (several !== null) return ok({ trades: "several", definition: several });
  const known = [...strategyCatalog, ...portfolioCatalog].map((strategy) => strategy.name);
  return err({ kind: "strategy.not_found", name, known });
}

/** The strategy on several instruments or resolutions of that name; null when there is none. */
export function findPortfolioStrategy(name: string): PortfolioStrategyDefinition | null {
  return portfolioCatalog.find((strategy) => strategy.name === name) ?? null;
}
