import { err, ok, type Result } from "@/modules/_kernel";
import type { BarColumns } from "@/modules/data";
import {
  type BrokerModel,
  checkBroker,
  type FillColumns,
  type InstrumentTerms,
  NO_BAR,
  ORDER_REASONS,
  ORDER_STATUSES,
} from "@/modules/execution";
import type { RoundTripColumns } from "@/modules/portfolio";
import {
  accountColumns,
  type BacktestResult,
  findStrategy,
  guessPeriodsPerYear,
  runBacktest,
  type StrategyError,
  type StrategyRun,
  scriptOrders,
  summarizeBacktest,
  TRADING_DAYS_PER_YEAR,
} from "@/modules/strategy";
import { type CalcError, defineCalculator, refuse } from "./answer";
import { type OrderId, toScript } from "./backtest-orders";
import { type BacktestRequest, backtestInput } from "./backtest-schema";
import { toJsonColumn, unequalColumn } from "./fields";

/** Ids in fills of orders that are neither the script's nor the strategy's: what the broker closes by itself. */
const CLOSE_OUT_ID = "close_at_end";
const MARGIN_CALL_ID = "margin_call";

/** The engine of the backtest page on bars from standard input. */
export const backtest = defineCalculator({
  name: "backtest",
  summary: "the backtest engine on bars of your own, with a strategy or a list of orders",
  input: backtestInput,
  answer: (request) => {
    const bars = toBars(request.bars);
    if (!bars.ok) return bars;
    const terms = toTerms(request.instrument);
    const model = toModel(request, terms);
    if (!model.ok) return model;
    const plan = toPlan(request, bars.value);
    if (!plan.ok) return plan;
    const result = runBacktest({ run: plan.value.run, bars: bars.value, broker: model.value, terms });
    return ok(toAnswer(result, bars.value, request, plan.value));
  },
});

/** Columns that a market could have shown: one length, times ascending, high and low around open and close. */
function toBars(given: BacktestRequest["bars"]): Result<BarColumns, CalcError> {
  const { open, high, low, close } = given;
  const unequal = unequalColumn({ ...given, time: given.time?.values });
  if (unequal !== null) return refuse("input.invalid", unequal.path, unequal.message);
  const time = given.time?.values ?? open.map((_, index) => index);
  const volume = given.volume ?? new Float64Array(open.length);
  for (let i = 0; i < open.length; i += 1) {
    const [o = 0, h = 0, l = 0, c = 0] = [open[i], high[i], low[i], close[i]];
    if (h < Math.max(o, c, l)) return refuse("bar.high_below", `bars.high[${i}]`, "at least open, close and low");
    if (l > Math.min(o, c)) return refuse("bar.low_above", `bars.low[${i}]`, "at most open and close");
    if ((volume[i] ?? 0) < 0) return refuse("bar.volume_negative", `bars.volume[${i}]`, "0 or more");
    if (i > 0 && !((time[i] ?? 0) > (time[i - 1] ?? 0))) {
      return refuse("bar.time_not_ascending", `bars.time[${i}]`, "later than the bar before it");
    }
  }
  return ok({ time, open, high, low, close, volume });
}

const toTerms = ({ tick, lot, multiplier }: BacktestRequest["instrument"]): InstrumentTerms => ({
  tick: tick ?? null,
  lot: lot ?? null,
  multiplier,
});

function toModel({ broker, profile }: BacktestRequest, terms: InstrumentTerms): Result<BrokerModel, CalcError> {
  const model = checkBroker({ ...broker, profile }, terms);
  if (model.ok) return model;
  const { path, expected, kind } = model.error;
  return refuse(kind, path.startsWith("instrument.") ? path : `broker.${path}`, expected);
}

/** What will trade, and the id of each order in the order of acceptance. */
interface Plan {
  readonly run: StrategyRun;
  /** Of a script: ids in script order, and for each accepted order its place in the script. Null for a strategy. */
  readonly script: { readonly ids: readonly OrderId[]; readonly acceptance: readonly number[] } | null;
}

function toPlan(request: BacktestRequest, bars: BarColumns): Result<Plan, CalcError> {
  const { strategy, orders } = request;
  if (strategy !== undefined) {
    const found = findStrategy(strategy.name);
    const prepared = found.ok ? found.value.prepare(strategy.params) : found;
    return prepared.ok ? ok({ run: prepared.value.start(), script: null }) : err(strategyError(prepared.error));
  }
  const script = toScript(request, bars.open.length);
  if (!script.ok) return script;
  const { run, acceptance } = scriptOrders(script.value);
  return ok({ run, script: { ids: (orders ?? []).map(({ id }) => id), acceptance } });
}

function strategyError(error: StrategyError): CalcError {
  if (error.kind === "strategy.not_found") {
    return {
      kind: error.kind,
      message: `one of ${error.known.join(", ")}; was "${error.name}"`,
      path: "strategy.name",
    };
  }
  const [issue] = error.issues;
  const path = issue === undefined || issue.path === "" ? "strategy.params" : `strategy.params.${issue.path}`;
  return { kind: error.kind, message: issue?.message ?? "valid parameters", path };
}

function toAnswer(result: BacktestResult, bars: BarColumns, request: BacktestRequest, { script }: Plan): unknown {
  const { closeOutOrder, fills, orders } = result;
  const marginCalls = new Set(result.marginCalls);
  const isOwn = (number: number) => number !== closeOutOrder && !marginCalls.has(number);
  // The broker's own orders stand between the others: the k-th of the others is the k-th accepted.
  const places = new Map([...orders.status.keys()].filter(isOwn).map((number, place) => [number, place]));
  const idOf = (number: number): OrderId => {
    const place = places.get(number);
    if (place === undefined) return number === closeOutOrder ? CLOSE_OUT_ID : MARGIN_CALL_ID;
    return script === null ? String(place + 1) : (script.ids[script.acceptance[place] ?? -1] ?? "");
  };
  const states = Array.from(orders.status, (status, number) => ({
    id: idOf(number),
    status: ORDER_STATUSES[status] ?? "working",
    bar: orders.bar[number] === NO_BAR ? null : orders.bar[number],
    ...(orders.reason[number] === 0 ? {} : { reason: ORDER_REASONS[orders.reason[number] ?? 0] }),
  }));
  const accepted = states.filter((_, number) => isOwn(number));
  const time = request.bars.time ?? null;
  const { cash, position } = accountColumns(result);
  const periodsPerYear = time === null ? TRADING_DAYS_PER_YEAR : guessPeriodsPerYear(time.values);
  return {
    orders: script === null ? accepted : inScriptOrder(accepted, script.acceptance),
    fills: fillRows(fills, time?.given ?? null, idOf),
    trades: tradeRows(result.trades),
    equity: toJsonColumn(result.equity),
    cash: toJsonColumn(cash),
    position: toJsonColumn(position),
    stats: {
      ...summarizeBacktest({ result, close: bars.close, time: time?.values ?? null, periodsPerYear }),
      periodsPerYear,
    },
  };
}

/** Puts what came in order of acceptance back to where the script has it. */
function inScriptOrder<T>(accepted: readonly T[], acceptance: readonly number[]): readonly T[] {
  const places = acceptance
    .map((place, index) => ({ place, index }))
    .toSorted((left, right) => left.place - right.place);
  return places.flatMap(({ index }) => accepted.slice(index, index + 1));
}

function fillRows(fills: FillColumns, time: readonly unknown[] | null, idOf: (order: number) => OrderId) {
  return Array.from(fills.bar, (bar, index) => {
    const quantity = fills.quantity[index] ?? Number.NaN;
    return {
      orderId: idOf(fills.order[index] ?? -1),
      bar,
      time: time === null ? null : time[bar],
      side: quantity > 0 ? "buy" : "sell",
      qty: Math.abs(quantity),
      price: fills.price[index],
      commission: fills.commission[index],
    };
  });
}

function tradeRows(trades: RoundTripColumns) {
  return Array.from(trades.side, (side, index) => ({
    side: side > 0 ? "long" : "short",
    qty: trades.quantity[index],
    entryBar: trades.entryBar[index],
    exitBar: trades.exitBar[index],
    entryPrice: trades.entryPrice[index],
    exitPrice: trades.exitPrice[index],
    pnl: trades.pnl[index],
    commission: trades.commission[index],
  }));
}
