"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { EmptyState, FailedState, Link, PageHead, Panel, SkeletonRows } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { ReplayForm } from "./replay-form";
import { ReplaySession } from "./replay-session";

/** While something plays, its place moves all the time; news tell of everything else. */
const MOVING_MS = 1_000;
const RESTING_MS = 15_000;

/** Stored history, played as if it were live: what to play, and every session with its controls. */
export function ReplayPage() {
  const t = useTranslations("replay");
  const market = useTranslations("market");
  const mayTrade = useMayTrade();
  return (
    <>
      <PageHead
        crumb={<Link href="/markets">{market("marketsTitle")}</Link>}
        title={t("title")}
        sub={<span className="max-lg:hidden">{t("lead")}</span>}
      />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {mayTrade ? <ReplayForm /> : null}
        <Sessions mayTrade={mayTrade} />
      </div>
    </>
  );
}

function Sessions({ mayTrade }: { readonly mayTrade: boolean }) {
  const t = useTranslations("replay");
  const trpc = useTRPC();
  const sessions = useQuery(
    trpc.replay.list.queryOptions(undefined, {
      refetchInterval: ({ state: { data } }) =>
        data?.some(({ status }) => status === "playing" || status === "paused") === true ? MOVING_MS : RESTING_MS,
    }),
  );
  const { data } = sessions;
  return (
    <Panel title={t("list")} sub={data === undefined || data.length === 0 ? undefined : data.length}>
      {sessions.error !== null && data === undefined ? (
        <FailedState title={t("failed")} error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : data === undefined ? (
        <SkeletonRows rows={3} label={t("list")} />
      ) : data.length === 0 ? (
        <EmptyState title={t("emptyTitle")}>{mayTrade ? t("empty") : t("emptyViewer")}</EmptyState>
      ) : (
        <ul className="min-w-0">
          {data.map((session) => (
            <ReplaySession key={session.replayId} session={session} mayTrade={mayTrade} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
