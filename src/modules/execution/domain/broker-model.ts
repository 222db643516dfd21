import { err, ok, type Result } from "@/modules/_kernel";
import { isGridStep } from "./price-grid";

/** What a fill costs. `rate` is a fraction of the notional: 0.001 is 0.1 %. */
export interface PercentCommission {
  readonly kind: "percent";
  readonly rate: number;
}

/** How far a market order fills from the bar's price, against the one who trades: 1 bps is 0.01 %. */
export interface BpsSlippage {
  readonly kind: "bps";
  readonly bps: number;
}

/** When a market order fills: at the open of the bar after the decision, or at the close it was decided on. */
export const FILL_MOMENTS = ["next_open", "this_close"] as const;
export type FillMoment = (typeof FILL_MOMENTS)[number];

/**
 * The simulated broker of a backtest, profile `bifrost`. Float64: these are statistics of a simulation, not a ledger.
 *
 * `commission` and `slippage` carry their kind, so that further kinds are further variants.
 */
export interface BrokerModel {
  /** Quote currency at the start, above 0. */
  readonly cash: number;
  readonly commission: PercentCommission;
  readonly slippage: BpsSlippage;
  readonly fill: FillMoment;
  /** Whether a sale may go below a position of zero. */
  readonly shorting: boolean;
  /** Whether what is still held after the last bar's decisions is closed at its close, with slippage and commission. */
  readonly closeAtEnd: boolean;
}

/** Facts of the instrument that change fills. */
export interface InstrumentTerms {
  /** Fill prices are rounded to the nearest multiple; null is no rounding. */
  readonly tick: number | null;
  /** Order quantities are cut down to a multiple; null is no rounding. */
  readonly lot: number | null;
  /** Quote currency per point of price and unit: 1 for shares, 50 for an E-mini future. Above 0. */
  readonly multiplier: number;
}

export const DEFAULT_BROKER: BrokerModel = {
  cash: 100_000,
  commission: { kind: "percent", rate: 0 },
  slippage: { kind: "bps", bps: 0 },
  fill: "next_open",
  shorting: true,
  closeAtEnd: false,
};

export const DEFAULT_TERMS: InstrumentTerms = { tick: null, lot: null, multiplier: 1 };

/** Notional times this is the dearest commission: at 100 % a sale would bring nothing. */
export const COMMISSION_RATE_MAX = 1;
/** Below 10 000 bps a sale still has a price. */
export const SLIPPAGE_BPS_MAX = 9_999;
/** More cash than any currency's broker account, and far inside what Float64 counts to the cent. */
export const CASH_MAX = 1e12;

export interface BrokerModelError {
  readonly kind: "broker.out_of_range";
  /** The field at fault, such as `commission.rate`. */
  readonly path: string;
  /** What would pass, in words. */
  readonly expected: string;
  readonly actual: number;
}

interface Bound {
  readonly path: string;
  readonly actual: number;
  readonly passes: boolean;
  readonly expected: string;
}

/** The model and terms when every number is inside its bounds, else the first field that is not and what would pass. */
export function checkBroker(model: BrokerModel, terms: InstrumentTerms): Result<BrokerModel, BrokerModelError> {
  const { cash, commission, slippage } = model;
  const bounds: readonly Bound[] = [
    { path: "cash", actual: cash, passes: cash > 0 && cash <= CASH_MAX, expected: `above 0, at most ${CASH_MAX}` },
    {
      path: "commission.rate",
      actual: commission.rate,
      passes: commission.rate >= 0 && commission.rate < COMMISSION_RATE_MAX,
      expected: `a fraction from 0, below ${COMMISSION_RATE_MAX}: 0.001 is 0.1 %`,
    },
    {
      path: "slippage.bps",
      actual: slippage.bps,
      passes: slippage.bps >= 0 && slippage.bps <= SLIPPAGE_BPS_MAX,
      expected: `from 0 to ${SLIPPAGE_BPS_MAX}`,
    },
    {
      path: "instrument.multiplier",
      actual: terms.multiplier,
      passes: terms.multiplier > 0 && Number.isFinite(terms.multiplier),
      expected: "above 0",
    },
    stepBound("instrument.tick", terms.tick),
    stepBound("instrument.lot", terms.lot),
  ];
  const broken = bounds.find(({ passes }) => !passes);
  if (broken === undefined) return ok(model);
  return err({ kind: "broker.out_of_range", path: broken.path, expected: broken.expected, actual: broken.actual });
}

function stepBound(path: string, step: number | null): Bound {
  return {
    path,
    actual: step ?? 0,
    passes: step === null || isGridStep(step),
    expected: "above 0, with at most 15 decimals",
  };
}
