import { assertNever } from "@/modules/_kernel";
import type { BrokerModel, InstrumentTerms } from "./broker-model";

/** Basis points in one. */
const BPS = 10_000;

/**
 * What one fill pays in commission, quote currency, 0 or more.
 *
 * percent: rate · |quantity · price · multiplier|. per_unit: amount · |quantity|, at least `min`. fixed: amount.
 * fixed_plus_percent: both.
 */
export function commissionOf(model: BrokerModel, terms: InstrumentTerms, quantity: number, price: number): number {
  const { commission } = model;
  switch (commission.kind) {
    case "percent":
      return Math.abs(quantity * price * terms.multiplier) * commission.rate;
    case "per_unit":
      return Math.max(Math.abs(quantity) * commission.amount, commission.min ?? 0);
    case "fixed":
      return commission.amount;
    case "fixed_plus_percent":
      return commission.amount + Math.abs(quantity * price * terms.multiplier) * commission.rate;
    default:
      return assertNever(commission, "commissionOf");
  }
}

/**
 * How far from `reference` a fill that takes what is there ends, quote currency per unit, 0 or more: slippage plus half the
 * spread. bps: a share of the price. ticks: so many steps of the instrument's tick. volume_share: impact · share², a share
 * of the price, where share is the filled part of the bar's volume, at most 1 (VolumeShareSlippage of Zipline).
 */
export function slippageOf(
  model: BrokerModel,
  terms: InstrumentTerms,
  fill: { readonly quantity: number; readonly reference: number; readonly volume: number },
): number {
  const size = Math.abs(fill.reference);
  const half = ((model.spreadBps ?? 0) / 2 / BPS) * size;
  const { slippage } = model;
  switch (slippage.kind) {
    case "bps":
      return half + size * (slippage.bps / BPS);
    case "ticks":
      return half + slippage.ticks * (terms.tick ?? 0);
    case "volume_share": {
      const share = fill.volume > 0 ? Math.min(1, Math.abs(fill.quantity) / fill.volume) : 1;
      return half + size * slippage.impact * share * share;
    }
    default:
      return assertNever(slippage, "slippageOf");
  }
}
