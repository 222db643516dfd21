import { type Exact, exact, quotient, type RunId, ZERO } from "@/modules/_kernel";
import type { NamedColumns } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import type { Past, PastFill, PastInstrument, PastOrder, PastPoint } from "@/modules/risk";
import { symbolsOf } from "@/modules/strategy";
import { makeRunStore } from "@/modules/strategy/server";
import type { FlowDeps } from "../../deps";
import type { AppError } from "../../errors";
import { thin } from "../../read-backtests";
import { ORDERS_MAX, type ReadPast } from "./past-of-account";

const DAY_MS = 86_400_000;
const FILLS = ["fillTime", "fillPrice", "fillQuantity", "fillCommission"];

/**
 * What a finished backtest went through. A run keeps fills and no orders, so that each fill stands for one order at market; of several
 * instruments prices between the moments that a run keeps are those of the last one.
 */
export async function pastOfRun(
  { sql, prisma }: Pick<FlowDeps, "sql" | "prisma">,
  runId: RunId,
): Promise<ReadPast | AppError> {
  const runs = makeRunStore(sql, prisma);
  const run = await runs.find(runId);
  if (run === null) return { kind: "backtest.not_found" };
  if (run.status !== "succeeded") return { kind: "backtest.not_finished", facts: { status: run.status } };
  const symbols = symbolsOf(run.spec);
  const isSeveral = (run.stats?.portfolio?.instruments.length ?? 0) > 0;
  const several = isSeveral ? ["fillInstrument", "positionTime", ...symbols.map((_, at) => `worth${at}`)] : [];
  const stored = await runs.readSeries(runId, ["time", "equity", ...FILLS, ...several]);
  const column = (name: string) => stored[name] ?? new Float64Array(0);
  const curve = thin({ time: column("time"), equity: column("equity") });
  const points = pointsOf(curve);
  if (points.length === 0) return { kind: "limit.past_empty" };
  if (column("fillTime").length > ORDERS_MAX) return { kind: "limit.past_too_long", facts: { max: ORDERS_MAX } };
  const { orders, fills } = tradesOf(stored, symbols);
  const instruments = await instrumentsOf(sql, symbols, run.currency);
  const [first, last] = [points[0]?.atMs ?? 0, points.at(-1)?.atMs ?? 0];
  const cash = exact(run.spec.cash);
  const worth = isSeveral
    ? keptWorth(stored, { orders, fills, symbols, points })
    : ownWorth({ orders, fills, points, cash });
  return {
    currency: run.currency,
    unknownDays: 0,
    isIntraday: points.length > (last - first) / DAY_MS + 1,
    past: { cash, points, orders, fills, cancels: [], instruments, worthAt: worth },
  };
}

function pointsOf({ time, equity }: NamedColumns): readonly PastPoint[] {
  return [...(time ?? [])].flatMap((atMs, at) => {
    const value = equity?.[at] ?? Number.NaN;
    return Number.isFinite(value) ? [{ atMs, equity: exact(value), flow: ZERO, units: null }] : [];
  });
}

function tradesOf(stored: NamedColumns, symbols: readonly string[]) {
  const orders: PastOrder[] = [];
  const fills: PastFill[] = [];
  for (const [place, atMs] of (stored["fillTime"] ?? new Float64Array(0)).entries()) {
    const signed = stored["fillQuantity"]?.[place] ?? 0;
    const symbol = symbols[stored["fillInstrument"]?.[place] ?? 0];
    if (signed === 0 || symbol === undefined) continue;
    const qty = exact(Math.abs(signed));
    const order: PastOrder = {
      atMs,
      symbol,
      side: signed > 0 ? "buy" : "sell",
      qty,
      limitPrice: null,
      protectiveStop: null,
      endedMs: atMs,
      onlyReduces: false,
    };
    const [price, fees] = [stored["fillPrice"]?.[place] ?? 0, stored["fillCommission"]?.[place] ?? 0];
    fills.push({ atMs, order: orders.length, qty, price: exact(price), fees: exact(fees) });
    orders.push(order);
  }
  return { orders, fills };
}

async function instrumentsOf(
  sql: FlowDeps["sql"],
  symbols: readonly string[],
  currency: string,
): Promise<ReadonlyMap<string, PastInstrument>> {
  const found = await makeInstrumentStore(sql).findAll(symbols);
  return new Map(
    symbols.map((symbol) => {
      const instrument = found.get(symbol);
      const sector = instrument?.sector ?? "";
      return [symbol, { currency, sector: sector === "" ? null : sector, lot: exact(instrument?.lot ?? "1") }];
    }),
  );
}

interface Trades {
  readonly orders: readonly PastOrder[];
  readonly fills: readonly PastFill[];
  readonly points: readonly PastPoint[];
}

/** Units held after all fills up to each point, of one instrument. */
function unitsAt(
  { orders, fills, points }: Trades,
  of: string | null,
): { readonly units: Exact; readonly paid: Exact }[] {
  let [next, units, paid] = [0, ZERO, ZERO];
  return points.map(({ atMs }) => {
    for (let fill = fills[next]; fill !== undefined && fill.atMs <= atMs; fill = fills[next]) {
      next += 1;
      const order = orders[fill.order];
      if (order === undefined || (of !== null && order.symbol !== of)) continue;
      const signed = order.side === "buy" ? fill.qty : fill.qty.neg();
      units = units.plus(signed);
      paid = paid.plus(signed.times(fill.price)).plus(fill.fees);
    }
    return { units, paid };
  });
}

/** Of one instrument the price follows from the equity: what is not cash is what is held. */
function ownWorth({ cash, ...trades }: Trades & { readonly cash: Exact }): Past["worthAt"] {
  const held = unitsAt(trades, null);
  return (_symbol, point) => {
    const [at, value] = [held[point], trades.points[point]];
    if (at === undefined || value === undefined || at.units.isZero()) return null;
    return quotient(value.equity.minus(cash.minus(at.paid)), at.units);
  };
}

/** Of several, the worth of each is kept at some moments. */
function keptWorth(stored: NamedColumns, { symbols, ...trades }: Trades & { readonly symbols: readonly string[] }) {
  const times = stored["positionTime"] ?? new Float64Array(0);
  const held = new Map(symbols.map((symbol) => [symbol, unitsAt(trades, symbol)]));
  const places = new Map([...times].map((time, place) => [time, place]));
  return (symbol: string, point: number): Exact | null => {
    const atMs = trades.points[point]?.atMs;
    const place = atMs === undefined ? undefined : places.get(atMs);
    const units = held.get(symbol)?.[point]?.units ?? ZERO;
    const worth = place === undefined ? Number.NaN : (stored[`worth${symbols.indexOf(symbol)}`]?.[place] ?? Number.NaN);
    return Number.isFinite(worth) && worth !== 0 && !units.isZero() ? quotient(exact(worth), units) : null;
  };
}
