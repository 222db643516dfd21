"use client";

import { parseAsStringLiteral, useQueryStates } from "nuqs";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { ChartSkeleton } from "@/app/_components/charts/chart-skeleton";
import { EquityChart } from "@/app/_components/charts/equity-chart";
import { FailedState, Segmented, Tabs } from "@/app/_components/ui";
import type { RunCard as Card, Run, RunSpec, RunStats } from "../types";
import { DetailsPanel } from "./examination/details-panel";
import { FindingsList } from "./examination/findings-list";
import { VerdictBanner } from "./examination/verdict-banner";
import { FillsChart } from "./fills-chart";
import { MonthsTable } from "./months-table";
import { RunCard } from "./run-card";
import { StatsStrip } from "./stats-strip";
import { StatsTable } from "./stats-table";
import { type TradeRow, TradesTable } from "./trades-table";
import { useRunSeries } from "./use-run";

const CHART_ID = "run-chart";
const PARTS_ID = "run-parts";
const CHARTS = ["equity", "fills"] as const;
const SCALES = ["linear", "log"] as const;
const PARTS = ["trades", "months", "statistics", "findings", "details"] as const;

const ADDRESS = {
  chart: parseAsStringLiteral(CHARTS).withDefault("equity"),
  scale: parseAsStringLiteral(SCALES).withDefault("linear"),
  part: parseAsStringLiteral(PARTS).withDefault("trades"),
};

export interface TearSheetProps {
  readonly run: Run;
  readonly card: Card;
  readonly stats: RunStats;
  readonly tick: string;
  readonly onShow: (runId: Run["runId"]) => void;
  readonly onUse: (spec: RunSpec) => void;
}

interface WithSeriesProps {
  readonly series: ReturnType<typeof useRunSeries>;
  readonly children: ReactNode;
}

/** A chart once its curves are here; before that its size, and the reason when they do not come. */
function WithSeries({ series, children }: WithSeriesProps) {
  const t = useTranslations("backtest");
  if (series.data !== undefined) return children;
  if (series.isError) {
    return (
      <FailedState
        title={t("seriesFailed")}
        error={series.error}
        safe={t("seriesSafe")}
        onRetry={() => void series.refetch()}
      />
    );
  }
  return (
    <div className="relative flex-1">
      <ChartSkeleton label={t("seriesLoading")} />
    </div>
  );
}

/** The result of a run: key numbers, curves, fills, trades, months, statistics and its card. */
export function TearSheet({ run, card, stats, tick, onShow, onUse }: TearSheetProps) {
  const t = useTranslations("backtest");
  const examination = useTranslations("examination");
  const series = useRunSeries(run);
  const [address, setAddress] = useQueryStates(ADDRESS, { history: "replace" });
  const [selected, setSelected] = useState<TradeRow | null>(null);
  const isLog = address.scale === "log";
  return (
    <>
      <VerdictBanner
        runId={run.runId}
        onFindings={() => {
          void setAddress({ part: "findings" });
          document.getElementById(PARTS_ID)?.scrollIntoView({ block: "nearest" });
        }}
      />
      <StatsStrip run={run} stats={stats} />
      <div id={CHART_ID} className="flex h-86 shrink-0 flex-col max-md:h-105">
        <Tabs
          label={t("charts")}
          value={address.chart}
          onChange={(next) => void setAddress({ chart: next })}
          className="flex-1 border-b border-line-2"
          tools={
            <Segmented
              label={t("scale")}
              options={SCALES.map((value) => ({ value, label: t(value) }))}
              value={address.scale}
              onChange={(scale) => void setAddress({ scale })}
            />
          }
          items={[
            {
              value: "equity",
              label: t("equityTab"),
              content: (
                <WithSeries series={series}>
                  {series.data === undefined ? null : (
                    <EquityChart
                      columns={series.data.equity}
                      title={run.strategyTitle}
                      symbol={run.spec.symbol}
                      currency={run.currency}
                      resolution={run.spec.resolution}
                      isLog={isLog}
                      className="flex-1"
                    />
                  )}
                </WithSeries>
              ),
            },
            {
              value: "fills",
              label: t("fillsTab"),
              content: (
                <WithSeries series={series}>
                  {series.data === undefined ? null : (
                    <FillsChart
                      run={run}
                      card={card}
                      series={series.data}
                      tick={tick}
                      isLog={isLog}
                      selected={selected}
                      className="flex-1"
                    />
                  )}
                </WithSeries>
              ),
            },
          ]}
        />
      </div>
      <div id={PARTS_ID} className="grid min-h-90 flex-1 grid-cols-[minmax(0,1fr)_284px] max-xl:flex max-xl:flex-col">
        <Tabs
          label={t("parts")}
          value={address.part}
          onChange={(part) => void setAddress({ part })}
          className="max-xl:h-90 max-md:h-auto"
          items={[
            {
              value: "trades",
              label: t("trades"),
              content: (
                <TradesTable
                  run={run}
                  tick={tick}
                  selected={selected}
                  onSelect={(row) => {
                    // On a phone the chart is above, out of sight.
                    document.getElementById(CHART_ID)?.scrollIntoView({ block: "nearest" });
                    setSelected(row);
                    void setAddress({ chart: "fills" });
                  }}
                />
              ),
            },
            { value: "months", label: t("months"), content: <MonthsTable monthly={stats.monthly} /> },
            { value: "statistics", label: t("statistics"), content: <StatsTable run={run} stats={stats} /> },
            { value: "findings", label: examination("findings"), content: <FindingsList runId={run.runId} /> },
            { value: "details", label: examination("details"), content: <DetailsPanel run={run} /> },
          ]}
        />
        <div className="overflow-auto border-l border-line-2 max-xl:border-t max-xl:border-l-0">
          <RunCard run={run} card={card} onShow={onShow} onUse={onUse} />
        </div>
      </div>
    </>
  );
}
