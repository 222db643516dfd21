import { assertNever, err, ok, type Result } from "@/modules/_kernel";
import { isGridStep } from "./price-grid";

/** What a fill costs, quote currency. `rate` is a fraction of the notional: 0.001 is 0.1 %; `amount` is from 0. */
export type Commission =
  | { readonly kind: "percent"; readonly rate: number }
  /** `amount` a unit, at least `min` a fill. */
  | { readonly kind: "per_unit"; readonly amount: number; readonly min?: number | undefined }
  | { readonly kind: "fixed"; readonly amount: number }
  | { readonly kind: "fixed_plus_percent"; readonly amount: number; readonly rate: number };

/** How far from the bar's price an order fills that takes what is there, against the one who trades. See `slippageOf`. */
export type Slippage =
  /** 1 bps is 0.01 %. */
  | { readonly kind: "bps"; readonly bps: number }
  | { readonly kind: "ticks"; readonly ticks: number }
  | { readonly kind: "volume_share"; readonly impact: number };

/** What an account must be worth to hold a position, fractions of the position's value: 0.5 and 0.25 for US shares. */
export interface MarginTerms {
  /** After a fill that opens. */
  readonly initial: number;
  /** At every close: below it everything held is closed at the next open. */
  readonly maintenance: number;
}

/** When a market order fills: at the open of the bar after the decision, or at the close it was decided on. */
export const FILL_MOMENTS = ["next_open", "this_close"] as const;
export type FillMoment = (typeof FILL_MOMENTS)[number];

/** `bifrost`: our own rules. `backtrader`: those of Backtrader's default simulated broker, to the cent and to the bar. */
export const BROKER_PROFILES = ["bifrost", "backtrader"] as const;
export type BrokerProfile = (typeof BROKER_PROFILES)[number];

/** The simulated broker of a backtest. Float64: these are statistics of a simulation, not a ledger. */
export interface BrokerModel {
  readonly profile?: BrokerProfile | undefined;
  /** Quote currency at the start, above 0. */
  readonly cash: number;
  readonly commission: Commission;
  readonly slippage: Slippage;
  /** Distance of bid and ask, basis points of the price; orders that take what is there pay half of it. Default 0. */
  readonly spreadBps?: number | undefined;
  /** Without it the account pays everything in full; short sales are not limited. */
  readonly margin?: MarginTerms | undefined;
  readonly fill: FillMoment;
  /** The most that all fills of one bar may take of its volume, a fraction; without it no limit. */
  readonly volumeShareMax?: number | undefined;
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

/** The most a price may be moved by `volume_share`: above it a sale could have a price below 0. */
const IMPACT_MAX = 0.9999;
const RATE = `a fraction from 0, below ${COMMISSION_RATE_MAX}: 0.001 is 0.1 %`;

/** The model and terms when every number is inside its bounds, else the first field that is not and what would pass. */
export function checkBroker(model: BrokerModel, terms: InstrumentTerms): Result<BrokerModel, BrokerModelError> {
  const bounds: readonly Bound[] = [
    {
      path: "cash",
      actual: model.cash,
      passes: model.cash > 0 && model.cash <= CASH_MAX,
      expected: `above 0, at most ${CASH_MAX}`,
    },
    ...commissionBounds(model.commission),
    ...slippageBounds(model.slippage, terms),
    within("spreadBps", model.spreadBps ?? 0, SLIPPAGE_BPS_MAX),
    ...(model.margin === undefined ? [] : marginBounds(model.margin)),
    {
      path: "volumeShareMax",
      actual: model.volumeShareMax ?? 1,
      passes: model.volumeShareMax === undefined || (model.volumeShareMax > 0 && model.volumeShareMax <= 1),
      expected: "a fraction above 0, at most 1: 0.1 is a tenth of the bar's volume",
    },
    {
      path: "instrument.multiplier",
      actual: terms.multiplier,
      passes: terms.multiplier > 0 && Number.isFinite(terms.multiplier),
      expected: "above 0",
    },
    stepBound("instrument.tick", terms.tick),
    stepBound("instrument.lot", terms.lot),
    ...(model.profile === "backtrader" ? backtraderBounds(model) : []),
  ];
  const broken = bounds.find(({ passes }) => !passes);
  if (broken === undefined) return ok(model);
  return err({ kind: "broker.out_of_range", path: broken.path, expected: broken.expected, actual: broken.actual });
}

function commissionBounds(commission: Commission): readonly Bound[] {
  const rate = "rate" in commission ? commission.rate : 0;
  const amounts = "amount" in commission ? [notNegative("commission.amount", commission.amount)] : [];
  const min = commission.kind === "per_unit" ? [notNegative("commission.min", commission.min ?? 0)] : [];
  const passes = rate >= 0 && rate < COMMISSION_RATE_MAX;
  return [{ path: "commission.rate", actual: rate, passes, expected: RATE }, ...amounts, ...min];
}

function slippageBounds(slippage: Slippage, terms: InstrumentTerms): readonly Bound[] {
  switch (slippage.kind) {
    case "bps":
      return [within("slippage.bps", slippage.bps, SLIPPAGE_BPS_MAX)];
    case "ticks": {
      const tick = { path: "instrument.tick", actual: 0, passes: terms.tick !== null, expected: "a tick to slip by" };
      return [notNegative("slippage.ticks", slippage.ticks), tick];
    }
    case "volume_share":
      return [within("slippage.impact", slippage.impact, IMPACT_MAX)];
    default:
      return assertNever(slippage, "slippageBounds");
  }
}

function marginBounds({ initial, maintenance }: MarginTerms): readonly Bound[] {
  return [
    {
      path: "margin.initial",
      actual: initial,
      passes: initial > 0 && initial <= 1,
      expected: "a fraction above 0, at most 1: 0.5 is half of the position's value",
    },
    {
      path: "margin.maintenance",
      actual: maintenance,
      passes: maintenance >= 0 && maintenance <= initial,
      expected: "a fraction from 0, at most the initial one",
    },
  ];
}

/** Backtrader's default broker has none of these; with them its fills would be nobody's. */
function backtraderBounds(model: BrokerModel): readonly Bound[] {
  const none = (path: string, passes: boolean, expected: string): Bound => ({
    path,
    actual: Number.NaN,
    passes,
    expected,
  });
  return [
    none("fill", model.fill === "next_open", "next_open: the profile backtrader has no other moment"),
    none("margin", model.margin === undefined, "none: the profile backtrader has no margin"),
    none("volumeShareMax", model.volumeShareMax === undefined, "none: the profile backtrader fills orders whole"),
    none("spreadBps", (model.spreadBps ?? 0) === 0, "none: the profile backtrader has no spread"),
    none("slippage.kind", model.slippage.kind !== "volume_share", "bps or ticks in the profile backtrader"),
    none("shorting", model.shorting, "true: the profile backtrader always lets sell short"),
  ];
}

const within = (path: string, actual: number, maximum: number): Bound => ({
  path,
  actual,
  passes: actual >= 0 && actual <= maximum,
  expected: `from 0 to ${maximum}`,
});

const notNegative = (path: string, actual: number): Bound => ({
  path,
  actual,
  passes: actual >= 0 && Number.isFinite(actual),
  expected: "a number from 0",
});

function stepBound(path: string, step: number | null): Bound {
  return {
    path,
    actual: step ?? 0,
    passes: step === null || isGridStep(step),
    expected: "above 0, with at most 15 decimals",
  };
}
