import { type Exact, exact, ZERO } from "@/modules/_kernel";
import type { MarkedPosition } from "../desk/blotter/marks";
import type { AccountOverview } from "../desk/trading/types";

/** What an account is worth by the newest prices that this browser has heard; null is unknown. In its base currency. */
export interface LiveMoney {
  readonly equity: string | null;
  readonly dayPnl: string | null;
  readonly openPnl: string | null;
  /** Long and short added up, and the one less the other. */
  readonly gross: string | null;
  readonly net: string | null;
}

type Overview = Pick<AccountOverview, "equity" | "dayPnl" | "openPnl" | "positionsValue" | "grossValue" | "account">;

/**
 * The server's overview moved on by live quotes, so that rows add up to their totals. Left as the server said where it cannot be:
 * something is unknown, is held in another currency, or the positions are of another moment than the overview.
 */
export function liveMoney(overview: Overview, positions: readonly MarkedPosition[] | undefined): LiveMoney {
  const { equity, dayPnl, openPnl, positionsValue, grossValue } = overview;
  const told = { equity, dayPnl, openPnl, gross: grossValue, net: positionsValue };
  if (positions === undefined || equity === null || positionsValue === null || openPnl === null) return told;
  let [value, gross, cost]: [Exact, Exact, Exact] = [ZERO, ZERO, ZERO];
  for (const { currency, liveValue, cost: paid } of positions) {
    if (currency !== overview.account.baseCurrency || liveValue === null) return told;
    const worth = exact(liveValue);
    [value, gross, cost] = [value.plus(worth), gross.plus(worth.abs()), cost.plus(exact(paid))];
  }
  // What was paid changes with each fill: two answers that differ in it are of two moments.
  if (!exact(positionsValue).minus(exact(openPnl)).eq(cost)) return told;
  const moved = value.minus(exact(positionsValue));
  return {
    equity: exact(equity).plus(moved).toFixed(),
    dayPnl: dayPnl === null ? null : exact(dayPnl).plus(moved).toFixed(),
    openPnl: value.minus(cost).toFixed(),
    gross: gross.toFixed(),
    net: value.toFixed(),
  };
}
