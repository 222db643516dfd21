import { EpochMs, type Exact, exact, toDecimalText } from "@/modules/_kernel";
import type { Instrument } from "@/modules/data";
import type { Weighed } from "@/modules/execution";
import type { OrderImpact } from "../contract/portfolio-risk";
import type { OrderPreview } from "../contract/trading";
import { approvalBreach } from "../risk/approvals/hold-order";
import { breachViews } from "./refusals";
import type { Markets } from "./standing";

const text = (value: Exact | null): string | null => (value === null ? null : toDecimalText(value));

/** An order that was weighed, as it is shown before it is sent. */
export function previewOf(
  weighed: Weighed,
  { instrument, markets }: { readonly instrument: Instrument; readonly markets: Markets },
  impact: OrderImpact | null,
): OrderPreview {
  const { risk, riskOfEquity } = weighed;
  const breaches = breachViews(risk);
  const waits = approvalBreach(breaches);
  const now = markets.bySymbol.get(instrument.symbol)?.now ?? null;
  return {
    price: text(weighed.price),
    priceAt: now === null ? null : EpochMs.of(now.marketMs - now.ageMs),
    currency: instrument.currency,
    notional: text(weighed.notional),
    fees: weighed.fees,
    positionBefore: toDecimalText(weighed.positionBefore),
    positionAfter: toDecimalText(weighed.positionAfter),
    buyingPowerBefore: text(weighed.buyingPowerBefore),
    buyingPowerAfter: text(weighed.buyingPowerAfter),
    riskAtStop: text(weighed.riskAtStop),
    riskPercentOfEquity: riskOfEquity === null ? null : text(riskOfEquity.times(exact(100))),
    rewardToRisk: text(weighed.rewardToRisk),
    impact,
    breaches: waits === null ? breaches : [],
    approvalAbove: waits?.limit ?? null,
    largestQtyThatPasses: risk.outcome === "refused" ? toDecimalText(risk.largestQtyThatPasses) : null,
  };
}
