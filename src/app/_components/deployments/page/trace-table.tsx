"use client";

import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { EmptyState, Segmented, Select } from "@/app/_components/ui";
import { useFormat } from "@/app/_lib/use-format";
import type { Decision, DeploymentDetail } from "../types";
import { OUTCOME_TONES } from "../use-deployment-words";
import { type TraceFilter, useTrace } from "../use-deployments";

export interface TraceTableProps {
  readonly deployment: DeploymentDetail;
  /** Start of the bar that is chosen in the trace. */
  readonly chosen: number | null;
  readonly onChoose: (barMs: number) => void;
}

const ANY = "any";
const OUTCOMES = [ANY, "ordered", "blocked", "none", "failed"] as const;
const rowId = ({ closedAt }: Decision) => String(closedAt);

function useColumns(): readonly TableColumn<Decision>[] {
  const t = useTranslations("deployments");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "closed",
        header: t("trace.closed"),
        value: ({ closedAt }) => closedAt,
        text: ({ closedAt }) => new Date(closedAt).toISOString(),
        cell: ({ closedAt }) => <time className="num">{format.dateTime(closedAt)}</time>,
        pinned: true,
        width: 150,
        grow: 0,
        card: "title",
      },
      {
        id: "outcome",
        header: t("trace.outcome"),
        value: ({ outcome }) => t(`outcomes.${outcome}`),
        cell: ({ outcome }) => <span className={OUTCOME_TONES[outcome]}>{t(`outcomes.${outcome}`)}</span>,
        width: 84,
        grow: 0,
        card: "value",
      },
      {
        id: "sentence",
        header: t("trace.sentence"),
        value: ({ sentence }) => sentence,
        cell: ({ sentence }) => <span title={sentence}>{sentence}</span>,
        width: 320,
        grow: 1,
        card: "detail",
      },
    ],
    [t, format],
  );
}

/** Every decision, the newest first; a row shows its gates beside the chart. */
export function TraceTable({ deployment, chosen, onChoose }: TraceTableProps) {
  const t = useTranslations("deployments");
  const [filter, setFilter] = useState<TraceFilter>({ symbol: null, outcome: null });
  const trace = useTrace(deployment.deploymentId, filter);
  const columns = useColumns();
  const isFiltered = filter.symbol !== null || filter.outcome !== null;
  return (
    <DataTable
      id="deployment-trace"
      label={t("tabs.decisions")}
      columns={columns}
      rows={trace.rows}
      rowId={rowId}
      error={trace.error}
      failedTitle={t("trace.failed")}
      onRetry={trace.retry}
      selectedId={trace.rows?.find(({ barAt }) => barAt === chosen)?.closedAt.toString() ?? null}
      onOpen={({ barAt }) => onChoose(barAt)}
      exportName={`decisions-${deployment.name}`}
      more={trace.more}
      tools={
        <>
          {deployment.instruments.length < 2 ? null : (
            <Select
              value={filter.symbol ?? ANY}
              aria-label={t("trace.symbol")}
              options={[
                { value: ANY, label: t("trace.anySymbol") },
                ...deployment.instruments.map((value) => ({ value, label: value })),
              ]}
              onChange={(symbol) => setFilter({ ...filter, symbol: symbol === ANY ? null : symbol })}
            />
          )}
          <Segmented
            label={t("trace.outcome")}
            options={OUTCOMES.map((value) => ({ value, label: t(`outcomes.${value}`) }))}
            value={filter.outcome ?? ANY}
            onChange={(outcome) => setFilter({ ...filter, outcome: outcome === ANY ? null : outcome })}
            className="max-md:w-full"
          />
        </>
      }
      empty={
        <EmptyState title={isFiltered ? t("trace.noMatch") : t("trace.empty")}>
          {isFiltered ? t("trace.noMatchText") : t("trace.emptyText")}
        </EmptyState>
      }
    />
  );
}
