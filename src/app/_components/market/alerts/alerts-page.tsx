"use client";

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ConfirmDialog, EmptyState } from "@/app/_components/ui";
import { notifyUndo } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useCatalogText } from "@/app/_lib/use-catalog-text";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { DataTable, type TableColumn } from "../../table";
import { useAlertColumns } from "./alert-columns";
import { AlertDialog } from "./alert-dialog";
import { type Alert, type AlertDraft, draftOf, NEW_ALERT } from "./alert-draft";

type Firing = RouterOutputs["alert"]["firings"]["rows"][number];

const alertId = (alert: Alert) => alert.alertId;
const firingId = (firing: Firing) => firing.firingId;
/** What was read is shown as it was a moment ago. */
const REFRESH_MS = 10_000;

/** Alerts of one's own, how each stands, and each time that one fired. */
export function AlertsPage() {
  const t = useTranslations("alertsPage");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [editing, setEditing] = useState<{ readonly alertId: string | null; readonly from: AlertDraft } | null>(null);
  const [deleting, setDeleting] = useState<Alert | null>(null);
  const alerts = useQuery(trpc.alert.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const reload = () => void queryClient.invalidateQueries(trpc.alert.pathFilter());
  const { mutate: setStatus } = useMutation(trpc.alert.setStatus.mutationOptions({ onSuccess: reload }));
  const remove = useMutation(
    trpc.alert.delete.mutationOptions({ onSuccess: reload, onSettled: () => setDeleting(null) }),
  );
  const { mutate: restore } = useMutation(trpc.alert.restore.mutationOptions({ onSuccess: reload }));
  const removeNow = ({ alertId: id, name }: Alert) =>
    remove.mutate(
      { alertId: id },
      { onSuccess: () => notifyUndo(t("deleted", { name }), () => restore({ alertId: id })) },
    );
  const acts = useMemo(
    () => ({
      onStatus: (alert: Alert) =>
        setStatus({ alertId: alert.alertId, status: alert.status === "active" ? "paused" : "active" }),
      onChange: (alert: Alert) => setEditing({ alertId: alert.alertId, from: draftOf(alert) }),
      onDelete: setDeleting,
    }),
    [setStatus],
  );
  const columns = useAlertColumns(acts);
  return (
    <div className="flex min-h-0 flex-1 flex-col max-md:flex-none">
      <DataTable
        id="alerts"
        title={t("title")}
        label={t("title")}
        className="min-h-0 flex-1"
        tools={
          <Button size="sm" variant="primary" onClick={() => setEditing({ alertId: null, from: NEW_ALERT })}>
            <Plus size={14} aria-hidden="true" />
            {t("create")}
          </Button>
        }
        columns={columns}
        rows={alerts.data}
        rowId={alertId}
        error={alerts.error}
        failedTitle={t("failed")}
        onRetry={() => void alerts.refetch()}
        defaultSort={{ id: "name", desc: false }}
        empty={<EmptyState title={t("emptyTitle")}>{t("empty")}</EmptyState>}
      />
      <Firings />
      {editing === null ? null : <AlertDialog {...editing} onClose={() => setEditing(null)} />}
      <ConfirmDialog
        open={deleting !== null}
        onOpenChange={(open) => (open ? undefined : setDeleting(null))}
        title={deleting === null ? "" : t("deleteTitle", { name: deleting.name })}
        consequence={t("deleteText")}
        confirmLabel={t("delete")}
        danger
        busy={remove.isPending}
        onConfirm={() => (deleting === null ? undefined : removeNow(deleting))}
      />
    </div>
  );
}

function Firings() {
  const t = useTranslations("alertsPage");
  const text = useCatalogText();
  const format = useFormat();
  const trpc = useTRPC();
  const firings = useInfiniteQuery(
    trpc.alert.firings.infiniteQueryOptions({}, { getNextPageParam: (page) => page.cursor }),
  );
  const rows = useMemo(() => firings.data?.pages.flatMap((page) => page.rows), [firings.data]);
  const columns = useMemo<readonly TableColumn<Firing>[]>(
    () => [
      {
        id: "what",
        header: t("what"),
        value: ({ messageKey, facts }) => text(`notifications.text.${messageKey}`, facts),
        width: 320,
        pinned: true,
        card: "title",
      },
      {
        id: "at",
        header: t("at"),
        value: ({ at }) => at,
        cell: ({ at }) => format.dateTime(at),
        text: ({ at }) => format.dateTime(at),
        align: "end",
        width: 150,
        grow: 0,
        card: "value",
      },
    ],
    [t, text, format],
  );
  return (
    <DataTable
      id="alert-firings"
      title={t("history")}
      label={t("history")}
      className="min-h-0 flex-1 border-t border-line-2"
      columns={columns}
      rows={rows}
      rowId={firingId}
      error={firings.error}
      failedTitle={t("failed")}
      onRetry={() => void firings.refetch()}
      defaultSort={{ id: "at", desc: true }}
      empty={<EmptyState title={t("noneTitle")}>{t("none")}</EmptyState>}
      more={
        firings.hasNextPage ? { loading: firings.isFetchingNextPage, load: () => void firings.fetchNextPage() } : null
      }
    />
  );
}
