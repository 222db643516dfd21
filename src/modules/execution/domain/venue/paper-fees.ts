import { type Exact, exact, parseExact, toDecimalText, ZERO } from "@/modules/_kernel";
import type { InstrumentKind } from "@/modules/data";
import { type FeeRule, feesOfFills } from "../fee-schedule";

const rule = { min: null, max: null, currency: null } as const;

/**
 * What fills of paper accounts cost, in the currency of their price: half a cent a share, as Interactive Brokers' fixed prices
 * (without their least of an order: a fill does not know its order's others); a tenth of a percent for coins, as Binance's
 * lowest tier; 0.002 % for currencies and 0.85 a contract for futures, as Interactive Brokers.
 */
export const PAPER_FEES: Readonly<Record<InstrumentKind, readonly FeeRule[]>> = {
  equity: [{ ...rule, kind: "per_unit", amount: exact("0.005") }],
  etf: [{ ...rule, kind: "per_unit", amount: exact("0.005") }],
  index: [],
  crypto: [{ ...rule, kind: "maker_taker", maker: exact("0.001"), taker: exact("0.001") }],
  fx: [{ ...rule, kind: "percent", rate: exact("0.00002") }],
  future: [{ ...rule, kind: "per_unit", amount: exact("0.85") }],
};

interface PaperFill {
  readonly kind: InstrumentKind;
  readonly multiplier: string;
  readonly currency: string;
  readonly qty: string;
  readonly price: string;
  readonly liquidity: "maker" | "taker";
}

/** Fees of one fill by {@link PAPER_FEES}; none where nothing is charged. */
export function paperFees(fill: PaperFill): readonly { readonly amount: string; readonly currency: string }[] {
  const { kind, multiplier, currency, qty, price, liquidity } = fill;
  const of = (text: string): Exact => parseExact(text) ?? ZERO;
  const charged = feesOfFills(PAPER_FEES[kind], [{ qty: of(qty), price: of(price).times(of(multiplier)), liquidity }]);
  const [amounts] = charged.ok ? charged.value : [];
  return [...(amounts ?? [])].flatMap(([paidIn, amount]) =>
    amount.isZero() ? [] : [{ amount: toDecimalText(amount), currency: paidIn ?? currency }],
  );
}
