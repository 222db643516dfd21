import { invariant } from "@/modules/_kernel";
import type { BarColumns } from "@/modules/data";
import type { TradedInstrument } from "./market";
import { CASH_FLOW_KINDS, type PortfolioBacktestResult } from "./portfolio-backtest";
import { onOneFooting } from "./split-footing";

/** What each instrument of a run was worth and had earned, one value a chosen moment; quote currency. */
export interface WorthOfInstrument {
  /** Of the position at its last close; below 0 is short. */
  readonly worth: Float64Array;
  /** Since the start: what was sold less what was bought, after commission, with dividends and the position at its worth. */
  readonly profit: Float64Array;
}

/** What one instrument contributed to a run by its end. */
export interface InstrumentShare {
  readonly symbol: string;
  readonly bars: number;
  readonly trades: number;
  /** Closed trades, dividends and what is still held, after commission; quote currency. */
  readonly pnl: number;
  readonly fees: number;
  /** Received, less what was paid on what it was short. */
  readonly dividends: number;
}

/** What a run on several instruments has beyond the statistics of any. Together with the cash they make its final equity. */
export interface PortfolioStats {
  readonly instruments: readonly InstrumentShare[];
  /** Earned on cash, less what borrowed cash cost. */
  readonly interest: number;
  /** Paid for borrowed shares; 0 or below. */
  readonly borrowFees: number;
  readonly marginCalls: number;
}

/** Prices as if the splits after each bar had come before it: in the units of the last bar. */
export function footedPrices(
  prices: Float64Array,
  { base, actions = [] }: Pick<TradedInstrument, "base" | "actions">,
): Float64Array {
  const splits = actions.flatMap((action) => (action.type === "split" ? [action] : []));
  if (splits.length === 0) return prices;
  return prices.map((price, bar) => {
    const begunMs = base.bars.time[bar] ?? Number.NaN;
    return splits.reduce((rest, { atMs, ratio }) => (atMs > begunMs ? rest / ratio : rest), price);
  });
}

/** Bars in the units of the last one, as trades are kept. Volume stays as it was. */
export function footedBars(instrument: TradedInstrument): BarColumns {
  const { bars } = instrument.base;
  const footed = (prices: Float64Array) => footedPrices(prices, instrument);
  return {
    ...bars,
    open: footed(bars.open),
    high: footed(bars.high),
    low: footed(bars.low),
    close: footed(bars.close),
  };
}

/** @param places - Moments to look at, as rising indexes of `result.moments`. */
export function worthByInstrument(
  result: PortfolioBacktestResult,
  traded: readonly TradedInstrument[],
  places: readonly number[],
): readonly WorthOfInstrument[] {
  return traded.map((instrument, at) => worthOf(result, instrument, at, places));
}

function worthOf(
  result: PortfolioBacktestResult,
  instrument: TradedInstrument,
  at: number,
  places: readonly number[],
): WorthOfInstrument {
  const { multiplier } = instrument.terms;
  const { closeMs } = instrument.base;
  const facts = result.instruments[at];
  const close = footedPrices(instrument.base.bars.close, instrument);
  invariant(facts !== undefined, "a run has a result for each instrument");
  const fills = onOneFooting(facts.fills, instrument);
  const dividends = dividendsOf(result, at);
  const worth = new Float64Array(places.length);
  const profit = new Float64Array(places.length);
  let [bar, fill, dividend, cash, position] = [-1, 0, 0, 0, 0];
  places.forEach((place, i) => {
    const moment = result.moments[place] ?? Number.NaN;
    while ((closeMs[bar + 1] ?? Number.POSITIVE_INFINITY) <= moment) bar += 1;
    for (; (fills.bar[fill] ?? Number.POSITIVE_INFINITY) <= bar; fill += 1) {
      const notional = (fills.quantity[fill] ?? 0) * (fills.price[fill] ?? 0) * multiplier;
      cash -= notional + (fills.commission[fill] ?? 0);
      position = fills.positionAfter[fill] ?? 0;
    }
    for (; (dividends[dividend]?.moment ?? Number.POSITIVE_INFINITY) <= place; dividend += 1) {
      cash += dividends[dividend]?.amount ?? 0;
    }
    const held = position === 0 ? 0 : position * (close[bar] ?? Number.NaN) * multiplier;
    worth[i] = held;
    profit[i] = cash + held;
  });
  return { worth, profit };
}

function dividendsOf({ cashFlows }: PortfolioBacktestResult, instrument: number) {
  const [dividend] = [CASH_FLOW_KINDS.indexOf("dividend")];
  return Array.from(cashFlows.moment, (moment, row) => ({
    moment,
    kind: cashFlows.kind[row],
    instrument: cashFlows.instrument[row],
    amount: cashFlows.amount[row] ?? 0,
  })).filter((flow) => flow.kind === dividend && flow.instrument === instrument);
}

/** What each instrument contributed, and what money and borrowed shares cost, by the end of a run. */
export function summarizeShares(result: PortfolioBacktestResult, traded: readonly TradedInstrument[]): PortfolioStats {
  const end = worthByInstrument(result, traded, result.moments.length === 0 ? [] : [result.moments.length - 1]);
  const total = (column: Float64Array) => column.reduce((sum, value) => sum + value, 0);
  const flowsOf = (kind: (typeof CASH_FLOW_KINDS)[number]) => {
    const code = CASH_FLOW_KINDS.indexOf(kind);
    return result.cashFlows.amount.reduce(
      (sum, amount, row) => (result.cashFlows.kind[row] === code ? sum + amount : sum),
      0,
    );
  };
  return {
    instruments: result.instruments.map(({ symbol, trades, fills }, at) => ({
      symbol,
      bars: traded[at]?.base.closeMs.length ?? 0,
      trades: trades.pnl.length,
      pnl: end[at]?.profit[0] ?? 0,
      fees: total(fills.commission),
      dividends: dividendsOf(result, at).reduce((sum, { amount }) => sum + amount, 0),
    })),
    interest: flowsOf("interest"),
    borrowFees: flowsOf("borrow_fee"),
    marginCalls: result.marginCalls.length,
  };
}
