import { EpochMs, exact } from "@/modules/_kernel";
import type { RiskInstrument, RiskLimit, RiskOrder, RiskState } from "../domain/pre-trade/request";

type Unscoped<Limit> = Limit extends RiskLimit ? Omit<Limit, "name" | "scope"> : never;

/** A limit on everybody. */
export function makeLimit(limit: Unscoped<RiskLimit>): RiskLimit {
  return { name: null, scope: { of: "all" }, ...limit };
}

/** A at 50 dollars, quoted 1.5 seconds ago. */
export function makeInstrument(change: Partial<RiskInstrument>): RiskInstrument {
  return {
    price: exact(50),
    quoteAtMs: EpochMs.of(NOW_MS - 1500),
    multiplier: exact(1),
    currency: "USD",
    fxRate: exact(1),
    sector: "tech",
    lot: exact(1),
    initialMargin: exact(1),
    isOpen: true,
    ...change,
  };
}

const NOW_MS = 1e12;

/** 100 000 of equity, 100 A long and 20 B short, one working order in each; see the fields. */
export function makeState(change: Partial<RiskState>): RiskState {
  const inEuro = { price: exact(200), currency: "EUR", fxRate: exact("1.1"), sector: "energy" };
  return {
    nowMs: EpochMs.of(NOW_MS),
    equity: exact(100_000),
    buyingPower: exact(90_000),
    dayStartEquity: exact(125_000),
    peakEquity: exact(200_000),
    openRisk: exact(1000),
    dayTrades: 3,
    instruments: new Map([
      ["A", makeInstrument({})],
      ["B", makeInstrument({ ...inEuro, initialMargin: exact("0.5") })],
    ]),
    positions: [
      { symbol: "A", qty: exact(100) },
      { symbol: "B", qty: exact(-20) },
    ],
    workingOrders: [
      { symbol: "A", side: "buy", qty: exact(10) },
      { symbol: "B", side: "sell", qty: exact(5) },
    ],
    recentOrders: [
      { symbol: "A", side: "buy", qty: exact("40.0"), limitPrice: null, atMs: EpochMs.of(NOW_MS - 10_000) },
      { symbol: "A", side: "buy", qty: exact(40), limitPrice: null, atMs: EpochMs.of(NOW_MS - 90_000) },
    ],
    orderCounts: countsOf([10_000, 90_000]),
    cancelCounts: countsOf([1, 59_999, 60_000]),
    ...change,
  };
}

/** Counts of what is so old, for every window that a test asks for. */
function countsOf(ages: readonly number[]): ReadonlyMap<number, number> {
  return new Map(
    [1, 30, 60, 120].map((seconds) => [seconds * 1_000, ages.filter((age) => age < seconds * 1_000).length]),
  );
}

/** Buys 40 A at the market, stop at 45. */
export function makeOrder(change: Partial<RiskOrder>): RiskOrder {
  return {
    symbol: "A",
    side: "buy",
    qty: exact(40),
    limitPrice: null,
    protectiveStop: exact(45),
    isDayTrade: false,
    user: "ann",
    account: "main",
    strategy: null,
    ...change,
  };
}
