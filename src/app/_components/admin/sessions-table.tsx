"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { browserName } from "@/app/_lib/browser-name";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { DataTable, type TableColumn } from "../table";
import { Button, Chip, ConfirmDialog, EmptyState, PanelHead } from "../ui";

type SessionView = RouterOutputs["session"]["list"][number];
const rowId = (session: SessionView) => session.sessionId;

/** Where this person is signed in, and the way to end a session that should not be. */
export function SessionsTable() {
  const t = useTranslations("admin.sessions");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [ending, setEnding] = useState<SessionView | null>(null);
  const sessions = useQuery(trpc.session.list.queryOptions());
  const revoke = useMutation(
    trpc.session.revoke.mutationOptions({
      onSuccess: () => {
        notify("success", t("ended"));
        void queryClient.invalidateQueries(trpc.session.list.queryFilter());
      },
      onSettled: () => setEnding(null),
    }),
  );
  const [isEndingOthers, setIsEndingOthers] = useState(false);
  const revokeOthers = useMutation(
    trpc.session.revokeOthers.mutationOptions({
      onSuccess: ({ ended }) => {
        notify("success", t("endedOthers", { count: ended }));
        void queryClient.invalidateQueries(trpc.session.list.queryFilter());
      },
      onSettled: () => setIsEndingOthers(false),
    }),
  );
  const columns = useSessionColumns(setEnding);
  return (
    <>
      <PanelHead
        title={t("label")}
        tools={
          <Button size="sm" disabled={(sessions.data?.length ?? 0) < 2} onClick={() => setIsEndingOthers(true)}>
            {t("endOthers")}
          </Button>
        }
      />
      <ConfirmDialog
        open={isEndingOthers}
        onOpenChange={setIsEndingOthers}
        title={t("endOthersTitle")}
        consequence={t("endOthersText")}
        confirmLabel={t("endOthers")}
        danger
        busy={revokeOthers.isPending}
        onConfirm={() => revokeOthers.mutate()}
      />
      <DataTable
        id="sessions"
        label={t("label")}
        columns={columns}
        rows={sessions.data}
        rowId={rowId}
        error={sessions.error}
        failedTitle={t("failed")}
        onRetry={() => void sessions.refetch()}
        defaultSort={{ id: "seen", desc: true }}
        empty={<EmptyState title={t("emptyTitle")}>{t("empty")}</EmptyState>}
      />
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => {
          if (!open) setEnding(null);
        }}
        title={t("endTitle")}
        consequence={
          ending === null
            ? null
            : t("endText", { device: browserName(ending.userAgent) ?? t("unknown"), address: ending.ip })
        }
        confirmLabel={t("end")}
        danger
        busy={revoke.isPending}
        onConfirm={() => {
          if (ending !== null) revoke.mutate({ sessionId: ending.sessionId });
        }}
      />
    </>
  );
}

function useSessionColumns(onEnd: (session: SessionView) => void): readonly TableColumn<SessionView>[] {
  const t = useTranslations("admin.sessions");
  const format = useFormat();
  return useMemo(() => {
    const time = (id: string, header: string, at: (session: SessionView) => number): TableColumn<SessionView> => ({
      id,
      header,
      value: at,
      cell: (session) => format.dateTime(at(session)),
      text: (session) => format.dateTime(at(session)),
      align: "end",
      width: 144,
      grow: 0,
    });
    return [
      {
        id: "device",
        header: t("device"),
        value: (session) => browserName(session.userAgent) ?? t("unknown"),
        cell: (session) => (
          <span className="flex items-center gap-2" title={session.userAgent}>
            <span className="truncate font-medium">{browserName(session.userAgent) ?? t("unknown")}</span>
            {session.current ? <Chip tone="ok">{t("current")}</Chip> : null}
          </span>
        ),
        width: 200,
        pinned: true,
      },
      { id: "address", header: t("address"), value: (session) => session.ip, width: 140, card: "detail" },
      time("seen", t("seen"), (session) => session.lastSeenAt),
      time("created", t("created"), (session) => session.createdAt),
      time("ends", t("ends"), (session) => session.expiresAt),
      {
        id: "end",
        header: t("action"),
        value: () => null,
        cell: (session) =>
          session.current ? null : (
            <Button size="sm" variant="danger" className="md:-my-1 md:h-5 md:px-1.5" onClick={() => onEnd(session)}>
              {t("end")}
            </Button>
          ),
        width: 72,
        grow: 0,
        sortable: false,
        align: "end",
        card: "value",
      },
    ];
  }, [t, format, onEnd]);
}
