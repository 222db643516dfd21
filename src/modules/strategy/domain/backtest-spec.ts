import { EpochMs, err, ok, type Result, type TimeRange } from "@/modules/_kernel";
import {
  civilFromDays,
  DAY_MS,
  daysFromCivil,
  isPriceAdjustment,
  isResolution,
  isSessionResolution,
  PRICE_ADJUSTMENTS,
  type PriceAdjustment,
  type Resolution,
  type TimeZone,
} from "@/modules/data";
import { type BrokerModel, checkBroker, DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { findStrategy } from "./catalog";
import type { PreparedStrategy, StrategyDefinition, StrategyError, StrategyParams } from "./strategy";

/** Interest and borrow fees, percent a year: 5 is 5 %. See `FinancingTerms`. */
export interface FinancingPercents {
  /** Paid to the account on cash above 0. */
  readonly creditPercent: number;
  /** Paid by the account on cash below 0. */
  readonly debitPercent: number;
  /** Paid by the account on the worth of what it is short. */
  readonly borrowPercent: number;
}

/** What a person asks for: a strategy on the stored bars of one instrument, or of several that share cash. */
export interface BacktestSpec {
  readonly strategy: string;
  readonly params: StrategyParams;
  readonly symbol: string;
  /** Instruments besides `symbol`, in the order in which a strategy on several takes them; not given: none. */
  readonly others?: readonly string[];
  /** Instrument to compare with by holding it; not given: those of the run, in equal parts. */
  readonly benchmark?: string;
  /** Of strategies on several instruments; not given: money and borrowed shares cost nothing. */
  readonly financing?: FinancingPercents;
  readonly resolution: Resolution;
  /** First and last session, `YYYY-MM-DD`, both inside; null is the first or last bar there is. */
  readonly from: string | null;
  readonly to: string | null;
  /** Prices as traded, or on the footing of the window's last day: free of splits, or of splits and dividends. */
  readonly adjustment: PriceAdjustment;
  /** Quote currency, above 0. */
  readonly cash: number;
  /** Percent of notional on each fill: 0.1 is 0.1 %. */
  readonly commissionPercent: number;
  readonly slippageBps: number;
}

/**
 * Cash and costs of a run nobody has said otherwise of, on the page as on the command line: what a small account pays for
 * liquid shares. Free trading is the one thing no market offers.
 */
export const DEFAULT_COSTS = { cash: 100_000, commissionPercent: 0.1, slippageBps: 1 } as const;

export type SpecError =
  | StrategyError
  | {
      readonly kind: "backtest.spec_invalid";
      /** The field at fault. */
      readonly path:
        | "symbol"
        | "others"
        | "benchmark"
        | `financing.${keyof FinancingPercents}`
        | "resolution"
        | "from"
        | "to"
        | "adjustment"
        | "cash"
        | "commissionPercent"
        | "slippageBps";
      /** What would pass, in words. */
      readonly expected: string;
    };

/** A request whose every number was checked: what the engine runs on, but for the bars. */
export interface CheckedSpec {
  readonly definition: StrategyDefinition;
  readonly strategy: PreparedStrategy;
  readonly broker: BrokerModel;
  /** The request with the parameters completed. */
  readonly spec: BacktestSpec;
}

const PERCENT = 100;

/** Checks everything about a request that needs no data, and says of the first fault where it is and what would pass. */
export function checkSpec(spec: BacktestSpec): Result<CheckedSpec, SpecError> {
  const found = findStrategy(spec.strategy);
  return found.ok ? checkSpecFor(found.value, spec) : found;
}

/** The same for a strategy that was found already. The request names it by its full name then, the version with it. */
export function checkSpecFor(definition: StrategyDefinition, spec: BacktestSpec): Result<CheckedSpec, SpecError> {
  const prepared = definition.prepare(spec.params);
  if (!prepared.ok) return prepared;
  const { title } = definition;
  if ((spec.others ?? []).length > 0) return invalid("others", `no further instrument: ${title} trades one`);
  if (spec.financing !== undefined) {
    return invalid("financing.creditPercent", `left out: ${title} on one instrument pays and earns no interest`);
  }
  const broker = checkTerms(spec);
  if (!broker.ok) return broker;
  const complete = { ...spec, strategy: definition.name, params: prepared.value.params };
  return ok({ definition, strategy: prepared.value, broker: broker.value, spec: complete });
}

/** Window, prices, cash and costs: what a request has whatever strategy it is for. Gives the broker they make. */
export function checkTerms(
  spec: Omit<BacktestSpec, "strategy" | "params" | "symbol" | "others" | "benchmark" | "financing">,
): Result<BrokerModel, SpecError> {
  if (!isResolution(spec.resolution)) return invalid("resolution", "a resolution that bars can have, like 1d");
  const [from, to] = [dayNumber(spec.from), dayNumber(spec.to)];
  if (spec.from !== null && from === null) return invalid("from", "a date like 2020-12-31");
  if (spec.to !== null && to === null) return invalid("to", "a date like 2020-12-31");
  if (from !== null && to !== null && to < from)
    return invalid("to", `from ${spec.from} on: the end is before the start`);
  if (!isPriceAdjustment(spec.adjustment)) return invalid("adjustment", `one of ${PRICE_ADJUSTMENTS.join(", ")}`);
  return brokerOf(spec);
}

const FIELD_OF = { cash: "cash", "commission.rate": "commissionPercent", "slippage.bps": "slippageBps" } as const;

function brokerOf({
  cash,
  commissionPercent,
  slippageBps,
}: Pick<BacktestSpec, "cash" | "commissionPercent" | "slippageBps">): Result<BrokerModel, SpecError> {
  const model: BrokerModel = {
    ...DEFAULT_BROKER,
    cash,
    commission: { kind: "percent", rate: commissionPercent / PERCENT },
    slippage: { kind: "bps", bps: slippageBps },
  };
  const checked = checkBroker(model, DEFAULT_TERMS);
  if (checked.ok) return checked;
  const { path, expected } = checked.error;
  if (path === "commission.rate") return invalid("commissionPercent", `from 0, below ${PERCENT}`);
  return invalid(path === "cash" ? FIELD_OF.cash : FIELD_OF["slippage.bps"], expected);
}

export const invalid = (
  path: (SpecError & { kind: "backtest.spec_invalid" })["path"],
  expected: string,
): Result<never, SpecError> => err({ kind: "backtest.spec_invalid", path, expected });

/** The instruments of a request, in the order in which its strategy takes them. */
export const symbolsOf = ({ symbol, others = [] }: Pick<BacktestSpec, "symbol" | "others">): readonly string[] => [
  symbol,
  ...others,
];

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Number of a date's day, or null for text that names none: 2023-02-29. */
function dayNumber(date: string | null): number | null {
  const match = DATE.exec(date ?? "");
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const number = daysFromCivil({ year, month, day });
  const back = civilFromDays(number);
  return back.year === year && back.month === month && back.day === day ? number : null;
}

/** The last date of a request, as 00:00 UTC of it: prices are on its footing. Null where it runs to the newest bar. */
export function lastDateOf({ to }: Pick<BacktestSpec, "to">): number | null {
  const day = dayNumber(to);
  return day === null ? null : day * DAY_MS;
}

/** Every time that EpochMs has. */
const ALWAYS: TimeRange = { fromMs: EpochMs.of(-8.64e15), toMs: EpochMs.of(8.64e15) };

/**
 * The moments between two session dates, both inside. Bars of a session or more carry their date at 00:00 UTC; shorter ones
 * a moment, and then a date runs from midnight to midnight on the clocks of the exchange.
 */
export function windowOf(spec: Pick<BacktestSpec, "from" | "to" | "resolution">, timeZone: TimeZone): TimeRange {
  const startOf = (day: number): EpochMs => {
    const local = day * DAY_MS;
    // Where clocks skip midnight, the day begins when they would have shown it.
    return EpochMs.of(
      isSessionResolution(spec.resolution) ? local : (timeZone.toEpochMs(local) ?? local - timeZone.offsetAt(local)),
    );
  };
  const [from, to] = [dayNumber(spec.from), dayNumber(spec.to)];
  return {
    fromMs: from === null ? ALWAYS.fromMs : startOf(from),
    toMs: to === null ? ALWAYS.toMs : startOf(to + 1),
  };
}
