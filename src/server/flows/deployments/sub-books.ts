import { type Exact, exact, parseExact, type SqlPort, ZERO } from "@/modules/_kernel";
import type { InstrumentStore } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import { type OrderFill, readFillsOf } from "@/modules/execution/server";
import { foldFills, type LedgerLine, type SubPosition } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";

/** Fills of one deployment, with what they add up to. */
export interface SubBook {
  readonly fills: readonly OrderFill[];
  readonly positions: readonly SubPosition[];
}

/** Fills of orders as lines of a sub-ledger. Paper accounts pay in the currency of the price: what is paid in another is no part of it. */
export function linesOf(fills: readonly OrderFill[], multipliers: Multipliers): readonly LedgerLine[] {
  return fills.map(({ symbol, side, qty, price, currency, fees }) => ({
    symbol,
    side,
    qty,
    price,
    multiplier: multipliers.get(symbol) ?? exact(1),
    fees: fees.reduce((sum, fee) => (fee.currency === currency ? sum.plus(fee.amount) : sum), ZERO),
  }));
}

/** Quote currency of a point and unit, by symbol. */
export type Multipliers = ReadonlyMap<string, Exact>;

export async function multipliersOf(
  instruments: Pick<InstrumentStore, "find">,
  symbols: readonly string[],
): Promise<Multipliers> {
  const found = await Promise.all([...new Set(symbols)].map((symbol) => instruments.find(symbol)));
  return new Map(
    found.flatMap((each) => (each === null ? [] : [[each.symbol, parseExact(each.multiplier) ?? exact(1)] as const])),
  );
}

/** What each of some deployments holds and came to, from the fills of its own orders. */
export async function readSubBooks(
  sql: SqlPort,
  deploymentIds: readonly string[],
): Promise<ReadonlyMap<string, SubBook>> {
  const idsOf = await makeDeploymentStore().orderIdsOf(sql, deploymentIds);
  const fills = await readFillsOf(sql, [...idsOf.values()].flat());
  const multipliers = await multipliersOf(
    makeInstrumentStore(sql),
    fills.map(({ symbol }) => symbol),
  );
  const byOrder = new Map<string, OrderFill[]>();
  for (const fill of fills) byOrder.set(fill.orderId, [...(byOrder.get(fill.orderId) ?? []), fill]);
  return new Map(
    [...idsOf].map(([deploymentId, orderIds]) => {
      const own = orderIds.flatMap((id) => byOrder.get(id) ?? []).toSorted((a, b) => a.at - b.at);
      return [deploymentId, { fills: own, positions: foldFills(linesOf(own, multipliers)) }] as const;
    }),
  );
}
