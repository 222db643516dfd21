"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Checkbox, Chip, EmptyState, Select } from "@/app/_components/ui";
import { useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useCatalogText } from "@/app/_lib/use-catalog-text";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { DataTable, type TableColumn } from "../../table";

type Delivery = RouterOutputs["notify"]["deliveries"]["rows"][number];

const STATUSES = ["any", "queued", "sending", "sent", "delivered", "acknowledged", "failed"] as const;
const TONES = {
  queued: "neutral",
  sending: "neutral",
  sent: "neutral",
  delivered: "ok",
  acknowledged: "ok",
  failed: "bad",
} as const;
const REFRESH_MS = 10_000;

const rowId = (one: Delivery) => one.deliveryId;

/** What became of each message that left the house, or should have. */
export function DeliveryLog() {
  const t = useTranslations("deliveriesPage");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const isAdmin = useSession()?.user.role === "admin";
  const [everybody, setEverybody] = useState(false);
  const [status, setStatus] = useState<(typeof STATUSES)[number]>("any");
  const log = useInfiniteQuery(
    trpc.notify.deliveries.infiniteQueryOptions(
      { everybody, status: status === "any" ? null : status },
      { getNextPageParam: (page) => page.cursor, refetchInterval: REFRESH_MS },
    ),
  );
  const retry = useMutation(
    trpc.notify.retry.mutationOptions({
      onSuccess: () => void queryClient.invalidateQueries(trpc.notify.deliveries.pathFilter()),
    }),
  );
  const columns = useDeliveryColumns(everybody, retry.mutate);
  const rows = useMemo(() => log.data?.pages.flatMap((page) => page.rows), [log.data]);
  return (
    <DataTable
      id="deliveries"
      label={t("title")}
      title={t("title")}
      tools={
        <>
          {isAdmin ? <Checkbox checked={everybody} onChange={setEverybody} label={t("everybody")} /> : null}
          <Select
            aria-label={t("status")}
            options={STATUSES.map((value) => ({ value, label: t(`statuses.${value}`) }))}
            value={status}
            onChange={setStatus}
            className="w-36"
          />
        </>
      }
      columns={columns}
      rows={rows}
      rowId={rowId}
      error={log.error}
      failedTitle={t("failed")}
      onRetry={() => void log.refetch()}
      defaultSort={{ id: "created", desc: true }}
      empty={<EmptyState title={t("emptyTitle")}>{t("empty")}</EmptyState>}
      more={log.hasNextPage ? { loading: log.isFetchingNextPage, load: () => void log.fetchNextPage() } : null}
    />
  );
}

function useDeliveryColumns(
  everybody: boolean,
  onRetry: (asked: { readonly deliveryId: string }) => void,
): readonly TableColumn<Delivery>[] {
  const t = useTranslations("deliveriesPage");
  const text = useCatalogText();
  const format = useFormat();
  return useMemo(() => {
    const time = (id: string, header: string, at: (one: Delivery) => number | null): TableColumn<Delivery> => {
      const words = (one: Delivery) => {
        const moment = at(one);
        return moment === null ? "" : format.dateTime(moment);
      };
      return { id, header, value: at, cell: words, text: words, align: "end", width: 140, grow: 0, card: "none" };
    };
    const about = ({ about: it }: Delivery) =>
      it === null ? t("aTest") : text(`notifications.text.${it.messageKey}`, it.facts);
    return [
      { id: "about", header: t("about"), value: about, width: 260, grow: 3, pinned: true, card: "title" },
      ...(everybody ? [{ id: "who", header: t("who"), value: (one: Delivery) => one.who, width: 160 }] : []),
      { id: "target", header: t("target"), value: (one) => one.targetName, width: 140, card: "detail" },
      {
        id: "status",
        header: t("status"),
        value: (one) => t(`statuses.${one.status}`),
        cell: (one) => <Chip tone={TONES[one.status]}>{t(`statuses.${one.status}`)}</Chip>,
        width: 110,
        grow: 0,
        card: "value",
      },
      {
        id: "attempts",
        header: t("attempts"),
        value: (one) => one.attempts,
        align: "end",
        width: 60,
        grow: 0,
        card: "none",
      },
      { id: "answer", header: t("answer"), value: (one) => one.answer ?? "", width: 160, card: "detail" },
      time("created", t("created"), (one) => one.createdAt),
      time("sent", t("sent"), (one) => one.sentAt),
      time("acknowledged", t("acknowledged"), (one) => one.acknowledgedAt),
      {
        id: "act",
        header: t("action"),
        value: () => null,
        cell: (one) =>
          one.status === "failed" ? (
            <Button
              size="sm"
              className="md:-my-1 md:h-5 md:px-1.5"
              onClick={() => onRetry({ deliveryId: one.deliveryId })}
            >
              {t("retry")}
            </Button>
          ) : null,
        width: 100,
        grow: 0,
        sortable: false,
        align: "end",
        card: "change",
      },
    ];
  }, [t, text, format, everybody, onRetry]);
}
