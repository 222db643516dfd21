"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/app/_components/table";
import { EmptyState } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { useFillColumns } from "../../desk/blotter/fill-columns";
import { useAllOrderColumns } from "../../desk/blotter/order-columns";
import { useSymbols } from "../../desk/blotter/use-symbols";
import type { FillView, OrderView } from "../../desk/trading/types";
import type { DeploymentDetail } from "../types";
import { AssignedFills } from "./assigned-fills";

const PAGE_ROWS = 100;
const QUIET = { meta: { quiet: true } } as const;
const orderRow = ({ orderId }: OrderView) => orderId;
const fillRow = ({ orderId, execId }: FillView) => `${orderId} ${execId}`;

/** Orders that it sent, newest first. */
export function DeploymentOrders({ deploymentId }: { readonly deploymentId: string }) {
  const t = useTranslations("deployments");
  const blotter = useTranslations("blotter");
  const trpc = useTRPC();
  const { tickOf } = useSymbols();
  const list = useInfiniteQuery(
    trpc.deployments.orders.infiniteQueryOptions(
      { deploymentId, limit: PAGE_ROWS },
      { ...QUIET, getNextPageParam: ({ cursor }) => cursor },
    ),
  );
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows), [list.data]);
  return (
    <DataTable
      id="deployment-orders"
      label={t("tabs.orders")}
      columns={useAllOrderColumns(tickOf)}
      rows={rows}
      rowId={orderRow}
      error={list.error}
      failedTitle={blotter("failed.orders")}
      onRetry={() => void list.refetch()}
      exportName="deployment-orders"
      more={list.hasNextPage ? { loading: list.isFetchingNextPage, load: () => void list.fetchNextPage() } : null}
      empty={<EmptyState title={t("noOrders")}>{t("noOrdersText")}</EmptyState>}
    />
  );
}

/** What of its orders was filled, newest first, under what was given to it of its account. */
export function DeploymentFills({ deployment }: { readonly deployment: DeploymentDetail }) {
  const { deploymentId, assigned } = deployment;
  return (
    <>
      <AssignedFills fills={assigned} />
      <OrderFills deploymentId={deploymentId} />
    </>
  );
}

function OrderFills({ deploymentId }: { readonly deploymentId: string }) {
  const t = useTranslations("deployments");
  const blotter = useTranslations("blotter");
  const trpc = useTRPC();
  const { tickOf } = useSymbols();
  const list = useInfiniteQuery(
    trpc.deployments.fills.infiniteQueryOptions(
      { deploymentId, limit: PAGE_ROWS },
      { ...QUIET, getNextPageParam: ({ cursor }) => cursor },
    ),
  );
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows), [list.data]);
  return (
    <DataTable
      id="deployment-fills"
      label={t("tabs.fills")}
      columns={useFillColumns(tickOf)}
      rows={rows}
      rowId={fillRow}
      error={list.error}
      failedTitle={blotter("failed.fills")}
      onRetry={() => void list.refetch()}
      exportName="deployment-fills"
      more={list.hasNextPage ? { loading: list.isFetchingNextPage, load: () => void list.fetchNextPage() } : null}
      empty={<EmptyState title={t("noFills")}>{t("noOrdersText")}</EmptyState>}
    />
  );
}
