import type { Wish } from "./watch-plan";

/** A decision as it is compared: what was wanted at one moment. */
export interface ComparedDecision {
  readonly momentMs: number;
  readonly barMs: number;
  readonly seen: readonly { readonly symbol: string; readonly close: number }[];
  readonly wishes: readonly Wish[];
}

/** A fill as it is compared. */
export interface ComparedFill {
  /** Moment of the first decision after it. */
  readonly momentMs: number;
  readonly symbol: string;
  readonly number: number | null;
  readonly quantity: number;
  readonly price: number;
}

export interface Difference {
  readonly barMs: number;
  readonly symbol: string;
  readonly what: "bars" | "signal" | "order" | "fill" | "missing";
  readonly live: string | null;
  readonly engine: string | null;
}

export interface Comparison {
  readonly decisions: number;
  readonly alike: number;
  readonly fills: number;
  readonly fillsAlike: number;
  /** The earliest; null: none. */
  readonly first: Difference | null;
}

/** Two sizes or prices closer than this share of them are one: the engine counts in Float64. */
const TIE = 1e-9;
const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= TIE * Math.max(Math.abs(a), Math.abs(b), 1);

/**
 * What ran by itself against what the engine decides on stored bars, moment by moment and fill by fill. A decision is alike where both
 * saw the same closes and wanted the same, in the same order.
 */
export function compareDecisions(
  live: { readonly decisions: readonly ComparedDecision[]; readonly fills: readonly ComparedFill[] },
  engine: { readonly decisions: readonly ComparedDecision[]; readonly fills: readonly ComparedFill[] },
): Comparison {
  const differences: Difference[] = [];
  const here = new Map(live.decisions.map((each) => [each.momentMs, each]));
  const there = new Map(engine.decisions.map((each) => [each.momentMs, each]));
  const moments = [...new Set([...here.keys(), ...there.keys()])].toSorted((a, b) => a - b);
  let alike = 0;
  for (const moment of moments) {
    const difference = differenceOf(here.get(moment) ?? null, there.get(moment) ?? null);
    if (difference === null) alike += 1;
    else differences.push(difference);
  }
  const fills = compareFills(live.fills, engine.fills);
  if (fills.first !== null) differences.push(fills.first);
  const first = differences.reduce<Difference | null>(
    (earliest, each) => (earliest === null || each.barMs < earliest.barMs ? each : earliest),
    null,
  );
  return { decisions: moments.length, alike, fills: fills.count, fillsAlike: fills.alike, first };
}

function differenceOf(live: ComparedDecision | null, engine: ComparedDecision | null): Difference | null {
  const barMs = live?.barMs ?? engine?.barMs ?? 0;
  const symbol = (live ?? engine)?.wishes[0]?.symbol ?? (live ?? engine)?.seen[0]?.symbol ?? "";
  if (live === null || engine === null)
    return {
      barMs,
      symbol,
      what: "missing",
      live: live === null ? null : wishesText(live.wishes),
      engine: engine === null ? null : wishesText(engine.wishes),
    };
  for (const { symbol: of, close } of live.seen) {
    const stored = engine.seen.find((each) => each.symbol === of)?.close ?? Number.NaN;
    if (!isClose(close, stored))
      return { barMs, symbol: of, what: "bars", live: String(close), engine: String(stored) };
  }
  for (let at = 0; at < Math.max(live.wishes.length, engine.wishes.length); at += 1) {
    const [ours, theirs] = [live.wishes[at], engine.wishes[at]];
    const of = ours?.symbol ?? theirs?.symbol ?? symbol;
    const words = {
      live: ours === undefined ? null : wishText(ours),
      engine: theirs === undefined ? null : wishText(theirs),
    };
    if (ours === undefined || theirs === undefined || !isSameSignal(ours, theirs))
      return { barMs, symbol: of, what: "signal", ...words };
    if (!isSameOrder(ours, theirs)) return { barMs, symbol: of, what: "order", ...words };
  }
  return null;
}

function isSameSignal(a: Wish, b: Wish): boolean {
  if (a.action !== b.action || a.symbol !== b.symbol || a.number !== b.number) return false;
  if (a.action === "cancel" || b.action === "cancel") return true;
  return a.request.type === b.request.type && Math.sign(a.request.quantity) === Math.sign(b.request.quantity);
}

const NUMBERS = ["quantity", "limitPrice", "stopPrice", "trailAmount", "trailPercent"] as const;

function isSameOrder(a: Wish, b: Wish): boolean {
  if (a.action === "cancel" || b.action === "cancel") return true;
  return NUMBERS.every((name) => isClose(a.request[name] ?? 0, b.request[name] ?? 0));
}

/** A wish in a few words. */
function wishText(wish: Wish): string {
  if (wish.action === "cancel") return `cancel ${wish.symbol} #${wish.number}`;
  const { type, quantity, limitPrice, stopPrice } = wish.request;
  const prices = [limitPrice, stopPrice].filter((price) => price !== undefined);
  return `${quantity > 0 ? "buy" : "sell"} ${Math.abs(quantity)} ${wish.symbol} ${type}${prices.length === 0 ? "" : ` ${prices.join(" ")}`}`;
}
const wishesText = (wishes: readonly Wish[]): string =>
  wishes.length === 0 ? "nothing" : wishes.map(wishText).join(", ");

function compareFills(live: readonly ComparedFill[], engine: readonly ComparedFill[]) {
  const left = [...engine];
  let alike = 0;
  let first: Difference | null = null;
  const note = (fill: ComparedFill, isLive: boolean, other: ComparedFill | undefined) => {
    if (first !== null && first.barMs <= fill.momentMs) return;
    first = {
      barMs: fill.momentMs,
      symbol: fill.symbol,
      what: "fill",
      live: isLive ? fillText(fill) : null,
      engine: isLive ? fillTextOrNull(other) : fillText(fill),
    };
  };
  for (const fill of live) {
    const at = left.findIndex(
      (each) =>
        each.momentMs === fill.momentMs &&
        each.symbol === fill.symbol &&
        isClose(each.quantity, fill.quantity) &&
        isClose(each.price, fill.price),
    );
    if (at >= 0) {
      left.splice(at, 1);
      alike += 1;
    } else
      note(
        fill,
        true,
        left.find((each) => each.symbol === fill.symbol && each.number === fill.number),
      );
  }
  for (const fill of left) note(fill, false, undefined);
  return { count: Math.max(live.length, engine.length), alike, first };
}

const fillText = ({ quantity, price }: ComparedFill): string => `${quantity} at ${price}`;
const fillTextOrNull = (fill: ComparedFill | undefined): string | null => (fill === undefined ? null : fillText(fill));
