"use client";

import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, EmptyState, Link, SignedNumber } from "@/app/_components/ui";
import { formatMoney, NOT_AVAILABLE } from "@/app/_lib/format";
import { withScope } from "@/app/_lib/scope";
import { useFormat } from "@/app/_lib/use-format";
import { LotsSheet } from "./lots-sheet";
import { quantity } from "./quantity";
import type { AccountView, Position } from "./types";
import { usePositions } from "./use-portfolio";

interface Facts {
  readonly t: ReturnType<typeof useTranslations<"portfolio">>;
  readonly dateTime: (ms: number | null) => string;
}

function amountColumn(
  { t }: Facts,
  id: "averageCost" | "cost" | "price" | "value",
  card: "detail" | "value",
): TableColumn<Position> {
  const value = (row: Position) => (row[id] === null ? null : Number(row[id]));
  return {
    id,
    header: t(`columns.${id}`),
    value,
    text: (row) => row[id] ?? "",
    cell: (row) => <span className="num">{formatMoney(value(row), row.currency)}</span>,
    align: "end",
    width: 96,
    card,
    ...(id === "price" || id === "value" ? { live: true } : {}),
  };
}

function gainColumn({ t }: Facts, id: "openPnl" | "realizedPnl", card: "change" | "detail"): TableColumn<Position> {
  const value = (row: Position) => (row[id] === null ? null : Number(row[id]));
  return {
    id,
    header: t(`columns.${id}`),
    value,
    text: (row) => row[id] ?? "",
    cell: (row) => <SignedNumber value={value(row)} text={formatMoney(value(row), row.currency, { signed: true })} />,
    align: "end",
    width: 104,
    card,
  };
}

function columnsOf(facts: Facts): readonly TableColumn<Position>[] {
  const { t, dateTime } = facts;
  return [
    {
      id: "symbol",
      header: t("columns.symbol"),
      value: ({ symbol }) => symbol,
      cell: ({ symbol }) => <b>{symbol}</b>,
      pinned: true,
      width: 110,
      card: "title",
    },
    {
      id: "qty",
      header: t("columns.qty"),
      value: ({ qty }) => Number(qty),
      text: ({ qty }) => qty,
      cell: ({ qty }) => <span className="num">{quantity(qty)}</span>,
      align: "end",
      width: 90,
      card: "detail",
    },
    amountColumn(facts, "averageCost", "detail"),
    amountColumn(facts, "price", "detail"),
    amountColumn(facts, "value", "value"),
    amountColumn(facts, "cost", "detail"),
    gainColumn(facts, "openPnl", "change"),
    gainColumn(facts, "realizedPnl", "detail"),
    { id: "currency", header: t("columns.currency"), value: ({ currency }) => currency, width: 80, card: "detail" },
    {
      id: "priceAt",
      header: t("columns.priceAt"),
      hint: t("priceAtHint"),
      value: ({ priceAt }) => priceAt,
      text: ({ priceAt }) => (priceAt === null ? NOT_AVAILABLE : dateTime(priceAt)),
      cell: ({ priceAt }) => <span className="num">{priceAt === null ? NOT_AVAILABLE : dateTime(priceAt)}</span>,
      width: 130,
      card: "detail",
    },
  ];
}

/** What an account holds, with what it cost and what it is worth now; a row opens its lots. */
export function PositionsTable({ account }: { readonly account: AccountView }) {
  const t = useTranslations("portfolio");
  const format = useFormat();
  const positions = usePositions(account.accountId);
  const [opened, setOpened] = useState<Position | null>(null);
  const columns = useMemo(() => columnsOf({ t, dateTime: format.dateTime }), [t, format]);
  return (
    <>
      <DataTable
        id="positions"
        label={t("positions")}
        columns={columns}
        rows={positions.data}
        rowId={({ symbol, currency }) => `${symbol} ${currency}`}
        error={positions.error}
        failedTitle={t("positionsFailed")}
        onRetry={() => void positions.refetch()}
        exportName={`positions-${account.name}`}
        onOpen={setOpened}
        empty={
          <EmptyState
            title={t("noPositions")}
            actions={
              account.kind === "paper" ? (
                <Button asChild>
                  <Link href={withScope("/chart", { symbol: "^GSPC", resolution: "1d" })}>{t("toDesk")}</Link>
                </Button>
              ) : undefined
            }
          >
            {t(`noPositionsText.${account.kind}`)}
          </EmptyState>
        }
      />
      {opened === null ? null : <LotsSheet account={account} position={opened} onClose={() => setOpened(null)} />}
    </>
  );
}
