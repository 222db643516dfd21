import { type Exact, type Side, ZERO } from "@/modules/_kernel";

/** A stop order: from when until when it could be touched, and what of it is filled. */
export interface StopOrder {
  readonly orderId: string;
  readonly symbol: string;
  readonly side: Side;
  /** The whole, with what is filled. */
  readonly qty: Exact;
  /** Filled by now, on whatever day. */
  readonly filled: Exact;
  readonly reduceOnly: boolean;
  readonly fromMs: number;
  /** Null: it works. */
  readonly toMs: number | null;
}

export interface ProtectionFill {
  readonly orderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly qty: Exact;
  readonly atMs: number;
}

export interface ProtectionInput {
  readonly positions: readonly { readonly symbol: string; readonly qty: Exact }[];
  readonly stops: readonly StopOrder[];
  /** Since the day began, in any order. */
  readonly fills: readonly ProtectionFill[];
  readonly dayStartMs: number;
  readonly nowMs: number;
}

export interface SymbolProtection {
  readonly symbol: string;
  readonly qty: Exact;
  /** Units that a stop would close. */
  readonly covered: Exact;
  /** `oversized`: stops would close more than there is. */
  readonly state: "covered" | "partial" | "bare" | "oversized";
  /** Since when it is not covered whole; the day's start where that was before. Null: it is covered. */
  readonly sinceMs: number | null;
  /** Of the day, positions that are closed by now included. */
  readonly unprotectedMs: number;
}

export interface Protection {
  /** What is held, the longest uncovered first. */
  readonly positions: readonly SymbolProtection[];
  /** Milliseconds of the day in which something was held without a whole stop; all symbols together. */
  readonly unprotectedMs: number;
  /** Stops that may only reduce where there is nothing to reduce. */
  readonly orphans: readonly { readonly orderId: string; readonly symbol: string }[];
}

/**
 * Whether every position is covered by stops of the right size, and how long of the day it was not. Made of orders and fills each
 * time, so that a restart forgets nothing. Any stop on the other side covers, whether or not it may only reduce.
 */
export function protectionOf(input: ProtectionInput): Protection {
  const { positions, stops, fills } = input;
  const held = new Map(positions.filter(({ qty }) => !qty.isZero()).map(({ symbol, qty }) => [symbol, qty]));
  const symbols = new Set([...held.keys(), ...fills.map(({ symbol }) => symbol)]);
  const all = [...symbols].map((symbol) => ofSymbol(symbol, held.get(symbol) ?? ZERO, input));
  return {
    positions: all
      .filter(({ qty }) => !qty.isZero())
      .toSorted((one, other) => other.unprotectedMs - one.unprotectedMs || (one.symbol < other.symbol ? -1 : 1)),
    unprotectedMs: all.reduce((sum, each) => sum + each.unprotectedMs, 0),
    orphans: stops
      .filter(
        ({ toMs, reduceOnly, symbol, side }) => toMs === null && reduceOnly && !closes(held.get(symbol) ?? ZERO, side),
      )
      .map(({ orderId, symbol }) => ({ orderId, symbol })),
  };
}

/** Whether an order of that side makes a position smaller. */
const closes = (qty: Exact, side: Side): boolean => (side === "sell" ? qty : qty.neg()).isPositive() && !qty.isZero();

function ofSymbol(symbol: string, qty: Exact, { stops, fills, dayStartMs, nowMs }: ProtectionInput): SymbolProtection {
  const own = fills.filter((fill) => fill.symbol === symbol);
  const ownStops = stops.filter((stop) => stop.symbol === symbol);
  const coveredAt = (ms: number, held: Exact): Exact =>
    ownStops
      .filter(({ fromMs, toMs, side }) => fromMs <= ms && (toMs === null || toMs > ms) && closes(held, side))
      .reduce((sum, stop) => sum.plus(leavesAt(stop, own, ms)), ZERO);
  // Backwards: what was held before a fill is what was held after it, less that fill.
  const heldAt = (ms: number): Exact =>
    own
      .filter(({ atMs }) => atMs > ms)
      .reduce((sum, fill) => (fill.side === "buy" ? sum.minus(fill.qty) : sum.plus(fill.qty)), qty);
  const moments = [
    dayStartMs,
    ...own.map(({ atMs }) => atMs),
    ...ownStops.flatMap(({ fromMs, toMs }) => [fromMs, toMs ?? nowMs]),
  ]
    .filter((ms) => ms >= dayStartMs && ms < nowMs)
    .toSorted((one, other) => one - other);
  let [unprotectedMs, sinceMs]: [number, number | null] = [0, null];
  for (const [at, ms] of moments.entries()) {
    const held = heldAt(ms);
    const isBare = !held.isZero() && coveredAt(ms, held).lt(held.abs());
    if (isBare) unprotectedMs += (moments[at + 1] ?? nowMs) - ms;
    sinceMs = isBare ? (sinceMs ?? ms) : null;
  }
  const covered = coveredAt(nowMs, qty);
  return { symbol, qty, covered, state: stateOf(qty.abs(), covered), sinceMs, unprotectedMs };
}

/** What of a stop was not filled at a moment of the day: what is left now, and what it filled since. */
function leavesAt({ orderId, qty, filled }: StopOrder, fills: readonly ProtectionFill[], ms: number): Exact {
  return fills
    .filter((fill) => fill.orderId === orderId && fill.atMs > ms)
    .reduce((left, fill) => left.plus(fill.qty), qty.minus(filled));
}

function stateOf(held: Exact, covered: Exact): SymbolProtection["state"] {
  if (covered.isZero()) return "bare";
  if (covered.lt(held)) return "partial";
  return covered.gt(held) ? "oversized" : "covered";
}
