"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Note, PageHead } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { DrillForm } from "./drill-form";
import { DrillsTable } from "./drills-table";

type Drills = RouterOutputs["drills"]["list"];

/** Whether the kill switch works: what drills of it showed, and when the next one is. */
export function DrillsPage() {
  const t = useTranslations("drills");
  const trpc = useTRPC();
  const drills = useQuery(trpc.drills.list.queryOptions());
  const { data } = drills;
  return (
    <>
      <PageHead title={t("title")} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <p className="px-3 pt-2 text-12 text-tx-2 max-md:px-4">{t("intro")}</p>
        {data === undefined ? null : <Standing drills={data} />}
        {data?.mayChange === true ? <DrillForm drills={data} /> : null}
        <DrillsTable drills={drills} />
      </div>
    </>
  );
}

/** The last result and the next drill, in one line. */
function Standing({ drills }: { readonly drills: Drills }) {
  const t = useTranslations("drills");
  const format = useFormat();
  const { plan, nextAt, isDue } = drills;
  const last = drills.drills.find(({ endedAt }) => endedAt !== null);
  const hasFailed = last?.state === "failed";
  const next =
    plan === null || nextAt === null
      ? t("off")
      : isDue
        ? t("isDue", plan)
        : t("planned", { ...plan, when: format.date(nextAt) });
  return (
    <div className="px-3 py-2 max-md:px-4">
      <Note tone={hasFailed ? "bad" : plan === null || isDue ? "warn" : "ok"}>
        {hasFailed ? `${t("lastFailed")} ${next}` : next}
      </Note>
    </div>
  );
}
