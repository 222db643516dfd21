import type { BacktestRunView } from "../../flows/contract";
import { datesOf, LINE_KINDS, lineChart } from "./charts";
import { section, table } from "./html";
import { count, money, percent, signedMoney, type WriteTime } from "./numbers";

/** Share of equity in each instrument over time. */
export interface PositionCurves {
  readonly time: Float64Array;
  readonly weights: readonly { readonly symbol: string; readonly values: Float64Array }[];
}

type Portfolio = NonNullable<NonNullable<BacktestRunView["stats"]>["portfolio"]>;
interface Row {
  readonly name: string;
  readonly pnl: number;
  readonly share: Portfolio["instruments"][number] | null;
}

/** Of a run on several instruments: what each earned, and how much of the equity was in it. */
export function severalSections(
  portfolio: Portfolio,
  positions: PositionCurves,
  { currency, date }: { readonly currency: string; readonly date: WriteTime },
): readonly string[] {
  const rows: readonly Row[] = [
    ...portfolio.instruments.map((share) => ({ name: share.symbol, pnl: share.pnl, share })),
    ...(portfolio.interest === 0 ? [] : [{ name: "Interest", pnl: portfolio.interest, share: null }]),
    ...(portfolio.borrowFees === 0 ? [] : [{ name: "Borrowed shares", pnl: portfolio.borrowFees, share: null }]),
  ];
  return [
    section(
      "Result by instrument",
      table(
        `In ${currency}: closed trades, dividends and what is still held, after commission`,
        [
          { head: "Instrument", cell: ({ name }: Row) => name, words: true },
          { head: "P&L", cell: ({ pnl }) => signedMoney(pnl) },
          { head: "Trades", cell: ({ share }) => (share === null ? "" : count(share.trades)) },
          { head: "Dividends", cell: ({ share }) => (share === null ? "" : money(share.dividends)) },
          { head: "Fees", cell: ({ share }) => (share === null ? "" : money(share.fees)) },
          { head: "Bars", cell: ({ share }) => (share === null ? "" : count(share.bars)) },
        ],
        rows,
      ),
    ),
    section("Positions over time", positionsChart(positions, date)),
  ];
}

/** The instruments with the largest shares; a chart tells no more of them apart. */
function positionsChart({ time, weights }: PositionCurves, date: WriteTime): string {
  const size = (values: Float64Array) =>
    values.reduce((sum, value) => sum + (Number.isFinite(value) ? Math.abs(value) : 0), 0);
  const largest = weights.toSorted((a, b) => size(b.values) - size(a.values)).slice(0, LINE_KINDS.length);
  return lineChart({
    label: `Share of equity in percent: ${largest.map(({ symbol, values }) => `${symbol} ${percent(values.at(-1) ?? 0, 0)} at the end`).join(", ")}`,
    lines: largest.map(({ symbol, values }, place) => ({ name: symbol, values, kind: LINE_KINDS[place] ?? "run" })),
    dates: datesOf(time, date),
    write: (value) => percent(value, 0),
    height: 200,
  });
}
