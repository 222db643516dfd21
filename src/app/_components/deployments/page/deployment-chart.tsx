"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { BarDot } from "@/app/_components/charts/fill-marker";
import type { FillColumns } from "@/app/_components/charts/fills";
import { PriceChart } from "@/app/_components/charts/price-chart";
import { useBarFeed } from "@/app/_components/charts/use-bar-feed";
import { useInstrument } from "@/app/_components/market/use-instrument";
import { EmptyState, Panel, Segmented } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { useLiveBars } from "../../market/live/use-live-bars";
import type { DeploymentDetail } from "../types";
import { useTrace } from "../use-deployments";

const USUAL_TICK = "0.01";
const FILLS_A_PAGE = 500;

/** Its fills in one instrument, oldest first, as the chart draws them. */
function useFillColumns(deploymentId: string, symbol: string): FillColumns {
  const trpc = useTRPC();
  const { data } = useInfiniteQuery(
    trpc.deployments.fills.infiniteQueryOptions(
      { deploymentId, limit: FILLS_A_PAGE },
      { meta: { quiet: true }, getNextPageParam: ({ cursor }) => cursor },
    ),
  );
  return useMemo(() => {
    const rows = (data?.pages.flatMap((page) => page.rows) ?? [])
      .filter((fill) => fill.symbol === symbol)
      .toSorted((left, right) => left.at - right.at);
    return {
      time: Float64Array.from(rows, ({ at }) => at),
      price: Float64Array.from(rows, ({ price }) => Number(price)),
      quantity: Float64Array.from(rows, ({ qty, side }) => (side === "sell" ? -1 : 1) * Number(qty)),
    };
  }, [data, symbol]);
}

/** Bars at which it wanted something in one instrument: the newest two hundred of each kind. */
function useDots(deploymentId: string, symbol: string): readonly BarDot[] {
  const done = useTrace(deploymentId, { symbol, outcome: "ordered" }).rows;
  const blocked = useTrace(deploymentId, { symbol, outcome: "blocked" }).rows;
  const failed = useTrace(deploymentId, { symbol: null, outcome: "failed" }).rows;
  return useMemo(() => {
    const dots = (rows: typeof done, tone: BarDot["tone"]) => (rows ?? []).map(({ barAt }) => ({ barMs: barAt, tone }));
    return [...dots(done, "done"), ...dots(blocked, "blocked"), ...dots(failed, "failed")];
  }, [done, blocked, failed]);
}

export interface DeploymentChartProps {
  readonly deployment: DeploymentDetail;
  readonly symbol: string;
  readonly onSymbol: (symbol: string) => void;
  readonly onHover: (barMs: number | null) => void;
}

/** Prices that it decides on, with its fills; the bar under the pointer says what was decided at its close. */
export function DeploymentChart({ deployment, symbol, onSymbol, onHover }: DeploymentChartProps) {
  const t = useTranslations("deployments");
  const { resolution, deploymentId, instruments } = deployment;
  const { instrument } = useInstrument(symbol);
  const { feed, state } = useBarFeed(symbol, resolution, null);
  useLiveBars(feed, symbol, resolution);
  const fills = useFillColumns(deploymentId, symbol);
  const dots = useDots(deploymentId, symbol);
  return (
    <Panel
      title={symbol}
      sub={t("chartSub", { resolution })}
      tools={
        instruments.length < 2 ? undefined : (
          <Segmented
            label={t("columns.instruments")}
            options={instruments.map((value) => ({ value, label: value }))}
            value={symbol}
            onChange={onSymbol}
            className="overflow-x-auto"
          />
        )
      }
    >
      <PriceChart
        key={`${symbol} ${resolution}`}
        feed={feed}
        state={state}
        symbol={symbol}
        currency={instrument?.currency ?? deployment.currency}
        resolution={resolution}
        tick={instrument?.tick ?? USUAL_TICK}
        indicators=""
        isLog={false}
        view={null}
        fills={fills}
        dots={dots}
        onHover={onHover}
        empty={<EmptyState title={t("noBars", { symbol })} />}
        className="h-90 max-md:h-72"
      />
    </Panel>
  );
}
