"use client";

import { useTranslations } from "use-intl";
import { Button, EmptyState, FailedState, Link, PageHead, SkeletonRows } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { PublishedPage } from "../publish/published-page";
import type { StrategyDetail } from "../types";
import { useCatalog, useStrategyDetail } from "../use-strategies";
import { EditorDesk } from "./editor-desk";
import { Crumb } from "./strategy-crumb";

const SKELETON_ROWS = 16;

export interface StrategyPageProps {
  readonly slug: string;
}

/** One strategy of somebody's own: its code, its versions, what changed between them. */
export function StrategyPage({ slug }: StrategyPageProps) {
  const detail = useStrategyDetail(slug);
  if (detail.data === undefined) return <NotYet slug={slug} detail={detail} />;
  if (detail.data.kind === "rules") return <IsRules strategy={detail.data} />;
  return <EditorDesk key={slug} strategy={detail.data} />;
}

interface NotYetProps extends StrategyPageProps {
  readonly detail: ReturnType<typeof useStrategyDetail>;
}

function NotYet({ slug, detail }: NotYetProps) {
  const t = useTranslations("strategyEditor");
  const isUnread = detail.error !== null && toFailure(detail.error).kind === "strategy.unknown";
  // Whose code is hidden may be published.
  const catalog = useCatalog(false, isUnread);
  const published = catalog.data?.find((entry) => entry.slug === slug && !entry.readable);
  if (published !== undefined) return <PublishedPage entry={published} />;
  const all = (
    <Button asChild>
      <Link href="/strategies">{t("showAll")}</Link>
    </Button>
  );
  return (
    <>
      <PageHead crumb={<Crumb />} title={slug} />
      {detail.error === null || (isUnread && catalog.isPending) ? (
        <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
      ) : isUnread ? (
        <EmptyState title={t("gone")} actions={all}>
          {t("goneText")}
        </EmptyState>
      ) : (
        <FailedState title={t("failed")} error={detail.error} onRetry={() => void detail.refetch()} />
      )}
    </>
  );
}

function IsRules({ strategy }: { readonly strategy: StrategyDetail }) {
  const t = useTranslations("strategyEditor");
  return (
    <>
      <PageHead crumb={<Crumb />} title={strategy.title} />
      <EmptyState
        title={t("isRules")}
        actions={
          <Button asChild>
            <Link href={`/strategies/rules/${strategy.slug}`}>{t("openRules")}</Link>
          </Button>
        }
      >
        {t("isRulesText")}
      </EmptyState>
    </>
  );
}
