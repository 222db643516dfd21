"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useAccount } from "@/app/_components/desk/trading/use-account";
import { Button, lateDialog, PageHead } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { ChangesTable } from "./changes-table";
import { EventsPanel } from "./events-panel";
import type { LimitTask } from "./limit-dialog";
import { LimitsTable } from "./limits-table";

const EVENTS_SHOWN = 30;
const SimulationDialog = lateDialog(() => import("./simulation-dialog").then((module) => module.SimulationDialog));
const LimitDialog = lateDialog(() => import("./limit-dialog").then((module) => module.LimitDialog));

/** Limits that every order is held against, how much of each is used, and who lets a change of one in. */
export function LimitsPage() {
  const t = useTranslations("risk");
  const trpc = useTRPC();
  const mayTrade = useMayTrade();
  const { account } = useAccount();
  const limits = useQuery(trpc.risk.limits.queryOptions());
  const [simulation, setSimulation] = useQueryState("simulation", parseAsString);
  const [task, setTask] = useState<LimitTask | null>(null);
  return (
    <>
      <PageHead
        title={t("limits.title")}
        sub={
          limits.data === undefined ? undefined : (
            <span className="max-lg:hidden">{t(limits.data.fourEyes ? "limits.fourEyes" : "limits.twoEyes")}</span>
          )
        }
        tools={
          mayTrade ? (
            <Button variant="primary" size="sm" onClick={() => setTask({ task: "new" })}>
              {t("limits.add")}
            </Button>
          ) : undefined
        }
      />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <LimitsTable limits={limits} account={account} onTask={mayTrade ? setTask : null} />
        <EventsPanel accountId={null} most={EVENTS_SHOWN} />
        <ChangesTable />
      </div>
      {simulation === null ? null : (
        <SimulationDialog simulationId={simulation} onClose={() => void setSimulation(null)} />
      )}
      {task === null ? null : <LimitDialog task={task} onClose={() => setTask(null)} />}
    </>
  );
}
