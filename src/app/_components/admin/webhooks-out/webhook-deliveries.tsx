"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Button, Chip, EmptyState } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { DataTable, type TableColumn } from "../../table";

type Delivery = RouterOutputs["webhookOut"]["deliveries"]["rows"][number];

const TONES = { queued: "neutral", sending: "neutral", delivered: "ok", failed: "bad" } as const;
const REFRESH_MS = 10_000;
const rowId = (one: Delivery) => one.deliveryId;

/** What one webhook was told, and what it answered. */
export function WebhookDeliveries({ webhookId, name }: { readonly webhookId: string; readonly name: string }) {
  const t = useTranslations("webhooksOutPage");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const log = useInfiniteQuery(
    trpc.webhookOut.deliveries.infiniteQueryOptions(
      { webhookId },
      { getNextPageParam: (page) => page.cursor, refetchInterval: REFRESH_MS },
    ),
  );
  const { mutate: replay } = useMutation(
    trpc.webhookOut.replay.mutationOptions({
      onSuccess: () => void queryClient.invalidateQueries(trpc.webhookOut.deliveries.pathFilter()),
    }),
  );
  const rows = useMemo(() => log.data?.pages.flatMap((page) => page.rows), [log.data]);
  const columns = useDeliveryColumns(replay);
  return (
    <DataTable
      id="webhook-out-deliveries"
      title={t("deliveriesOf", { name })}
      label={t("deliveriesOf", { name })}
      className="min-h-0 flex-1 border-t border-line-2"
      columns={columns}
      rows={rows}
      rowId={rowId}
      error={log.error}
      failedTitle={t("failed")}
      onRetry={() => void log.refetch()}
      defaultSort={{ id: "created", desc: true }}
      empty={<EmptyState title={t("nothingTitle")}>{t("nothing")}</EmptyState>}
      more={log.hasNextPage ? { loading: log.isFetchingNextPage, load: () => void log.fetchNextPage() } : null}
    />
  );
}

function useDeliveryColumns(
  replay: (asked: { readonly deliveryId: string }) => void,
): readonly TableColumn<Delivery>[] {
  const t = useTranslations("webhooksOutPage");
  const format = useFormat();
  return useMemo(
    () => [
      { id: "body", header: t("body"), value: (one) => one.body, width: 300, grow: 3, pinned: true, card: "title" },
      { id: "kind", header: t("event"), value: (one) => t(`kind.${one.kind}`), width: 110, grow: 0, card: "detail" },
      {
        id: "status",
        header: t("status"),
        value: (one) => t(`statuses.${one.status}`),
        cell: (one) => <Chip tone={TONES[one.status]}>{t(`statuses.${one.status}`)}</Chip>,
        width: 100,
        grow: 0,
        card: "value",
      },
      { id: "answer", header: t("answer"), value: (one) => one.answer ?? "", width: 140, card: "detail" },
      {
        id: "created",
        header: t("at"),
        value: (one) => one.createdAt,
        cell: (one) => format.dateTime(one.createdAt),
        text: (one) => format.dateTime(one.createdAt),
        align: "end",
        width: 140,
        grow: 0,
        card: "none",
      },
      {
        id: "act",
        header: t("action"),
        value: () => null,
        cell: (one) =>
          one.status === "delivered" || one.status === "failed" ? (
            <Button
              size="sm"
              className="md:-my-1 md:h-5 md:px-1.5"
              onClick={() => replay({ deliveryId: one.deliveryId })}
            >
              {t("replay")}
            </Button>
          ) : null,
        width: 110,
        grow: 0,
        sortable: false,
        align: "end",
        card: "change",
      },
    ],
    [t, format, replay],
  );
}
