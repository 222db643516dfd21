import { strategyCatalog } from "@/modules/strategy";
import { adjust } from "./adjust";
import type { Calculator } from "./answer";
import { backtest } from "./backtest";
import { calendar, listCalendars } from "./calendar";
import { fees } from "./fees";
import { indicator, listIndicators } from "./indicator";
import { lots } from "./lots";
import { metrics } from "./metrics";
import { order, orderTable } from "./order";
import { orderbook } from "./orderbook";
import { twr, xirr } from "./performance";
import { portfolio } from "./portfolio";
import { risk } from "./risk";
import { round } from "./round";
import { size } from "./size";
import { valueAtRisk } from "./var";

/** Every calculator there is, in the order of `--list`. */
export const CALCULATORS: readonly Calculator[] = [
  indicator,
  metrics,
  backtest,
  adjust,
  calendar,
  round,
  xirr,
  twr,
  lots,
  fees,
  order,
  orderbook,
  portfolio,
  risk,
  valueAtRisk,
  size,
];

/** What some calculators choose from: `calc --list <function>`. */
const CHOICES: ReadonlyMap<string, () => unknown> = new Map<string, () => unknown>([
  ["indicator", listIndicators],
  ["calendar", listCalendars],
  [
    "backtest",
    () => ({
      strategies: strategyCatalog.map(({ name, title, description, source, version, fields }) => ({
        name,
        title,
        description,
        source,
        version,
        params: fields,
      })),
    }),
  ],
]);

export function findCalculator(name: string): Calculator | null {
  return CALCULATORS.find((calculator) => calculator.name === name) ?? null;
}

/** The functions there are, or what one of them chooses from; null when there is nothing to choose. */
export function listOf(name: string | null): unknown {
  if (name === null) return { functions: CALCULATORS.map(({ name: each, summary }) => ({ name: each, summary })) };
  return CHOICES.get(name)?.() ?? null;
}

/** What `calc <function> --table` prints: every case of a rule and what becomes of it. Null: it has no table. */
export function tableOf(name: string | null): string | null {
  return name === order.name ? orderTable() : null;
}
