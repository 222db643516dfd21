"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Tabs } from "@/app/_components/ui";
import { formatInteger } from "@/app/_lib/format";
import { HistoryTable } from "./history-table";
import { LogTable } from "./log-table";
import { DeploymentFills, DeploymentOrders } from "./orders-tables";
import { TraceTable, type TraceTableProps } from "./trace-table";
import { VersionsTable } from "./versions-table";

/** What it did: decisions, orders, fills, states. */
export function Activity({ deployment, chosen, onChoose }: TraceTableProps) {
  const t = useTranslations("deployments.tabs");
  const log = useTranslations("deploymentTrials.log");
  const trials = useTranslations("deploymentTrials.versions");
  const [tab, setTab] = useState<"decisions" | "orders" | "fills" | "versions" | "log" | "history">("decisions");
  const { deploymentId } = deployment;
  return (
    <Tabs
      label={t("label")}
      items={[
        {
          value: "decisions",
          label: t("decisions"),
          count: formatInteger(deployment.decisions),
          content: <TraceTable deployment={deployment} chosen={chosen} onChoose={onChoose} />,
        },
        // A shadow has no order anywhere.
        ...(deployment.mode === "shadow"
          ? []
          : [
              {
                value: "orders" as const,
                label: t("orders"),
                content: <DeploymentOrders deploymentId={deploymentId} />,
              },
            ]),
        { value: "fills", label: t("fills"), content: <DeploymentFills deployment={deployment} /> },
        { value: "log", label: log("tab"), content: <LogTable deploymentId={deploymentId} /> },
        { value: "versions", label: trials("tab"), content: <VersionsTable deployment={deployment} /> },
        { value: "history", label: t("history"), content: <HistoryTable deployment={deployment} /> },
      ]}
      value={tab}
      onChange={setTab}
      className="h-90 border-t border-line-2 max-md:h-auto"
    />
  );
}
