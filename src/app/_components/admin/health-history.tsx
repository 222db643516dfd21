"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { formatPercent } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { FailedState, Panel, Segmented, SkeletonRows } from "../ui";

type History = RouterOutputs["system"]["healthHistory"];
type Cell = History["parts"][number]["cells"][number];

const SPANS = ["day", "week"] as const;
const REFRESH_MS = 60_000;
/** Height says the same as colour. */
const MARKS: Readonly<Record<Cell, string>> = {
  ok: "h-2 bg-accent",
  warn: "h-3.5 bg-warn",
  bad: "h-5 bg-danger",
  unseen: "h-0.5 bg-line-2",
};

/** How each part was over the last day or week. */
export function HealthHistory() {
  const t = useTranslations("health");
  const trpc = useTRPC();
  const [span, setSpan] = useState<(typeof SPANS)[number]>("day");
  const history = useQuery({ ...trpc.system.healthHistory.queryOptions({ span }), refetchInterval: REFRESH_MS });
  const { data } = history;
  return (
    <Panel
      title={t("history")}
      sub={data === undefined ? undefined : t("historyLead", { minutes: data.everyMs / 60_000 })}
      tools={
        <Segmented
          label={t("history")}
          options={SPANS.map((value) => ({ value, label: t(`spans.${value}`) }))}
          value={span}
          onChange={setSpan}
        />
      }
      className="border-t border-line-2"
    >
      {data !== undefined ? (
        <ul className="flex flex-col gap-2 p-3 text-12 max-md:px-4">
          {data.parts.map((part) => (
            <PartHistory key={part.part} part={part} history={data} />
          ))}
        </ul>
      ) : history.isError ? (
        <FailedState title={t("historyFailed")} error={history.error} onRetry={() => void history.refetch()} />
      ) : (
        <SkeletonRows rows={5} label={t("history")} />
      )}
    </Panel>
  );
}

function PartHistory({
  part: { part, cells, okPart },
  history: { firstMs, bucketMs },
}: {
  readonly part: History["parts"][number];
  readonly history: History;
}) {
  const t = useTranslations("health");
  const format = useFormat();
  const well = okPart === null ? t("neverSeen") : t("wellPart", { part: formatPercent(okPart, { decimals: 1 }) });
  return (
    <li className="grid grid-cols-[96px_minmax(0,1fr)_auto] items-end gap-3">
      <span className="text-tx-2">{t(`part.${part}`)}</span>
      <div aria-hidden="true" className="flex h-5 items-end gap-px">
        {cells.map((cell, at) => {
          const beginMs = firstMs + at * bucketMs;
          return (
            <span
              key={beginMs}
              title={t("cellAt", { moment: format.dateTime(beginMs), level: t(`cell.${cell}`) })}
              className={cn("min-w-0 flex-1", MARKS[cell])}
            />
          );
        })}
      </div>
      <span className="num min-w-20 text-right">{well}</span>
    </li>
  );
}
