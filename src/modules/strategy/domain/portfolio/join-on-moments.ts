import type { BacktestResult } from "../backtest";
import type { TradedInstrument } from "./market";
import type { InstrumentResult, PortfolioBacktestResult } from "./portfolio-backtest";

/** Where a fact of a run on several instruments stands: its instrument, and its row there. */
export interface Place {
  readonly instrument: number;
  readonly row: number;
}

/** Fills and trades of all instruments in one order: by the close of their bar (of a trade: its exit), then as listed. */
export interface JoinedOrder {
  readonly fills: readonly Place[];
  readonly trades: readonly Place[];
}

export function joinedOrder(
  result: Pick<PortfolioBacktestResult, "instruments">,
  traded: readonly TradedInstrument[],
): JoinedOrder {
  const sorted = (barsOf: (one: InstrumentResult) => Float64Array): readonly Place[] => {
    const places = result.instruments.flatMap((one, instrument) =>
      Array.from(barsOf(one), (bar, row) => ({ instrument, row, at: closeAt(traded, instrument, bar) })),
    );
    return places.toSorted((a, b) => a.at - b.at || a.instrument - b.instrument || a.row - b.row);
  };
  return { fills: sorted(({ fills }) => fills.bar), trades: sorted(({ trades }) => trades.exitBar) };
}

/** Place of a value in a rising column; NaN when it is not there. */
function indexOf(column: Float64Array, value: number): number {
  let [from, to] = [0, column.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((column[middle] ?? Number.NaN) < value) from = middle + 1;
    else to = middle;
  }
  return column[from] === value ? from : Number.NaN;
}

const closeAt = (traded: readonly TradedInstrument[], instrument: number, bar: number) =>
  traded[instrument]?.base.closeMs[bar] ?? Number.NaN;

/**
 * A run on several instruments as one on one: its bars are the moments at which base bars closed. What is counted and
 * timed is true of the whole; positions after fills are those of each fill's own instrument, so nothing is drawn from them.
 */
export function joinOnMoments(result: PortfolioBacktestResult, traded: readonly TradedInstrument[]): BacktestResult {
  const order = joinedOrder(result, traded);
  const onMoment = (barOf: (one: InstrumentResult) => Float64Array) => (places: readonly Place[]) =>
    Float64Array.from(places, ({ instrument, row }) => {
      const one = result.instruments[instrument];
      const bar = one === undefined ? Number.NaN : (barOf(one)[row] ?? Number.NaN);
      return indexOf(result.moments, closeAt(traded, instrument, bar));
    });
  const pick = (places: readonly Place[], columnOf: (one: InstrumentResult) => Float64Array) =>
    Float64Array.from(places, ({ instrument, row }) => {
      const one = result.instruments[instrument];
      return one === undefined ? Number.NaN : (columnOf(one)[row] ?? Number.NaN);
    });
  const orders = result.instruments.flatMap((one, instrument) =>
    Array.from(one.orders.decidedBar, (_, row) => ({ instrument, row })),
  );
  const fill = (columnOf: (one: InstrumentResult["fills"]) => Float64Array) =>
    pick(order.fills, (one) => columnOf(one.fills));
  const trade = (columnOf: (one: InstrumentResult["trades"]) => Float64Array) =>
    pick(order.trades, (one) => columnOf(one.trades));
  return {
    cashAtStart: result.cashAtStart,
    equity: result.equity,
    orders: {
      decidedBar: onMoment((one) => one.orders.decidedBar)(orders),
      quantity: pick(orders, (one) => one.orders.quantity),
      status: pick(orders, (one) => one.orders.status),
      bar: onMoment((one) => one.orders.bar)(orders),
      reason: pick(orders, (one) => one.orders.reason),
    },
    orderTypes: pick(orders, (one) => one.orderTypes),
    fills: {
      order: fill((one) => one.order),
      bar: onMoment((one) => one.fills.bar)(order.fills),
      quantity: fill((one) => one.quantity),
      price: fill((one) => one.price),
      commission: fill((one) => one.commission),
      cashAfter: fill((one) => one.cashAfter),
      positionAfter: fill((one) => one.positionAfter),
    },
    trades: {
      side: trade((one) => one.side),
      quantity: trade((one) => one.quantity),
      entryBar: onMoment((one) => one.trades.entryBar)(order.trades),
      exitBar: onMoment((one) => one.trades.exitBar)(order.trades),
      entryPrice: trade((one) => one.entryPrice),
      exitPrice: trade((one) => one.exitPrice),
      pnl: trade((one) => one.pnl),
      commission: trade((one) => one.commission),
    },
    closeOutOrder: null,
    marginCalls: result.marginCalls,
  };
}
