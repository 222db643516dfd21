"use client";

import { parseAsStringLiteral, useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { ChartSkeleton } from "@/app/_components/charts/chart-skeleton";
import { EquityChart } from "@/app/_components/charts/equity-chart";
import { FailedState, Segmented, Tabs } from "@/app/_components/ui";
import type { RunCard as Card, Run, RunStats } from "../types";
import { FillsChart } from "./fills-chart";
import { PositionsChart } from "./several/positions-chart";
import { heldLabel } from "./several/run-names";
import type { TradeRow } from "./trades-table";
import { useRunSeries } from "./use-run";

const CHARTS = ["equity", "fills", "positions"] as const;
const SCALES = ["linear", "log"] as const;

/** What of the charts stands in the address. */
export const CHART_ADDRESS = {
  chart: parseAsStringLiteral(CHARTS).withDefault("equity"),
  scale: parseAsStringLiteral(SCALES).withDefault("linear"),
};

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

export interface TearSheetChartsProps {
  readonly run: Run;
  readonly card: Card;
  readonly stats: RunStats;
  readonly tick: string;
  readonly selected: TradeRow | null;
  readonly onUnselect: () => void;
}

/** Equity and drawdown, fills on the prices, and of several instruments the positions. */
export function TearSheetCharts({ run, card, stats, tick, selected, onUnselect }: TearSheetChartsProps) {
  const t = useTranslations("backtest");
  const runs = useTranslations("runs");
  const series = useRunSeries(run);
  const [address, setAddress] = useQueryStates(CHART_ADDRESS, { history: "replace" });
  const isLog = address.scale === "log";
  return (
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
                  symbol={heldLabel(run.spec, runs("equalParts"))}
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
                  onUnselect={onUnselect}
                  className="flex-1"
                />
              )}
            </WithSeries>
          ),
        },
        ...(stats.portfolio === undefined
          ? []
          : [
              {
                value: "positions" as const,
                label: runs("positionsTab"),
                content: (
                  <WithSeries series={series}>
                    {series.data === undefined ? null : (
                      <PositionsChart run={run} series={series.data} className="flex-1" />
                    )}
                  </WithSeries>
                ),
              },
            ]),
      ]}
    />
  );
}
