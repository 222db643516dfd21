import { stdev } from "@/modules/portfolio";
import { VAR_METHODS } from "../value-at-risk/portfolio-var";
import type { VarBacktest } from "../value-at-risk/var-backtest";
import { alignCloses, type CloseSeries, returnsOfCloses } from "./align-closes";
import { type BookTail, backtestBook, gainsOfBook, STAND_IN_LOSS, tailOfBook } from "./book-tail";
import { betaOf, clustersOf, correlationsOf } from "./correlation";
import {
  EXPOSURE_DIMENSIONS,
  type ExposureDimension,
  type ExposureLine,
  type ExposureTotal,
  exposureBy,
  totalExposure,
} from "./exposure-by";
import type { Holding } from "./holding";
import { daysToExit, type Liquidity, PARTICIPATION_DEFAULT } from "./liquidity";
import { GAP_OF_OTHER, GAP_OF_SHARE, PAST_SCENARIOS, SHOCKS_OF } from "./scenarios";
import { allAtOnce, gapOfOne, isShare, type Shock, type StressResult, stressBook, stressGrid } from "./stress";

/** Common days under which no distribution is drawn: three months. */
export const HISTORY_DAYS_MIN = 60;
/** The newest days that are looked at: two years. */
export const HISTORY_DAYS_MAX = 500;
const CONFIDENCES = [0.95, 0.99] as const;
const YEAR_MS = 365.25 * 86_400_000;

export const GRID_MARKET = [-0.3, -0.2, -0.1, -0.05, 0, 0.05, 0.1] as const;
export const GRID_OTHERS = [-0.5, -0.25, 0, 0.25] as const;

export interface BookHolding extends Holding {
  /** Units; null of money. */
  readonly qty: number | null;
  /** Units of a usual day; null is unknown. */
  readonly averageVolume: number | null;
}

export interface CustomScenario {
  readonly scenarioId: string;
  readonly name: string;
  readonly shocks: readonly Shock[];
}

export interface BookInput {
  readonly holdings: readonly BookHolding[];
  /** Base currency; null is unknown. */
  readonly equity: number | null;
  /** Daily closes in the base currency; of what is not in it no past is known. */
  readonly closes: ReadonlyMap<string, CloseSeries>;
  /** What betas are taken against; null: nothing was named or stored. */
  readonly benchmark: CloseSeries | null;
  readonly scenarios: readonly CustomScenario[];
  readonly seed: number;
}

export interface ScenarioResult extends StressResult {
  /** `past` ones and `rule` ones are named in the catalog; a `custom` one has its own name. */
  readonly of: "past" | "rule" | "custom";
  readonly id: string;
  readonly name: string | null;
}

export interface HoldingRisk {
  readonly symbol: string;
  readonly value: number;
  /** Annual, a fraction; null is unknown. */
  readonly volatility: number | null;
  readonly beta: number | null;
}

export interface PortfolioRisk {
  readonly exposure: ExposureTotal;
  readonly exposureBy: Readonly<Record<ExposureDimension, readonly ExposureLine[]>>;
  /** The common days that everything below looks at; null: there is no holding with a past. */
  readonly history: { readonly days: number; readonly fromMs: number; readonly toMs: number } | null;
  /** Holdings whose past is unknown or too short: they count at a loss of {@link STAND_IN_LOSS} of their worth. */
  readonly unknown: readonly { readonly symbol: string; readonly days: number }[];
  readonly standInLoss: number;
  readonly tails: readonly BookTail[];
  readonly backtests: readonly VarBacktest[];
  /** Of what is known, base currency a year; null: nothing is. */
  readonly volatility: number | null;
  readonly beta: number | null;
  readonly holdings: readonly HoldingRisk[];
  /** Symbols in the order of their clusters; cells row after row, null where one never moves. */
  readonly correlations: {
    readonly symbols: readonly string[];
    readonly cells: readonly (number | null)[];
    readonly clusters: readonly (readonly string[])[];
  };
  readonly liquidity: readonly Liquidity[];
  readonly participation: number;
  /** The worst first. */
  readonly stress: readonly ScenarioResult[];
  readonly grid: {
    readonly market: readonly number[];
    readonly others: readonly number[];
    readonly gains: readonly (readonly number[])[];
  };
}

/**
 * Everything that risk says about a book: what it is exposed to, what it may lose, and what it would lose. Pure; the same book
 * and the same past always give the same answer.
 */
export function portfolioRisk(input: BookInput): PortfolioRisk {
  const { holdings, equity } = input;
  const past = pastOf(input);
  const tailInput = { holdings, returns: past.returns, seed: input.seed };
  return {
    exposure: totalExposure(holdings, equity),
    exposureBy: {
      symbol: exposureBy(holdings, EXPOSURE_DIMENSIONS[0], equity),
      sector: exposureBy(holdings, EXPOSURE_DIMENSIONS[1], equity),
      currency: exposureBy(holdings, EXPOSURE_DIMENSIONS[2], equity),
      kind: exposureBy(holdings, EXPOSURE_DIMENSIONS[3], equity),
    },
    history: past.history,
    unknown: past.unknown,
    standInLoss: STAND_IN_LOSS,
    tails: VAR_METHODS.flatMap((method) =>
      CONFIDENCES.map((confidence) => tailOfBook(tailInput, { method, confidence })),
    ),
    backtests: CONFIDENCES.flatMap((confidence) => backtestBook(tailInput, confidence) ?? []),
    ...swingsOf(input, past),
    correlations: correlatedIn(past),
    liquidity: daysToExit(
      holdings.flatMap(({ symbol, qty, averageVolume }) => (qty === null ? [] : [{ symbol, qty, averageVolume }])),
      PARTICIPATION_DEFAULT,
    ),
    participation: PARTICIPATION_DEFAULT,
    stress: stressesOf(input, past),
    grid: {
      market: GRID_MARKET,
      others: GRID_OTHERS,
      gains: stressGrid(holdings, { market: GRID_MARKET, others: GRID_OTHERS }, past.betas),
    },
  };
}

/** What is known of the holdings' past, on common days. */
export interface Past {
  readonly history: PortfolioRisk["history"];
  readonly unknown: PortfolioRisk["unknown"];
  readonly returns: ReadonlyMap<string, Float64Array>;
  readonly betas: ReadonlyMap<string, number | null>;
  /** Returns of the benchmark on those days, NaN where it has none. */
  readonly benchmark: Float64Array | null;
  readonly daysPerYear: number;
}

/** Brings the holdings' past together; used by itself where only one number of it is asked for. */
export function pastOf({ holdings, closes, benchmark }: Pick<BookInput, "holdings" | "closes" | "benchmark">): Past {
  const held = new Map(
    holdings.flatMap(({ symbol }) => {
      const series = closes.get(symbol);
      return series === undefined ? [] : [[symbol, series] as const];
    }),
  );
  const aligned = alignCloses(held, { daysMin: HISTORY_DAYS_MIN, daysMax: HISTORY_DAYS_MAX });
  const { time } = aligned;
  const returns = new Map([...aligned.closes].map(([symbol, each]) => [symbol, returnsOfCloses(each)]));
  const against = benchmark === null ? null : returnsOn(benchmark, time);
  const [first, last] = [time.at(0), time.at(-1)];
  const isKnown = returns.size > 0 && first !== undefined && last !== undefined;
  const missing = new Map(aligned.left.map(({ symbol, days }) => [symbol, days]));
  return {
    history: isKnown ? { days: time.length - 1, fromMs: first, toMs: last } : null,
    unknown: holdings.flatMap(({ symbol }) =>
      returns.has(symbol) ? [] : [{ symbol, days: missing.get(symbol) ?? 0 }],
    ),
    returns,
    betas: new Map([...returns].map(([symbol, each]) => [symbol, against === null ? null : betaOn(each, against)])),
    benchmark: against,
    daysPerYear: isKnown && last > first ? ((time.length - 1) * YEAR_MS) / (last - first) : Number.NaN,
  };
}

function returnsOn({ time, close }: CloseSeries, days: Float64Array): Float64Array {
  const place = new Map([...time].map((day, at) => [day, at] as const));
  return returnsOfCloses(days.map((day) => close[place.get(day) ?? -1] ?? Number.NaN));
}

/** Null under {@link HISTORY_DAYS_MIN} days that both have. */
function betaOn(returns: Float64Array, benchmark: Float64Array): number | null {
  const both = (_: number, at: number) => !Number.isNaN(benchmark[at] ?? Number.NaN);
  const own = returns.filter(both);
  return own.length < HISTORY_DAYS_MIN - 1 ? null : betaOf(own, benchmark.filter(both));
}

function swingsOf(
  { holdings }: BookInput,
  { returns, betas, daysPerYear, benchmark }: Past,
): Pick<PortfolioRisk, "volatility" | "beta" | "holdings"> {
  const root = Math.sqrt(daysPerYear);
  const annual = (gains: Float64Array | undefined): number | null => {
    const deviation = gains === undefined ? null : stdev(gains);
    return deviation === null || Number.isNaN(root) ? null : deviation * root;
  };
  const known = holdings.filter(({ symbol }) => returns.has(symbol));
  const gains = gainsOfBook(known, returns);
  const worth = known.reduce((sum, { value }) => sum + Math.abs(value), 0);
  const slope = benchmark === null || known.length === 0 ? null : betaOn(gains, benchmark);
  return {
    volatility: known.length === 0 ? null : annual(gains),
    beta: slope === null || worth === 0 ? null : slope / worth,
    holdings: holdings.map(({ symbol, value }) => ({
      symbol,
      value,
      volatility: annual(returns.get(symbol)),
      beta: betas.get(symbol) ?? null,
    })),
  };
}

function correlatedIn({ returns }: Past): PortfolioRisk["correlations"] {
  const symbols = [...returns.keys()];
  if (symbols.length === 0) return { symbols: [], cells: [], clusters: [] };
  const matrix = correlationsOf([...returns.values()]);
  const clusters = clustersOf(matrix);
  const order = clusters.flat();
  const nameOf = (place: number) => symbols[place] ?? "";
  return {
    symbols: order.map(nameOf),
    clusters: clusters.map((group) => group.map(nameOf)),
    cells: order.flatMap((row) =>
      order.map((column) => {
        const cell = matrix.cells[row * matrix.size + column];
        return cell === undefined || Number.isNaN(cell) ? null : cell;
      }),
    ),
  };
}

/** Ten trading days, the horizon of the rules that this scenario comes from. */
const TOGETHER_DAYS = 10;

/** Every scenario over the book, the worst first. */
export function stressesOf(
  { holdings, scenarios, seed }: Pick<BookInput, "holdings" | "scenarios" | "seed">,
  { betas, returns }: Pick<Past, "betas" | "returns">,
): readonly ScenarioResult[] {
  const alone = new Map(
    holdings.map((holding) => [
      holding.symbol,
      tailOfBook({ holdings: [holding], returns, seed }, { method: "historical", confidence: 0.99 }).var *
        Math.sqrt(TOGETHER_DAYS),
    ]),
  );
  return [
    ...PAST_SCENARIOS.map(
      (id): ScenarioResult => ({ of: "past", id, name: null, ...stressBook(holdings, SHOCKS_OF[id], betas) }),
    ),
    {
      of: "rule" as const,
      id: "gap",
      name: null,
      ...gapOfOne(holdings, (holding) => (isShare(holding) ? GAP_OF_SHARE : GAP_OF_OTHER)),
    },
    { of: "rule" as const, id: "together", name: null, ...allAtOnce(alone) },
    ...scenarios.map(
      ({ scenarioId, name, shocks }): ScenarioResult => ({
        of: "custom",
        id: scenarioId,
        name,
        ...stressBook(holdings, shocks, betas),
      }),
    ),
  ].toSorted((one, other) => one.gain - other.gain);
}
