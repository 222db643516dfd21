"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Button, EmptyState, FailedState, Link, PageHead, SkeletonRows } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { FetchForm } from "./fetch-form";
import { FetchHistory } from "./fetch-history";

/** Fetching history: the form of what to bring, and everything that was brought. */
export function FetchPage() {
  const t = useTranslations("fetching");
  const mayTrade = useMayTrade();
  return (
    <>
      <PageHead title={t("title")} sub={t("sub")} />
      {mayTrade ? <FeedsThenForm /> : null}
      <FetchHistory />
    </>
  );
}

function FeedsThenForm() {
  const t = useTranslations("fetching");
  const trpc = useTRPC();
  const feeds = useQuery(trpc.feed.list.queryOptions());
  if (feeds.error !== null) {
    return <FailedState title={t("feedsFailed")} error={feeds.error} onRetry={() => void feeds.refetch()} />;
  }
  if (feeds.data === undefined) return <SkeletonRows rows={2} label={t("title")} />;
  const usable = feeds.data.filter(({ enabled, history }) => enabled && history.length > 0);
  if (usable.length > 0) return <FetchForm feeds={usable} />;
  return (
    <EmptyState
      title={t("noFeeds")}
      actions={
        <Button asChild>
          <Link href="/markets/feeds">{t("feed")}</Link>
        </Button>
      }
    >
      {t("noFeedsText")}
    </EmptyState>
  );
}
