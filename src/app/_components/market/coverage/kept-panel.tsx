"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, FailedState, Panel, SkeletonRows } from "@/app/_components/ui";
import { formatBytes } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { DecisionsDialog } from "./decisions-dialog";
import { Rows } from "./storage-rows";

const DAY_MS = 86_400_000;

type Kept = RouterOutputs["storage"]["kept"][number];

/** Everything that is kept: what it takes, how long it stays, and what goes next. For administrators. */
export function KeptPanel() {
  const t = useTranslations("storage");
  const format = useFormat();
  const kept = useQuery(useTRPC().storage.kept.queryOptions());
  const [isChanging, setIsChanging] = useState(false);
  const timeOf = (atMs: Kept["oldestMs"]) => (atMs === null ? null : format.dateTime(atMs));
  const howLong = ({ keptMs, setting }: Kept) => {
    if (setting === "bars") return t("byResolution");
    return keptMs === null ? t("forEver") : t("days", { days: keptMs / DAY_MS });
  };
  return (
    <Panel title={t("kept")}>
      {kept.data !== undefined ? (
        <Rows
          label={t("kept")}
          head={[t("what"), t("bytes"), t("keep"), t("oldest"), t("next")]}
          rows={kept.data.map((one) => ({
            id: one.what,
            cells: [
              t(`whats.${one.what}`),
              one.bytes === null ? t("inTheLineAbove") : formatBytes(one.bytes),
              <span key="keep" className="inline-flex items-center gap-2">
                {howLong(one)}
                {one.what === "decisions" ? (
                  <Button size="sm" aria-label={t("changeDecisions")} onClick={() => setIsChanging(true)}>
                    {t("change")}
                  </Button>
                ) : null}
              </span>,
              timeOf(one.oldestMs),
              timeOf(one.nextMs) ?? t("nothingGoes"),
            ],
          }))}
        />
      ) : kept.error === null ? (
        <SkeletonRows rows={6} label={t("kept")} />
      ) : (
        <FailedState title={t("failed")} error={kept.error} onRetry={() => void kept.refetch()} />
      )}
      {isChanging ? <DecisionsDialog onClose={() => setIsChanging(false)} /> : null}
    </Panel>
  );
}
