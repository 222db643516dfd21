"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/app/_components/table";
import { Banner, Button, EmptyState, FailedState, SkeletonRows } from "@/app/_components/ui";
import { fromJobError } from "@/app/_lib/failure";
import { withScope } from "@/app/_lib/scope";
import { useMayTrade } from "@/app/_lib/session";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { JobProgress } from "../job-progress";
import { hitColumns } from "./hit-columns";
import { type ScreenRun, type StoredScreen, useHits, useRunProgress } from "./use-screens";

const SKELETON_ROWS = 10;

export interface RunHitsProps {
  readonly screen: StoredScreen;
  /** Undefined while they load. */
  readonly runs: readonly ScreenRun[] | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
  /** The run that the address names; null for the newest. */
  readonly runId: string | null;
  readonly onRun: () => void;
  readonly isStarting: boolean;
}

/** A run of the screen: how far it is, or what it found. While one is under way the one before is kept in sight. */
export function RunHits({ screen, runs, error, onRetry, runId, onRun, isStarting }: RunHitsProps) {
  const t = useTranslations("screenRuns");
  const format = useFormat();
  const say = useFailureText();
  const mayTrade = useMayTrade();
  const run = runs?.find((one) => one.runId === runId) ?? runs?.[0];
  const { job, status } = useRunProgress(run);
  const again = mayTrade ? (
    <Button busy={isStarting} onClick={onRun}>
      {t("again")}
    </Button>
  ) : undefined;
  if (runs === undefined && error !== null)
    return <FailedState title={t("historyFailed")} error={error} onRetry={onRetry} />;
  if (runs === undefined) return <SkeletonRows rows={SKELETON_ROWS} label={t("running")} />;
  if (run === undefined) {
    return <EmptyState title={t("notRunTitle")}>{mayTrade ? t("notRun") : t("notRunViewer")}</EmptyState>;
  }
  if (status === "succeeded") return <HitsTable screen={screen} run={run} />;
  if (status === "failed") {
    const reason = job?.error === null || job?.error === undefined ? "" : say(fromJobError(job.error));
    return (
      <>
        <Banner tone="bad">
          <b>{t("failedTitle")}</b> {reason}
        </Banner>
        <EmptyState title={t("failedSafe")} actions={again} />
      </>
    );
  }
  if (status === "canceled") {
    return (
      <EmptyState title={t("canceledTitle")} actions={again}>
        {t("canceled")}
      </EmptyState>
    );
  }
  const earlier = runs.find((one) => one.status === "succeeded" && one.createdAtMs <= run.createdAtMs);
  return (
    <>
      {job === undefined ? (
        <SkeletonRows rows={2} label={t("running")} />
      ) : (
        <JobProgress job={job} label={t("running")} />
      )}
      {earlier === undefined ? null : (
        <>
          <Banner tone="neutral">{t("earlier", { when: format.dateTime(earlier.createdAtMs) })}</Banner>
          <HitsTable screen={screen} run={earlier} stale />
        </>
      )}
    </>
  );
}

interface HitsTableProps {
  readonly screen: StoredScreen;
  readonly run: ScreenRun;
  readonly stale?: boolean;
}

function HitsTable({ screen, run, stale = false }: HitsTableProps) {
  const t = useTranslations("screenRuns");
  const router = useRouter();
  const format = useFormat();
  const hits = useHits(run.runId);
  const rows = useMemo(() => hits.data?.pages.flatMap((page) => page.hits), [hits.data]);
  const question = hits.data?.pages[0]?.question;
  const { benchmark } = screen.definition;
  const hasOutcomes = rows?.some(({ outcomes }) => outcomes.some((outcome) => outcome.return !== null)) === true;
  const columns = useMemo(
    () =>
      question === undefined ? [] : hitColumns({ t, question, benchmark, timeZone: format.timeZone, hasOutcomes }),
    [t, question, benchmark, format.timeZone, hasOutcomes],
  );
  const resolution = question?.resolution ?? screen.definition.resolution;
  const isChanged = run.version !== screen.version && !stale;
  return (
    <>
      {isChanged ? <Banner tone="warn">{t("changed", { asked: run.version, now: screen.version })}</Banner> : null}
      <DataTable
        id="screen-hits"
        label={t("hits")}
        sub={`${t("count", { hits: run.hits, asked: run.asked })} · ${t("ofRun", { when: format.dateTime(run.createdAtMs) })}`}
        columns={columns}
        rows={rows}
        rowId={({ symbol }) => symbol}
        error={hits.error}
        failedTitle={t("hitsFailed")}
        onRetry={() => void hits.refetch()}
        stale={stale}
        more={hits.hasNextPage ? { loading: hits.isFetchingNextPage, load: () => void hits.fetchNextPage() } : null}
        onOpen={({ symbol }) => router.push(withScope("/chart", { symbol, resolution }))}
        empty={<EmptyState title={t("noHitsTitle")}>{t("noHits", { asked: run.asked })}</EmptyState>}
        exportName="screen-hits"
      />
      {run.unknown === 0 ? null : (
        <p className="shrink-0 border-t border-line-1 px-3 py-1.5 text-11 text-tx-3 max-md:px-4">
          {t("unknown", { count: run.unknown })}
        </p>
      )}
    </>
  );
}
