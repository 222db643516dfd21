import { type Exact, exact, quotient, type SqlPort, toDecimalText } from "@/modules/_kernel";
import { paperFees } from "@/modules/execution";
import { CLOSED_OUT, type Deployment, type SubPosition, type VirtualFill } from "@/modules/strategy";
import type { DeskContext } from "./desk-context";

/** Decisions that are looked at for a close: one that failed saw none. */
const DECISIONS_MAX = 20;

/** Closes what a shadow holds at the last close that it saw, as it is begun anew. */
export async function closeOut(
  { store, clock, instruments }: Pick<DeskContext, "store" | "clock" | "instruments">,
  tx: SqlPort,
  { deploymentId, epoch }: Deployment,
  held: readonly SubPosition[],
): Promise<void> {
  if (held.length === 0) return;
  const query = { deploymentId, symbol: null, fromMs: null, toMs: null, outcome: null, beforeMs: null };
  const last = await store.listDecisions(tx, { ...query, limit: DECISIONS_MAX });
  const fills: VirtualFill[] = [];
  for (const { symbol, qty, cost, multiplier } of held) {
    const instrument = await instruments.find(symbol);
    if (instrument === null) continue;
    const close = last.flatMap(({ seen }) => seen).find((each) => each.symbol === symbol)?.close;
    const size: Exact = qty.isPositive() ? qty : qty.neg();
    const amounts = {
      qty: toDecimalText(size),
      // Never seen since it was bought: then it leaves at what it cost.
      price: close === undefined ? averageOf(cost, qty, multiplier) : toDecimalText(exact(close)),
      currency: instrument.currency,
    };
    const paid = paperFees({
      ...amounts,
      kind: instrument.kind,
      multiplier: instrument.multiplier,
      liquidity: "taker",
    });
    fills.push({
      ...amounts,
      epoch,
      symbol,
      place: CLOSED_OUT,
      number: null,
      toldAtMs: clock.nowMs(),
      side: qty.isPositive() ? "sell" : "buy",
      fee: paid.find(({ currency }) => currency === instrument.currency)?.amount ?? "0",
    });
  }
  await store.putVirtualFills(tx, deploymentId, fills);
}

const averageOf = (cost: Exact, qty: Exact, multiplier: Exact): string =>
  toDecimalText(quotient(cost, qty.times(multiplier)));
