"use client";

import { RotateCw } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { EmptyState, Lamp, SignedNumber } from "@/app/_components/ui";
import { formatPercent, NOT_AVAILABLE } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import type { Run, Strategy } from "../types";
import { CompareChoice } from "./compare/compare-choice";
import { COMPARED_MAX } from "./compare/compare-runs";
import { paramsLabel } from "./form-values";
import { type RunFilter, RunFilterBar } from "./run-filter";
import { symbolsLabel } from "./several/run-names";
import { useRuns } from "./use-run";

const VERDICT_LAMPS = { trust: "ok", doubt: "warn", reject: "bad" } as const;
const LAMPS = { queued: "off", running: "ok", succeeded: "ok", failed: "bad", canceled: "off" } as const;

type Words = ReturnType<typeof useTranslations<"backtest">>;

function columnsOf(
  t: Words,
  verdict: (word: NonNullable<Run["verdict"]>) => string,
  strategies: readonly Strategy[],
  dateTime: (ms: number) => string,
): readonly TableColumn<Run>[] {
  const label = (run: Run) =>
    paramsLabel(run.spec.params, strategies.find(({ name }) => name === run.spec.strategy)?.parameters ?? []);
  return [
    {
      id: "run",
      header: t("runColumn"),
      value: (run) => `${run.spec.strategy} ${label(run)} ${symbolsLabel(run.spec)}`,
      cell: (run) => (
        <span
          className="block truncate"
          title={`${run.strategyTitle}, ${symbolsLabel(run.spec)} ${run.spec.resolution}`}
        >
          {run.rerunOf === null ? null : (
            <RotateCw aria-label={t("repeats")} size={11} className="mr-1 inline text-tx-3" />
          )}
          <b>{label(run)}</b> <span className="text-tx-3">{`${run.spec.strategy} ${symbolsLabel(run.spec)}`}</span>
        </span>
      ),
      pinned: true,
      width: 116,
      grow: 2,
      card: "title",
    },
    {
      id: "return",
      header: t("returnColumn"),
      unit: "%",
      value: (run) => run.stats?.totalReturn ?? null,
      cell: (run) => <RunOutcome run={run} />,
      align: "end",
      width: 84,
      card: "value",
    },
    {
      id: "verdict",
      header: t("verdictColumn"),
      value: (run) => run.verdict,
      text: (run) => (run.verdict === null ? "" : verdict(run.verdict)),
      cell: (run) =>
        run.verdict === null ? null : <Lamp state={VERDICT_LAMPS[run.verdict]}>{verdict(run.verdict)}</Lamp>,
      width: 80,
      card: "detail",
    },
    {
      id: "when",
      header: t("whenColumn"),
      value: (run) => run.createdAt,
      text: (run) => dateTime(run.createdAt),
      cell: (run) => <span className="num text-tx-3">{dateTime(run.createdAt)}</span>,
      align: "end",
      width: 112,
      hidden: true,
      card: "detail",
    },
  ];
}

/** A box to choose a finished run for a comparison. */
function chooseColumn(
  label: string,
  chosen: readonly string[],
  onChange: (chosen: readonly string[]) => void,
): TableColumn<Run> {
  return {
    id: "choose",
    header: label,
    value: () => null,
    cell: (run) => {
      const isChosen = chosen.includes(run.runId);
      return (
        <input
          type="checkbox"
          aria-label={`${label}: ${run.spec.strategy} ${symbolsLabel(run.spec)}`}
          checked={isChosen}
          disabled={run.status !== "succeeded" || (!isChosen && chosen.length >= COMPARED_MAX)}
          onClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => event.stopPropagation()}
          onChange={() => onChange(isChosen ? chosen.filter((id) => id !== run.runId) : [...chosen, run.runId])}
        />
      );
    },
    sortable: false,
    width: 34,
    grow: 0,
    card: "detail",
  };
}

/** The return of a run that has one, else where it stands. */
function RunOutcome({ run }: { readonly run: Run }) {
  const t = useTranslations("backtest");
  if (run.status !== "succeeded") return <Lamp state={LAMPS[run.status]}>{t(`status.${run.status}`)}</Lamp>;
  const total = run.stats?.totalReturn;
  if (total === null || total === undefined) return <span className="text-tx-3">{NOT_AVAILABLE}</span>;
  return <SignedNumber value={total} text={formatPercent(total, { signed: true, unit: false, decimals: 1 })} />;
}

export interface RunListProps {
  readonly runId: string | null;
  readonly strategies: readonly Strategy[];
  readonly onShow: (runId: Run["runId"]) => void;
  readonly className?: string;
}

/** Runs made before, by anyone, newest first. */
export function RunList({ runId, strategies, onShow, className }: RunListProps) {
  const t = useTranslations("backtest");
  const format = useFormat();
  const [filter, setFilter] = useState<RunFilter>({});
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const runs = useRuns(filter);
  const rows = useMemo(() => runs.data?.pages.flatMap((page) => page.rows), [runs.data]);
  const examination = useTranslations("examination");
  const compare = useTranslations("runs");
  const columns = useMemo(
    () => [
      chooseColumn(compare("choose"), chosen, setChosen),
      ...columnsOf(t, (word) => examination(`words.${word}`), strategies, format.dateTime),
    ],
    [t, compare, chosen, examination, strategies, format],
  );
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <RunFilterBar filter={filter} strategies={strategies} onChange={setFilter} />
      <CompareChoice chosen={chosen} onClear={() => setChosen([])} />
      <DataTable
        id="backtest-runs"
        label={t("earlierRuns")}
        columns={columns}
        rows={rows}
        rowId={(run) => run.runId}
        error={runs.error}
        failedTitle={t("runsFailed")}
        onRetry={() => void runs.refetch()}
        filterable={false}
        selectedId={runId}
        onOpen={(run) => onShow(run.runId)}
        more={runs.hasNextPage ? { loading: runs.isFetchingNextPage, load: () => void runs.fetchNextPage() } : null}
        empty={<EmptyState title={t("noRunsTitle")}>{t("noRunsText")}</EmptyState>}
        exportName="backtests"
        {...(className === undefined ? {} : { className })}
      />
    </div>
  );
}
