"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import type { Run, RunStats } from "../types";
import { heldLabel } from "./several/run-names";
import { type StatRow, statRows, writeStat } from "./stat-rows";

type Words = ReturnType<typeof useTranslations<"backtest">>;

function columnsOf(t: Words, run: Run, heldName: string): readonly TableColumn<StatRow>[] {
  const write = (row: StatRow, value: number | null | undefined) => writeStat(value, row.form, run.currency);
  return [
    {
      id: "name",
      header: t("statistic"),
      value: ({ key }) => t(`stats.${key}`),
      cell: ({ key }) => <span title={t(`statHints.${key}`)}>{t(`stats.${key}`)}</span>,
      pinned: true,
      sortable: false,
      width: 180,
      grow: 2,
      card: "title",
    },
    {
      id: "run",
      header: t("thisRun"),
      value: ({ value }) => value,
      text: (row) => write(row, row.value),
      cell: (row) => (
        <span
          className={row.value === null ? "num text-tx-3" : "num"}
          title={row.value === null ? t("undefinedWhy") : undefined}
        >
          {write(row, row.value)}
        </span>
      ),
      align: "end",
      sortable: false,
      width: 130,
      card: "value",
    },
    {
      id: "held",
      header: t("heldColumn", { symbol: heldName }),
      value: ({ held }) => held ?? null,
      text: (row) => (row.held === undefined ? "" : write(row, row.held)),
      cell: (row) => (row.held === undefined ? null : <span className="num text-tx-2">{write(row, row.held)}</span>),
      align: "end",
      sortable: false,
      width: 130,
      card: "detail",
    },
  ];
}

/** Every statistic of a run, beside that of holding the instrument. */
export function StatsTable({ run, stats }: { readonly run: Run; readonly stats: RunStats }) {
  const t = useTranslations("backtest");
  const rows = useMemo(() => statRows(stats), [stats]);
  const heldName = heldLabel(run.spec, useTranslations("runs")("equalParts"));
  const columns = useMemo(() => columnsOf(t, run, heldName), [t, run, heldName]);
  return (
    <DataTable
      id="backtest-stats"
      label={t("statistics")}
      columns={columns}
      rows={rows}
      rowId={({ key }) => key}
      headless
      empty={null}
      exportName={`statistics-${run.runId}`}
    />
  );
}
