"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { EmptyState, FailedState, Lamp, SignedNumber, Strip } from "@/app/_components/ui";
import { formatDuration, formatInteger, formatPercent, NOT_AVAILABLE } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { type ScreenRun, useOutcomes } from "./use-screens";

const LAMPS = { queued: "off", running: "ok", succeeded: "ok", failed: "bad", canceled: "off" } as const;

function columnsOf(
  t: ReturnType<typeof useTranslations<"screenRuns">>,
  dateTime: (ms: number) => string,
): readonly TableColumn<ScreenRun>[] {
  const count = (id: "asked" | "hits" | "unknown", header: string, hint?: string): TableColumn<ScreenRun> => ({
    id,
    header,
    ...(hint === undefined ? {} : { hint }),
    value: (run) => (run.status === "succeeded" ? run[id] : null),
    cell: (run) => <span className="num">{run.status === "succeeded" ? formatInteger(run[id]) : NOT_AVAILABLE}</span>,
    align: "end",
    width: 84,
    grow: 0,
    card: id === "hits" ? "value" : "none",
  });
  const tookMs = ({ finishedAtMs, createdAtMs }: ScreenRun) =>
    finishedAtMs === null ? null : finishedAtMs - createdAtMs;
  return [
    {
      id: "when",
      header: t("when"),
      value: ({ createdAtMs }) => createdAtMs,
      text: ({ createdAtMs }) => dateTime(createdAtMs),
      cell: ({ createdAtMs }) => <span className="num">{dateTime(createdAtMs)}</span>,
      pinned: true,
      width: 136,
      grow: 0,
      card: "title",
    },
    {
      id: "status",
      header: t("status"),
      value: ({ status }) => t(`statuses.${status}`),
      cell: ({ status }) => <Lamp state={LAMPS[status]}>{t(`statuses.${status}`)}</Lamp>,
      width: 100,
      grow: 0,
      card: "change",
    },
    count("hits", t("hits")),
    count("asked", t("asked")),
    count("unknown", t("unknownColumn"), t("unknownHint")),
    {
      id: "took",
      header: t("took"),
      value: tookMs,
      text: (run) => formatDuration(tookMs(run)),
      cell: (run) => <span className="num text-tx-2">{formatDuration(tookMs(run))}</span>,
      align: "end",
      width: 84,
      grow: 0,
      card: "none",
    },
    {
      id: "version",
      header: t("version"),
      value: ({ version }) => version,
      cell: ({ version }) => <span className="num text-tx-2">{version}</span>,
      align: "end",
      width: 76,
      grow: 0,
      card: "none",
    },
    {
      id: "by",
      header: t("by"),
      value: ({ startedBy }) => (startedBy === null ? t("bySchedule") : t("byPerson")),
      cell: ({ startedBy }) => (
        <span className="text-tx-2">{startedBy === null ? t("bySchedule") : t("byPerson")}</span>
      ),
      width: 180,
      grow: 1,
      card: "detail",
    },
  ];
}

export interface RunHistoryProps {
  readonly screenId: string;
  readonly runs: readonly ScreenRun[] | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly onShow: (runId: string) => void;
}

/** Every run, newest first, and over it how new hits did. */
export function RunHistory({ screenId, runs, error, onRetry, onShow }: RunHistoryProps) {
  const t = useTranslations("screenRuns");
  const format = useFormat();
  const columns = useMemo(() => columnsOf(t, format.dateTime), [t, format]);
  return (
    <>
      <OutcomeStrip screenId={screenId} />
      <DataTable
        id="screen-runs"
        label={t("history")}
        columns={columns}
        rows={runs}
        rowId={({ runId }) => runId}
        error={error}
        failedTitle={t("historyFailed")}
        onRetry={onRetry}
        onOpen={({ runId }) => onShow(runId)}
        filterable={false}
        empty={<EmptyState title={t("noRunsTitle")}>{t("notRun")}</EmptyState>}
        exportName="screen-runs"
      />
    </>
  );
}

function OutcomeStrip({ screenId }: { readonly screenId: string }) {
  const t = useTranslations("screenRuns");
  const outcomes = useOutcomes(screenId);
  if (outcomes.error !== null && outcomes.data === undefined) {
    return <FailedState title={t("summaryFailed")} error={outcomes.error} onRetry={() => void outcomes.refetch()} />;
  }
  const none = "none";
  return (
    <Strip
      label={t("summary")}
      items={(outcomes.data ?? []).map(({ sessions, hits, meanReturn, meanExcess, rose }) => ({
        key: `${sessions}`,
        label: t("summaryAfter", { bars: sessions }),
        title: t("summaryHint"),
        value:
          meanReturn === null ? (
            <span className="text-tx-3">{NOT_AVAILABLE}</span>
          ) : (
            <SignedNumber value={meanReturn} text={formatPercent(meanReturn, { signed: true })} />
          ),
        note: t("summaryNote", {
          hits,
          excess: meanExcess === null ? none : formatPercent(meanExcess, { signed: true }),
          rose: rose === null ? none : formatPercent(rose, { decimals: 0 }),
        }),
      }))}
    />
  );
}
