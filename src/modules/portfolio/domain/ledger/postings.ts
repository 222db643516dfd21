import { assertNever, type Exact, exact, invariant, ZERO } from "@/modules/_kernel";
import type { Chart, Posting } from "./chart";
import { type EntryOf, isBookEntry, type LedgerEntry } from "./entry";
import type { BookTotals } from "./instrument-book";

/** What an instrument's book was before and is after. */
export interface BookChange {
  readonly symbol: string;
  readonly currency: string;
  readonly before: BookTotals;
  readonly after: BookTotals;
}

/**
 * The lines of an entry, which sum to zero in each currency.
 *
 * Money is what the entry says, whatever was booked before it. What a trade did to cost and gains is the difference of the
 * instrument's book with it and without it: booked late, a trade also restates what later ones took from the lots, so that the end
 * is the same in whatever order news comes.
 *
 * @param book - Of a trade or split; null of any other entry.
 * @param settles - Whether the cash of a trade is settled on a later date.
 */
export function postingsOf(
  entry: LedgerEntry,
  { book, settles }: { readonly book: BookChange | null; readonly settles: boolean },
): readonly Posting[] {
  invariant((book !== null) === isBookEntry(entry), "a trade or a split comes with its book, nothing else does");
  return balanced([
    ...moneyLines(entry, settles ? "cash_unsettled" : "cash"),
    ...(book === null ? [] : bookLines(book, entry.kind === "split")),
  ]);
}

/**
 * The lines that take a batch back: its money with the other sign, and the instrument's book as it is without it. Where nothing
 * came after it, that is each of its lines with the other sign.
 */
export function reversalOf(
  lines: readonly Posting[],
  { book, split }: { readonly book: BookChange | null; readonly split: boolean },
): readonly Posting[] {
  const money = lines.filter(({ chart }) => book === null || (chart !== "securities" && chart !== "realized"));
  return balanced([
    ...money.map((line) => ({ ...line, amount: line.amount.neg(), qty: line.qty?.neg() ?? null })),
    ...(book === null ? [] : bookLines(book, split)),
  ]);
}

/** Cash of one date that is settled now. */
export function settlementOf(
  due: readonly { readonly currency: string; readonly amount: Exact }[],
): readonly Posting[] {
  return balanced(
    due.flatMap(({ currency, amount }) => [
      moneyLine("cash", currency, amount),
      moneyLine("cash_unsettled", currency, amount.neg()),
    ]),
  );
}

function moneyLine(chart: Chart, currency: string, amount: Exact): Posting {
  return { chart, symbol: null, currency, amount, qty: null };
}

function moneyLines(entry: LedgerEntry, tradeCash: "cash" | "cash_unsettled"): readonly Posting[] {
  switch (entry.kind) {
    case "deposit":
      return transferLines("capital", entry.currency, exact(entry.amount));
    case "withdrawal":
      return transferLines("capital", entry.currency, exact(entry.amount).neg());
    case "interest":
    case "funding":
      return transferLines(entry.kind, entry.currency, exact(entry.amount));
    case "fee":
      return transferLines("fees", entry.currency, exact(entry.amount).neg());
    case "dividend":
      return transferLines("dividends", entry.currency, exact(entry.amount), entry.symbol);
    case "exchange":
      return [
        ...transferLines("exchange", entry.paid.currency, exact(entry.paid.amount).neg()),
        ...transferLines("exchange", entry.received.currency, exact(entry.received.amount)),
      ];
    case "fill":
    case "adoption":
      return tradeLines(entry, tradeCash);
    case "split":
      return [];
    default:
      return assertNever(entry, "moneyLines");
  }
}

/** Cash that came from (above 0) or went to an account of the chart. */
function transferLines(
  chart: Chart,
  currency: string,
  amount: Exact,
  symbol: string | null = null,
): readonly Posting[] {
  return [moneyLine("cash", currency, amount), { chart, symbol, currency, amount: amount.neg(), qty: null }];
}

function tradeLines(entry: EntryOf<"fill" | "adoption">, tradeCash: "cash" | "cash_unsettled"): readonly Posting[] {
  const { symbol, side, currency, baseAsset } = entry;
  const unit = exact(entry.price).times(exact(entry.multiplier));
  const value = exact(entry.qty).times(unit);
  const fees = entry.fees.flatMap(({ amount: written, currency: feeCurrency }): readonly Posting[] => {
    const amount = exact(written);
    if (amount.isZero()) return [];
    const inUnits = feeCurrency === baseAsset;
    const spent = inUnits ? amount.times(unit) : amount;
    const paidIn = inUnits ? currency : feeCurrency;
    const line: Posting = { chart: "fees", symbol, currency: paidIn, amount: spent, qty: null };
    // What was taken in units is no cash: the instrument's book gives it up.
    if (inUnits) return [line];
    return [line, moneyLine(feeCurrency === currency ? tradeCash : "cash", feeCurrency, spent.neg())];
  });
  return [moneyLine(tradeCash, currency, side === "buy" ? value.neg() : value), ...fees];
}

/** The difference of two states of a book. A split shows what went and what came, for its money stays. */
function bookLines({ symbol, currency, before, after }: BookChange, split: boolean): readonly Posting[] {
  const securities = (amount: Exact, qty: Exact): Posting => ({ chart: "securities", symbol, currency, amount, qty });
  const realized = before.realized.minus(after.realized);
  return [
    ...(split
      ? [securities(before.cost.neg(), before.qty.neg()), securities(after.cost, after.qty)]
      : [securities(after.cost.minus(before.cost), after.qty.minus(before.qty))]),
    ...(realized.isZero() ? [] : [{ chart: "realized", symbol, currency, amount: realized, qty: null } as const]),
  ];
}

/** The lines, which sum to zero in each currency: anything else is a fault of ours and is not booked. */
function balanced(lines: readonly Posting[]): readonly Posting[] {
  const sums = new Map<string, Exact>();
  for (const { currency, amount } of lines) sums.set(currency, (sums.get(currency) ?? ZERO).plus(amount));
  for (const [currency, sum] of sums)
    invariant(sum.isZero(), `a batch sums to zero in ${currency}, was ${sum.toFixed()}`);
  return lines;
}
