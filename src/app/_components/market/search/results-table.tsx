"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { EmptyState, SignedNumber } from "@/app/_components/ui";
import { formatMoney, formatNumber, formatPercent } from "@/app/_lib/format";
import { useIsPhone } from "@/app/_lib/use-media";
import type { NamedColumns } from "@/modules/data";
import { neighbourhoodOf, paramsOf, type SearchSpace } from "@/modules/strategy";
import type { SearchDetail } from "./search-types";

interface TrialRow {
  readonly point: number;
  readonly params: Readonly<Record<string, number | boolean | string>>;
  readonly stat: (name: string) => number | null;
  readonly around: () => number | null;
}

export interface ResultsTableProps {
  readonly search: SearchDetail;
  readonly space: SearchSpace;
  readonly columns: NamedColumns | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly label: (name: string) => string;
  readonly onRun: (point: number) => void;
}

const EMPTY = new Float64Array(0);

function useRows(space: SearchSpace, columns: NamedColumns | undefined): readonly TrialRow[] | undefined {
  return useMemo(() => {
    if (columns === undefined) return undefined;
    const points = columns["point"] ?? EMPTY;
    const scores = new Map(Array.from(points, (point, place) => [point, columns["score"]?.[place] ?? Number.NaN]));
    return Array.from(
      points,
      (point, place): TrialRow => ({
        point,
        params: paramsOf(space, point),
        stat: (name) => {
          const value = columns[name]?.[place] ?? Number.NaN;
          return Number.isNaN(value) ? null : value;
        },
        // Asked for by the rows in sight, and by all when one sorts by it.
        around: () => neighbourhoodOf(space, point, scores).stability,
      }),
    );
  }, [space, columns]);
}

function useColumns({ search, space, label }: ResultsTableProps): readonly TableColumn<TrialRow>[] {
  const t = useTranslations("search");
  const isPhone = useIsPhone();
  return useMemo(() => {
    const end = { align: "end", width: 84 } as const;
    const params = space.axes.map(
      ({ name }, place): TableColumn<TrialRow> => ({
        id: `param-${name}`,
        header: label(name),
        value: (row) => row.params[name] ?? null,
        ...end,
        ...(place === 0 ? { pinned: true } : {}),
      }),
    );
    // A card is named by the whole combination: a number alone says nothing.
    const whole: TableColumn<TrialRow> = {
      id: "combination",
      header: t("results"),
      value: (row) => space.axes.map(({ name }) => `${label(name)} ${String(row.params[name])}`).join(", "),
      card: "title",
    };
    const ratio = (id: string, header: string, more: Partial<TableColumn<TrialRow>> = {}): TableColumn<TrialRow> => ({
      id,
      header,
      value: (row) => row.stat(id),
      cell: (row) => <span className="num">{formatNumber(row.stat(id), { decimals: 2 })}</span>,
      ...end,
      ...more,
    });
    const percent = (id: string, header: string, more: Partial<TableColumn<TrialRow>> = {}): TableColumn<TrialRow> => ({
      ...ratio(id, header),
      unit: "%",
      cell: (row) => (
        <SignedNumber
          value={row.stat(id)}
          text={formatPercent(row.stat(id), { signed: true, unit: false, decimals: 1 })}
        />
      ),
      ...more,
    });
    return [
      ...(isPhone ? [whole] : params),
      ratio("score", t("column.score"), { hint: t(`objectives.${search.spec.objective}`), card: "value" }),
      percent("totalReturn", t("column.return"), { card: "detail" }),
      ratio("sharpe", t("column.sharpe")),
      percent("maxDrawdown", t("column.drawdown")),
      {
        ...ratio("trades", t("column.trades")),
        cell: (row) => <span className="num">{formatNumber(row.stat("trades"))}</span>,
      },
      {
        id: "around",
        header: t("column.neighbours"),
        hint: t("column.neighboursHint"),
        value: (row) => row.around(),
        cell: (row) => <span className="num">{formatNumber(row.around(), { decimals: 2 })}</span>,
        ...end,
      },
      percent("winRate", t("column.winRate"), { hidden: true }),
      ratio("profitFactor", t("column.profitFactor"), { hidden: true }),
      {
        ...ratio("finalEquity", t("column.equity"), { hidden: true }),
        unit: search.currency,
        cell: (row) => <span className="num">{formatMoney(row.stat("finalEquity"), search.currency)}</span>,
      },
    ];
  }, [search.spec.objective, search.currency, space, label, isPhone, t]);
}

const BY_SCORE = { id: "score", desc: true } as const;

/** Every combination that ran, as the parts come in. A row opens as a backtest. */
export function ResultsTable(props: ResultsTableProps) {
  const { space, columns, error, onRetry, onRun } = props;
  const t = useTranslations("search");
  const rows = useRows(space, columns);
  return (
    <DataTable
      id="search-results"
      label={t("results")}
      columns={useColumns(props)}
      rows={rows}
      rowId={(row) => String(row.point)}
      error={error}
      failedTitle={t("resultsFailed")}
      onRetry={onRetry}
      defaultSort={BY_SCORE}
      onOpen={(row) => onRun(row.point)}
      empty={<EmptyState title={t("resultsWaiting")} />}
      exportName="search"
    />
  );
}
