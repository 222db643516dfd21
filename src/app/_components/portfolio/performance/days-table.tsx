"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { EmptyState, SignedNumber } from "@/app/_components/ui";
import { formatDate, formatMoney, formatPercent } from "@/app/_lib/format";
import type { AccountView } from "../types";
import type { Shown } from "./use-performance";

interface Day {
  readonly day: string;
  readonly equity: number;
  readonly flow: number | null;
  /** Of the day, without what flowed; a fraction. */
  readonly change: number | null;
  readonly drawdown: number | null;
}

function daysOf({ performance, drawdown }: Shown): readonly Day[] {
  const { time, equity, put, growth } = performance;
  return Array.from(time.keys(), (at): Day => {
    const flow = at === 0 ? null : (put[at] ?? Number.NaN) - (put[at - 1] ?? Number.NaN);
    const change = at === 0 ? Number.NaN : (growth[at] ?? Number.NaN) / (growth[at - 1] ?? Number.NaN) - 1;
    return {
      day: formatDate(time[at], "UTC"),
      equity: equity[at] ?? Number.NaN,
      flow: flow === null || Number.isNaN(flow) ? null : flow,
      change: Number.isNaN(change) ? null : change,
      drawdown: drawdown[at] ?? null,
    };
  }).toReversed();
}

const rowId = ({ day }: Day) => day;

function columnsOf(
  t: ReturnType<typeof useTranslations<"portfolio.performance">>,
  baseCurrency: string,
): readonly TableColumn<Day>[] {
  return [
    { id: "day", header: t("columns.day"), value: ({ day }) => day, pinned: true, width: 110, card: "title" },
    {
      id: "equity",
      header: t("columns.equity"),
      unit: baseCurrency,
      value: ({ equity }) => equity,
      cell: ({ equity }) => <span className="num">{formatMoney(equity, baseCurrency)}</span>,
      align: "end",
      width: 130,
      card: "value",
    },
    {
      id: "flow",
      header: t("columns.flow"),
      unit: baseCurrency,
      value: ({ flow }) => flow,
      cell: ({ flow }) => <span className="num">{formatMoney(flow, baseCurrency, { signed: true })}</span>,
      align: "end",
      width: 130,
      card: "detail",
    },
    {
      id: "change",
      header: t("columns.change"),
      unit: "%",
      value: ({ change }) => change,
      cell: ({ change }) => <SignedNumber value={change} text={formatPercent(change, { signed: true, unit: false })} />,
      align: "end",
      width: 110,
      card: "change",
    },
    {
      id: "drawdown",
      header: t("columns.drawdown"),
      unit: "%",
      value: ({ drawdown }) => drawdown,
      cell: ({ drawdown }) => <span className="num">{formatPercent(drawdown, { unit: false })}</span>,
      align: "end",
      width: 130,
      card: "detail",
    },
  ];
}

/** Every day of the range, newest first, as the chart draws it; to copy and to export. */
export function DaysTable({ account, shown }: { readonly account: AccountView; readonly shown: Shown }) {
  const t = useTranslations("portfolio.performance");
  const { baseCurrency, name } = account;
  const rows = useMemo(() => daysOf(shown), [shown]);
  const columns = useMemo(() => columnsOf(t, baseCurrency), [t, baseCurrency]);
  return (
    <DataTable
      id="account-days"
      label={t("days")}
      columns={columns}
      rows={rows}
      rowId={rowId}
      exportName={t("export", { name })}
      empty={<EmptyState title={t("emptyTitle")}>{t("emptyText")}</EmptyState>}
    />
  );
}
