"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, Chip, EmptyState, Select } from "@/app/_components/ui";
import { formatMoney } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { BATCH_KINDS, CHART } from "@/modules/portfolio";
import { AccountGate } from "./account-gate";
import { BatchSheet } from "./batch-sheet";
import { quantity } from "./quantity";
import type { AccountView, Batch } from "./types";
import { type LedgerFilter, useBatches, useLedgerFilter } from "./use-portfolio";

const ANY = "any";

/** The books of an account: every entry with its postings, and the way to take one back. */
export function LedgerPage() {
  const t = useTranslations("portfolio");
  return (
    <AccountGate title={t("tabs.ledger")}>
      {(account) => <Ledger key={account.accountId} account={account} />}
    </AccountGate>
  );
}

interface Facts {
  readonly t: ReturnType<typeof useTranslations<"portfolio">>;
  readonly dateTime: (ms: number) => string;
}

/** Cash that an entry moved, by currency. */
function cashOf({ postings }: Batch): string {
  const sums = new Map<string, number>();
  for (const { chart, currency, amount } of postings)
    if (chart === "cash" || chart === "cash_unsettled") sums.set(currency, (sums.get(currency) ?? 0) + Number(amount));
  return [...sums]
    .filter(([, sum]) => sum !== 0)
    .map(([currency, sum]) => `${formatMoney(sum, currency, { signed: true })} ${currency}`)
    .join(" · ");
}

function unitsOf({ postings }: Batch): string {
  return postings
    .filter(({ qty }) => qty !== null && Number(qty) !== 0)
    .map(({ qty, symbol }) => `${quantity(qty ?? "0")} ${symbol ?? ""}`)
    .join(" · ");
}

function columnsOf({ t, dateTime }: Facts): readonly TableColumn<Batch>[] {
  return [
    {
      id: "entry",
      header: t("columns.entry"),
      value: ({ batchId }) => Number(batchId),
      cell: ({ batchId }) => <span className="num">{batchId}</span>,
      pinned: true,
      width: 76,
      grow: 0,
      card: "detail",
    },
    {
      id: "at",
      header: t("columns.at"),
      value: ({ effectiveAt }) => effectiveAt,
      text: ({ effectiveAt }) => dateTime(effectiveAt),
      cell: ({ effectiveAt }) => <span className="num">{dateTime(effectiveAt)}</span>,
      width: 152,
      grow: 0,
      card: "detail",
    },
    {
      id: "kind",
      header: t("columns.kind"),
      value: ({ kind }) => t(`entries.${kind}`),
      cell: ({ kind, reversedBy }) => (
        <span className="flex items-center gap-2">
          <b className={reversedBy === null ? "" : "text-tx-3 line-through"}>{t(`entries.${kind}`)}</b>
          {reversedBy === null ? null : <Chip>{t("reversed")}</Chip>}
        </span>
      ),
      width: 150,
      card: "title",
    },
    {
      id: "cash",
      header: t("columns.cash"),
      value: cashOf,
      cell: (batch) => <span className="num">{cashOf(batch)}</span>,
      align: "end",
      width: 150,
      card: "value",
    },
    {
      id: "units",
      header: t("columns.units"),
      value: unitsOf,
      cell: (batch) => <span className="num">{unitsOf(batch)}</span>,
      align: "end",
      width: 130,
      card: "change",
    },
    { id: "note", header: t("columns.note"), value: ({ note }) => note ?? "", width: 180, grow: 2, card: "detail" },
  ];
}

function Ledger({ account }: { readonly account: AccountView }) {
  const t = useTranslations("portfolio");
  const format = useFormat();
  const [filter, setFilter] = useLedgerFilter();
  const batches = useBatches(account.accountId, filter);
  const columns = useMemo(() => columnsOf({ t, dateTime: format.dateTime }), [t, format]);
  const isFiltered =
    filter.chart !== null || filter.kind !== null || filter.postings !== null || filter.currency !== null;
  const clear = () => void setFilter({ chart: null, kind: null, postings: null, currency: null });
  return (
    <>
      <DataTable
        id="ledger"
        label={t("entriesOf", { name: account.name })}
        title={t("entriesTitle")}
        columns={columns}
        rows={batches.rows}
        rowId={({ batchId }) => batchId}
        error={batches.error}
        failedTitle={t("ledgerFailed")}
        onRetry={batches.retry}
        more={batches.more}
        exportName={`ledger-${account.name}`}
        selectedId={filter.entry}
        onOpen={({ batchId }) => void setFilter({ entry: batchId })}
        tools={<Filters filter={filter} onChange={(part) => void setFilter(part)} />}
        empty={
          isFiltered ? (
            <EmptyState title={t("noneMatch")} actions={<Button onClick={clear}>{t("showAll")}</Button>} />
          ) : (
            <EmptyState title={t("noEntries")}>{t("noEntriesText")}</EmptyState>
          )
        }
      />
      {filter.entry === null ? null : (
        <BatchSheet
          key={filter.entry}
          account={account}
          batchId={filter.entry}
          onClose={() => void setFilter({ entry: null })}
          onShow={(entry) => void setFilter({ entry })}
        />
      )}
    </>
  );
}

interface FiltersProps {
  readonly filter: LedgerFilter;
  readonly onChange: (part: Partial<LedgerFilter>) => void;
}

function Filters({ filter, onChange }: FiltersProps) {
  const t = useTranslations("portfolio");
  return (
    <>
      <Select
        aria-label={t("columns.kind")}
        value={filter.kind ?? ANY}
        options={[
          { value: ANY, label: t("anyKind") },
          ...BATCH_KINDS.map((value) => ({ value, label: t(`entries.${value}`) })),
        ]}
        onChange={(value) => onChange({ kind: BATCH_KINDS.find((kind) => kind === value) ?? null })}
        className="w-36"
      />
      <Select
        aria-label={t("chartAccount")}
        value={filter.chart ?? ANY}
        options={[
          { value: ANY, label: t("anyChart") },
          ...CHART.map((value) => ({ value, label: t(`chart.${value}`) })),
        ]}
        onChange={(value) => onChange({ chart: CHART.find((chart) => chart === value) ?? null })}
        className="w-40"
      />
      {filter.postings === null ? null : (
        <Button size="sm" onClick={() => onChange({ postings: null })}>
          {t("only", { symbol: filter.postings })}
        </Button>
      )}
    </>
  );
}
