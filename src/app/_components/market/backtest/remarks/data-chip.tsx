"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Button, Chip } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import type { Run } from "../../types";

/** Whether the data of a run are what they were. Reads all of them, so only when asked. */
export function DataChip({ run }: { readonly run: Run }) {
  const t = useTranslations("runs");
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.backtest.dataNow.queryOptions({ runId: run.runId }), enabled: false });
  const { data } = query;
  if (data === undefined || query.isError) {
    return (
      <Button busy={query.isFetching} onClick={() => void query.refetch()}>
        {query.isError ? t("dataFailed") : t("dataCheck")}
      </Button>
    );
  }
  if (data.changed === null) return <Chip tone="warn">{t("dataGone")}</Chip>;
  return data.changed ? <Chip tone="warn">{t("dataChanged")}</Chip> : <Chip tone="ok">{t("dataSame")}</Chip>;
}
