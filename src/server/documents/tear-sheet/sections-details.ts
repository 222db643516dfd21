import type { ExaminationDetails } from "@/modules/strategy";
import { barChart, datesOf, lineChart } from "./charts";
import { pairs, section, table } from "./html";
import { count, money, number, percent, signedMoney, signedPercent, type WriteTime } from "./numbers";

/** When a run earned, how deep it fell, how it spread and what it cost. */

export interface DetailWords {
  readonly date: WriteTime;
  readonly currency: string;
}

type Year = ExaminationDetails["years"][number];
type Drawdown = ExaminationDetails["drawdowns"][number];
type Group = ExaminationDetails["weekdays"][number];

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export function detailSections(details: ExaminationDetails, words: DetailWords): readonly string[] {
  return [
    yearsSection(details),
    rollingSection(details, words),
    drawdownsSection(details, words),
    spreadSection(details),
    groupsSection(details, words),
    costsSection(details, words),
  ];
}

function yearsSection({ years }: ExaminationDetails): string {
  return section(
    "Years",
    table(
      "Return of each year in percent",
      [
        { head: "Year", cell: ({ year }: Year) => String(year) },
        { head: "Run", cell: (year) => signedPercent(year.return) },
        { head: "Held", cell: ({ benchmark }) => signedPercent(benchmark) },
        {
          head: "Difference",
          cell: (year) => signedPercent(year.benchmark === null ? null : year.return - year.benchmark),
        },
      ],
      years,
    ),
  );
}

function rollingSection({ rolling }: ExaminationDetails, { date }: DetailWords): string {
  const dates = datesOf(rolling.timeMs, date);
  const chart = (label: string, values: readonly (number | null)[], write: (value: number) => string) =>
    `<h3>${label}</h3>${lineChart({ label, lines: [{ name: label, values, kind: "run" }], dates, write, height: 130 })}`;
  return section(
    "Rolling",
    chart(`Sharpe ratio of the last ${rolling.window} returns`, rolling.sharpe, (value) => number(value, 1)),
    chart(`Beta of the last ${rolling.window} returns`, rolling.beta, (value) => number(value, 2)),
    chart("Share of equity in the market, percent", rolling.exposure, (value) => percent(value, 0)),
  );
}

function drawdownsSection({ drawdowns }: ExaminationDetails, { date }: DetailWords): string {
  if (drawdowns.length === 0) return "";
  return section(
    "Worst drawdowns",
    table(
      "From peak to recovery, deepest first",
      [
        { head: "Peak", cell: ({ peakMs }: Drawdown) => date(peakMs), words: true },
        { head: "Trough", cell: ({ troughMs }) => date(troughMs), words: true },
        {
          head: "Recovered",
          cell: ({ recoveryMs }) => (recoveryMs === null ? "not yet" : date(recoveryMs)),
          words: true,
        },
        { head: "Depth, %", cell: ({ depth }) => percent(depth) },
        { head: "Bars", cell: ({ bars }) => count(bars) },
      ],
      drawdowns,
    ),
  );
}

function spreadSection({ dailyReturns, tradeReturns }: ExaminationDetails): string {
  const chart = (label: string, bins: ExaminationDetails["dailyReturns"]) =>
    bins === null
      ? ""
      : `<div><h3>${label}</h3>${barChart({ ...bins, label, write: (value) => `${signedPercent(value)} %` })}</div>`;
  return section(
    "Distribution",
    `<div class="two">${chart("Returns a period", dailyReturns)}${chart("Returns of trades, before costs", tradeReturns)}</div>`,
  );
}

function groupsSection({ hours, weekdays }: ExaminationDetails, { currency }: DetailWords): string {
  const groups = (caption: string, of: readonly Group[], name: (place: number) => string) =>
    table(
      caption,
      [
        { head: "", cell: (row: Group & { place: number }) => name(row.place), words: true as const },
        { head: "Trades", cell: ({ trades }) => count(trades) },
        { head: "Won, %", cell: ({ trades, wins }) => percent(trades === 0 ? null : wins / trades, 0) },
        { head: `P&L, ${currency}`, cell: ({ pnl }) => signedMoney(pnl) },
      ],
      of.map((group, place) => ({ ...group, place })).filter(({ trades }) => trades > 0),
    );
  const two = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
  return section(
    "By hour and weekday",
    `<div class="two">${groups("By weekday of entry", weekdays, (place) => WEEKDAYS[place] ?? "")}${
      hours === null
        ? "<p>Bars of a day or more have no hour.</p>"
        : groups("By hour of entry, exchange time", hours, two)
    }</div>`,
  );
}

function costsSection({ costs }: ExaminationDetails, { currency }: DetailWords): string {
  return section(
    "Costs",
    pairs([
      [`Commission, ${currency}`, money(costs.commission)],
      [`Slippage, ${currency}`, money(costs.slippage)],
      [`Spread, ${currency}`, money(costs.spread)],
      [`Turnover, ${currency}`, money(costs.turnover)],
      [`Without any cost it ends at, ${currency}`, money(costs.freeEquity)],
    ]),
  );
}
