"use client";

import { useTranslations } from "use-intl";
import { EquityChart } from "@/app/_components/charts/equity-chart";
import { Button, EmptyState, FailedState, SignedNumber, SkeletonRows } from "@/app/_components/ui";
import { formatDate, formatInteger, formatNumber, formatPercent } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { isSessionResolution } from "@/modules/data";
import type { SearchDetail, Walk } from "./search-types";
import { useWalkSeries } from "./use-search";

export interface WalkPanelProps {
  readonly search: SearchDetail;
  readonly walk: Walk;
  readonly label: (name: string) => string;
  readonly onRun: (point: number) => void;
}

/** The answer of a search: the curve out of sample, what was chosen in each window, and how steady the choices were. */
export function WalkPanel(props: WalkPanelProps) {
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto max-md:overflow-visible">
      <Curve {...props} />
      <Stability {...props} />
      <Windows {...props} />
    </div>
  );
}

function Curve({ search }: WalkPanelProps) {
  const t = useTranslations("search");
  const series = useWalkSeries(search);
  const { time, equity, benchmark, drawdown } = series.data ?? {};
  if (series.isError)
    return <FailedState title={t("curveFailed")} error={series.error} onRetry={() => void series.refetch()} />;
  if (time === undefined || equity === undefined || benchmark === undefined || drawdown === undefined)
    return <SkeletonRows rows={8} label={t("curve")} />;
  return (
    <EquityChart
      columns={{ time, equity, benchmark, drawdown }}
      title={t("answer")}
      symbol={search.spec.symbol}
      currency={search.currency}
      resolution={search.spec.resolution}
      isLog={false}
      className="h-80 shrink-0 max-md:h-72"
    />
  );
}

function Stability({ walk, label }: WalkPanelProps) {
  const t = useTranslations("search");
  return (
    <ul
      aria-label={t("stability")}
      className="num flex flex-wrap gap-x-6 gap-y-1 border-t border-line-2 px-4 py-2 text-12"
    >
      {walk.stability.map(({ name, stability, atEdge }) => (
        <li key={name} className={atEdge * 2 > walk.windows.length ? "text-warn" : "text-tx-2"}>
          {t("stabilityOf", { name: label(name), percent: formatPercent(stability, { decimals: 0 }), edge: atEdge })}
        </li>
      ))}
    </ul>
  );
}

function Windows({ search, walk, label, onRun }: WalkPanelProps) {
  const t = useTranslations("search");
  const format = useFormat();
  const zone = isSessionResolution(search.spec.resolution) ? "UTC" : format.timeZone;
  const day = (ms: number) => formatDate(ms, zone);
  const head = "h-7 px-3 text-left font-normal whitespace-nowrap text-tx-3";
  const cell = "h-(--row) border-t border-line-1 px-3 py-0.5 whitespace-nowrap";
  const axes = walk.stability.map(({ name }) => name);
  return (
    <section
      aria-label={t("windowsTable")}
      className="overflow-x-auto border-t border-line-2"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
      tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- reachable by keyboard
    >
      <table className="num w-full text-12">
        <caption className="px-3 pt-2 text-left text-11 text-tx-3">{t("windowsNote")}</caption>
        <thead>
          <tr>
            <th scope="col" className={head}>
              {t("past")}
            </th>
            <th scope="col" className={head}>
              {t("test")}
            </th>
            <th scope="col" className={head}>
              {t("chosen")}
            </th>
            <th scope="col" className={`${head} text-right`}>
              {t("inScore")}
            </th>
            <th scope="col" className={`${head} text-right`}>
              {t("outScore")}
            </th>
            <th scope="col" className={`${head} text-right`}>
              {t("outReturn")}
            </th>
            <th scope="col" className={`${head} text-right`}>
              {t("column.trades")}
            </th>
          </tr>
        </thead>
        <tbody>
          {walk.windows.map((window) => (
            <tr key={window.testFromMs}>
              <td className={cell}>{`${day(window.trainFromMs)} – ${day(window.trainToMs)}`}</td>
              <td className={cell}>{`${day(window.testFromMs)} – ${day(window.testToMs)}`}</td>
              <td className={cell}>
                {window.point === null || window.params === null ? (
                  <span className="text-tx-3">{t("nothingChosen")}</span>
                ) : (
                  <Button size="sm" title={t("runIt")} onClick={() => onRun(window.point ?? 0)}>
                    {axes.map((name) => `${label(name)} ${String(window.params?.[name])}`).join(", ")}
                  </Button>
                )}
              </td>
              <td className={`${cell} text-right`}>{formatNumber(window.trainScore, { decimals: 2 })}</td>
              <td className={`${cell} text-right`}>{formatNumber(window.testScore, { decimals: 2 })}</td>
              <td className={`${cell} text-right`}>
                <SignedNumber
                  value={window.testReturn}
                  text={formatPercent(window.testReturn, { signed: true, decimals: 1 })}
                />
              </td>
              <td className={`${cell} text-right`}>{formatInteger(window.testTrades)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Before there is an answer, and where there will be none. */
export function NoWalk({ search }: { readonly search: SearchDetail }) {
  const t = useTranslations("search");
  return <EmptyState title={t(search.spec.walkForward === null ? "noAnswer" : "curveWaiting")} />;
}
