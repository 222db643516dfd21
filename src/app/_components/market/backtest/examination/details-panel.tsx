"use client";

import { useTranslations } from "use-intl";
import { EmptyState, SignedNumber, SkeletonRows } from "@/app/_components/ui";
import { formatDate, formatInteger, formatMoney, formatNumber, formatPercent } from "@/app/_lib/format";
import type { RouterOutputs } from "@/server/api/root";
import type { Run } from "../../types";
import { PlainTable } from "./plain-table";
import { SmallBars, SmallLine } from "./small-charts";
import { rangeOf } from "./small-charts-path";
import { useExamination } from "./use-examination";

type Examination = NonNullable<RouterOutputs["backtest"]["examination"]>["examination"];
type Words = ReturnType<typeof useTranslations<"examination">>;

interface PartProps {
  readonly examination: Examination;
  readonly currency: string;
  readonly t: Words;
}

const percent = (value: number | null, decimals = 1) => formatPercent(value, { decimals, unit: false });
const ratio = (value: number | null) => formatNumber(value, { decimals: 2 });
const signedMoney = (value: number, currency: string) => (
  <SignedNumber value={value} text={formatMoney(value, currency, { signed: true })} />
);
const WEEKDAYS = ["d0", "d1", "d2", "d3", "d4", "d5", "d6"] as const;

function Luck({ examination, currency, t }: PartProps) {
  const { honesty } = examination;
  const { paths, trades, breakEven, lookAhead } = honesty;
  const facts: readonly (readonly [string, string])[] = [
    [t("deflated"), formatPercent(honesty.deflatedSharpe, { decimals: 1 })],
    [t("probabilistic"), formatPercent(honesty.probabilisticSharpe, { decimals: 1 })],
    [t("luckSharpe"), ratio(honesty.luckSharpe)],
    [t("breakEven"), breakEvenText(breakEven, t)],
    [
      t("lookAhead"),
      lookAhead.found === null
        ? t("lookAheadNo", { cuts: lookAhead.cuts })
        : t("lookAheadYes", { bar: formatInteger(lookAhead.found.bar) }),
    ],
    [t("lossShare"), formatPercent(paths?.lossShare, { decimals: 1 })],
  ];
  const money = (value: number | null) => formatMoney(value, currency);
  const bands = [
    { name: t("sharpe"), band: paths?.sharpe, write: ratio },
    { name: t("totalReturn"), band: paths?.totalReturn, write: percent },
    { name: t("drawdown"), band: paths?.maxDrawdown, write: percent },
    { name: t("tradesProfit", { currency }), band: trades?.profit, write: money },
    { name: t("tradesOrder"), band: trades?.shuffledDrawdown, write: percent },
  ];
  return (
    <>
      <PlainTable
        caption={t("luck")}
        rows={facts}
        rowId={([name]) => name}
        columns={[
          { head: "", cell: ([name]) => name },
          { head: t("run"), cell: ([, value]) => value },
        ]}
      />
      <PlainTable
        caption={t("bands")}
        rows={bands}
        rowId={({ name }) => name}
        columns={[
          { head: "", cell: ({ name }) => name },
          { head: t("low"), cell: ({ band, write }) => write(band?.low ?? null) },
          { head: t("middle"), cell: ({ band, write }) => write(band?.middle ?? null) },
          { head: t("high"), cell: ({ band, write }) => write(band?.high ?? null) },
        ]}
      />
    </>
  );
}

function breakEvenText(breakEven: Examination["honesty"]["breakEven"], t: Words): string {
  if (breakEven.kind === "lost_already") return t("lostAlready");
  const bps = formatNumber(breakEven.bps, { decimals: breakEven.bps < 10 ? 1 : 0 });
  return t(breakEven.kind === "dies_at" ? "diesAt" : "survives", { bps });
}

function Periods({ examination, t }: PartProps) {
  const { years, drawdowns } = examination.details;
  const date = (ms: number) => formatDate(ms, "UTC");
  const signed = (value: number | null) => (
    <SignedNumber value={value} text={formatPercent(value, { decimals: 1, unit: false, signed: true })} />
  );
  return (
    <>
      <PlainTable
        caption={t("years")}
        rows={years}
        rowId={({ year }) => String(year)}
        columns={[
          { head: t("year"), cell: ({ year }) => year },
          { head: t("run"), cell: (year) => signed(year.return) },
          { head: t("held"), cell: ({ benchmark }) => signed(benchmark) },
          {
            head: t("difference"),
            cell: (year) => signed(year.benchmark === null ? null : year.return - year.benchmark),
          },
        ]}
      />
      <PlainTable
        caption={t("drawdowns")}
        rows={drawdowns}
        rowId={({ peakMs }) => String(peakMs)}
        columns={[
          { head: t("peak"), cell: ({ peakMs }) => date(peakMs) },
          { head: t("trough"), cell: ({ troughMs }) => date(troughMs) },
          { head: t("recovered"), cell: ({ recoveryMs }) => (recoveryMs === null ? t("notYet") : date(recoveryMs)) },
          { head: t("depth"), cell: ({ depth }) => percent(depth, 2) },
          { head: t("bars"), cell: ({ bars }) => formatInteger(bars) },
        ]}
      />
    </>
  );
}

function Curves({ examination, t }: PartProps) {
  const { rolling, dailyReturns, tradeReturns } = examination.details;
  const line = (title: string, values: readonly (number | null)[], write: (value: number) => string) => {
    const range = rangeOf(values);
    const end = values.findLast((value) => value !== null);
    if (range === null || end === undefined || end === null) return null;
    const summary = t("lineSummary", {
      title,
      first: formatDate(rolling.timeMs[0], "UTC"),
      last: formatDate(rolling.timeMs.at(-1), "UTC"),
      low: write(range.low),
      high: write(range.high),
      end: write(end),
    });
    return <SmallLine title={title} values={values} write={write} summary={summary} />;
  };
  const bars = (title: string, bins: typeof dailyReturns) => {
    if (bins === null) return null;
    const summary = t("spreadSummary", {
      title,
      count: formatInteger(bins.counts.reduce((sum, count) => sum + count, 0)),
      from: percent(bins.from),
      to: percent(bins.from + bins.width * bins.counts.length),
      bins: bins.counts.length,
    });
    return (
      <SmallBars title={title} {...bins} write={(value) => formatPercent(value, { decimals: 1 })} summary={summary} />
    );
  };
  return (
    <>
      {line(t("rollingSharpe", { window: rolling.window }), rolling.sharpe, ratio)}
      {line(t("rollingBeta", { window: rolling.window }), rolling.beta, ratio)}
      {line(t("exposure"), rolling.exposure, (value) => percent(value, 0))}
      {bars(t("returnsSpread"), dailyReturns)}
      {bars(t("tradesSpread"), tradeReturns)}
    </>
  );
}

interface GroupTableProps {
  readonly caption: string;
  readonly groups: Examination["details"]["weekdays"];
  readonly nameOf: (place: number) => string;
  readonly currency: string;
}

/** Trades by a part of the clock; parts without a trade are left out. */
function GroupTable({ caption, groups, nameOf, currency }: GroupTableProps) {
  const t = useTranslations("examination");
  const rows = groups.map((group, place) => ({ ...group, name: nameOf(place) })).filter(({ trades }) => trades > 0);
  return (
    <PlainTable
      caption={caption}
      rows={rows}
      rowId={({ name }) => name}
      columns={[
        { head: "", cell: ({ name }) => name },
        { head: t("trades"), cell: ({ trades }) => formatInteger(trades) },
        { head: t("won"), cell: ({ trades, wins }) => percent(wins / trades, 0) },
        {
          head: t("pnl", { currency }),
          cell: ({ pnl }) => signedMoney(pnl, currency),
        },
      ]}
    />
  );
}

function Groups({ examination, currency, t }: PartProps) {
  const { hours, weekdays, costs } = examination.details;
  const money = (value: number | null) => formatMoney(value, currency);
  const rows: readonly (readonly [string, number | null])[] = [
    [t("commission"), costs.commission],
    [t("slippage"), costs.slippage],
    [t("spread"), costs.spread],
    [t("turnover"), costs.turnover],
    [t("freeEquity"), costs.freeEquity],
  ];
  return (
    <>
      <GroupTable
        caption={t("byWeekday")}
        groups={weekdays}
        nameOf={(place) => t(`weekdays.${WEEKDAYS[place] ?? "d0"}`)}
        currency={currency}
      />
      {hours === null ? null : (
        <GroupTable
          caption={t("byHour")}
          groups={hours}
          nameOf={(hour) => `${String(hour).padStart(2, "0")}:00`}
          currency={currency}
        />
      )}
      <PlainTable
        caption={t("costs", { currency })}
        rows={rows}
        rowId={([name]) => name}
        columns={[
          { head: "", cell: ([name]) => name },
          { head: t("run"), cell: ([, value]) => money(value) },
        ]}
      />
    </>
  );
}

/** What lies behind the numbers of a run: luck, years, falls, rolling curves, spread, hours, costs. */
export function DetailsPanel({ run }: { readonly run: Run }) {
  const t = useTranslations("examination");
  const { data } = useExamination(run.runId);
  if (data === undefined) return <SkeletonRows rows={8} label={t("loading")} />;
  if (data === null) return <EmptyState title={t("pending")}>{t("noDetails")}</EmptyState>;
  const part = { examination: data.examination, currency: run.currency, t };
  return (
    <section
      aria-label={t("detailsOf")}
      className="min-h-0 flex-1 overflow-auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
      tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- reachable by keyboard
    >
      <div className="grid grid-cols-2 gap-x-8 gap-y-5 p-3 max-md:grid-cols-1 max-md:p-4">
        <Luck {...part} />
        <Periods {...part} />
        <Curves {...part} />
        <Groups {...part} />
      </div>
    </section>
  );
}
