"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { EmptyState, Lamp } from "@/app/_components/ui";
import { useFormat } from "@/app/_lib/use-format";
import type { DeploymentDetail } from "../types";
import { STATE_LAMPS, useDeploymentWords } from "../use-deployment-words";

type Step = DeploymentDetail["history"][number];
const rowId = ({ at, to, event }: Step) => `${at} ${event} ${to}`;

function useColumns(): readonly TableColumn<Step>[] {
  const t = useTranslations("deployments");
  const words = useDeploymentWords();
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "at",
        header: t("history.at"),
        value: ({ at }) => at,
        text: ({ at }) => new Date(at).toISOString(),
        cell: ({ at }) => <time className="num">{format.dateTime(at, true)}</time>,
        pinned: true,
        width: 150,
        grow: 0,
        card: "title",
      },
      {
        id: "to",
        header: t("history.to"),
        value: ({ to }) => t(`states.${to}`),
        cell: ({ to }) => (
          <Lamp state={STATE_LAMPS[to]} className="font-normal">
            {t(`states.${to}`)}
          </Lamp>
        ),
        width: 120,
        grow: 0,
        card: "value",
      },
      {
        id: "reason",
        header: t("history.reason"),
        value: ({ to, reason }) => (reason === null ? "" : words.reason({ state: to, reason })),
        width: 240,
        card: "detail",
      },
      { id: "by", header: t("history.by"), value: ({ by }) => by ?? t("history.house"), width: 110, card: "detail" },
    ],
    [t, words, format],
  );
}

/** The states it went through, newest first: when, why, and by whom. */
export function HistoryTable({ deployment }: { readonly deployment: DeploymentDetail }) {
  const t = useTranslations("deployments");
  const columns = useColumns();
  return (
    <DataTable
      id="deployment-history"
      label={t("tabs.history")}
      columns={columns}
      rows={deployment.history}
      rowId={rowId}
      filterable={false}
      exportName={`states-${deployment.name}`}
      empty={<EmptyState title={t("history.empty")} />}
    />
  );
}
