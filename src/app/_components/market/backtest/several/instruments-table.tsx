"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { SignedNumber } from "@/app/_components/ui";
import { formatInteger, formatMoney, formatPercent } from "@/app/_lib/format";
import type { Run, RunStats } from "../../types";

type Share = NonNullable<RunStats["portfolio"]>["instruments"][number];
/** One line of the table: an instrument, or what belongs to none of them. */
interface Row extends Partial<Share> {
  readonly id: string;
  readonly name: string;
  readonly pnl: number;
}

type Words = ReturnType<typeof useTranslations<"runs">>;

function columnsOf(t: Words, currency: string, cash: number): readonly TableColumn<Row>[] {
  const end = { align: "end", width: 96 } as const;
  const money = (value: number | undefined) => (value === undefined ? "" : formatMoney(value, currency));
  return [
    {
      id: "symbol",
      header: t("instrument"),
      value: ({ name }) => name,
      pinned: true,
      width: 130,
      grow: 2,
      card: "title",
    },
    {
      id: "pnl",
      header: t("pnl"),
      unit: currency,
      hint: t("pnlHint"),
      value: ({ pnl }) => pnl,
      cell: ({ pnl }) => <SignedNumber value={pnl} text={formatMoney(pnl, currency, { signed: true })} />,
      total: (rows) => {
        const total = rows.reduce((sum, { pnl }) => sum + pnl, 0);
        return <SignedNumber value={total} text={formatMoney(total, currency, { signed: true })} />;
      },
      align: "end",
      width: 140,
      card: "value",
    },
    {
      id: "share",
      header: t("ofCash"),
      unit: "%",
      value: ({ pnl }) => pnl / cash,
      cell: ({ pnl }) => formatPercent(pnl / cash, { unit: false, signed: true }),
      ...end,
      card: "detail",
    },
    {
      id: "trades",
      header: t("trades"),
      value: ({ trades }) => trades ?? null,
      cell: ({ trades }) => (trades === undefined ? "" : formatInteger(trades)),
      ...end,
      card: "detail",
    },
    {
      id: "dividends",
      header: t("dividends"),
      unit: currency,
      value: ({ dividends }) => dividends ?? null,
      cell: ({ dividends }) => money(dividends),
      ...end,
      card: "detail",
    },
    {
      id: "fees",
      header: t("fees"),
      unit: currency,
      value: ({ fees }) => fees ?? null,
      cell: ({ fees }) => money(fees),
      ...end,
      card: "detail",
    },
    {
      id: "bars",
      header: t("bars"),
      value: ({ bars }) => bars ?? null,
      cell: ({ bars }) => (bars === undefined ? "" : formatInteger(bars)),
      ...end,
      card: "none",
    },
  ];
}

/** What each instrument of a run earned, and what money and borrowed shares cost: together the whole result. */
export function InstrumentsTable({
  run,
  portfolio,
}: {
  readonly run: Run;
  readonly portfolio: NonNullable<RunStats["portfolio"]>;
}) {
  const t = useTranslations("runs");
  const rows = useMemo<readonly Row[]>(() => {
    const { instruments, interest, borrowFees } = portfolio;
    return [
      ...instruments.map((share) => ({ ...share, id: share.symbol, name: share.symbol })),
      ...(interest === 0 ? [] : [{ id: ":interest", name: t("interest"), pnl: interest }]),
      ...(borrowFees === 0 ? [] : [{ id: ":borrow", name: t("borrowFees"), pnl: borrowFees }]),
    ];
  }, [portfolio, t]);
  const columns = useMemo(() => columnsOf(t, run.currency, run.spec.cash), [t, run.currency, run.spec.cash]);
  return (
    <DataTable
      id="backtest-instruments"
      label={t("byInstrument")}
      columns={columns}
      rows={rows}
      rowId={({ id }) => id}
      empty={null}
      exportName={`instruments-${run.runId}`}
    />
  );
}
