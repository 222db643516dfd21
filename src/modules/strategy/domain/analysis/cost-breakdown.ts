import type { BarColumns } from "@/modules/data";
import type { BrokerModel, FillColumns } from "@/modules/execution";

/** What trading took out of a run, quote currency, 0 or more. */
export interface CostBreakdown {
  readonly commission: number;
  readonly slippage: number;
  readonly spread: number;
  /** Sum of |quantity · price · multiplier| over all fills. */
  readonly turnover: number;
}

/** A price this close to another, as a share of it, is that price: what the broker added was only multiplied in and out. */
const PRICE_NOISE = 1e-9;
const BPS = 10_000;

/**
 * Where the costs of a run went. Commission is what the fills say. Slippage and spread are the distance of a fill from the
 * open or close of its bar, wherever that distance is the one the broker adds to orders that take what is there, split in
 * the proportion in which the broker charges them; a fill at a price of its own (a limit) paid neither.
 * A broker whose slippage is not in basis points is compared with the open alone.
 */
export function breakDownCosts(
  fills: FillColumns,
  bars: Pick<BarColumns, "open" | "close">,
  { broker, multiplier }: { readonly broker: BrokerModel; readonly multiplier: number },
): CostBreakdown {
  const half = (broker.spreadBps ?? 0) / 2;
  let [commission, slippage, spread, turnover] = [0, 0, 0, 0];
  fills.bar.forEach((bar, fill) => {
    const [quantity, price] = [fills.quantity[fill] ?? Number.NaN, fills.price[fill] ?? Number.NaN];
    const size = Math.abs(quantity) * multiplier;
    commission += fills.commission[fill] ?? 0;
    turnover += Math.abs(size * price);
    const paid = paidBy({ side: Math.sign(quantity), price, open: bars.open[bar], close: bars.close[bar] }, broker);
    if (paid === null) return;
    const halfShare = Math.min(paid.distance, (half / BPS) * Math.abs(paid.reference));
    spread += size * halfShare;
    slippage += size * (paid.distance - halfShare);
  });
  return { commission, slippage, spread, turnover };
}

interface FillAtBar {
  readonly side: number;
  readonly price: number;
  readonly open: number | undefined;
  readonly close: number | undefined;
}

/** How far a fill is from the price it took, or null where it took none of the bar's. */
function paidBy({ side, price, open, close }: FillAtBar, broker: BrokerModel) {
  if (broker.slippage.kind === "bps") {
    const rate = ((broker.spreadBps ?? 0) / 2 + broker.slippage.bps) / BPS;
    for (const reference of [open, close]) {
      if (reference === undefined) continue;
      const distance = Math.abs(reference) * rate;
      if (Math.abs(reference + side * distance - price) <= PRICE_NOISE * Math.abs(price))
        return { reference, distance };
    }
    return null;
  }
  const distance = side * (price - (open ?? Number.NaN));
  return distance >= 0 && open !== undefined ? { reference: open, distance } : null;
}
