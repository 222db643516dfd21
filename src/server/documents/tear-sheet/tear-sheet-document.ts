import type { NamedColumns } from "@/modules/data";
import type { Examination } from "@/modules/strategy";
import type { BacktestRunView, TradeView } from "../../flows/contract";
import { datesOf, lineChart } from "./charts";
import { escapeHtml, pairs, section, table } from "./html";
import { count, money, number, percent, signedMoney, signedPercent, type WriteTime } from "./numbers";
import { detailSections } from "./sections-details";
import { honestySections, verdictSection } from "./sections-honesty";
import { type PositionCurves, severalSections } from "./sections-several";
import { STYLE } from "./style";

export interface TearSheetDocument {
  readonly run: BacktestRunView & {
    readonly card: NonNullable<BacktestRunView["card"]>;
    readonly stats: NonNullable<BacktestRunView["stats"]>;
  };
  /** Null: the run was not examined yet, and the document says so. */
  readonly examination: Examination | null;
  /** time, equity, benchmark, drawdown: one value a point. */
  readonly curves: NamedColumns;
  readonly trades: { readonly total: number; readonly rows: readonly TradeView[] };
  /** Of a run on several instruments; no weights for any other. */
  readonly positions: PositionCurves;
  /** ISO 8601. */
  readonly madeAt: string;
  /** Of the app. */
  readonly version: string;
}

const DATE_CHARS = 10;
const MINUTE_CHARS = 16;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The tear sheet of a run as one HTML document that needs nothing else: no script, no request, no font. It opens offline,
 * follows the reader's dark or light setting and prints in black on white. Every text in it is escaped.
 */
export function tearSheetDocument(sheet: TearSheetDocument): string {
  const { run, examination, madeAt, version } = sheet;
  const title = `${run.strategyTitle} on ${[run.spec.symbol, ...(run.spec.others ?? [])].join(", ")}`;
  const isSession = ["1d", "1w", "1mo"].includes(run.spec.resolution);
  const when: WriteTime = (timeMs) =>
    new Date(timeMs)
      .toISOString()
      .slice(0, isSession ? DATE_CHARS : MINUTE_CHARS)
      .replace("T", " ");
  const date: WriteTime = (timeMs) => new Date(timeMs).toISOString().slice(0, DATE_CHARS);
  const body = [
    `<header><h1>${escapeHtml(title)}</h1><p class="dim">${escapeHtml(windowText(sheet, date))}</p></header>`,
    verdictSection(examination),
    keyNumbers(sheet),
    equitySection(sheet, date),
    ...(run.stats.portfolio === undefined
      ? []
      : severalSections(run.stats.portfolio, sheet.positions, { currency: run.currency, date })),
    monthsSection(sheet),
    ...(examination === null ? [] : detailSections(examination.details, { date, currency: run.currency })),
    ...(examination === null ? [] : honestySections(examination, { currency: run.currency })),
    statisticsSection(sheet),
    tradesSection(sheet, when),
    cardSection(sheet),
    `<footer><p class="dim">Past prices, simulated fills. Made ${escapeHtml(madeAt)} by Bifrost Trader ${escapeHtml(version)}; times are UTC.</p></footer>`,
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main>
${body.join("\n")}
</main></body></html>
`;
}

function windowText({ run }: TearSheetDocument, date: WriteTime): string {
  const { card, spec } = run;
  const params = Object.entries(spec.params).map(([name, value]) => `${name} ${value}`);
  return `${date(card.firstMs)} to ${date(card.lastMs)}, ${count(card.bars)} bars of ${spec.resolution}; ${params.join(", ")}`;
}

/** What is held for comparison. */
const heldName = ({ symbol, others = [], benchmark }: TearSheetDocument["run"]["spec"]): string =>
  benchmark ?? (others.length === 0 ? symbol : "Equal parts");

function keyNumbers({ run }: TearSheetDocument): string {
  const { stats, currency, spec } = run;
  return pairs(
    [
      ["Return a year, %", signedPercent(stats.cagr, 2)],
      [`${heldName(spec)} held, a year, %`, signedPercent(stats.benchmarkCagr, 2)],
      [`Final equity, ${currency}`, money(stats.finalEquity)],
      ["Worst drawdown, %", percent(stats.maxDrawdown)],
      ["Sharpe", number(stats.sharpe)],
      ["Volatility, %", percent(stats.volatility)],
      ["Trades", count(stats.trades)],
      ["In the market, %", percent(stats.exposure)],
    ],
    "strip",
  );
}

function equitySection({ run, curves }: TearSheetDocument, date: WriteTime): string {
  const column = (name: string) => curves[name] ?? new Float64Array(0);
  const dates = datesOf(column("time"), date);
  const { stats, currency, spec } = run;
  return section(
    "Equity and what lies under water",
    lineChart({
      label: `Equity in ${currency}: from ${money(spec.cash)} to ${money(stats.finalEquity)}; ${heldName(spec)} held returned ${percent(stats.benchmarkReturn)} percent`,
      lines: [
        { name: run.strategyTitle, values: column("equity"), kind: "run" },
        { name: `${heldName(spec)} held`, values: column("benchmark"), kind: "held" },
      ],
      dates,
      write: count,
      height: 280,
    }),
    lineChart({
      label: `Drawdown in percent, at its deepest ${percent(stats.maxDrawdown)}`,
      lines: [{ name: "Drawdown", values: column("drawdown"), kind: "fall" }],
      dates,
      write: (value) => percent(value, 1),
      height: 130,
    }),
  );
}

function monthsSection({ run }: TearSheetDocument): string {
  const years = [...new Set(run.stats.monthly.map(({ year }) => year))].toSorted((a, b) => b - a);
  if (years.length === 0) return "";
  const of = (year: number, month: number) =>
    run.stats.monthly.find((one) => one.year === year && one.month === month)?.return;
  return section(
    "Months",
    table(
      "Return of each month in percent; each year compounds its row",
      [
        { head: "Year", cell: (year: number) => String(year) },
        ...MONTHS.map((head, month) => ({
          head,
          cell: (year: number) => {
            const value = of(year, month + 1);
            return value === undefined ? "" : signedPercent(value);
          },
        })),
        {
          head: "Year",
          cell: (year: number) =>
            signedPercent(MONTHS.reduce((growth, _, month) => growth * (1 + (of(year, month + 1) ?? 0)), 1) - 1),
        },
      ],
      years,
    ),
  );
}

function statisticsSection({ run }: TearSheetDocument): string {
  const { stats, currency } = run;
  return section(
    "Statistics",
    pairs([
      ["Total return, %", percent(stats.totalReturn)],
      [`${heldName(run.spec)} held, %`, percent(stats.benchmarkReturn)],
      ["Sortino", number(stats.sortino)],
      ["Calmar", number(stats.calmar)],
      ["Beta", number(stats.beta)],
      ["Alpha, %", percent(stats.alpha)],
      ["Value at risk, 95 %, %", percent(stats.var95)],
      ["Expected shortfall, 95 %, %", percent(stats.cvar95)],
      ["Longest drawdown, bars", count(stats.maxDrawdownDuration)],
      ["Trades won, %", percent(stats.winRate)],
      ["Profit factor", number(stats.profitFactor)],
      [`Average trade, ${currency}`, signedMoney(stats.averageTrade)],
      ["Average bars held", number(stats.averageBarsHeld)],
      ["Orders filled, refused", `${count(stats.filled)}, ${count(stats.refused)}`],
    ]),
  );
}

function tradesSection({ run, trades }: TearSheetDocument, when: WriteTime): string {
  const { rows, total } = trades;
  if (rows.length === 0) return section("Trades", "<p>No trade was closed.</p>");
  const shown = rows.length < total ? ` (the first ${count(rows.length)} of ${count(total)})` : "";
  return section(
    `Trades${shown}`,
    table(
      `P&L in ${run.currency} after costs; MAE and MFE are the worst and best open result in percent of the entry`,
      [
        { head: "Entered", cell: ({ entryMs }: TradeView) => when(entryMs), words: true },
        { head: "Left", cell: ({ exitMs }) => when(exitMs), words: true },
        ...(run.spec.others === undefined
          ? []
          : [{ head: "Instrument", cell: ({ symbol }: TradeView) => symbol, words: true } as const]),
        { head: "Side", cell: ({ side }) => side, words: true },
        { head: "Quantity", cell: ({ quantity }) => number(quantity, Number.isInteger(quantity) ? 0 : 4) },
        { head: "Entry", cell: ({ entryPrice }) => number(entryPrice) },
        { head: "Exit", cell: ({ exitPrice }) => number(exitPrice) },
        { head: "Bars", cell: ({ bars }) => count(bars) },
        { head: "MAE, %", cell: ({ adverse }) => percent(adverse) },
        { head: "MFE, %", cell: ({ favourable }) => percent(favourable) },
        { head: "Fees", cell: ({ commission }) => money(commission) },
        { head: "P&L", cell: ({ pnl }) => signedMoney(pnl) },
      ],
      rows,
    ),
  );
}

function cardSection({ run }: TearSheetDocument): string {
  const { card, spec } = run;
  const { quality } = card;
  return section(
    "Run card",
    pairs([
      ["Run", run.runId],
      ["Code", card.code],
      ["Engine, strategy version, seed", `${card.engineVersion}, ${card.strategyVersion}, ${card.seed}`],
      ["Data hash", card.dataHash],
      ...card.series.map(
        ({ symbol, resolution, bars, dataHash }) => [`${symbol} ${resolution}, ${count(bars)} bars`, dataHash] as const,
      ),
      ...card.calendars.map(({ id, hash }) => [`Calendar ${id}`, hash] as const),
      ["Data as of", new Date(card.asOfMs).toISOString()],
      ["Prices", `${card.adjustment}, ${card.actions} corporate actions`],
      ["Data quality", quality === null || quality.score === null ? "not judged" : `${quality.score} of 100`],
      ["Cash", `${money(spec.cash)} ${run.currency}`],
      ["Commission, slippage", `${spec.commissionPercent} %, ${spec.slippageBps} bps`],
      ...financingRows(spec),
      ["Result hash", run.resultHash ?? "n/a"],
    ]),
  );
}

function financingRows({ financing }: TearSheetDocument["run"]["spec"]): readonly (readonly [string, string])[] {
  if (financing === undefined) return [];
  const { creditPercent, debitPercent, borrowPercent } = financing;
  return [["Interest on cash, on debt, on shorts, % a year", `${creditPercent}, ${debitPercent}, ${borrowPercent}`]];
}
