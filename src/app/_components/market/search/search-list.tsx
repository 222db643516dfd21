"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { EmptyState, Lamp, SignedNumber } from "@/app/_components/ui";
import { formatNumber, formatPercent, NOT_AVAILABLE } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import type { Search } from "./search-types";
import { useSearches } from "./use-search";

const LAMPS = { queued: "off", running: "ok", succeeded: "ok", failed: "bad", canceled: "off" } as const;
const BY_RETURN = { id: "oos", desc: true } as const;

function useColumns(): readonly TableColumn<Search>[] {
  const t = useTranslations("search");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "search",
        header: t("column.search"),
        value: ({ spec, strategyTitle }) => `${strategyTitle} ${spec.strategy} ${spec.symbol} ${spec.resolution}`,
        cell: ({ spec, strategyTitle }) => (
          <span
            className="block truncate"
            title={`${strategyTitle} (${spec.strategy}), ${spec.symbol} ${spec.resolution}`}
          >
            <b>{spec.symbol}</b> <span className="text-tx-3">{`${strategyTitle} ${spec.resolution}`}</span>
          </span>
        ),
        pinned: true,
        width: 130,
        grow: 2,
        card: "title",
      },
      {
        id: "oos",
        header: t("column.oos"),
        hint: t("column.oosHint"),
        unit: "%",
        value: ({ outcome }) => outcome?.walk?.totalReturn ?? null,
        cell: (search) => <Outcome search={search} />,
        align: "end",
        width: 104,
        card: "value",
      },
      {
        id: "oosSharpe",
        header: t("column.oosSharpe"),
        value: ({ outcome }) => outcome?.walk?.sharpe ?? null,
        cell: ({ outcome }) => formatNumber(outcome?.walk?.sharpe, { decimals: 2 }),
        align: "end",
        width: 84,
        hidden: true,
      },
      {
        id: "efficiency",
        header: t("column.efficiency"),
        hint: t("column.efficiencyHint"),
        value: ({ outcome }) => outcome?.walk?.efficiency ?? null,
        cell: ({ outcome }) => formatNumber(outcome?.walk?.efficiency, { decimals: 2 }),
        align: "end",
        width: 72,
        hidden: true,
      },
      {
        id: "trials",
        header: t("column.trials"),
        value: ({ trialsDone }) => trialsDone,
        align: "end",
        width: 64,
        hidden: true,
      },
      {
        id: "when",
        header: t("column.when"),
        value: ({ createdAt }) => createdAt,
        text: ({ createdAt }) => format.dateTime(createdAt),
        cell: ({ createdAt }) => <span className="num text-tx-3">{format.dateTime(createdAt)}</span>,
        align: "end",
        width: 112,
        hidden: true,
        card: "detail",
      },
    ],
    [t, format],
  );
}

/** What choosing was worth, else where the search stands. */
function Outcome({ search: { status, outcome } }: { readonly search: Search }) {
  const t = useTranslations("search");
  if (status !== "succeeded") return <Lamp state={LAMPS[status]}>{t(`status.${status}`)}</Lamp>;
  const total = outcome?.walk?.totalReturn;
  if (total === null || total === undefined) return <span className="text-tx-3">{NOT_AVAILABLE}</span>;
  return <SignedNumber value={total} text={formatPercent(total, { signed: true, unit: false, decimals: 1 })} />;
}

export interface SearchListProps {
  readonly searchId: string | null;
  readonly onShow: (searchId: string) => void;
}

/** Searches by what they were worth out of sample, best first. */
export function SearchList({ searchId, onShow }: SearchListProps) {
  const t = useTranslations("search");
  const searches = useSearches();
  const rows = useMemo(() => searches.data?.pages.flatMap((page) => page.rows), [searches.data]);
  return (
    <DataTable
      id="searches"
      label={t("leaderboard")}
      columns={useColumns()}
      rows={rows}
      rowId={(search) => search.searchId}
      error={searches.error}
      failedTitle={t("searchesFailed")}
      onRetry={() => void searches.refetch()}
      filterable={false}
      defaultSort={BY_RETURN}
      selectedId={searchId}
      onOpen={(search) => onShow(search.searchId)}
      more={
        searches.hasNextPage
          ? { loading: searches.isFetchingNextPage, load: () => void searches.fetchNextPage() }
          : null
      }
      empty={<EmptyState title={t("noneTitle")}>{t("noneText")}</EmptyState>}
      exportName="searches"
    />
  );
}
