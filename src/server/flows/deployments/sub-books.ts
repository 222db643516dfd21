import { type Exact, exact, parseExact, type SqlPort, ZERO } from "@/modules/_kernel";
import type { InstrumentStore } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import { type OrderFill, readFillsOf } from "@/modules/execution/server";
import { type Deployment, foldFills, type LedgerLine, type SubPosition, type VirtualFill } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { assignedAsFills, readAssigned } from "./assigned-fills";

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

/** A fill of the engine's venue as one of an order. */
export function asFill({
  epoch,
  symbol,
  place,
  number,
  toldAtMs,
  fee,
  currency,
  side,
  qty,
  price,
}: VirtualFill): OrderFill {
  return {
    execId: `virtual.${epoch}.${symbol}.${place}`,
    orderId: `virtual.${epoch}.${symbol}.${number ?? "none"}`,
    symbol,
    side,
    qty: exact(qty),
    price: exact(price),
    currency,
    fees: [{ amount: exact(fee), currency }],
    at: toldAtMs,
  };
}

/** What is left of its capital by its fills, and what they brought. */
export const cashOf = ({ capital }: Pick<Deployment, "capital">, book: SubBook | undefined): Exact =>
  (book?.positions ?? []).reduce((sum, each) => sum.plus(each.cash), exact(capital));

/**
 * What each of some deployments holds and came to, from the fills of its own orders and what it was given of its account; a shadow's from
 * those of the engine's venue.
 */
export async function readSubBooks(
  sql: SqlPort,
  deploymentIds: readonly string[],
): Promise<ReadonlyMap<string, SubBook>> {
  const store = makeDeploymentStore();
  const [idsOf, virtual, assigned] = await Promise.all([
    store.orderIdsOf(sql, deploymentIds),
    store.virtualFillsOf(sql, deploymentIds),
    readAssigned(sql, deploymentIds),
  ]);
  const fills = await readFillsOf(sql, [...idsOf.values()].flat());
  const others = [...virtual.values(), ...assigned.values()].flat();
  const multipliers = await multipliersOf(
    makeInstrumentStore(sql),
    [...fills, ...others].map(({ symbol }) => symbol),
  );
  const byOrder = new Map<string, OrderFill[]>();
  for (const fill of fills) byOrder.set(fill.orderId, [...(byOrder.get(fill.orderId) ?? []), fill]);
  return new Map(
    [...idsOf].map(([deploymentId, orderIds]) => {
      const filled = orderIds.flatMap((id) => byOrder.get(id) ?? []);
      const given = assignedAsFills(assigned.get(deploymentId) ?? []);
      const own = [...filled, ...(virtual.get(deploymentId) ?? []).map(asFill), ...given].toSorted(
        (a, b) => a.at - b.at,
      );
      return [deploymentId, { fills: own, positions: foldFills(linesOf(own, multipliers)) }] as const;
    }),
  );
}
