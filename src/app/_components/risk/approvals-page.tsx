"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Note, PageHead } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { ApprovalsTable } from "./approvals-table";
import { ChangesTable } from "./changes-table";
import { DeploymentChangesTable } from "./deployment-changes-table";
import { WaitingProtection } from "./portfolio/waiting-protection";

/** What waits for a second person: orders over a size, changes that loosen a limit or what is done about missing stops, and those that enlarge a deployment. */
export function ApprovalsPage() {
  const t = useTranslations("approvals");
  const trpc = useTRPC();
  const approvals = useQuery(trpc.approvals.list.queryOptions());
  const { data } = approvals;
  return (
    <>
      <PageHead title={t("title")} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {data === undefined ? null : (
          <div className="px-3 py-2">
            <Note tone={data.isOn ? "ok" : "warn"}>
              {t(data.isOn ? "on" : data.hasSecond ? "noLimit" : "noSecond")}
            </Note>
          </div>
        )}
        <ApprovalsTable approvals={approvals} />
        <ChangesTable of="waiting" />
        <WaitingProtection />
        <DeploymentChangesTable />
      </div>
    </>
  );
}
