"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import { Button, EmptyState, FailedState, Link, PageHead, SkeletonRows } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { Crumb } from "../editor/strategy-crumb";
import { useStrategyDetail } from "../use-strategies";
import { RulesDesk } from "./rules-desk";

const SKELETON_ROWS = 16;

function Loading() {
  const e = useTranslations("strategyEditor");
  return <SkeletonRows rows={SKELETON_ROWS} label={e("loading")} />;
}

const NewRules = dynamic(() => import("./new-rules").then((module) => module.NewRules), {
  ssr: false,
  loading: Loading,
});

/** A strategy without code, its versions, and what changed between them. */
export function RulesPage({ slug }: { readonly slug: string }) {
  const t = useTranslations("rules");
  const e = useTranslations("strategyEditor");
  const detail = useStrategyDetail(slug);
  if (detail.data?.kind === "rules") return <RulesDesk key={slug} strategy={detail.data} />;
  const link = (href: string, text: string) => (
    <Button asChild>
      <Link href={href}>{text}</Link>
    </Button>
  );
  return (
    <>
      <PageHead crumb={<Crumb />} title={detail.data?.title ?? slug} />
      {detail.data !== undefined ? (
        <EmptyState title={t("notRules")} actions={link(`/strategies/${slug}`, t("openCode"))}>
          {t("notRulesText")}
        </EmptyState>
      ) : detail.error === null ? (
        <SkeletonRows rows={SKELETON_ROWS} label={e("loading")} />
      ) : toFailure(detail.error).kind === "strategy.unknown" ? (
        <EmptyState title={e("gone")} actions={link("/strategies", e("showAll"))}>
          {e("goneText")}
        </EmptyState>
      ) : (
        <FailedState title={e("failed")} error={detail.error} onRetry={() => void detail.refetch()} />
      )}
    </>
  );
}

/** A new one. Only in the browser: what was begun here is kept there. */
export function NewRulesPage() {
  return <NewRules />;
}
