"use client";

import { useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { lazily } from "@/app/_components/ui";
import { formatInteger, formatMoney, formatPercent } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { isResolution, isSessionResolution } from "@/modules/data";
import { lowerBound } from "./bar-pages";
import { ChartFrame } from "./chart-frame";
import { type EquityColumns, lowestIndex } from "./equity-columns";
import type { EquityEngineEvents } from "./equity-engine";
import type { ChartHandle } from "./price-canvas";
import { thinIndices } from "./thin";
import { barTimeFormatter } from "./time-axis";

const EquityCanvas = lazily(() => import("./equity-canvas").then((module) => module.EquityCanvas));

/** More than this is no finer on any screen, and drawing it takes seconds. */
const POINTS_MAX = 12_000;

export interface EquityChartProps {
  readonly columns: EquityColumns;
  readonly title: string;
  readonly symbol: string;
  readonly currency: string;
  readonly resolution: string;
  readonly isLog: boolean;
  readonly className?: string;
}

function useWords({ columns, currency }: EquityChartProps, barTime: (timeMs: number) => string): string {
  const t = useTranslations("chart");
  return useMemo(() => {
    const { time, equity, benchmark, drawdown } = columns;
    const worst = lowestIndex(drawdown);
    return t("equitySummary", {
      start: formatMoney(equity[0], currency),
      end: formatMoney(equity.at(-1), currency),
      currency,
      first: barTime(time[0] ?? 0),
      last: barTime(time.at(-1) ?? 0),
      benchmarkStart: formatMoney(benchmark[0], currency),
      benchmarkEnd: formatMoney(benchmark.at(-1), currency),
      drawdown: formatPercent(drawdown[worst]),
      drawdownDate: barTime(time[worst] ?? 0),
    });
  }, [columns, currency, barTime, t]);
}

/** Equity of a run against holding the instrument, and below it the drawdown. */
export function EquityChart(props: EquityChartProps) {
  const { columns, title, symbol, currency, resolution, isLog, className } = props;
  const t = useTranslations("chart");
  const { timeZone } = useFormat();
  const handle = useRef<ChartHandle>(null);
  const [crosshairMs, setCrosshairMs] = useState<number | null>(null);
  const [tops, setTops] = useState<readonly number[]>([0]);
  const isSession = isResolution(resolution) && isSessionResolution(resolution);
  const barTime = useMemo(() => barTimeFormatter(timeZone, isSession), [timeZone, isSession]);
  const indices = useMemo(
    () => thinIndices([columns.equity, columns.benchmark, columns.drawdown], POINTS_MAX),
    [columns],
  );
  const events = useMemo<EquityEngineEvents>(
    () => ({
      onCrosshair: setCrosshairMs,
      onPanes: (next) => setTops((known) => (known.join() === next.join() ? known : next)),
    }),
    [],
  );
  const summary = useWords(props, barTime);
  const at = crosshairMs === null ? columns.time.length - 1 : lowerBound(columns.time, crosshairMs);
  const underwaterTop = tops[1];
  return (
    <ChartFrame
      label={t("equityRegion")}
      summary={summary}
      handle={handle}
      onHome={() => handle.current?.toEnd()}
      onEnd={() => handle.current?.toEnd()}
      {...(className === undefined ? {} : { className })}
    >
      <EquityCanvas
        columns={columns}
        indices={indices}
        timeZone={timeZone}
        isSession={isSession}
        isLog={isLog}
        events={events}
        handle={handle}
      />
      <div aria-hidden="true" className="pointer-events-none absolute inset-0 z-10 num text-12 leading-4.5">
        <div className="absolute top-2 left-3 flex flex-wrap items-baseline gap-x-4">
          <span>
            <span className="mr-1.5 inline-block w-3 border-t-2 border-tx-1 align-[3px]" />
            <span className="text-tx-2">{title}</span> {formatMoney(columns.equity[at], currency)}
          </span>
          <span>
            <span className="mr-1.5 inline-block w-3 border-t-2 border-ink-b align-[3px]" />
            <span className="text-tx-2">{t("benchmark", { symbol })}</span>{" "}
            {formatMoney(columns.benchmark[at], currency)}
          </span>
          <span className="text-tx-3">{barTime(columns.time[at] ?? 0)}</span>
        </div>
        {underwaterTop === undefined ? null : (
          <div className="absolute left-3" style={{ top: underwaterTop + 6 }}>
            <span className="text-tx-2">{t("underwater")}</span>{" "}
            {formatPercent(columns.drawdown[at], { decimals: 1, unit: false })}
          </div>
        )}
      </div>
      {indices.length < columns.time.length ? (
        <p className="pointer-events-none absolute right-20 bottom-9 z-10 text-11 text-tx-3">
          {t("thinned", { count: formatInteger(columns.time.length), points: formatInteger(indices.length) })}
        </p>
      ) : null}
    </ChartFrame>
  );
}
