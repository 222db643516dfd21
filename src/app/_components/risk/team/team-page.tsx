"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/app/_components/table";
import { ConfirmDialog, EmptyState, Note, PageHead } from "@/app/_components/ui";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { StopTraderDialog, type Trader } from "./stop-trader";
import { useTeamColumns } from "./team-columns";

/** Prices move: the board is read anew. */
const REFRESH_MS = 10_000;
const rowId = (trader: Trader) => trader.userId;

/** Each trader's day, limits and orders, and the switch for all that one of them owns. For risk and administrators. */
export function TeamPage() {
  const t = useTranslations("team");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [stopping, setStopping] = useState<Trader | null>(null);
  const [resuming, setResuming] = useState<Trader | null>(null);
  const team = useQuery({ ...trpc.team.list.queryOptions(), refetchInterval: REFRESH_MS });
  const reload = () => void queryClient.invalidateQueries(trpc.team.pathFilter());
  const resume = useMutation(
    trpc.team.resume.mutationOptions({
      onSuccess: ({ accounts }) => {
        notify("success", t("resumed", { count: accounts }));
        reload();
      },
      onSettled: () => setResuming(null),
    }),
  );
  const columns = useTeamColumns({ onStop: setStopping, onResume: setResuming });
  const traders = team.data?.traders;
  return (
    <>
      <PageHead title={t("lead")} />
      {team.data?.isMore === true ? (
        <div className="px-3 py-2">
          <Note tone="warn">{t("more", { count: team.data.traders.length })}</Note>
        </div>
      ) : null}
      <DataTable
        id="team"
        label={t("label")}
        columns={columns}
        rows={traders}
        rowId={rowId}
        error={team.error}
        failedTitle={t("failed")}
        onRetry={() => void team.refetch()}
        defaultSort={{ id: "limit", desc: true }}
        empty={<EmptyState title={t("title")}>{t("empty")}</EmptyState>}
      />
      {stopping === null ? null : (
        <StopTraderDialog
          trader={stopping}
          onClose={() => setStopping(null)}
          onDone={(text, refused) => {
            const rest = refused === 0 ? undefined : t("refused", { count: refused, name: stopping.name });
            notify(refused === 0 ? "success" : "warning", text, rest);
            setStopping(null);
            reload();
          }}
        />
      )}
      <ConfirmDialog
        open={resuming !== null}
        onOpenChange={(open) => (open ? undefined : setResuming(null))}
        title={resuming === null ? "" : t("resumeTitle", { name: resuming.name })}
        consequence={t("resumeText")}
        confirmLabel={t("resume")}
        busy={resume.isPending}
        onConfirm={() => {
          if (resuming !== null) resume.mutate({ userId: resuming.userId, reason: t("resume") });
        }}
      />
    </>
  );
}
