import { err, ok, type Result } from "@/modules/_kernel";
import { bollingerReversion } from "./built-in/bollinger-reversion";
import { donchianBreakout } from "./built-in/donchian-breakout";
import { rsiReversion } from "./built-in/rsi-reversion";
import { smaCross } from "./built-in/sma-cross";
import { turtle } from "./built-in/turtle";
import type { StrategyDefinition, StrategyError } from "./strategy";

/** Every strategy there is, in the order of menus. */
export const strategyCatalog: readonly StrategyDefinition[] = [
  smaCross,
  rsiReversion,
  bollingerReversion,
  donchianBreakout,
  turtle,
];

/** The strategy of that name, or which names there are. */
export function findStrategy(name: string): Result<StrategyDefinition, StrategyError> {
  const found = strategyCatalog.find((strategy) => strategy.name === name);
  if (found !== undefined) return ok(found);
  return err({ kind: "strategy.not_found", name, known: strategyCatalog.map((strategy) => strategy.name) });
}
