"use client";

import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import type { RunSeries } from "@/app/_components/charts/equity-columns";
import { LinesChart } from "@/app/_components/charts/lines-chart";
import { Segmented } from "@/app/_components/ui";
import { formatMoney, formatPercent } from "@/app/_lib/format";
import type { Run } from "../../types";
import { type PositionView, positionLines } from "./position-lines";

const VIEWS = ["weight", "profit"] as const;

export interface PositionsChartProps {
  readonly run: Run;
  readonly series: RunSeries;
  readonly className?: string;
}

/** How much of the equity was in each instrument, and what each earned. */
export function PositionsChart({ run, series, className }: PositionsChartProps) {
  const t = useTranslations("runs");
  const [view, setView] = useState<PositionView>("weight");
  const symbols = useMemo(() => [run.spec.symbol, ...(run.spec.others ?? [])], [run.spec]);
  const lines = useMemo(() => positionLines(series, symbols, { view, rest: t("rest") }), [series, symbols, view, t]);
  const write = (value: number) =>
    view === "weight" ? formatPercent(value, { decimals: 0 }) : formatMoney(value, run.currency);
  const ends = lines.map(({ name, values }) => `${name} ${write(values.at(-1) ?? 0)}`).join(", ");
  return (
    <div className={className === undefined ? "flex min-h-0 flex-col" : `flex min-h-0 flex-col ${className}`}>
      <div className="px-3 pt-2 max-md:px-4">
        <Segmented
          label={t("positionsOf")}
          options={VIEWS.map((value) => ({ value, label: t(`positionViews.${value}`) }))}
          value={view}
          onChange={setView}
        />
      </div>
      <LinesChart
        label={t(`positionViews.${view}`)}
        summary={t("positionsSummary", { view: t(`positionViews.${view}`), ends })}
        lines={lines}
        write={write}
        className="min-h-0 flex-1"
      />
    </div>
  );
}
