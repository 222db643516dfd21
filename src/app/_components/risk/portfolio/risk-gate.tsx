"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { AccountView } from "@/app/_components/portfolio/types";
import { Banner, EmptyState, FailedState, PageHead, Segmented, SkeletonRows } from "@/app/_components/ui";
import { formatPercent } from "@/app/_lib/format";
import { HISTORY_DAYS_MIN } from "@/modules/risk";
import { type PortfolioRisk, usePortfolioRisk, useTogether } from "./use-portfolio-risk";

const SKELETON_ROWS = 10;

export interface RiskGateProps {
  readonly title: string;
  readonly tools?: ReactNode;
  readonly children: (risk: PortfolioRisk, account: AccountView | null) => ReactNode;
}

/** Lets a page about the risk of an account begin: whose risk, what of it is not known, and what to do where there is none. */
export function RiskGate({ title, tools, children }: RiskGateProps) {
  const t = useTranslations("portfolioRisk");
  const [together, setTogether] = useTogether();
  const { risk, account, hasNoAccount, error, retry } = usePortfolioRisk();
  const scope = (
    <Segmented
      label={t("scope.label")}
      options={[
        { value: "one", label: t("scope.one") },
        { value: "all", label: t("scope.all") },
      ]}
      value={together ? "all" : "one"}
      onChange={(value) => void setTogether(value === "all")}
    />
  );
  return (
    <>
      <PageHead
        title={title}
        sub={
          account === null
            ? together && risk !== undefined
              ? t("together", { count: risk.accounts.length })
              : undefined
            : account.name
        }
        tools={
          <div className="flex flex-wrap items-center gap-2 py-1">
            {scope}
            {tools}
          </div>
        }
      />
      {hasNoAccount ? (
        <EmptyState title={t("noAccount")}>{t("noAccountText")}</EmptyState>
      ) : risk === undefined ? (
        error === null ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <FailedState title={t("failed")} error={error} onRetry={retry} />
        )
      ) : (
        // What is there for screen readers alone is placed in it: else it would make the whole document longer.
        <div className="relative min-h-0 flex-1 overflow-y-auto max-md:overflow-visible">
          {error === null ? null : <FailedState title={t("failed")} error={error} onRetry={retry} />}
          <Gaps risk={risk} />
          {risk.holdings.length === 0 && risk.unpriced.length === 0 && risk.unrated.length === 0 ? (
            <EmptyState title={t("nothingHeld")}>{t("nothingHeldText")}</EmptyState>
          ) : null}
          {children(risk, account)}
        </div>
      )}
    </>
  );
}

/** What is not known, by name, and what is taken for it. */
function Gaps({ risk }: { readonly risk: PortfolioRisk }) {
  const t = useTranslations("portfolioRisk.gaps");
  const { unknown, unpriced, unrated, ratesWithoutPast, currency, standInLoss } = risk;
  const names = (all: readonly string[]) => all.join(", ");
  return (
    <>
      {unrated.length === 0 ? null : <Banner tone="bad">{t("unrated", { names: names(unrated), currency })}</Banner>}
      {unpriced.length === 0 ? null : <Banner tone="warn">{t("unpriced", { names: names(unpriced) })}</Banner>}
      {unknown.length === 0 ? null : (
        <Banner tone="warn">
          {t("unknown", {
            names: names(unknown.map(({ symbol }) => symbol)),
            min: HISTORY_DAYS_MIN,
            loss: formatPercent(standInLoss, { decimals: 0 }),
          })}
        </Banner>
      )}
      {ratesWithoutPast.length === 0 ? null : (
        <Banner tone="warn">{t("ratesWithoutPast", { names: names(ratesWithoutPast) })}</Banner>
      )}
    </>
  );
}
