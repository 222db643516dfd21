"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { LinesChart } from "@/app/_components/charts/lines-chart";
import { FailedState, Link, Panel, SkeletonRows } from "@/app/_components/ui";
import { formatMoney } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import type { DeploymentDetail } from "../types";

const SKELETON_ROWS = 6;
const REFRESH_MS = 60_000;
/** A line needs two ends. */
const POINTS_MIN = 2;

/** Profit over time, inside or outside of where its backtest lets expect it. */
export function ProfitPanel({ deployment }: { readonly deployment: DeploymentDetail }) {
  const t = useTranslations("deploymentTrials.profit");
  const trpc = useTRPC();
  const { deploymentId, currency, strategy } = deployment;
  const curve = useQuery({
    ...trpc.deployments.curve.queryOptions({ deploymentId }, { meta: { quiet: true } }),
    refetchInterval: REFRESH_MS,
  });
  const lines = useMemo(() => {
    if (curve.data === undefined) return [];
    const { points, band } = curve.data;
    const line = (id: string, name: string, values: readonly { readonly at: number; readonly value: number }[]) => ({
      id,
      name,
      time: Float64Array.from(values, ({ at }) => at),
      values: Float64Array.from(values, ({ value }) => value),
    });
    const of = (edge: "low" | "middle" | "high") =>
      line(edge, t(edge), band?.steps.map((step) => ({ at: step.at, value: step[edge] })) ?? []);
    return [
      line(
        "profit",
        t("profit"),
        points.map(({ at, profit }) => ({ at, value: profit })),
      ),
      ...(band === null ? [] : [of("middle"), of("high"), of("low")]),
    ];
  }, [curve.data, t]);
  const { data } = curve;
  const write = (value: number) => formatMoney(value, currency, { signed: true });
  return (
    <Panel
      title={t("title")}
      sub={data?.band == null ? undefined : t(`place.${data.band.place}`)}
      className="shrink-0 border-t border-line-2"
    >
      {data === undefined ? (
        curve.error === null ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <FailedState title={t("failed")} error={curve.error} onRetry={() => void curve.refetch()} />
        )
      ) : data.points.length < POINTS_MIN ? (
        <p className="px-3 py-2.5 text-12 text-tx-2 max-md:px-4">{t("none")}</p>
      ) : (
        <>
          <LinesChart
            label={t("title")}
            summary={t("summary", {
              profit: write(data.points.at(-1)?.profit ?? 0),
              place: data.band?.place ?? "none",
            })}
            lines={lines}
            write={write}
            className="h-56"
          />
          {data.band === null ? (
            <p className="px-3 py-2 text-12 text-tx-2 max-md:px-4">
              {t("noBand")}{" "}
              <Link href={`/strategies/backtest?strategy=${encodeURIComponent(strategy)}`} className="underline">
                {t("runs")}
              </Link>
            </p>
          ) : null}
        </>
      )}
    </Panel>
  );
}
