import { assertNever } from "@/modules/_kernel";
import type { BarColumns } from "@/modules/data";
import { BAR_ORDER_TYPES, type BarOrderType, type BrokerModel, type InstrumentTerms } from "@/modules/execution";
import type { BacktestResult } from "../backtest";

/** What trading took out of a run, quote currency, 0 or more. */
export interface CostBreakdown {
  readonly commission: number;
  readonly slippage: number;
  readonly spread: number;
  /** Sum of |quantity · price · multiplier| over all fills. */
  readonly turnover: number;
}

/** Orders that take what is there, at a worse price. Those that wait at a limit are filled at it or better, and pay neither. */
const TAKES: Readonly<Record<BarOrderType, boolean>> = {
  market: true,
  market_on_close: true,
  stop: true,
  trailing_stop: true,
  limit: false,
  stop_limit: false,
  trailing_stop_limit: false,
};

const BPS = 10_000;

/**
 * Where the costs of a run went. Commission is what the fills say. A market or stop order paid slippage and half the spread
 * on the price it took, be that the open, the close or its stop: both are reckoned back from the price it was filled at
 * (but for the rounding to the tick). A limit paid neither.
 */
export function breakDownCosts(
  { fills, orderTypes }: Pick<BacktestResult, "fills" | "orderTypes">,
  { volume }: Pick<BarColumns, "volume">,
  { broker, terms }: { readonly broker: BrokerModel; readonly terms: InstrumentTerms },
): CostBreakdown {
  const half = (broker.spreadBps ?? 0) / 2 / BPS;
  let [commission, slippage, spread, turnover] = [0, 0, 0, 0];
  fills.bar.forEach((bar, fill) => {
    const [quantity, price] = [fills.quantity[fill] ?? Number.NaN, fills.price[fill] ?? Number.NaN];
    const size = Math.abs(quantity) * terms.multiplier;
    commission += fills.commission[fill] ?? 0;
    turnover += Math.abs(size * price);
    const type = BAR_ORDER_TYPES[orderTypes[fills.order[fill] ?? -1] ?? 0] ?? "market";
    if (!TAKES[type]) return;
    const { share, fixed } = slippageRates(broker, terms, { quantity, volume: volume[bar] ?? 0 });
    // price = taken · (1 ± (half + share)) ± fixed, so what was taken is reckoned back from it.
    const side = Math.sign(quantity) * (price < 0 ? -1 : 1);
    const taken = (Math.abs(price) - side * fixed) / (1 + side * (half + share));
    spread += size * taken * half;
    slippage += size * (taken * share + fixed);
  });
  return { commission, slippage, spread, turnover };
}

/** Slippage of one fill as a share of the price it took, and as an amount on top. See `slippageOf`. */
function slippageRates(
  { slippage }: BrokerModel,
  { tick }: InstrumentTerms,
  { quantity, volume }: { readonly quantity: number; readonly volume: number },
): { readonly share: number; readonly fixed: number } {
  switch (slippage.kind) {
    case "bps":
      return { share: slippage.bps / BPS, fixed: 0 };
    case "ticks":
      return { share: 0, fixed: slippage.ticks * (tick ?? 0) };
    case "volume_share": {
      const part = volume > 0 ? Math.min(1, Math.abs(quantity) / volume) : 1;
      return { share: slippage.impact * part * part, fixed: 0 };
    }
    default:
      return assertNever(slippage, "slippageRates");
  }
}

/** The costs of several parts of a run together. */
export function addCosts(parts: readonly CostBreakdown[]): CostBreakdown {
  const sum = (name: keyof CostBreakdown) => parts.reduce((total, part) => total + part[name], 0);
  return { commission: sum("commission"), slippage: sum("slippage"), spread: sum("spread"), turnover: sum("turnover") };
}
