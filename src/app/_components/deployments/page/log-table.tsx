"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { EmptyState } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";

type Entry = RouterOutputs["deployments"]["log"]["rows"][number];

const PAGE_ROWS = 100;
const rowId = ({ closedAt }: Entry) => String(closedAt);

function useColumns(): readonly TableColumn<Entry>[] {
  const t = useTranslations("deploymentTrials.log");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "at",
        header: t("at"),
        value: ({ closedAt }) => closedAt,
        text: ({ closedAt }) => new Date(closedAt).toISOString(),
        cell: ({ closedAt }) => <time className="num">{format.dateTime(closedAt, true)}</time>,
        pinned: true,
        width: 150,
        grow: 0,
        card: "title",
      },
      {
        id: "lines",
        header: t("lines"),
        value: ({ lines }) => lines.join(" | "),
        cell: ({ lines }) => <span className="font-mono text-11">{lines.join(" | ")}</span>,
        width: 320,
        card: "detail",
      },
    ],
    [t, format],
  );
}

/** What its strategy wrote, newest first, a page at a time. */
export function LogTable({ deploymentId }: { readonly deploymentId: string }) {
  const t = useTranslations("deploymentTrials.log");
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.deployments.log.infiniteQueryOptions(
      { deploymentId, limit: PAGE_ROWS },
      { meta: { quiet: true }, getNextPageParam: ({ cursor }) => cursor },
    ),
  );
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows), [list.data]);
  const columns = useColumns();
  return (
    <DataTable
      id="deployment-log"
      label={t("tab")}
      columns={columns}
      rows={rows}
      rowId={rowId}
      error={list.error}
      failedTitle={t("failed")}
      onRetry={() => void list.refetch()}
      exportName="deployment-log"
      more={list.hasNextPage ? { loading: list.isFetchingNextPage, load: () => void list.fetchNextPage() } : null}
      empty={<EmptyState title={t("empty")}>{t("emptyText")}</EmptyState>}
    />
  );
}
