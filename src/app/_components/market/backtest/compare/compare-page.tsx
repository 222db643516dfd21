"use client";

import { X } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { type ReactNode, useMemo } from "react";
import { useTranslations } from "use-intl";
import { LinesChart } from "@/app/_components/charts/lines-chart";
import { Button, EmptyState, FailedState, IconButton, Link, Note, PageHead, SkeletonRows } from "@/app/_components/ui";
import { formatNumber, NOT_AVAILABLE } from "@/app/_lib/format";
import type { Run } from "../../types";
import { PlainTable } from "../examination/plain-table";
import { symbolsLabel } from "../several/run-names";
import { writeStat } from "../stat-rows";
import {
  COMPARED_MIN,
  type ComparedRow,
  comparedRows,
  correlationOf,
  type Difference,
  differences,
  idsOf,
  rebased,
} from "./compare-runs";
import { useCompared } from "./use-compared";

type Series = NonNullable<ReturnType<typeof useCompared>["series"]["all"][number]>;

/** Letters by which the runs are told apart in tables: their names are too long for a head. */
const letterOf = (place: number) => "ABCDEF".charAt(place);

const labelOf = ({ strategyTitle, spec }: Run) =>
  `${strategyTitle}, ${symbolsLabel(spec)} ${spec.resolution} (${Object.values(spec.params).join(" / ")})`;

function RunNames({ runs, onRemove }: { readonly runs: readonly Run[]; readonly onRemove: (id: string) => void }) {
  const t = useTranslations("runs");
  return (
    <ol className="flex flex-col border-b border-line-2 px-4 py-2 text-12">
      {runs.map((run, place) => (
        <li key={run.runId} className="flex items-center gap-2">
          <b className="w-4">{letterOf(place)}</b>
          <Link href={`/strategies/backtest?run=${run.runId}`} className="link min-w-0 truncate py-1 max-md:py-2">
            {labelOf(run)}
          </Link>
          {runs.length > COMPARED_MIN ? (
            <IconButton
              label={t("removeFromComparison", { letter: letterOf(place) })}
              icon={<X aria-hidden="true" size={14} />}
              onClick={() => onRemove(run.runId)}
            />
          ) : null}
        </li>
      ))}
    </ol>
  );
}

const statCell = ({ values, form, best }: ComparedRow, place: number, currency: string) => (
  <StatCell text={writeStat(values[place], form, currency)} isBest={best.includes(place)} />
);

/** A cell of the table; the best of its row is marked, in words too. */
function StatCell({ text, isBest }: { readonly text: string; readonly isBest: boolean }) {
  const t = useTranslations("runs");
  if (!isBest) return text;
  return (
    <b>
      {text}
      <span className="sr-only"> {t("best")}</span>
      <span aria-hidden="true"> *</span>
    </b>
  );
}

function Statistics({ runs }: { readonly runs: readonly Run[] }) {
  const t = useTranslations("runs");
  const stats = useTranslations("backtest.stats");
  const rows = useMemo(() => comparedRows(runs.flatMap((run) => (run.stats === null ? [] : [run.stats]))), [runs]);
  return (
    <PlainTable
      caption={t("comparedStatistics")}
      rows={rows}
      rowId={({ key }) => key}
      columns={[
        { head: "", cell: ({ key }) => stats(key) },
        ...runs.map((run, place) => ({
          head: letterOf(place),
          cell: (row: ComparedRow) => statCell(row, place, run.currency),
        })),
      ]}
    />
  );
}

const differenceCell = ({ values }: Difference, place: number) => (
  <span className="inline-block max-w-40 truncate align-bottom" title={values[place]}>
    {values[place]}
  </span>
);

function Differences({ runs }: { readonly runs: readonly Run[] }) {
  const t = useTranslations("runs");
  const rows = useMemo(() => differences(runs), [runs]);
  if (rows.length === 0) return <p className="text-12 text-tx-2">{t("noDifference")}</p>;
  return (
    <PlainTable
      caption={t("differences")}
      rows={rows}
      rowId={({ name }) => name}
      columns={[
        { head: "", cell: ({ name }) => name },
        ...runs.map((_, place) => ({
          head: letterOf(place),
          cell: (row: Difference) => differenceCell(row, place),
        })),
      ]}
    />
  );
}

function Correlations({ runs, series }: { readonly runs: readonly Run[]; readonly series: readonly Series[] }) {
  const t = useTranslations("runs");
  const rows = useMemo(
    () =>
      series.map((one, place) => ({ place, values: series.map((other) => correlationOf(one.equity, other.equity)) })),
    [series],
  );
  return (
    <PlainTable
      caption={t("correlations")}
      rows={rows}
      rowId={({ place }) => letterOf(place)}
      columns={[
        { head: "", cell: ({ place }) => letterOf(place) },
        ...runs.map((_, place) => ({
          head: letterOf(place),
          cell: ({ values }: (typeof rows)[number]) => {
            const value = values[place];
            return value === null || value === undefined ? NOT_AVAILABLE : formatNumber(value, { decimals: 2 });
          },
        })),
      ]}
    />
  );
}

function Curves({ runs, series }: { readonly runs: readonly Run[]; readonly series: readonly Series[] }) {
  const t = useTranslations("runs");
  const lines = useMemo(
    () =>
      series.map(({ equity }, place) => {
        const run = runs[place];
        return { id: letterOf(place), name: letterOf(place), ...rebased(equity, run?.spec.cash ?? Number.NaN) };
      }),
    [runs, series],
  );
  const write = (value: number) => formatNumber(value, { decimals: 1 });
  const ends = lines.map(({ name, values }) => `${name} ${write(values.at(-1) ?? Number.NaN)}`).join(", ");
  return (
    <LinesChart
      label={t("curves")}
      summary={t("curvesSummary", { ends })}
      lines={lines}
      write={write}
      className="h-90 shrink-0 border-b border-line-2"
    />
  );
}

/** Two to six runs side by side: curves from 100, statistics with the best marked, what differs, how they move together. */
export function ComparePage() {
  const t = useTranslations("runs");
  const [address, setAddress] = useQueryState("runs", parseAsString);
  const ids = useMemo(() => idsOf(address), [address]);
  const { found, isPending, missing, series } = useCompared(ids);
  const curves = series.all.filter((one) => one !== undefined);
  const remove = (id: string) => void setAddress(ids.filter((one) => one !== id).join(","));
  const isShort = !isPending && found.length < COMPARED_MIN;
  return (
    <>
      <PageHead
        crumb={
          <Link href="/strategies/backtest" className="hover:text-tx-1">
            {t("backtests")}
          </Link>
        }
        title={t("compareTitle")}
        sub={<span className="max-md:hidden">{t("compareSub")}</span>}
      />
      <div className="min-h-0 flex-1 overflow-auto max-md:overflow-visible">
        {isPending && ids.length > 0 ? <SkeletonRows rows={9} label={t("loadingRuns")} /> : null}
        {isShort ? (
          <EmptyState
            title={t("compareFewTitle")}
            actions={
              <Button asChild>
                <Link href="/strategies/backtest">{t("chooseRuns")}</Link>
              </Button>
            }
          >
            {t("compareFewText")}
          </EmptyState>
        ) : null}
        {!isPending && !isShort ? (
          <>
            {missing > 0 ? <Note tone="warn">{t("compareMissing", { count: missing })}</Note> : null}
            <RunNames runs={found} onRemove={remove} />
            {series.error === null ? null : (
              <FailedState title={t("curvesFailed")} error={series.error} onRetry={series.refetch} />
            )}
            {curves.length === found.length ? <Curves runs={found} series={curves} /> : null}
            <div className="grid grid-cols-2 gap-x-8 gap-y-6 p-4 max-lg:grid-cols-1">
              <Scrolled label={t("comparedStatistics")}>
                <Statistics runs={found} />
              </Scrolled>
              <Scrolled label={t("differences")}>
                <Differences runs={found} />
                {curves.length === found.length ? <Correlations runs={found} series={curves} /> : null}
              </Scrolled>
            </div>
          </>
        ) : null}
      </div>
    </>
  );
}

/** Tables that may be wider than their half of the page. */
function Scrolled({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section
      aria-label={label}
      className="flex min-w-0 flex-col gap-6 overflow-x-auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
      tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- reachable by keyboard
    >
      {children}
    </section>
  );
}
